import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { ApiAuthentication } from '../policy/api/api-client.js';
import type { ApiScope } from '../policy/api/scopes.js';
import type { Day } from '../policy/model/day.js';

export interface StoredClient {
  id: string;
  name: string;
  purpose: string;
  scopes: ApiScope[];
  hrSource: string | null;
  authentication: ApiAuthentication;
  /** Where the program publishes its keys; null: they are given to us. */
  jwksUri: string | null;
  ownerId: string;
  ownerlessSince: Day | null;
  expiresOn: Day;
  disabledAt: Date | null;
  disabledReason: string | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  createdAt: Date;
}

export interface StoredKey {
  id: string;
  clientId: string;
  name: string;
  jwk: Record<string, string> | null;
  thumbprint: Buffer;
  addedAt: Date;
  lastUsedAt: Date | null;
}

const client = `c.id, c.name, c.purpose, c.scopes, c.hr_source AS "hrSource", c.authentication,
  c.jwks_uri AS "jwksUri", c.owner_id AS "ownerId",
  c.ownerless_since AS "ownerlessSince", c.expires_on AS "expiresOn", c.disabled_at AS "disabledAt",
  c.disabled_reason AS "disabledReason", c.last_used_at AS "lastUsedAt", c.last_used_address AS "lastUsedAddress",
  c.created_at AS "createdAt"`;
const key = `k.id, k.client_id AS "clientId", k.name, k.jwk, k.thumbprint, k.added_at AS "addedAt",
  k.last_used_at AS "lastUsedAt"`;

@Injectable()
export class ApiClientsStore {
  async page(
    reader: Reader,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<StoredClient[]> {
    return reader.query<StoredClient>(
      `SELECT ${client} FROM api_client c WHERE $1::text IS NULL OR c.name > $1 ORDER BY c.name LIMIT $2`,
      [after?.[0] ?? null, limit],
    );
  }

  async client(reader: Reader, id: string): Promise<StoredClient | null> {
    const [row] = await reader.query<StoredClient>(`SELECT ${client} FROM api_client c WHERE c.id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  async lock(tx: Tx, id: string): Promise<StoredClient | null> {
    const [row] = await tx.query<StoredClient>(
      `SELECT ${client} FROM api_client c WHERE c.id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async keys(reader: Reader, clientIds: readonly string[]): Promise<StoredKey[]> {
    return reader.query<StoredKey>(
      `SELECT ${key} FROM api_client_key k WHERE k.client_id = ANY($1) ORDER BY k.added_at, k.id`,
      [clientIds],
    );
  }

  /** Null when the name is taken. */
  async add(
    tx: Tx,
    c: Pick<
      StoredClient,
      | 'name'
      | 'purpose'
      | 'scopes'
      | 'hrSource'
      | 'authentication'
      | 'jwksUri'
      | 'ownerId'
      | 'expiresOn'
      | 'createdAt'
    >,
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO api_client (name, purpose, scopes, hr_source, authentication, jwks_uri, owner_id, expires_on, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING RETURNING id`,
      [
        c.name,
        c.purpose,
        c.scopes,
        c.hrSource,
        c.authentication,
        c.jwksUri,
        c.ownerId,
        c.expiresOn,
        c.createdAt,
      ],
    );
    return row?.id ?? null;
  }

  /** False when some client has the same key already. */
  async addKey(tx: Tx, k: Omit<StoredKey, 'id' | 'lastUsedAt'>): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO api_client_key (client_id, name, jwk, thumbprint, added_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (thumbprint) DO NOTHING RETURNING 1`,
      [k.clientId, k.name, k.jwk === null ? null : JSON.stringify(k.jwk), k.thumbprint, k.addedAt],
    );
    return rows.length > 0;
  }

  /** With the tokens that it was worth: by which key each was got is not kept, so all of the client's go. */
  async removeKey(tx: Tx, clientId: string, keyId: string): Promise<boolean> {
    const rows = await tx.query(`DELETE FROM api_client_key WHERE client_id = $1 AND id = $2 RETURNING 1`, [
      clientId,
      keyId,
    ]);
    if (rows.length > 0) await this.endTokens(tx, [clientId]);
    return rows.length > 0;
  }

  async endTokens(tx: Tx, clientIds: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM api_token WHERE client_id = ANY($1)`, [clientIds]);
  }

  async setKeySet(tx: Tx, id: string, jwksUri: string): Promise<void> {
    await tx.query(`UPDATE api_client SET jwks_uri = $2 WHERE id = $1`, [id, jwksUri]);
  }

  async setOwner(tx: Tx, id: string, ownerId: string): Promise<void> {
    await tx.query(`UPDATE api_client SET owner_id = $2, ownerless_since = NULL WHERE id = $1`, [
      id,
      ownerId,
    ]);
  }

  /** @returns those that were the giver's still */
  async handOver(
    tx: Tx,
    changes: readonly { clientId: string; from: string; to: string }[],
  ): Promise<{ id: string; name: string }[]> {
    return tx.query(
      `UPDATE api_client c SET owner_id = n."to", ownerless_since = NULL
       FROM jsonb_to_recordset($1::jsonb) AS n("clientId" uuid, "from" uuid, "to" uuid)
       WHERE c.id = n."clientId" AND c.owner_id = n."from" RETURNING c.id, c.name`,
      [JSON.stringify(changes)],
    );
  }

  async setExpiry(tx: Tx, id: string, expiresOn: Day): Promise<void> {
    await tx.query(`UPDATE api_client SET expires_on = $2 WHERE id = $1`, [id, expiresOn]);
  }

  async setDisabled(tx: Tx, ids: readonly string[], at: Date | null, reason: string | null): Promise<void> {
    await tx.query(`UPDATE api_client SET disabled_at = $2, disabled_reason = $3 WHERE id = ANY($1)`, [
      ids,
      at,
      reason,
    ]);
  }

  async isEmployed(reader: Reader, personId: string, today: Day): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM employment e WHERE e.person_id = $1
       AND in_force(e.start_date, e.end_date, e.terminated_at, $2) LIMIT 1`,
      [personId, today],
    );
    return rows.length > 0;
  }

  /** Marks those whose owner has no employment any more, and unmarks those whose owner is back. */
  async followOwners(tx: Tx, today: Day): Promise<{ left: StoredClient[] }> {
    const employed = `EXISTS (SELECT FROM employment e WHERE e.person_id = c.owner_id
      AND in_force(e.start_date, e.end_date, e.terminated_at, $1))`;
    await tx.query(
      `UPDATE api_client c SET ownerless_since = NULL WHERE c.ownerless_since IS NOT NULL AND ${employed}`,
      [today],
    );
    const left = await tx.query<StoredClient>(
      `UPDATE api_client c SET ownerless_since = $1 WHERE c.ownerless_since IS NULL AND NOT ${employed}
       RETURNING ${client}`,
      [today],
    );
    return { left };
  }

  async ownerless(tx: Tx): Promise<StoredClient[]> {
    return tx.query<StoredClient>(
      `SELECT ${client} FROM api_client c
       WHERE c.ownerless_since IS NOT NULL AND c.disabled_at IS NULL ORDER BY c.id FOR UPDATE`,
    );
  }

  /** False when it has been used before. */
  async useAssertion(tx: Tx, clientId: string, jti: Buffer, expiresAt: Date): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO api_assertion (client_id, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1`,
      [clientId, jti, expiresAt],
    );
    return rows.length > 0;
  }

  async addToken(
    tx: Tx,
    token: {
      id: Buffer;
      clientId: string;
      scopes: readonly ApiScope[];
      thumbprint: Buffer | null;
      expiresAt: Date;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO api_token (id, client_id, scopes, thumbprint, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [token.id, token.clientId, token.scopes, token.thumbprint, token.expiresAt],
    );
  }

  /** @param keyId null: a key that the program publishes itself */
  async noteUse(tx: Tx, clientId: string, keyId: string | null, at: Date, address: string): Promise<void> {
    await tx.query(`UPDATE api_client SET last_used_at = $2, last_used_address = $3 WHERE id = $1`, [
      clientId,
      at,
      address,
    ]);
    if (keyId !== null)
      await tx.query(`UPDATE api_client_key SET last_used_at = $2 WHERE id = $1`, [keyId, at]);
  }

  /** The client of a token that counts, in one statement: what was ended is refused at the next request. */
  async byToken(
    reader: Reader,
    id: Buffer,
    now: Date,
    today: Day,
  ): Promise<(StoredClient & { given: ApiScope[]; thumbprint: Buffer | null }) | null> {
    const [row] = await reader.query<StoredClient & { given: ApiScope[]; thumbprint: Buffer | null }>(
      `SELECT ${client}, t.scopes AS given, t.thumbprint FROM api_token t JOIN api_client c ON c.id = t.client_id
       WHERE t.id = $1 AND t.expires_at > $2 AND c.disabled_at IS NULL AND c.expires_on >= $3`,
      [id, now, today],
    );
    return row ?? null;
  }

  async forget(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM api_token WHERE expires_at <= $1`, [now]);
    await tx.query(`DELETE FROM api_assertion WHERE expires_at <= $1`, [now]);
  }
}
