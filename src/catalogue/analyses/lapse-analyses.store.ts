import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';

export interface Owned {
  id: string;
  roleId: string;
  version: number;
  validTo: Day;
  nameSv: string;
  nameEn: string;
  informationOwnerId: string;
}

const owned = `a.id, a.role_id AS "roleId", a.version, a.valid_to AS "validTo", r.name_sv AS "nameSv", r.name_en AS "nameEn",
  s.information_owner_id AS "informationOwnerId"`;

/** SQL of what the days alone do to analyses. */
@Injectable()
export class LapseAnalysesStore {
  /** What ran out before `today` and is still stated as in force; a second run finds nothing. */
  async lapse(tx: Tx, today: Day, at: Date): Promise<Owned[]> {
    return tx.query<Owned>(
      `UPDATE analysis a SET state = 'lapsed', ended_at = $2, ended_reason = 'expired'
       FROM role r JOIN information_system s ON s.id = r.system_id
       WHERE r.id = a.role_id AND a.state = 'approved' AND a.valid_to < $1 RETURNING ${owned}`,
      [today, at],
    );
  }

  /** In force, and running out within `days`. */
  async ending(tx: Tx, today: Day, days: number): Promise<Owned[]> {
    return tx.query<Owned>(
      `SELECT ${owned} FROM analysis a JOIN role r ON r.id = a.role_id JOIN information_system s ON s.id = r.system_id
       WHERE a.state = 'approved' AND a.valid_to BETWEEN $1::date AND $1::date + $2::int AND r.state <> 'retired' ORDER BY a.id`,
      [today, days],
    );
  }

  /** Plans of decided analyses that should have been carried out and of which nobody has been told yet. */
  async escalate(tx: Tx, today: Day): Promise<(Owned & { actionId: string; ownerId: string; dueOn: Day })[]> {
    return tx.query(
      `UPDATE analysis_action c SET escalated_on = $1
       FROM analysis a JOIN role r ON r.id = a.role_id JOIN information_system s ON s.id = r.system_id
       WHERE a.id = c.analysis_id AND c.state = 'open' AND c.due_on < $1 AND c.escalated_on IS NULL
         AND a.state IN ('approved', 'superseded', 'lapsed')
       RETURNING ${owned}, c.id AS "actionId", c.owner_id AS "ownerId", c.due_on AS "dueOn"`,
      [today],
    );
  }
}
