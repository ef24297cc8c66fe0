import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';

export interface StoredApp {
  id: string;
  secretSealed: Buffer;
  createdAt: Date;
  confirmedAt: Date | null;
  lastStep: number | null;
  lastUsedAt: Date | null;
}

const columns = `id, secret_sealed AS "secretSealed", created_at AS "createdAt", confirmed_at AS "confirmedAt",
  last_step AS "lastStep", last_used_at AS "lastUsedAt"`;

@Injectable()
export class CodesStore {
  /** Whose account in the directory this is. */
  async personByAccount(reader: Reader, username: string): Promise<string | null> {
    const [row] = await reader.query<{ id: string }>(
      `SELECT person_id AS id FROM account
       WHERE target = 'directory' AND lower(username) = lower($1) AND state = 'enabled'`,
      [username],
    );
    return row?.id ?? null;
  }

  async app(reader: Reader, personId: string): Promise<StoredApp | null> {
    const [row] = await reader.query<StoredApp>(
      `SELECT ${columns} FROM authenticator_app WHERE person_id = $1`,
      [personId],
    );
    return row ?? null;
  }

  /** Locked until the transaction ends: of many submits of one code the first uses it up. */
  async lockApp(tx: Tx, personId: string): Promise<StoredApp | null> {
    const [row] = await tx.query<StoredApp>(
      `SELECT ${columns} FROM authenticator_app WHERE person_id = $1 FOR UPDATE`,
      [personId],
    );
    return row ?? null;
  }

  /** A new secret that waits for its first code. @returns false when a confirmed one is there */
  async begin(tx: Tx, personId: string, secretSealed: Buffer, at: Date): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO authenticator_app (person_id, secret_sealed, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (person_id) DO UPDATE SET secret_sealed = $2, created_at = $3, last_step = NULL
       WHERE authenticator_app.confirmed_at IS NULL RETURNING 1`,
      [personId, secretSealed, at],
    );
    return rows.length > 0;
  }

  async confirm(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query(`UPDATE authenticator_app SET confirmed_at = $2 WHERE id = $1`, [id, at]);
  }

  async useStep(tx: Tx, id: string, step: number, at: Date): Promise<void> {
    await tx.query(`UPDATE authenticator_app SET last_step = $2, last_used_at = $3 WHERE id = $1`, [
      id,
      step,
      at,
    ]);
  }

  async removeApp(tx: Tx, personId: string): Promise<boolean> {
    await tx.query(`DELETE FROM recovery_code WHERE person_id = $1`, [personId]);
    const rows = await tx.query(`DELETE FROM authenticator_app WHERE person_id = $1 RETURNING 1`, [personId]);
    return rows.length > 0;
  }

  /** The old ones are worth nothing any more, used or not. */
  async replaceRecoveryCodes(tx: Tx, personId: string, digests: readonly Buffer[], at: Date): Promise<void> {
    await tx.query(`DELETE FROM recovery_code WHERE person_id = $1`, [personId]);
    await tx.query(
      `INSERT INTO recovery_code (person_id, digest, made_at) SELECT $1, d, $3 FROM unnest($2::bytea[]) d`,
      [personId, digests, at],
    );
  }

  /** Uses one up; of many at once one finds it unused. */
  async useRecoveryCode(tx: Tx, personId: string, digest: Buffer, at: Date): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND digest = $2 AND used_at IS NULL RETURNING 1`,
      [personId, digest, at],
    );
    return rows.length > 0;
  }

  async recoveryCodes(reader: Reader, personId: string): Promise<{ left: number; madeAt: Date | null }> {
    const [row] = await reader.query<{ left: number; madeAt: Date | null }>(
      `SELECT count(*) FILTER (WHERE used_at IS NULL)::int AS left, max(made_at) AS "madeAt"
       FROM recovery_code WHERE person_id = $1`,
      [personId],
    );
    return row ?? { left: 0, madeAt: null };
  }

  /** Ends the sessions that a password and code began. */
  async endSessions(tx: Tx, personId: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM session WHERE kind = 'totp' AND person_id = $1 RETURNING 1`, [
      personId,
    ]);
    return rows.length;
  }
}
