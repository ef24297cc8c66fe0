import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';

/** Keys that an HR system uses for one person after another. */
@Injectable()
export class UsedKeysStore {
  /**
   * A record gets another key, with everything that points to it by its key: whose it is does not change. Its source
   * does not state it any more.
   */
  async rename(
    tx: Tx,
    record: { readonly source: string; readonly key: string },
    to: string,
    at: Date,
  ): Promise<void> {
    const { source, key } = record;
    await tx.query(
      `UPDATE person_source SET source_key = $3, lost_at = coalesce(lost_at, $4) WHERE source = $1 AND source_key = $2`,
      [source, key, to, at],
    );
    await tx.query(`UPDATE employment SET source_key = $3 WHERE source = $1 AND source_key = $2`, [
      source,
      key,
      to,
    ]);
    await tx.query(`UPDATE person SET source_key = $3 WHERE source = $1 AND source_key = $2`, [
      source,
      key,
      to,
    ]);
    // What an undone merge gives back.
    await tx.query(
      `UPDATE person_merge SET record_keys = (
         SELECT array_agg(CASE WHEN r.source = $1 AND r.key = $2 THEN $3 ELSE r.key END ORDER BY r.nth)
         FROM unnest(record_sources, record_keys) WITH ORDINALITY AS r(source, key, nth))
       WHERE $2 = ANY(record_keys) AND $1 = ANY(record_sources)`,
      [source, key, to],
    );
  }
}
