import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';
import { statedEmployment } from '../intake/stated-employment.store.js';

const fewEmployments = 50;

/**
 * SQL of the managers in force of units, the nearest first: `unit_id`, `ids` of their employments, `persons`.
 * @param concerned SQL that gives the units' ids as `id`
 * @param day SQL of the day
 */
export const unitManagers = (concerned: string, day: string): string => `
       SELECT u.id AS unit_id, array_agg(m.id ORDER BY s.depth DESC) AS ids, array_agg(m.person_id ORDER BY s.depth DESC) AS persons
       FROM (${concerned}) c JOIN unit u ON u.id = c.id
       CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
       CROSS JOIN LATERAL (SELECT x.source, x.manager_number FROM unit x WHERE x.source = u.source AND x.code = s.code OFFSET 0) a
       CROSS JOIN LATERAL (SELECT * FROM employment x WHERE x.source = a.source AND x.number = a.manager_number OFFSET 0) m
       WHERE in_force(m.start_date, m.end_date, m.terminated_at, ${day}) GROUP BY u.id`;

/**
 * SQL that joins the effective manager of the employment `e` as `manager.id`, or null.
 * @param chain the table of `unitManagers`
 */
export const effectiveManager = (e: string, chain: string, day: string): string => `
         ${statedEmployment(e, `${e}.manager_number`, 'named')}
         LEFT JOIN employment stated ON stated.id = named.id AND stated.person_id <> ${e}.person_id
           AND in_force(stated.start_date, stated.end_date, stated.terminated_at, ${day})
         LEFT JOIN ${chain} h ON h.unit_id = ${e}.unit_id
         CROSS JOIN LATERAL (SELECT coalesce(stated.id, (
           SELECT c.id FROM unnest(h.ids, h.persons) WITH ORDINALITY AS c(id, person_id, nearness)
           WHERE c.person_id <> ${e}.person_id ORDER BY c.nearness LIMIT 1)) AS id) manager`;

/**
 * Keeps `employment.manager_employment_id` at the effective manager: the one that the source states (in its own numbers,
 * else in those of the source of its units) when that employment is in
 * force and another person's, else the manager of the nearest unit upwards of whom the same holds. An ended employment
 * keeps the manager it had.
 */
@Injectable()
export class ManagersStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /**
   * Settles the managers of: employments that changed; those led, or to be led, by an employment that came into force
   * or left it; and those below units whose manager or place changed.
   * @param changed employments, or all that the delivery wrote; `flipped` employments, or those of was_flipped
   * @returns employments about which somebody is being asked and that got another manager
   */
  async settle(
    tx: Tx,
    day: Day,
    changed: readonly string[] | 'hr_written',
    flipped: readonly string[] | 'was_flipped',
    units: { source: string; codes: readonly string[]; few?: boolean } = { source: '', codes: [] },
  ): Promise<string[]> {
    const delivered = changed === 'hr_written' && units.few !== true;
    const flips = idsOf(flipped, delivered);
    const wide = units.codes.length > 0 || (await this.#leadSomething(tx, day, flipped, flips));
    if (changed.length === 0 && !wide) return [];
    const isFew = changed === 'hr_written' ? units.few === true : changed.length <= fewEmployments;
    await this.tables.make(tx, 'managers', isFew && !wide);
    const [, , , , , asked] = await tx.together(
      () =>
        changed === 'hr_written'
          ? tx.query(
              `INSERT INTO relead SELECT DISTINCT employment_id FROM hr_written WHERE employment_id IS NOT NULL AND led IS NOT TRUE`,
            )
          : tx.query(`INSERT INTO relead SELECT DISTINCT unnest($1::uuid[])`, [changed]),
      () => (wide ? this.#addLed(tx, flipped, flips, units, delivered) : Promise.resolve()),
      () => this.tables.analyse(tx, 'managers', 'relead'),
      () => this.#chains(tx, day),
      () =>
        tx.query(
          `WITH best AS MATERIALIZED (
         SELECT e.id, manager.id AS manager_id FROM relead r JOIN employment e ON e.id = r.id
         ${effectiveManager('e', 'relead_chain', '$1')}
         WHERE e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $1))
       , moved AS (
         UPDATE employment e SET manager_employment_id = best.manager_id FROM best
         WHERE e.id = best.id AND e.manager_employment_id IS DISTINCT FROM best.manager_id RETURNING e.id)
       INSERT INTO relead_moved SELECT id FROM moved`,
          [day],
        ),
      () =>
        tx.query<{ id: string }>(
          `SELECT m.id FROM relead_moved m JOIN employment e ON e.id = m.id
       WHERE EXISTS (SELECT FROM review_item i WHERE i.person_id = e.person_id AND i.state IN ('open', 'decided'))`,
        ),
    );
    return asked.map((row) => row.id);
  }

  /** Whether any of these employments leads, is named as a unit's manager, or is stated to lead and may now. */
  async #leadSomething(
    tx: Tx,
    day: Day,
    flipped: readonly string[] | 'was_flipped',
    flips: string,
  ): Promise<boolean> {
    const found = await tx.query(
      `SELECT FROM employment f WHERE f.id IN (${flips}) AND (f.leads_unit
         OR EXISTS (SELECT FROM employment e WHERE e.manager_employment_id = f.id)
         OR EXISTS (SELECT FROM unit u WHERE u.source = f.source AND u.manager_number = f.number)
         OR (in_force(f.start_date, f.end_date, f.terminated_at, $2)
             AND EXISTS (SELECT FROM employment e WHERE e.manager_number = f.number AND (e.source = f.source
               OR EXISTS (SELECT FROM unit u WHERE u.id = e.unit_id AND u.source = f.source))))) LIMIT 1`,
      [listOf(flipped), day],
    );
    return found.length > 0;
  }

  /**
   * Those led, or to be led, by the flipped ones, and those in units below a changed or flipped manager's. Each is looked
   * up by its index (OFFSET 0 keeps it so): of a first delivery's tables the planner knows nothing, and joins them badly.
   */
  async #addLed(
    tx: Tx,
    flipped: readonly string[] | 'was_flipped',
    flips: string,
    units: { source: string; codes: readonly string[] },
    delivered: boolean,
  ): Promise<void> {
    await tx.query(
      `WITH flipped AS (SELECT e.id, e.source, e.number FROM employment e WHERE e.id IN (${flips})),
       led AS MATERIALIZED (
         SELECT a.source, a.code FROM unit a WHERE a.source = $2 AND a.code = ANY($3)
         UNION SELECT a.source, a.code FROM flipped f CROSS JOIN LATERAL (
           SELECT u.source, u.code FROM unit u WHERE u.manager_number = f.number AND u.source = f.source OFFSET 0) a),
       below AS MATERIALIZED (
         SELECT DISTINCT u.id AS unit_id
         FROM unit u CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) AS s(code)
         JOIN led a ON a.source = u.source AND a.code = s.code)
       INSERT INTO relead SELECT id FROM (
       SELECT l.id FROM flipped f CROSS JOIN LATERAL (
         SELECT e.id FROM employment e WHERE e.manager_employment_id = f.id OFFSET 0) l
       UNION SELECT l.id FROM flipped f CROSS JOIN LATERAL (
         SELECT e.id FROM employment e JOIN unit u ON u.id = e.unit_id
         WHERE e.manager_number = f.number AND f.source IN (e.source, u.source) OFFSET 0) l
       UNION SELECT e.id FROM employment e JOIN below b ON b.unit_id = e.unit_id) o
       ${delivered ? `WHERE NOT EXISTS (${settledAtOnce('o.id')})` : ''} ON CONFLICT DO NOTHING`,
      [listOf(flipped), units.source, units.codes],
    );
  }

  /** The managers in force of the units concerned, the nearest first. */
  async #chains(tx: Tx, day: Day): Promise<void> {
    await tx.query(
      `INSERT INTO relead_chain ${unitManagers('SELECT DISTINCT e.unit_id AS id FROM relead r JOIN employment e ON e.id = r.id', '$1')}`,
      [day],
    );
  }
}

/** Employments that a delivery has written with their managers, when all who lead were in place; they lead nobody. */
const settledAtOnce = (id: string): string =>
  `SELECT FROM hr_written w WHERE w.employment_id = ${id} AND w.led`;

/** SQL of the ids; parameter 1 is the list of them, or empty where a table holds them. */
function idsOf(flipped: readonly string[] | 'was_flipped', delivered: boolean): string {
  if (flipped !== 'was_flipped') return 'SELECT unnest($1::uuid[])';
  const others = delivered ? `AND NOT EXISTS (${settledAtOnce('was_flipped.id')})` : '';
  return `SELECT id FROM was_flipped WHERE $1::uuid[] IS NULL ${others}`;
}

function listOf(flipped: readonly string[] | 'was_flipped'): readonly string[] | null {
  return flipped === 'was_flipped' ? null : flipped;
}
