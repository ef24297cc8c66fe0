import { Injectable } from '@nestjs/common';
import type { Notice, NoticeKind } from '../policy/model/notice.js';
import type { Reader, Tx } from '../platform/database.js';

export interface UnreadNotice {
  id: string;
  kind: NoticeKind;
  aboutId: string | null;
  objectKind: string | null;
  objectId: string | null;
  facts: Record<string, string | number>;
  at: Date;
}

@Injectable()
export class NoticesStore {
  /** Whoever has been merged into somebody is told there. */
  async add(tx: Tx, notices: readonly Notice[], at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO notice (to_id, kind, about_id, object_kind, object_id, facts, dedupe, at)
       SELECT coalesce(p.merged_into, n."to"), n.kind, n.about, n."objectKind", n."objectId", coalesce(n.facts, '{}'), n.dedupe, $2
       FROM jsonb_to_recordset($1) AS n("to" uuid, kind text, about uuid, "objectKind" text, "objectId" uuid, facts jsonb, dedupe text)
       LEFT JOIN person p ON p.id = n."to"
       ON CONFLICT (to_id, dedupe) DO NOTHING`,
      [JSON.stringify(notices), at],
    );
  }

  /** Newest first; by the millisecond, which is what a cursor can hold. */
  async unread(
    reader: Reader,
    personId: string,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<UnreadNotice[]> {
    return reader.query<UnreadNotice>(
      `SELECT id, kind, about_id AS "aboutId", object_kind AS "objectKind", object_id AS "objectId", facts,
              date_trunc('milliseconds', at) AS at
       FROM notice WHERE to_id = $1 AND read_at IS NULL
         AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', at), id) < ($2, $3::uuid))
       ORDER BY date_trunc('milliseconds', at) DESC, id DESC LIMIT $4`,
      [personId, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** @returns how many of one's own were unread until now */
  async markRead(tx: Tx, personId: string, ids: readonly string[] | 'all', at: Date): Promise<number> {
    const rows = await tx.query(
      `UPDATE notice SET read_at = $3 WHERE to_id = $1 AND read_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY($2))
       RETURNING id`,
      [personId, ids === 'all' ? null : ids, at],
    );
    return rows.length;
  }

  async handOver(tx: Tx, from: string, to: string, only: readonly string[] | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE notice n SET to_id = $2 WHERE n.to_id = $1 AND n.read_at IS NULL AND ($3::uuid[] IS NULL OR n.id = ANY($3))
         AND NOT EXISTS (SELECT FROM notice o WHERE o.to_id = $2 AND o.dedupe = n.dedupe) RETURNING n.id`,
      [from, to, only],
    );
    return rows.map(({ id }) => id);
  }
}
