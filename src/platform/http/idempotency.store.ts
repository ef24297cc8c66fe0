import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** An answer kept for a key; `status` is null while the first request still runs. */
export interface KeptAnswer {
  requestDigest: Buffer;
  status: number | null;
  response: unknown;
}

/** Answers kept under (person, Idempotency-Key). */
@Injectable()
export class IdempotencyStore {
  constructor(private readonly database: Database) {}

  /**
   * True when the key is now ours: it was free, or whoever held it since before `abandonedBefore` has died with it.
   * One statement, so of any number at once one wins.
   */
  async reserve(
    personId: string,
    key: string,
    requestDigest: Buffer,
    times: { now: Date; abandonedBefore: Date },
  ): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO idempotency_key AS k (person_id, key, request_digest, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (person_id, key) DO UPDATE SET created_at = excluded.created_at
         WHERE k.status IS NULL AND k.created_at < $5 AND k.request_digest = excluded.request_digest
       RETURNING key`,
      [personId, key, requestDigest, times.now, times.abandonedBefore],
    );
    return rows.length > 0;
  }

  async read(personId: string, key: string): Promise<KeptAnswer | null> {
    const [row] = await this.database.query<KeptAnswer>(
      `SELECT request_digest AS "requestDigest", status, response FROM idempotency_key WHERE person_id = $1 AND key = $2`,
      [personId, key],
    );
    return row ?? null;
  }

  async keep(personId: string, key: string, status: number, response: unknown): Promise<void> {
    await this.database.query(
      `UPDATE idempotency_key SET status = $3, response = $4 WHERE person_id = $1 AND key = $2`,
      [personId, key, status, JSON.stringify(response ?? null)],
    );
  }

  /** Gives the key back: what failed changed nothing and may be tried again. */
  async release(personId: string, key: string): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_key WHERE person_id = $1 AND key = $2 AND status IS NULL`,
      [personId, key],
    );
  }

  async clear(olderThan: Date): Promise<void> {
    await this.database.query(`DELETE FROM idempotency_key WHERE created_at < $1`, [olderThan]);
  }
}
