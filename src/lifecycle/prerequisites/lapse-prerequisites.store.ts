import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import { lastDay } from '../../people/prerequisite-last-day.js';
import type { Day } from '../../policy/model/day.js';

/** A prerequisite that soon no longer holds, of somebody who has access that requires it. */
export interface SoonLapsing {
  personId: string;
  prerequisiteId: string;
  nameSv: string;
  nameEn: string;
  lastDay: Day;
  /** Those who lead an employment that the access is held on. */
  managerIds: string[];
}

export interface Lapsed {
  personId: string;
  prerequisiteId: string;
  nameSv: string;
  nameEn: string;
  day: Day | null;
  managerIds: string[];
}

const managers = `
  coalesce(array_agg(DISTINCT m.person_id) FILTER (WHERE m.person_id <> g.person_id
           AND in_force(m.start_date, m.end_date, m.terminated_at, $1)), '{}') AS "managerIds"`;

const held = `
  access_grant g JOIN role_prerequisite rp ON rp.role_id = g.role_id JOIN prerequisite p ON p.id = rp.prerequisite_id
  JOIN employment e ON e.id = g.employment_id JOIN unit u ON u.id = e.unit_id
  LEFT JOIN employment m ON m.id = e.manager_employment_id`;

const applies = `
  g.ended_at IS NULL AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
  AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)`;

@Injectable()
export class LapsePrerequisitesStore {
  /** One run at a time, over all instances; a second one waits here and then finds nothing to do. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:lapse-prerequisites', 0))`);
  }

  /**
   * Marks as warned, `days` before the last day, everything that lapses within them and has not been warned of so
   * nearly; what a newer completion replaces is warned of anew.
   */
  async warn(tx: Tx, today: Day, days: number): Promise<SoonLapsing[]> {
    return tx.query<SoonLapsing>(
      `WITH due AS (
         SELECT g.person_id, p.id, p.name_sv, p.name_en, ${lastDay('p', 's')} AS last_day, ${managers}
         FROM ${held} JOIN prerequisite_standing s ON s.person_id = g.person_id AND s.prerequisite_id = p.id
         WHERE ${applies} AND s.met AND coalesce(s.warned, 32767) > $2
           AND ${lastDay('p', 's')} BETWEEN $1::date AND $1::date + $2::int
         GROUP BY g.person_id, p.id, s.person_id, s.prerequisite_id),
       marked AS (
         UPDATE prerequisite_standing s SET warned = $2 FROM due d
         WHERE s.person_id = d.person_id AND s.prerequisite_id = d.id)
       SELECT person_id AS "personId", id AS "prerequisiteId", name_sv AS "nameSv", name_en AS "nameEn",
              last_day AS "lastDay", "managerIds"
       FROM due ORDER BY person_id, id`,
      [today, days],
    );
  }

  /** What these persons' access now rests for: lapsed, withdrawn or never there. */
  async lapsed(tx: Tx, today: Day, personIds: readonly string[]): Promise<Lapsed[]> {
    return tx.query<Lapsed>(
      `SELECT g.person_id AS "personId", p.id AS "prerequisiteId", p.name_sv AS "nameSv", p.name_en AS "nameEn",
              ${lastDay('p', 's')} AS day, ${managers}
       FROM ${held} LEFT JOIN prerequisite_standing s ON s.person_id = g.person_id AND s.prerequisite_id = p.id
       WHERE ${applies} AND g.person_id = ANY($2) AND 'prerequisite' = ANY(g.suspended_for)
         AND (s.person_id IS NULL OR NOT s.met OR coalesce(${lastDay('p', 's')}, 'infinity') < $1)
       GROUP BY g.person_id, p.id, s.person_id, s.prerequisite_id ORDER BY g.person_id, p.id`,
      [today, personIds],
    );
  }
}
