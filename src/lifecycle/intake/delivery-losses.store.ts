import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { LeavePolicy } from '../../policy/lifecycle/rest-for-leave.js';
import type { Tx } from '../../platform/database.js';

/** What a staged delivery takes, before anything of it is written. */
export interface DeliveryLosses {
  /** Employments in force that would not be any more, or would end on an earlier day than was known. */
  ends: number;
  /** The same without those of people who go on in another employment. */
  leaving: number;
  /** Employments whose access is to rest from a day to come on. */
  resting: number;
  /** By unit, `leaving` and `resting`. */
  units: Readonly<Record<string, { readonly leaving: number; readonly resting: number }>>;
}

// A feed that lets everybody leave next week, or next year, is no better than one that lets them leave today; nor is
// one that says that it is of another year, when nobody or everybody else was in force.
const inForce = (of: 'a' | 'b', day: string): string =>
  `in_force(${of}.start_date, ${of}.end_date, ${of}.terminated_at, ${day})`;
const ends = `coalesce(${inForce('b', '$1')} AND NOT ${inForce('a', '$1')} OR ${inForce('b', '$2')} AND NOT ${inForce('a', '$2')}
  OR (${inForce('b', '$1')} OR ${inForce('b', '$2')}) AND a.end_date < coalesce(b.end_date, 'infinity'), false)`;

// A leave of today takes access at once and is weighed by that; one from tomorrow takes it at a midnight that nothing
// weighs.
const leave = (of: 'a' | 'b'): string =>
  `leave_suspends(${of}.leave_kind, ${of}.leave_percent, ${of}.leave_from, ${of}.leave_to, a.leave_from, $4::jsonb)`;
const rests = `coalesce(a.leave_from > $2::date AND ${inForce('b', '$2')} AND ${leave('a')} AND NOT ${leave('b')}, false)`;

// Until when persons go on in another employment that the delivery adds. Worked out once for all of them: looked for
// person by person, a delivery that ends ten thousand employments would read all of it ten thousand times.
const added = `SELECT n.person_key, max(coalesce(n.end_date, 'infinity')) AS until FROM hr_after n
  WHERE NOT EXISTS (SELECT FROM hr_before o WHERE o.number = n.number) GROUP BY n.person_key`;
const goesOn = `coalesce(n.until > coalesce(a.end_date, a.start_date), false)`;

/** What a staged delivery would end, before anything of it is written. */
@Injectable()
export class DeliveryLossesStore {
  /** @param unitsOf the source whose units the employments are in */
  async ofFeed(
    tx: Tx,
    unitsOf: string,
    days: { asOf: Day; today: Day },
    policy: LeavePolicy,
  ): Promise<DeliveryLosses> {
    const [row] = await tx.query<DeliveryLosses>(
      `WITH taken AS (
         SELECT b.unit_code, ${ends} AS ends, ${ends} AND NOT ${goesOn} AS leaves, NOT ${ends} AND ${rests} AS rests
         FROM hr_before b JOIN hr_after a ON a.number = b.number LEFT JOIN (${added}) n ON n.person_key = b.person_key
         WHERE ${ends} OR ${rests})
       SELECT count(*) FILTER (WHERE ends) AS ends, count(*) FILTER (WHERE leaves) AS leaving,
              count(*) FILTER (WHERE rests) AS resting,
              (SELECT coalesce(jsonb_object_agg(u.id, jsonb_build_object('leaving', s.leaving, 'resting', s.resting)), '{}')
               FROM (SELECT unit_code, count(*) FILTER (WHERE leaves) AS leaving, count(*) FILTER (WHERE rests) AS resting
                     FROM taken WHERE leaves OR rests GROUP BY unit_code) s
               JOIN unit u ON u.source = $3 AND u.code = s.unit_code) AS units
       FROM taken`,
      [days.asOf, days.today, unitsOf, JSON.stringify(policy)],
    );
    return row ?? { ends: 0, leaving: 0, resting: 0, units: {} };
  }

  /** The source's employments in force. @param most how many to count at the most; null for all of them */
  async active(tx: Tx, source: string, asOf: Day, most: number | null = null): Promise<number> {
    const [row] = await tx.query<{ active: number }>(
      `SELECT count(*) AS active FROM (SELECT FROM employment e
         WHERE e.source = $1 AND in_force(e.start_date, e.end_date, e.terminated_at, $2) LIMIT $3) AS seen`,
      [source, asOf, most],
    );
    return row?.active ?? 0;
  }

  /**
   * What the source's deliveries and events of the last 20 hours ended without a human having looked at them: a day's,
   * not two.
   */
  async earlierOfFeed(tx: Tx, source: string, now: Date): Promise<number> {
    const [row] = await tx.query<{ ends: number }>(
      `SELECT ((SELECT coalesce(sum((result -> 'guard' ->> 'ends')::integer), 0) FROM hr_import
               WHERE source = $1 AND state = 'applied' AND resolved_by IS NULL
                 AND started_at > $2::timestamptz - interval '20 hours')
            + (SELECT coalesce(sum(ends), 0) FROM access_loss
               WHERE source = $1 AND counted AND at > $2::timestamptz - interval '20 hours'))::integer AS ends`,
      [source, now],
    );
    return row?.ends ?? 0;
  }

  /** Employments in force in units. */
  async activeIn(tx: Tx, unitIds: readonly string[], asOf: Day): Promise<Map<string, number>> {
    const rows = await tx.query<{ id: string; active: number }>(
      `SELECT unit_id AS id, count(*) AS active FROM employment
       WHERE unit_id = ANY($1) AND in_force(start_date, end_date, terminated_at, $2) GROUP BY unit_id`,
      [unitIds, asOf],
    );
    return new Map(rows.map(({ id, active }) => [id, active]));
  }

  /** Everything after this can be taken back without losing what was staged. */
  async mark(tx: Tx): Promise<void> {
    await tx.query('SAVEPOINT before_writing');
  }

  async takeBack(tx: Tx): Promise<void> {
    await tx.query('ROLLBACK TO SAVEPOINT before_writing');
  }
}
