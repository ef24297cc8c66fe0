import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';

export interface StoredPasskey {
  id: string;
  personId: string;
  credentialId: string;
  publicKey: Buffer;
  algorithm: number;
  counter: number;
  deviceBound: boolean;
  backedUp: boolean;
  aaguid: string;
  attestation: string;
  transports: string[];
  name: string;
  enrolledBy: 'provider' | 'invitation';
  createdAt: Date;
  lastUsedAt: Date | null;
  barredAt: Date | null;
  barredReason: string | null;
}

export interface StoredChallenge {
  /** SHA-256 of the cookie's value. */
  id: Buffer;
  purpose: 'sign-in' | 'enrol';
  challenge: string;
  personId: string | null;
  invitationId: string | null;
  demandedLevel: number | null;
  expiresAt: Date;
}

const columns = `k.id, k.person_id AS "personId", k.credential_id AS "credentialId", k.public_key AS "publicKey", k.algorithm,
  k.counter, k.device_bound AS "deviceBound", k.backed_up AS "backedUp", k.aaguid, k.attestation, k.transports, k.name,
  k.enrolled_by AS "enrolledBy", k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt", k.barred_at AS "barredAt",
  k.barred_reason AS "barredReason"`;

@Injectable()
export class PasskeysStore {
  async addChallenge(reader: Reader, challenge: StoredChallenge): Promise<void> {
    await reader.query(
      `INSERT INTO credential_challenge (id, purpose, challenge, person_id, invitation_id, demanded_level, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        challenge.id,
        challenge.purpose,
        challenge.challenge,
        challenge.personId,
        challenge.invitationId,
        challenge.demandedLevel,
        challenge.expiresAt,
      ],
    );
  }

  /** Takes a begun ceremony out of the table: whoever comes second, or too late, finds nothing. */
  async takeChallenge(
    reader: Reader,
    id: Buffer,
    purpose: StoredChallenge['purpose'],
    now: Date,
  ): Promise<StoredChallenge | null> {
    const [row] = await reader.query<StoredChallenge>(
      `WITH taken AS (DELETE FROM credential_challenge WHERE id = $1 RETURNING *)
       SELECT id, purpose, challenge, person_id AS "personId", invitation_id AS "invitationId",
              demanded_level AS "demandedLevel", expires_at AS "expiresAt"
       FROM taken WHERE expires_at > $2 AND purpose = $3`,
      [id, now, purpose],
    );
    return row ?? null;
  }

  async deleteOldChallenges(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM credential_challenge WHERE expires_at <= $1`, [now]);
  }

  /** What passkeys call the person; made at the first. */
  async handleOf(reader: Reader, personId: string): Promise<Buffer> {
    const [row] = await reader.query<{ handle: Buffer }>(
      `WITH made AS (
         INSERT INTO passkey_user (person_id, handle) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING RETURNING handle)
       SELECT handle FROM made UNION ALL SELECT handle FROM passkey_user WHERE person_id = $1 LIMIT 1`,
      [personId, randomBytes(32)],
    );
    // Made by another transaction between the two looks: it is there now.
    return row?.handle ?? this.handleOf(reader, personId);
  }

  /** By the name that the authenticator gives it, with its person's handle; locked until the transaction ends. */
  async lockByCredential(
    tx: Tx,
    credentialId: string,
  ): Promise<{ passkey: StoredPasskey; handle: Buffer } | null> {
    const [row] = await tx.query<StoredPasskey & { handle: Buffer }>(
      `SELECT ${columns}, u.handle FROM passkey k JOIN passkey_user u ON u.person_id = k.person_id
       WHERE k.credential_id = $1 FOR UPDATE OF k`,
      [credentialId],
    );
    if (!row) return null;
    const { handle, ...passkey } = row;
    return { passkey, handle };
  }

  async lockOwn(tx: Tx, id: string, personId: string): Promise<StoredPasskey | null> {
    const [row] = await tx.query<StoredPasskey>(
      `SELECT ${columns} FROM passkey k WHERE k.id = $1 AND k.person_id = $2 FOR UPDATE`,
      [id, personId],
    );
    return row ?? null;
  }

  /** Newest first; barred ones too. */
  async ofPerson(reader: Reader, personId: string): Promise<StoredPasskey[]> {
    return reader.query<StoredPasskey>(
      `SELECT ${columns} FROM passkey k WHERE k.person_id = $1 ORDER BY k.created_at DESC, k.id`,
      [personId],
    );
  }

  async add(
    tx: Tx,
    passkey: Omit<StoredPasskey, 'id' | 'lastUsedAt' | 'barredAt' | 'barredReason'>,
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO passkey (person_id, credential_id, public_key, algorithm, counter, device_bound, backed_up, aaguid,
                            attestation, transports, name, enrolled_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (credential_id) DO NOTHING RETURNING id`,
      [
        passkey.personId,
        passkey.credentialId,
        passkey.publicKey,
        passkey.algorithm,
        passkey.counter,
        passkey.deviceBound,
        passkey.backedUp,
        passkey.aaguid,
        passkey.attestation,
        passkey.transports,
        passkey.name,
        passkey.enrolledBy,
        passkey.createdAt,
      ],
    );
    return row?.id ?? null;
  }

  async used(tx: Tx, id: string, counter: number, backedUp: boolean, at: Date): Promise<void> {
    await tx.query(`UPDATE passkey SET counter = $2, backed_up = $3, last_used_at = $4 WHERE id = $1`, [
      id,
      counter,
      backedUp,
      at,
    ]);
  }

  async rename(tx: Tx, id: string, name: string): Promise<void> {
    await tx.query(`UPDATE passkey SET name = $2 WHERE id = $1`, [id, name]);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.query(`DELETE FROM passkey WHERE id = $1`, [id]);
  }

  /** @returns the passkeys that were barred now */
  async bar(
    tx: Tx,
    which: { ids: readonly string[] } | { personIds: readonly string[] },
    reason: string,
    at: Date,
  ): Promise<{ id: string; personId: string; name: string }[]> {
    const [ids, personIds] = 'ids' in which ? [which.ids, null] : [null, which.personIds];
    return tx.query(
      `UPDATE passkey SET barred_at = $3, barred_reason = $4
       WHERE barred_at IS NULL AND (id = ANY($1::uuid[]) OR person_id = ANY($2::uuid[]))
       RETURNING id, person_id AS "personId", name`,
      [ids, personIds, at, reason],
    );
  }

  /** Ends the sessions that these credentials began, at once. */
  async endSessions(tx: Tx, credentialIds: readonly string[]): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM session WHERE kind = 'passkey' AND credential_id = ANY($1) RETURNING 1`,
      [credentialIds],
    );
    return rows.length;
  }
}
