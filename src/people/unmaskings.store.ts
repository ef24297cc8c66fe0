import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { UnmaskingReason } from '../policy/authority/unmasking.js';

export interface UnmaskingRow {
  viewerId: string;
  at: Date;
  until: Date;
  reason: UnmaskingReason;
  note: string | null;
}

/** Who has said why they see through a protection. */
@Injectable()
export class UnmaskingsStore {
  /** Of these subjects, those that the viewer has a reason for that still lasts. */
  async current(
    reader: Reader,
    viewerId: string,
    subjectIds: readonly string[],
    now: Date,
  ): Promise<Set<string>> {
    if (subjectIds.length === 0) return new Set();
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT subject_id AS id FROM person_unmasking WHERE viewer_id = $1 AND subject_id = ANY($2) AND until > $3`,
      [viewerId, subjectIds, now],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async add(tx: Tx, subjectIds: readonly string[], row: UnmaskingRow): Promise<void> {
    await tx.query(
      `INSERT INTO person_unmasking (viewer_id, subject_id, reason, note, at, until)
       SELECT $1, unnest($2::uuid[]), $3, $4, $5, $6`,
      [row.viewerId, subjectIds, row.reason, row.note, row.at, row.until],
    );
  }

  /** Newest first. */
  async ofSubject(reader: Reader, subjectId: string, limit: number): Promise<UnmaskingRow[]> {
    return reader.query<UnmaskingRow>(
      `SELECT viewer_id AS "viewerId", at, until, reason, note FROM person_unmasking
       WHERE subject_id = $1 ORDER BY at DESC, id LIMIT $2`,
      [subjectId, limit],
    );
  }
}
