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
  ): Promise<string[]> {
    if (changed.length + flipped.length + units.codes.length === 0) return [];
    const wide = units.codes.length > 0 || (await this.#leadSomething(tx, day, flipped));
    if (changed.length === 0 && !wide) return [];
    // Temporary tables with keys: the planner knows no sizes within the import's transaction.
    await tx.query(`
      DROP TABLE IF EXISTS relead, relead_chain;
      CREATE TEMP TABLE relead (id uuid PRIMARY KEY) ON COMMIT DROP;
      CREATE TEMP TABLE relead_chain (unit_id uuid PRIMARY KEY, ids uuid[], persons uuid[]) ON COMMIT DROP`);
    await tx.query(`INSERT INTO relead SELECT DISTINCT unnest($1::uuid[])`, [changed]);
    if (wide) await this.#addLed(tx, flipped, units);
    await this.#chains(tx, day);
    const moved = await tx.query<{ id: string }>(
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
    return moved.map((row) => row.id);
  }

  /** Whether any of these employments leads, is named as a unit's manager, or is stated to lead and may now. */
  async #leadSomething(tx: Tx, day: Day, flipped: readonly string[]): Promise<boolean> {
    const found = await tx.query(
      `SELECT FROM employment f WHERE f.id = ANY($1) AND (f.leads_unit
         OR EXISTS (SELECT FROM employment e WHERE e.manager_employment_id = f.id)
         OR EXISTS (SELECT FROM unit u WHERE u.source = f.source AND u.manager_number = f.number)
         OR (in_force(f.start_date, f.end_date, f.terminated_at, $2)
             AND EXISTS (SELECT FROM employment e WHERE e.source = f.source AND e.manager_number = f.number))) LIMIT 1`,
      [flipped, day],
    );
    return found.length > 0;
  }

  /** Those led, or to be led, by the flipped ones, and those in units below a changed or flipped manager's. */
  async #addLed(
    tx: Tx,
    flipped: readonly string[],
    units: { source: string; codes: readonly string[] },
  ): Promise<void> {
    await tx.query(
      `WITH flipped AS (SELECT e.id, e.source, e.number FROM employment e WHERE e.id = ANY($1)),
       below AS MATERIALIZED (
         SELECT DISTINCT u.id AS unit_id
         FROM unit u CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) AS s(code)
         JOIN unit a ON a.source = u.source AND a.code = s.code
         WHERE (a.source = $2 AND a.code = ANY($3))
            OR (a.source, a.manager_number) IN (SELECT f.source, f.number FROM flipped f))
       INSERT INTO relead
       SELECT e.id FROM employment e JOIN flipped f ON e.manager_employment_id = f.id
       UNION SELECT e.id FROM employment e JOIN flipped f ON e.source = f.source AND e.manager_number = f.number
       UNION SELECT e.id FROM employment e JOIN below b ON b.unit_id = e.unit_id
       ON CONFLICT DO NOTHING`,
      [flipped, units.source, units.codes],
    );
  }

  /** The managers in force of the units concerned, the nearest first. */
  async #chains(tx: Tx, day: Day): Promise<void> {
    await tx.query(
      `WITH concerned AS MATERIALIZED (SELECT DISTINCT e.unit_id AS id FROM relead r JOIN employment e ON e.id = r.id)
       INSERT INTO relead_chain
       SELECT u.id, array_agg(m.id ORDER BY s.depth DESC), array_agg(m.person_id ORDER BY s.depth DESC)
       FROM concerned c JOIN unit u ON u.id = c.id
       CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
       JOIN unit a ON a.source = u.source AND a.code = s.code
       JOIN employment m ON m.source = a.source AND m.number = a.manager_number
       WHERE in_force(m.start_date, m.end_date, m.terminated_at, $1) GROUP BY u.id`,
      [day],
    );
  }
}
