import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import type { Day } from '../../policy/model/day.js';
import type { HrEvent } from './map-event.js';

export const eventStates = [
  'received',
  'applied',
  'unchanged',
  'stale',
  'held',
  'quarantined',
  'cancelled',
  'conflict',
] as const;
export type EventState = (typeof eventStates)[number];

/** What became of an event. */
export interface Settled {
  readonly state: EventState;
  readonly change?: string | null;
  readonly reason?: string | null;
  readonly detail?: string | null;
  readonly path?: string | null;
  readonly personId?: string | null;
  readonly importId?: string | null;
}

export interface StoredEvent {
  id: string;
  source: string;
  eventId: string;
  type: string;
  occurredAt: Date;
  effectiveFrom: Day | null;
  corrects: string | null;
  state: EventState;
  change: string | null;
  reason: string | null;
  detail: string | null;
  path: string | null;
  personId: string | null;
  personKey: string;
  importId: string | null;
  receivedFrom: string;
  receivedAt: Date;
  repeats: number;
}

const columns = `id, source, event_id AS "eventId", type, occurred_at AS "occurredAt", effective_from AS "effectiveFrom",
  corrects, state, change, reason, detail, path, person_id AS "personId", person_key AS "personKey", import_id AS "importId",
  received_from AS "receivedFrom", received_at AS "receivedAt", repeats`;

/** Events and what became of them. */
@Injectable()
export class HrEventsStore {
  /**
   * Puts the event on record, once: a second sender of the same id waits here for the first.
   * @returns the new row; or what became of the first, with `isSame` when it said the very same
   */
  async receive(
    tx: Tx,
    event: HrEvent,
    more: { source: string; digest: Buffer; sealed: Buffer; from: string; at: Date },
  ): Promise<{ id: string; isNew: true } | (StoredEvent & { isNew: false; isSame: boolean })> {
    const { source, digest, sealed, from, at } = more;
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO hr_event (source, event_id, digest, person_key, type, occurred_at, effective_from, corrects, state,
                             sealed, received_from, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'received', $9, $10, $11)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        source,
        event.id,
        digest,
        event.personKey,
        event.type,
        event.occurredAt,
        event.effectiveFrom,
        event.corrects,
        sealed,
        from,
        at,
      ],
    );
    if (row) return { id: row.id, isNew: true };
    const [first] = await tx.query<StoredEvent & { isSame: boolean }>(
      `SELECT ${columns}, digest = $3 AS "isSame" FROM hr_event
       WHERE source = $1 AND event_id = $2 AND state <> 'conflict' FOR UPDATE`,
      [source, event.id, digest],
    );
    if (!first) throw new Error('the event is neither new nor known');
    return { ...first, isNew: false };
  }

  async countRepeat(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE hr_event SET repeats = repeats + 1 WHERE id = $1`, [id]);
  }

  /** Another event under an id that is taken: kept to be seen, never to be used. */
  async writeConflict(
    tx: Tx,
    event: HrEvent,
    more: { source: string; digest: Buffer; from: string; at: Date; personId: string | null },
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO hr_event (source, event_id, digest, person_key, type, occurred_at, effective_from, corrects, state,
                             reason, person_id, received_from, received_at, settled_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'conflict', 'event-conflict', $9, $10, $11, $11)
       ON CONFLICT (source, event_id, digest) DO UPDATE SET repeats = hr_event.repeats + 1
       RETURNING CASE WHEN repeats = 0 THEN id END AS id`,
      [
        more.source,
        event.id,
        more.digest,
        event.personKey,
        event.type,
        event.occurredAt,
        event.effectiveFrom,
        event.corrects,
        more.personId,
        more.from,
        more.at,
      ],
    );
    return row?.id ?? null;
  }

  /** The contents go as soon as they are of no more use. */
  async settle(tx: Tx, id: string, settled: Settled, at: Date): Promise<void> {
    const waits = settled.state === 'quarantined' || settled.state === 'held' || settled.state === 'received';
    await tx.query(
      `UPDATE hr_event SET state = $2, change = $3, reason = $4, detail = $5, path = $6, person_id = coalesce($7, person_id),
         import_id = coalesce($8, import_id), settled_at = $9, sealed = CASE WHEN $10 THEN sealed END WHERE id = $1`,
      [
        id,
        settled.state,
        settled.change ?? null,
        settled.reason ?? null,
        settled.detail ?? null,
        settled.path ?? null,
        settled.personId ?? null,
        settled.importId ?? null,
        at,
        waits,
      ],
    );
  }

  /** News of the record has come that is newer than events still waiting: these are not to be used any more. */
  async outdate(tx: Tx, source: string, personKey: string, at: Date): Promise<StoredEvent[]> {
    return tx.query<StoredEvent>(
      `UPDATE hr_event SET state = 'stale', reason = NULL, detail = NULL, path = NULL, sealed = NULL
       WHERE source = $1 AND person_key = $2 AND occurred_at < $3 AND sealed IS NOT NULL
         AND state IN ('held', 'quarantined', 'received') RETURNING ${columns}`,
      [source, personKey, at],
    );
  }

  /** Held events that a full delivery of a later moment has made old. */
  async outdateHeld(tx: Tx, source: string, moment: Date): Promise<StoredEvent[]> {
    return tx.query<StoredEvent>(
      `UPDATE hr_event SET state = 'stale', sealed = NULL
       WHERE source = $1 AND state = 'held' AND occurred_at <= $2 RETURNING ${columns}`,
      [source, moment],
    );
  }

  /** What waits for another try, oldest news first. */
  async waiting(
    reader: Reader,
    by: { source?: string; personKey?: string; states: readonly EventState[] },
    limit: number,
  ): Promise<{ id: string }[]> {
    return reader.query<{ id: string }>(
      `SELECT id FROM hr_event WHERE sealed IS NOT NULL AND ($1::text IS NULL OR source = $1)
         AND ($2::text IS NULL OR person_key = $2) AND state = ANY($3) ORDER BY occurred_at, event_id LIMIT $4`,
      [by.source ?? null, by.personKey ?? null, by.states, limit],
    );
  }

  /** The contents of one that waits. */
  async sealed(tx: Tx, id: string): Promise<Buffer | null> {
    const [row] = await tx.query<{ sealed: Buffer | null }>(`SELECT sealed FROM hr_event WHERE id = $1`, [
      id,
    ]);
    return row?.sealed ?? null;
  }

  /** Null when there is nothing left to try. */
  async lockState(tx: Tx, id: string): Promise<EventState | null> {
    const [row] = await tx.query<{ state: EventState }>(
      `SELECT state FROM hr_event WHERE id = $1 AND sealed IS NOT NULL FOR UPDATE`,
      [id],
    );
    return row?.state ?? null;
  }

  /** The record that a held import's event is about; null when the import stands for none. */
  async recordOf(tx: Tx, importId: string): Promise<{ source: string; personKey: string } | null> {
    const [row] = await tx.query<{ source: string; personKey: string }>(
      `SELECT source, person_key AS "personKey" FROM hr_event WHERE import_id = $1`,
      [importId],
    );
    return row ?? null;
  }

  async heldBy(tx: Tx, importId: string): Promise<{ id: string; sealed: Buffer } | null> {
    const [row] = await tx.query<{ id: string; sealed: Buffer }>(
      `SELECT id, sealed FROM hr_event WHERE import_id = $1 AND state = 'held' FOR UPDATE`,
      [importId],
    );
    return row ?? null;
  }

  /** Contents that have waited too long. @returns how many */
  async dropSealed(tx: Tx, source: string, receivedBefore: Date): Promise<number> {
    const rows = await tx.query(
      `UPDATE hr_event SET sealed = NULL
       WHERE source = $1 AND state = 'quarantined' AND sealed IS NOT NULL AND received_at < $2 RETURNING id`,
      [source, receivedBefore],
    );
    return rows.length;
  }

  /** Newest first. `after` is the last row's arrival and id. */
  async page(
    reader: Reader,
    states: readonly EventState[],
    after: { at: Date; id: string } | null,
    limit: number,
  ): Promise<StoredEvent[]> {
    return reader.query<StoredEvent>(
      `SELECT ${columns} FROM hr_event WHERE state = ANY($1)
         AND ($2::timestamptz IS NULL OR (received_at, id) < ($2, $3::uuid))
       ORDER BY received_at DESC, id DESC LIMIT $4`,
      [states, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /**
   * History gains a move that newer news has already overtaken: the unit it says, on its own day.
   * @param moved employment number and unit code
   */
  async writePassedMoves(
    tx: Tx,
    source: string,
    moved: readonly { number: string; unit: string }[],
    at: Date,
    day: Day,
  ): Promise<void> {
    if (moved.length === 0) return;
    await tx.query(
      `INSERT INTO lifecycle_event (person_id, employment_id, at, day, kind, unit_id)
       SELECT e.person_id, e.id, $3, $4, 'moved', u.id
       FROM jsonb_to_recordset($2) AS m(number text, unit text)
       JOIN employment e ON e.source = $1 AND e.number = m.number
       JOIN unit u ON u.source = $1 AND u.code = m.unit
       WHERE NOT EXISTS (SELECT FROM lifecycle_event x WHERE x.person_id = e.person_id AND x.employment_id = e.id
         AND x.kind = 'moved' AND x.day = $4 AND x.unit_id = u.id)`,
      [source, JSON.stringify(moved), at, day],
    );
  }
}
