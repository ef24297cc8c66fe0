import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';

// A feed that lets everybody leave next week, or next year, is no better than one that lets them leave today.
const ending = (day: string): string => `in_force(b.start_date, b.end_date, b.terminated_at, ${day})
  AND (NOT in_force(a.start_date, a.end_date, a.terminated_at, ${day}) OR a.end_date < coalesce(b.end_date, 'infinity'))`;

// Until when persons go on in another employment that the delivery adds. Worked out once for all of them: looked for
// person by person, a delivery that ends ten thousand employments would read all of it ten thousand times.
const added = `SELECT n.person_key, max(coalesce(n.end_date, 'infinity')) AS until FROM hr_after n
  WHERE NOT EXISTS (SELECT FROM hr_before o WHERE o.number = n.number) GROUP BY n.person_key`;
const goesOn = `coalesce(n.until > coalesce(a.end_date, a.start_date), false)`;

/** What a staged delivery would end, before anything of it is written. */
@Injectable()
export class DeliveryLossesStore {
  /**
   * Employments in force that would not be any more, or would end on an earlier day than was known; `leaving` leaves
   * out those of people who go on in another employment.
   */
  async ofFeed(tx: Tx, asOf: Day): Promise<{ ends: number; leaving: number }> {
    const [row] = await tx.query<{ ends: number; leaving: number }>(
      `SELECT count(*) AS ends, count(*) FILTER (WHERE NOT ${goesOn}) AS leaving
       FROM hr_before b JOIN hr_after a ON a.number = b.number LEFT JOIN (${added}) n ON n.person_key = b.person_key
       WHERE ${ending('$1')}`,
      [asOf],
    );
    return row ?? { ends: 0, leaving: 0 };
  }

  /** The source's employments in force. */
  async active(tx: Tx, source: string, asOf: Day): Promise<number> {
    const [row] = await tx.query<{ active: number }>(
      `SELECT count(*) AS active FROM employment e
       WHERE e.source = $1 AND in_force(e.start_date, e.end_date, e.terminated_at, $2)`,
      [source, asOf],
    );
    return row?.active ?? 0;
  }

  /** What the source's deliveries of the last 20 hours ended without a human having looked at them: a day's, not two. */
  async earlierOfFeed(tx: Tx, source: string, now: Date): Promise<number> {
    const [row] = await tx.query<{ ends: number }>(
      `SELECT coalesce(sum((result -> 'guard' ->> 'ends')::integer), 0)::integer AS ends FROM hr_import
       WHERE source = $1 AND state = 'applied' AND resolved_by IS NULL AND started_at > $2::timestamptz - interval '20 hours'`,
      [source, now],
    );
    return row?.ends ?? 0;
  }

  /**
   * The same by unit, where there are more than `more`. Whoever goes on in another employment is not counted: a
   * unit that closes and whose people continue elsewhere loses nobody.
   */
  async ofUnits(
    tx: Tx,
    source: string,
    asOf: Day,
    more: number,
  ): Promise<{ unitId: string; ends: number; active: number }[]> {
    return tx.query<{ unitId: string; ends: number; active: number }>(
      `WITH ends AS (
         SELECT b.unit_code, count(*) AS ends FROM hr_before b JOIN hr_after a ON a.number = b.number
         LEFT JOIN (${added}) n ON n.person_key = b.person_key
         WHERE ${ending('$2')} AND NOT ${goesOn}
         GROUP BY b.unit_code HAVING count(*) > $3)
       SELECT u.id AS "unitId", s.ends, (SELECT count(*) FROM employment e WHERE e.unit_id = u.id
                AND in_force(e.start_date, e.end_date, e.terminated_at, $2)) AS active
       FROM ends s JOIN unit u ON u.source = $1 AND u.code = s.unit_code`,
      [source, asOf, more],
    );
  }

  /** Everything after this can be taken back without losing what was staged. */
  async mark(tx: Tx): Promise<void> {
    await tx.query('SAVEPOINT before_writing');
  }

  async takeBack(tx: Tx): Promise<void> {
    await tx.query('ROLLBACK TO SAVEPOINT before_writing');
  }
}
