import { Injectable } from '@nestjs/common';
import type { Account } from '../../policy/model/account.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

@Injectable()
export class PreparationStore {
  /**
   * Persons, in id order, for whom an account may have to be made ahead (they begin after today and by `soon`, nothing
   * is in force and there is no account) or taken away again (it was made ahead, and nothing is in force or coming).
   */
  async candidates(tx: Tx, today: Day, soon: Day, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT person_id AS id FROM (
         SELECT e.person_id FROM employment e
         WHERE e.start_date > $1 AND e.start_date <= $2 AND e.terminated_at IS NULL
           AND NOT EXISTS (SELECT FROM account a WHERE a.person_id = e.person_id AND a.target = 'directory'
                             AND (a.wanted_kind = 'prepared' OR a.state NOT IN ('none', 'deleted')))
           AND NOT EXISTS (SELECT FROM employment now WHERE now.person_id = e.person_id
                             AND in_force(now.start_date, now.end_date, now.terminated_at, $1))
         UNION
         SELECT a.person_id FROM account a
         WHERE a.wanted_kind = 'prepared'
           AND NOT EXISTS (SELECT FROM employment e WHERE e.person_id = a.person_id AND e.terminated_at IS NULL
                             AND (e.end_date IS NULL OR e.end_date >= $1))) AS candidate
       WHERE $3::uuid IS NULL OR person_id > $3 ORDER BY person_id LIMIT $4`,
      [today, soon, after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** The accounts in the directory of these persons; most have none. */
  async accounts(reader: Reader, personIds: readonly string[]): Promise<Account[]> {
    return reader.query<Account>(
      `SELECT person_id AS "personId", wanted_kind AS "wantedKind", state, disabled_at AS "disabledAt", false AS held
       FROM account WHERE target = 'directory' AND person_id = ANY($1)`,
      [personIds],
    );
  }

  /** Roles that hold an entitlement in the directory. */
  async directoryRoles(reader: Reader): Promise<Set<string>> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT re.role_id AS id FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
       WHERE e.target = 'directory'`,
    );
    return new Set(rows.map((row) => row.id));
  }
}
