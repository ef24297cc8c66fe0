import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import type { Attempts, AttemptSubject } from '../../policy/credentials/attempts.js';

export interface AttemptKey {
  subject: AttemptSubject;
  /** SHA-256. */
  key: Buffer;
}

@Injectable()
export class AttemptsStore {
  /** Locks the counter, made where there is none, until the transaction ends: attempts in parallel come in turn. */
  async lock(tx: Tx, { subject, key }: AttemptKey, now: Date): Promise<Attempts> {
    const [row] = await tx.query<Attempts>(
      `INSERT INTO sign_in_attempts (subject, key, failures, last_at) VALUES ($1, $2, 0, $3)
       ON CONFLICT (subject, key) DO UPDATE SET subject = excluded.subject
       RETURNING failures, last_at AS "lastAt", disabled_at AS "disabledAt"`,
      [subject, key, now],
    );
    return row ?? { failures: 0, lastAt: null, disabledAt: null };
  }

  async read(tx: Tx, { subject, key }: AttemptKey): Promise<Attempts | null> {
    const [row] = await tx.query<Attempts>(
      `SELECT failures, last_at AS "lastAt", disabled_at AS "disabledAt" FROM sign_in_attempts WHERE subject = $1 AND key = $2`,
      [subject, key],
    );
    return row ?? null;
  }

  async set(tx: Tx, { subject, key }: AttemptKey, failures: number, at: Date): Promise<void> {
    await tx.query(
      `UPDATE sign_in_attempts SET failures = $3, last_at = $4 WHERE subject = $1 AND key = $2`,
      [subject, key, failures, at],
    );
  }

  /** Takes one attempt back, that was not a failure. */
  async takeBack(tx: Tx, { subject, key }: AttemptKey): Promise<void> {
    await tx.query(
      `UPDATE sign_in_attempts SET failures = greatest(failures - 1, 0) WHERE subject = $1 AND key = $2`,
      [subject, key],
    );
  }

  /** Shuts it when it has failed so often. @returns whether that happened now */
  async disable(tx: Tx, { subject, key }: AttemptKey, most: number, now: Date): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE sign_in_attempts SET disabled_at = $4
       WHERE subject = $1 AND key = $2 AND failures >= $3 AND disabled_at IS NULL RETURNING 1`,
      [subject, key, most, now],
    );
    return rows.length > 0;
  }

  async clear(tx: Tx, { subject, key }: AttemptKey): Promise<boolean> {
    const rows = await tx.query(`DELETE FROM sign_in_attempts WHERE subject = $1 AND key = $2 RETURNING 1`, [
      subject,
      key,
    ]);
    return rows.length > 0;
  }

  /** Counters of addresses and unknown names that have rested; a person's stays until it is cleared. */
  async deleteOld(tx: Tx, before: Date): Promise<void> {
    await tx.query(`DELETE FROM sign_in_attempts WHERE subject <> 'person' AND last_at < $1`, [before]);
  }
}
