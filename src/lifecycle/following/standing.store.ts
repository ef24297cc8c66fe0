import { Injectable } from '@nestjs/common';
import type { DeclinedBirthright, HeldGrant } from '../../policy/lifecycle/person-facts.js';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from './staged-tables.store.js';

const fewPersons = 50;

/** Where persons stand before and after a change: what the rules, the managers and the history need. */
@Injectable()
export class StandingStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** In id order, so that two bulk changes cannot deadlock. */
  async lock(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [personIds]);
  }

  async liveGrants(tx: Tx, personIds: readonly string[]): Promise<HeldGrant[]> {
    return tx.query<HeldGrant>(
      `SELECT g.id, g.person_id AS "personId", g.employment_id AS "employmentId", g.role_id AS "roleId", g.unit_id AS "unitId",
              g.source, g.rule_id AS "ruleId", g.valid_from AS "validFrom", g.valid_to AS "validTo",
              g.suspended_for AS "suspendedFor", g.outgrown_at AS "outgrownAt", g.title_code AS "titleCode",
              u.care_provider_id AS "careProviderId", g.assessment_id AS "assessmentId", g.next_review AS "nextReview",
              json_build_object('id', a.id, 'state', a.state, 'validTo', a.valid_to) AS analysis
       FROM access_grant g JOIN unit u ON u.id = g.unit_id JOIN analysis a ON a.id = g.analysis_id
       WHERE g.person_id = ANY($1) AND g.ended_at IS NULL`,
      [personIds],
    );
  }

  /**
   * Who leads each of these units today: the manager in force of the unit itself or of the nearest one above. Units
   * that nobody leads are left out.
   */
  async managersOfUnits(tx: Tx, unitIds: readonly string[], today: Day): Promise<Map<string, string>> {
    const rows = await tx.query<{ unitId: string; personId: string }>(
      `SELECT DISTINCT ON (u.id) u.id AS "unitId", m.person_id AS "personId"
       FROM unit u CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
       JOIN unit a ON a.source = u.source AND a.code = s.code
       JOIN employment m ON m.source = a.source AND m.number = a.manager_number
       WHERE u.id = ANY($1) AND in_force(m.start_date, m.end_date, m.terminated_at, $2) ORDER BY u.id, s.depth DESC`,
      [unitIds, today],
    );
    return new Map(rows.map((row) => [row.unitId, row.personId]));
  }

  async declinedBirthrights(tx: Tx, personIds: readonly string[]): Promise<DeclinedBirthright[]> {
    return tx.query<DeclinedBirthright>(
      `SELECT DISTINCT e.person_id AS "personId", g.employment_id AS "employmentId", g.role_id AS "roleId", g.unit_id AS "unitId"
       FROM access_grant g JOIN employment e ON e.id = g.employment_id AND e.person_id = ANY($1)
       WHERE g.person_id = ANY($1::uuid[] || ARRAY(SELECT id FROM person WHERE merged_into = ANY($1)))
         AND g.source = 'birthright' AND g.ended_reason IN ('review-removed', 'review-unanswered', 'ended-by-hand')`,
      [personIds],
    );
  }

  async personsAfter(tx: Tx, after: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM person WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Writes down how persons' employments stand on `day`, before a change; `persons` is SQL that gives their ids. */
  async remember(
    tx: Tx,
    day: Day,
    personIds: readonly string[] | 'hr_touched',
    few = personIds !== 'hr_touched' && personIds.length <= fewPersons,
  ): Promise<void> {
    const touched = personIds === 'hr_touched';
    await this.tables.make(tx, 'standing', few);
    await tx.together(
      () =>
        tx.query(
          touched
            ? `INSERT INTO was_person SELECT DISTINCT person_id FROM hr_touched WHERE person_id IS NOT NULL`
            : `INSERT INTO was_person SELECT unnest($1::uuid[])`,
          touched ? [] : [personIds],
        ),
      () => this.tables.analyse(tx, 'standing', 'was_person'),
      () =>
        tx.query(
          `INSERT INTO was_employment
       SELECT e.id, in_force(e.start_date, e.end_date, e.terminated_at, $1),
              coalesce(e.leave_from <= $1 AND coalesce(e.leave_to, 'infinity') >= $1, false), e.unit_id, e.title, e.title_code
       FROM employment e JOIN was_person p ON p.person_id = e.person_id`,
          [day],
        ),
      () => this.tables.analyse(tx, 'standing', 'was_employment'),
    );
  }

  /** Persons whom the delivery has made, who were not known when it was written down. */
  async rememberNew(tx: Tx): Promise<void> {
    await tx.together(
      () =>
        tx.query(`INSERT INTO was_person SELECT person_id FROM hr_written WHERE action = 'person.created'`),
      () => this.tables.analyse(tx, 'standing', 'was_person'),
    );
  }

  /** Lays down employments that have come into force or left it since it was written down, in was_flipped. */
  async findFlipped(tx: Tx, today: Day): Promise<void> {
    await tx.together(
      () => tx.query(`DELETE FROM was_flipped`),
      () =>
        tx.query(
          `INSERT INTO was_flipped SELECT e.id FROM was_person p JOIN employment e ON e.person_id = p.person_id
       LEFT JOIN was_employment w ON w.employment_id = e.id
       WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1) <> coalesce(w.in_force, false)`,
          [today],
        ),
      () => this.tables.analyse(tx, 'standing', 'was_flipped'),
    );
  }

  /**
   * History as people read it, by what has taken effect: somebody who begins next month joins then, not today.
   * Writing the same event twice (same employment, kind and day) is left out; OFFSET 0 has it looked for person by person,
   * where a plan that expects more of them would read everybody's history.
   */
  async writeEvents(tx: Tx, now: Date, today: Day, importId: string | null): Promise<void> {
    await tx.query(
      `WITH state AS (
         SELECT e.*, in_force(e.start_date, e.end_date, e.terminated_at, $2) AS is_in, coalesce(w.in_force, false) AS was_in,
           coalesce(e.leave_from <= $2 AND coalesce(e.leave_to, 'infinity') >= $2, false) AS is_away, coalesce(w.on_leave, false) AS was_away,
           w.employment_id IS NOT NULL AND (w.unit_id <> e.unit_id OR (w.title, coalesce(w.title_code, '')) <> (e.title, coalesce(e.title_code, ''))) AS moved
         FROM was_person p JOIN employment e ON e.person_id = p.person_id
         LEFT JOIN was_employment w ON w.employment_id = e.id),
       persons AS (
         SELECT person_id, bool_or(is_in) AS is_in, bool_or(was_in) AS was_in, bool_or(was_in AND NOT is_in) AS lost,
           min(end_date) AS first_end
         FROM state GROUP BY person_id),
       begun AS (
         SELECT s.*, row_number() OVER (PARTITION BY s.person_id ORDER BY s.main DESC, s.start_date, s.id) AS nth
         FROM state s WHERE s.is_in AND NOT s.was_in),
       ended AS (
         SELECT s.*, row_number() OVER (PARTITION BY s.person_id ORDER BY s.end_date DESC NULLS LAST, s.id) AS nth
         FROM state s WHERE s.was_in AND NOT s.is_in AND s.terminated_at IS NULL),
       events AS (
         SELECT b.person_id, b.id, b.unit_id, b.start_date AS day,
           CASE WHEN p.was_in AND p.lost THEN 'moved' WHEN p.was_in OR b.nth > 1 THEN 'employment-added'
                WHEN p.first_end < b.start_date THEN 'rehired' ELSE 'joined' END AS kind
         FROM begun b JOIN persons p USING (person_id)
         UNION ALL
         SELECT e.person_id, e.id, e.unit_id, coalesce(e.end_date, $2), CASE WHEN p.is_in OR e.nth > 1 THEN 'employment-ended' ELSE 'left' END
         FROM ended e JOIN persons p USING (person_id)
         UNION ALL
         SELECT person_id, id, unit_id, $2, 'moved' FROM state WHERE is_in AND was_in AND moved
         UNION ALL
         SELECT person_id, id, unit_id, leave_from, 'leave' FROM state WHERE is_in AND is_away AND NOT was_away
         UNION ALL
         SELECT person_id, id, unit_id, coalesce(leave_to + 1, $2), 'returned' FROM state WHERE is_in AND was_in AND was_away AND NOT is_away)
       INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id, import_id)
       SELECT e.person_id, e.id, $1, e.day, e.kind, e.unit_id, $3 FROM events e
       WHERE NOT EXISTS (SELECT FROM lifecycle_event x WHERE x.person_id = e.person_id AND x.employment_id = e.id AND x.kind = e.kind AND x.day = e.day
         AND (e.kind <> 'moved' OR x.unit_id = e.unit_id) OFFSET 0)`,
      [now, today, importId],
    );
  }
}
