import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';

export interface StoredInvitation {
  id: string;
  personId: string;
  issuedBy: string | null;
  issuedAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  withdrawnAt: Date | null;
}

const columns = `id, person_id AS "personId", issued_by AS "issuedBy", issued_at AS "issuedAt", expires_at AS "expiresAt",
  used_at AS "usedAt", withdrawn_at AS "withdrawnAt"`;

@Injectable()
export class InvitationsStore {
  async lockPerson(tx: Tx, personId: string): Promise<boolean> {
    return (await tx.query(`SELECT FROM person WHERE id = $1 FOR UPDATE`, [personId])).length > 0;
  }

  /** An unused one ends. @returns whether there was one */
  async withdraw(tx: Tx, personId: string, at: Date): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE credential_invitation SET withdrawn_at = $2
       WHERE person_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL RETURNING expires_at > $2 AS good`,
      [personId, at],
    );
    return rows.length > 0;
  }

  async add(
    tx: Tx,
    invitation: {
      personId: string;
      digest: Buffer;
      issuedBy: string | null;
      document: string | null;
      issuedAt: Date;
      expiresAt: Date;
    },
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO credential_invitation (person_id, digest, issued_by, document, issued_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        invitation.personId,
        invitation.digest,
        invitation.issuedBy,
        invitation.document,
        invitation.issuedAt,
        invitation.expiresAt,
      ],
    );
    if (!row) throw new Error('no invitation was made');
    return row.id;
  }

  async byDigest(reader: Reader, digest: Buffer): Promise<StoredInvitation | null> {
    const [row] = await reader.query<StoredInvitation>(
      `SELECT ${columns} FROM credential_invitation WHERE digest = $1`,
      [digest],
    );
    return row ?? null;
  }

  async lock(tx: Tx, id: string): Promise<StoredInvitation | null> {
    const [row] = await tx.query<StoredInvitation>(
      `SELECT ${columns} FROM credential_invitation WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async open(reader: Reader, personId: string, now: Date): Promise<StoredInvitation | null> {
    const [row] = await reader.query<StoredInvitation>(
      `SELECT ${columns} FROM credential_invitation
       WHERE person_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2`,
      [personId, now],
    );
    return row ?? null;
  }

  async use(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query(`UPDATE credential_invitation SET used_at = $2 WHERE id = $1`, [id, at]);
  }

  /** What a person can sign in with of our own. */
  async means(reader: Reader, personId: string): Promise<{ passkeys: number; app: boolean }> {
    const [row] = await reader.query<{ passkeys: number; app: boolean }>(
      `SELECT (SELECT count(*)::int FROM passkey WHERE person_id = $1 AND barred_at IS NULL) AS passkeys,
              EXISTS (SELECT FROM authenticator_app WHERE person_id = $1 AND confirmed_at IS NOT NULL) AS app`,
      [personId],
    );
    return row ?? { passkeys: 0, app: false };
  }

  /** Everybody who answers to an HSA-id or the name of an account. */
  async find(reader: Reader, key: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT person_id AS id FROM person_hsa_id WHERE upper(hsa_id) = upper($1)
       UNION SELECT person_id FROM account WHERE target = 'directory' AND lower(username) = lower($1) LIMIT 2`,
      [key],
    );
    return rows.map((row) => row.id);
  }
}
