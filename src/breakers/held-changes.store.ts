import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Tripped } from '../policy/lifecycle/breaker.js';
import type { HeldKind, HeldState } from '../policy/lifecycle/resolve-held.js';
import type { LostAccess } from './losses.store.js';
import type { StoppedChange } from './stopped-change.js';

export interface StoredHeld {
  id: string;
  kind: HeldKind;
  objectId: string | null;
  title: string;
  state: HeldState;
  heldAt: Date;
  causedBy: string[];
  persons: number;
  tripped: Tripped[];
  resolvedBy: string | null;
  resolvedAt: Date | null;
  resolutionReason: string | null;
}

export interface NewHeld {
  kind: HeldKind;
  objectId: string | null;
  title: string;
  at: Date;
  causedBy: readonly string[];
  persons: number;
  tripped: readonly Tripped[];
  payload: object;
}

const columns = `id, kind, object_id AS "objectId", title, state, held_at AS "heldAt", caused_by AS "causedBy", persons, tripped,
  resolved_by AS "resolvedBy", resolved_at AS "resolvedAt", resolution_reason AS "resolutionReason"`;

const linesAtATime = 5000;

/** Changes that were held at a breaker, and whom they are about. */
@Injectable()
export class HeldChangesStore {
  /** One at a time holds changes of a kind and object. */
  async lockKind(tx: Tx, held: Pick<NewHeld, 'kind' | 'objectId'>): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('held_change'), hashtext($1))`, [
      `${held.kind} ${held.objectId ?? ''}`,
    ]);
  }

  /**
   * The very same change of nobody's doing, held within the minute: another instance came to it at the same time. Lock
   * first.
   */
  async twin(tx: Tx, held: NewHeld): Promise<string | null> {
    if (held.causedBy.length > 0) return null; // whoever asks again means it anew
    const [row] = await tx.query<{ id: string }>(
      `SELECT id FROM held_change WHERE state = 'held' AND kind = $1 AND object_id IS NOT DISTINCT FROM $2 AND title = $3
         AND persons = $4 AND payload = $5 AND caused_by = '{}' AND held_at > $6::timestamptz - interval '1 minute'`,
      [held.kind, held.objectId, held.title, held.persons, JSON.stringify(held.payload), held.at],
    );
    return row?.id ?? null;
  }

  /** A newer one of the same kind and object takes the waiting one's place. Lock first. @returns the ids that it replaced */
  async supersede(tx: Tx, held: Pick<NewHeld, 'kind' | 'objectId' | 'at'>): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE held_change SET state = 'cancelled', payload = '{}', resolved_at = $3,
         resolution_reason = 'A later one took its place.'
       WHERE kind = $1 AND object_id IS NOT DISTINCT FROM $2 AND state = 'held' RETURNING id`,
      [held.kind, held.objectId, held.at],
    );
    return rows.map((row) => row.id);
  }

  async hold(tx: Tx, held: NewHeld): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO held_change (kind, object_id, title, held_at, caused_by, persons, tripped, payload)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        held.kind,
        held.objectId,
        held.title,
        held.at,
        held.causedBy,
        held.persons,
        JSON.stringify(held.tripped),
        JSON.stringify(held.payload),
      ],
    );
    if (!row) throw new Error('the held change was not written');
    return row.id;
  }

  async writeLines(tx: Tx, id: string, lines: readonly LostAccess[]): Promise<void> {
    for (let from = 0; from < lines.length; from += linesAtATime)
      await tx.query(
        `INSERT INTO held_loss (held_id, number, person_id, unit_id, role_ids)
         SELECT $1, l.number, l."personId", l."unitId", ARRAY(SELECT jsonb_array_elements_text(l."roleIds")::uuid)
         FROM jsonb_to_recordset($2) AS l(number integer, "personId" uuid, "unitId" uuid, "roleIds" jsonb)`,
        [
          id,
          JSON.stringify(
            lines.slice(from, from + linesAtATime).map((line, i) => ({ ...line, number: from + i + 1 })),
          ),
        ],
      );
  }

  /** Release and cancel come one at a time. */
  async lock(tx: Tx, id: string): Promise<(StoredHeld & { payload: unknown }) | null> {
    const [row] = await tx.query<StoredHeld & { payload: unknown }>(
      `SELECT ${columns}, payload FROM held_change WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  /** What it takes to do it is not kept once it is settled. */
  async resolve(
    tx: Tx,
    id: string,
    resolution: { state: 'released' | 'cancelled'; by: string; at: Date; reason: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE held_change SET state = $2, resolved_by = $3, resolved_at = $4, resolution_reason = $5, payload = '{}' WHERE id = $1`,
      [id, resolution.state, resolution.by, resolution.at, resolution.reason],
    );
  }

  async read(reader: Reader, id: string): Promise<StoredHeld | null> {
    const [row] = await reader.query<StoredHeld>(`SELECT ${columns} FROM held_change WHERE id = $1`, [id]);
    return row ?? null;
  }

  /**
   * The newest of its kind that is still to be seen to: it waits, or a human has cancelled it and what it is about has
   * not been done since.
   */
  async stopped(reader: Reader, kind: HeldKind): Promise<StoppedChange | null> {
    const [row] = await reader.query<StoppedChange>(
      `SELECT h.id, h.held_at AS "heldAt", coalesce(h.resolved_at, h.held_at) AS "seenAt", h.state = 'held' AS waits,
              ARRAY(SELECT DISTINCT person_id FROM held_loss WHERE held_id = h.id ORDER BY 1) AS "personIds"
       FROM held_change h WHERE h.kind = $1
         AND (h.state = 'held' OR h.state = 'cancelled' AND h.resolved_by IS NOT NULL AND NOT h.payload ? 'over')
       ORDER BY h.held_at DESC, h.id DESC LIMIT 1`,
      [kind],
    );
    return row ?? null;
  }

  async personsOf(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT person_id AS id FROM held_loss WHERE held_id = $1 ORDER BY 1`,
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** What was stopped has been seen to in another way: nothing of it is left to do. */
  async over(tx: Tx, id: string, at: Date, reason: string): Promise<void> {
    await tx.query(
      `UPDATE held_change SET state = 'cancelled', payload = '{"over": true}', resolved_at = coalesce(resolved_at, $2),
         resolution_reason = coalesce(resolution_reason, $3) WHERE id = $1`,
      [id, at, reason],
    );
  }

  async waits(reader: Reader, kind: HeldKind): Promise<boolean> {
    const rows = await reader.query(`SELECT FROM held_change WHERE kind = $1 AND state = 'held' LIMIT 1`, [
      kind,
    ]);
    return rows.length > 0;
  }

  /** The newest held or cancelled one about an object. */
  async latest(reader: Reader, kind: HeldKind, objectId: string): Promise<StoredHeld | null> {
    const [row] = await reader.query<StoredHeld>(
      `SELECT ${columns} FROM held_change WHERE kind = $1 AND object_id = $2 ORDER BY held_at DESC, id DESC LIMIT 1`,
      [kind, objectId],
    );
    return row ?? null;
  }

  /** What waits first, then the newest. `after` is the last row's state, moment and id. */
  async page(
    reader: Reader,
    after: { waiting: boolean; at: Date; id: string } | null,
    limit: number,
  ): Promise<StoredHeld[]> {
    return reader.query<StoredHeld>(
      `SELECT ${columns} FROM held_change
       WHERE $1::boolean IS NULL OR (state = 'held', held_at, id) < ($1, $2::timestamptz, $3::uuid)
       ORDER BY (state = 'held') DESC, held_at DESC, id DESC LIMIT $4`,
      [after?.waiting ?? null, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async lines(
    reader: Reader,
    id: string,
    after: number,
    limit: number,
  ): Promise<(LostAccess & { number: number; unitName: string })[]> {
    return reader.query<LostAccess & { number: number; unitName: string }>(
      `SELECT l.number, l.person_id AS "personId", l.unit_id AS "unitId", u.name AS "unitName", l.role_ids AS "roleIds"
       FROM held_loss l JOIN unit u ON u.id = l.unit_id WHERE l.held_id = $1 AND l.number > $2 ORDER BY l.number LIMIT $3`,
      [id, after, limit],
    );
  }

  async unitNames(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await reader.query<{ id: string; name: string }>(
      `SELECT id, name FROM unit WHERE id = ANY($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
