import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Tx } from '../platform/database.js';

/**
 * Keeps `employment.manager_employment_id` at the effective manager: the one HR states when that employment is in
 * force and another person's, else the manager of the nearest unit upwards of whom the same holds. An ended employment
 * keeps the manager it had.
 */
@Injectable()
export class ManagersStore {
  /**
   * Settles the managers of: employments that changed; those led, or to be led, by an employment that came into force
   * or left it; and those below units whose manager or place changed.
   * @returns employments that got another manager
   */
  async settle(
    tx: Tx,
    day: Day,
    changed: readonly string[],
    flipped: readonly string[],
    units: { source: string; codes: readonly string[] } = { source: '', codes: [] },
  ): Promise<number> {
    if (changed.length + flipped.length + units.codes.length === 0) return 0;
    if (changed.length + units.codes.length === 0 && !(await this.#leadSomething(tx, flipped))) return 0;
    await this.#chains(tx, day);
    await tx.query(
      `WITH flipped AS (SELECT e.id, e.source, e.number FROM employment e WHERE e.id = ANY($2)),
       below AS MATERIALIZED (
         SELECT DISTINCT s.unit_id FROM relead_step s
         WHERE (s.source = $3 AND s.code = ANY($4)) OR (s.source, s.manager_number) IN (SELECT f.source, f.number FROM flipped f))
       INSERT INTO relead
       SELECT unnest($1::uuid[])
       UNION SELECT e.id FROM employment e JOIN flipped f ON e.manager_employment_id = f.id
       UNION SELECT e.id FROM employment e JOIN flipped f ON e.source = f.source AND e.manager_number = f.number
       UNION SELECT e.id FROM employment e JOIN below b ON b.unit_id = e.unit_id`,
      [changed, flipped, units.source, units.codes],
    );
    const moved = await tx.query(
      `WITH best AS (
         SELECT e.id, coalesce(stated.id, (
           SELECT c.id FROM unnest(h.ids, h.persons) WITH ORDINALITY AS c(id, person_id, nearness)
           WHERE c.person_id <> e.person_id ORDER BY c.nearness LIMIT 1)) AS manager_id
         FROM relead r JOIN employment e ON e.id = r.id
         LEFT JOIN employment stated ON stated.source = e.source AND stated.number = e.manager_number
           AND stated.person_id <> e.person_id
           AND in_force(stated.start_date, stated.end_date, stated.terminated_at, $1)
         LEFT JOIN relead_chain h ON h.unit_id = e.unit_id
         WHERE e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $1))
       UPDATE employment e SET manager_employment_id = best.manager_id FROM best
       WHERE e.id = best.id AND e.manager_employment_id IS DISTINCT FROM best.manager_id RETURNING e.id`,
      [day],
    );
    return moved.length;
  }

  /** Whether any of these employments leads, is stated to lead, or is named as a unit's manager. */
  async #leadSomething(tx: Tx, flipped: readonly string[]): Promise<boolean> {
    const found = await tx.query(
      `SELECT FROM employment f WHERE f.id = ANY($1) AND (f.leads_unit
         OR EXISTS (SELECT FROM employment e WHERE e.manager_employment_id = f.id)
         OR EXISTS (SELECT FROM unit u WHERE u.source = f.source AND u.manager_number = f.number)
         OR EXISTS (SELECT FROM employment e WHERE e.source = f.source AND e.manager_number = f.number)) LIMIT 1`,
      [flipped],
    );
    return found.length > 0;
  }

  /** Each unit's managers in force, the nearest first. Temporary tables with keys: the planner knows no sizes here. */
  async #chains(tx: Tx, day: Day): Promise<void> {
    await tx.query(`
      DROP TABLE IF EXISTS relead, relead_step, relead_chain;
      CREATE TEMP TABLE relead (id uuid PRIMARY KEY) ON COMMIT DROP;
      CREATE TEMP TABLE relead_step ON COMMIT DROP AS
      SELECT u.id AS unit_id, u.source, s.code, s.depth, a.manager_number
      FROM unit u CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
      JOIN unit a ON a.source = u.source AND a.code = s.code;
      ANALYZE relead_step;
      CREATE TEMP TABLE relead_chain (unit_id uuid PRIMARY KEY, ids uuid[], persons uuid[]) ON COMMIT DROP`);
    await tx.query(
      `INSERT INTO relead_chain
       SELECT s.unit_id, array_agg(m.id ORDER BY s.depth DESC), array_agg(m.person_id ORDER BY s.depth DESC)
       FROM relead_step s JOIN employment m ON m.source = s.source AND m.number = s.manager_number
       WHERE in_force(m.start_date, m.end_date, m.terminated_at, $1) GROUP BY s.unit_id`,
      [day],
    );
  }
}
