import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import type { Day } from '../../policy/model/day.js';
import type { KnownFacts } from '../../policy/lifecycle/order-events.js';

export interface KnownRecord extends KnownFacts {
  readonly personId: string | null;
}

/**
 * Which moment the newest facts of each HR record describe. `facts_at` is empty for what the source's standing full
 * delivery tells: a delivery of a million lines writes no more rows than there are records with news beside it.
 */
@Injectable()
export class RecordFactsStore {
  /** A full delivery waits for the events under way, and no event comes between its comparison and its end. */
  async lockSource(tx: Tx, source: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('hr_facts'), hashtext($1))`, [source]);
  }

  /** Events of one record one after the other. @throws 55P03 when a full delivery holds the source for too long */
  async lockRecord(tx: Tx, source: string, personKey: string, patienceMs: number): Promise<void> {
    await tx.together(
      () => tx.forFew(),
      () => tx.query(`SELECT set_config('lock_timeout', $1, true)`, [String(patienceMs)]),
      () => tx.query(`SELECT pg_advisory_xact_lock_shared(hashtext('hr_facts'), hashtext($1))`, [source]),
      () => tx.query(`SELECT set_config('lock_timeout', '0', true)`),
      () => tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 1))`, [`${source}\n${personKey}`]),
    );
  }

  async known(tx: Tx, source: string, personKey: string): Promise<KnownRecord> {
    const [row] = await tx.query<KnownRecord>(
      `WITH facts AS (
         SELECT s.person_id, coalesce(s.facts_at, d.at) AS at
         FROM (SELECT 1) one
         LEFT JOIN person_source s ON s.source = $1 AND s.source_key = $2
         LEFT JOIN (SELECT coalesce((result ->> 'moment')::timestamptz, started_at) AS at FROM hr_import
                    WHERE source = $1 AND result ? 'standing') d ON true)
       SELECT f.person_id AS "personId", f.at,
              (SELECT max(v.event_id COLLATE "C") FROM hr_event v WHERE v.source = $1 AND v.person_key = $2
                 AND v.occurred_at = f.at AND v.state IN ('applied', 'unchanged')) AS "eventId"
       FROM facts f`,
      [source, personKey],
    );
    return row ?? { personId: null, at: null, eventId: null };
  }

  /** Whether somebody is known by the number: what says that it replaced that number is about nobody unknown. */
  async isNumberKnown(tx: Tx, numberIndex: Buffer): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM person WHERE person_number_index = $1`, [numberIndex]);
    return rows.length > 0;
  }

  /** The record's employments as they are known. */
  async employments(
    tx: Tx,
    source: string,
    personKey: string,
    today: Day,
  ): Promise<{ number: string; unit: string; title: string; inForce: boolean }[]> {
    return tx.query(
      `SELECT e.number, u.code AS unit, e.title, in_force(e.start_date, e.end_date, e.terminated_at, $3) AS "inForce"
       FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.source = $1 AND e.source_key = $2`,
      [source, personKey, today],
    );
  }

  /** An event's facts are now the record's newest. @returns the person; null when the record is still nobody's */
  async stand(tx: Tx, source: string, personKey: string, at: Date): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `UPDATE person_source SET facts_at = $3 WHERE source = $1 AND source_key = $2 RETURNING person_id AS id`,
      [source, personKey, at],
    );
    return row?.id ?? null;
  }

  /**
   * A full delivery's facts are now the newest, but of records with later news, and of those with a line set aside:
   * for these it said nothing, so an event from before it may still tell.
   * @param before the moment of the delivery that stood until now
   */
  async standAll(
    tx: Tx,
    source: string,
    moment: Date,
    incomplete: readonly string[],
    before: Date | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE person_source SET facts_at = NULL
       WHERE source = $1 AND facts_at IS NOT NULL AND facts_at <= $2 AND source_key <> ALL($3)`,
      [source, moment, incomplete],
    );
    if (incomplete.length === 0) return;
    await tx.query(
      `UPDATE person_source SET facts_at = $3 WHERE source = $1 AND source_key = ANY($2) AND facts_at IS NULL`,
      [source, incomplete, before ?? new Date(0)],
    );
  }
}
