import { createPublicKey, hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { admits, readAssertion } from '../policy/api/api-client.js';
import { scopesFor, type ApiScope } from '../policy/api/scopes.js';
import { isRefusal } from '../policy/model/refusal.js';
import { ApiClientsStore, type StoredClient } from './api-clients.store.js';
import { KeySets } from './key-sets.js';
import { algorithmsOf } from './public-key.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface TokenRequest {
  readonly assertion: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  /** Of the certificate that the program showed our proxy. */
  readonly thumbprint: Buffer | null;
  readonly address: string;
}

export interface IssuedToken {
  readonly token: string;
  readonly seconds: number;
  readonly scopes: readonly ApiScope[];
}

interface ProvenKey {
  /** Null: one that the program publishes at `jwksUri`. */
  readonly id: string | null;
  readonly jwksUri: string | null;
  readonly name: string;
  readonly jwk: Record<string, string> | null;
  readonly thumbprint: Buffer;
}

/** What a program proved itself by. */
interface Proof {
  readonly key: ProvenKey;
  readonly assertion: { readonly jti: string; readonly expiresAt: Date } | null;
}

/** OAuth 2.0 client credentials: a program proves who it is and gets a short token, of which we keep the digest. */
@Injectable()
export class IssueToken {
  readonly #audiences: readonly string[];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ApiClientsStore,
    private readonly keySets: KeySets,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {
    const { origin } = new URL(config.http.publicUrl);
    this.#audiences = [`${origin}/api/oauth/token`, origin];
  }

  /** @throws Refused client-not-known, the same for whoever does not prove to be one; client-not-admitted, scope-unknown */
  async run(request: TokenRequest): Promise<IssuedToken> {
    const id = request.assertion === undefined ? request.clientId : subjectOf(request.assertion);
    const client = id !== undefined && uuid.test(id) ? await this.store.client(this.database, id) : null;
    const proof = client && (await this.#proof(client, request));
    if (!client || !proof)
      throw Refused.because('client-not-known', 'The program did not prove to be an API client.');
    return this.database.transaction((tx) => this.#issue(tx, client.id, proof, request));
  }

  async #proof(client: StoredClient, request: TokenRequest): Promise<Proof | null> {
    const keys = await this.#keysOf(client, request);
    if (client.authentication === 'tls') {
      const key = keys.find(({ thumbprint }) => request.thumbprint?.equals(thumbprint) === true);
      return key && request.assertion === undefined ? { key, assertion: null } : null;
    }
    if (request.assertion === undefined) return null;
    for (const key of keys) {
      const claims = await verified(request.assertion, key);
      if (!claims) continue;
      const assertion = readAssertion(
        claims,
        { clientId: client.id, audiences: this.#audiences },
        this.clock.now(),
      );
      if (isRefusal(assertion)) throw new Refused(assertion);
      return { key, assertion };
    }
    return null;
  }

  /** Those given to us, or those that the program publishes: asked outside any transaction. */
  async #keysOf({ id, jwksUri }: StoredClient, { assertion }: TokenRequest): Promise<ProvenKey[]> {
    if (jwksUri === null)
      return (await this.store.keys(this.database, [id])).map((key) => ({ ...key, jwksUri }));
    if (assertion === undefined) return [];
    const published = await this.keySets.keysFor(jwksUri, kidOf(assertion));
    return published.map(({ kid, ...key }) => ({
      ...key,
      id: null,
      jwksUri,
      name: kid ?? key.thumbprint.toString('base64url'),
    }));
  }

  async #issue(tx: Tx, id: string, { key, assertion }: Proof, request: TokenRequest): Promise<IssuedToken> {
    const now = this.clock.now();
    const client = await this.store.lock(tx, id);
    // Looked at again under the lock: the key may just have been taken away.
    const isStillTheirs =
      key.id === null
        ? client?.jwksUri === key.jwksUri
        : (await this.store.keys(tx, [id])).some((one) => one.id === key.id);
    if (!client || !isStillTheirs)
      throw Refused.because('client-not-known', 'The program did not prove to be an API client.');
    const closed = admits({ ...client, disabled: client.disabledAt !== null }, this.clock.today());
    if (closed) throw new Refused(closed);
    const isNew =
      assertion === null ||
      (await this.store.useAssertion(tx, id, digestOf(assertion.jti), assertion.expiresAt));
    if (!isNew) throw Refused.because('client-not-known', 'The assertion has been used before.');
    const scopes = scopesFor(request.scope, client.scopes);
    if (!scopes)
      throw Refused.because('scope-unknown', 'The program asks for something that it may not do.', {
        facts: { client: client.name },
      });
    const token = randomBytes(32).toString('base64url');
    const seconds = this.config.apiClients.tokenMinutes * 60;
    await this.store.addToken(tx, {
      id: digestOf(token),
      clientId: id,
      scopes,
      thumbprint: client.authentication === 'tls' ? key.thumbprint : null,
      expiresAt: new Date(now.getTime() + seconds * 1000),
    });
    await this.store.noteUse(tx, id, key.id, now, request.address);
    await this.audit.run(tx, { kind: 'system', name: `api-client ${client.name}`, channel: 'api' }, [
      {
        action: 'api-token.issued',
        personId: null,
        detail: { client: client.name, key: key.name, scopes: scopes.join(' '), address: request.address },
      },
    ]);
    return { token, seconds, scopes };
  }
}

export function digestOf(text: string): Buffer {
  return Buffer.from(hash('sha256', text, 'hex'), 'hex');
}

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/** Which key it says it was signed by. Where a key could be fetched (`jku`, `x5u`, `jwk`) is not heeded: it is the sender's word. */
function kidOf(assertion: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(assertion);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** The assertion's claims when its signature is by this key; what they say is for policy. */
async function verified(assertion: string, { jwk }: ProvenKey): Promise<JWTPayload | null> {
  if (jwk === null) return null;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    // Its times are looked at by our own clock afterwards.
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: algorithmsOf(jwk),
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER / 1000,
    });
    return payload;
  } catch {
    return null;
  }
}
