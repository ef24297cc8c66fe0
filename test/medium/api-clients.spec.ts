import { createHash, generateKeyPairSync, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import type { z } from 'zod';
import { ApiClientsModule } from '../../src/api-clients/api-clients.module.js';
import type { apiClientListSchema, apiClientSchema } from '../../src/api-clients/api-clients.schema.js';
import { FollowOwners } from '../../src/api-clients/follow-owners.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { makeAuthority } from '../../src/sandbox/certificates.js';
import { Caller, CareHome, type Answered, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';

jest.setTimeout(120_000);

type Client = z.output<typeof apiClientSchema>;
type Clients = z.output<typeof apiClientListSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
interface TokenAnswer {
  status: number;
  access_token?: string;
  expires_in?: number;
  scope?: string;
  error?: string;
}

const bearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let edge: Edge;
let home: CareHome;
let it1: Caller;
let auditor: Caller;
let nobody: Caller;
let owner: Employee;
const people: Employee[] = [];
let sourceId: string;
let names = 0;

beforeAll(async () => {
  const source = demoSource();
  sourceId = source.id;
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      ApiClientsModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
    ],
    config: { hr: { sources: [{ ...source, events: someEvents }] } },
    http: { trustedProxies: ['127.0.0.1/32', '::1/128'] },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const unit = await home.unit('/1/', 'Vården');
  owner = await home.employee(unit);
  for (const right of ['it', 'auditor', null] as const) {
    const who = await home.employee(unit);
    if (right !== null) await home.grant(who, await home.role(owner, { grindvakt: right }));
    people.push(who);
  }
});
// The clock is moved: sessions of administrators are short.
beforeEach(signInAnew);
afterAll(async () => {
  await edge.stop();
});

async function signInAnew(): Promise<void> {
  const callers = await Promise.all(
    people.map(async ({ personId }) => new Caller(edge.url, await edge.signIn(personId, 3))),
  );
  [it1, auditor, nobody] = callers as [Caller, Caller, Caller];
}

const pair = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });
const certificate = (name: string): X509Certificate =>
  new X509Certificate(makeAuthority(name, edge.clock.now()).certificate);
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const inDays = (days: number): string =>
  new Date(edge.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);

function form(key: string, more: object = {}): Record<string, unknown> {
  names += 1;
  return {
    name: `Personalsystemet ${String(names)}`,
    purpose: 'Skickar händelser om anställningar.',
    scopes: ['hr.events'],
    hrSource: sourceId,
    authentication: 'private_key_jwt',
    ownerId: owner.personId,
    expiresOn: inDays(300),
    key,
    keyName: 'hösten',
    ...more,
  };
}

async function registered(key: string, more: object = {}): Promise<Client> {
  const answer = await it1.post<Client>('/api-clients', form(key, more));
  expect(answer.status).toBe(201);
  return answer.body;
}

interface Assertion {
  claims?: Record<string, unknown>;
  alg?: string;
}
async function assertion(
  id: string,
  key: KeyObject,
  { claims = {}, alg = 'ES256' }: Assertion = {},
): Promise<string> {
  const now = Math.floor(edge.clock.now().getTime() / 1000);
  const all = {
    iss: id,
    sub: id,
    aud: `${edge.url}/api/oauth/token`,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg }).sign(key);
}

async function ask(
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${edge.url}/api/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
  });
  return { ...((await response.json()) as object), status: response.status };
}
const signed = (client_assertion: string): Record<string, string> => ({
  client_assertion_type: bearer,
  client_assertion,
});
const pushWith = async (token: string | undefined, headers: Record<string, string> = {}): Promise<number> =>
  (
    await push(edge, told(names, '2026-01-02T08:00:00Z'), {
      authorization: `Bearer ${token ?? ''}`,
      ...headers,
    })
  ).status;

describe('a program', () => {
  it('registered by IT gets a short token by its signature, and events are taken with it', async () => {
    const { publicKey, privateKey } = pair();
    const client = await registered(pem(publicKey));
    expect(client).toMatchObject({
      state: 'active',
      lastUsedAt: null,
      keys: [{ name: 'hösten', kind: 'P-256' }],
    });
    const token = await ask(signed(await assertion(client.id, privateKey)));
    expect(token).toMatchObject({ status: 200, expires_in: 600, scope: 'hr.events' });
    expect([200, 202]).toContain(await pushWith(token.access_token));
    const { body } = await it1.get<Clients>('/api-clients');
    expect(body.items.find(({ id }) => id === client.id)?.lastUsedAt).not.toBeNull();
    const [stored] = await edge.database.query<{ id: Buffer }>(
      'SELECT id FROM api_token WHERE client_id = $1',
      [client.id],
    );
    expect(
      stored?.id.equals(
        createHash('sha256')
          .update(token.access_token ?? '')
          .digest(),
      ),
    ).toBe(true);
    const issued = await edge.audit('api-token.issued');
    expect(JSON.stringify(issued)).not.toContain(token.access_token);
    edge.clock.move(11);
    expect(await pushWith(token.access_token)).toBe(401);
    edge.clock.move(-11);
  });

  it('changes its key without a gap: two at once, the old one removed with what it was worth', async () => {
    const [old, fresh, third] = [pair(), pair(), pair()];
    const client = await registered(pem(old.publicKey));
    const change = (body: object): Promise<Answered<Client & Problem>> =>
      it1.post(`/api-clients/${client.id}/changes`, body);
    const added = await change({
      kind: 'key-added',
      key: JSON.stringify(fresh.publicKey.export({ format: 'jwk' })),
      name: 'våren',
    });
    expect(added.body.keys.map(({ name }) => name)).toEqual(['hösten', 'våren']);
    expect((await change({ kind: 'key-added', key: pem(third.publicKey), name: 'x' })).body.code).toBe(
      'too-many-keys',
    );
    const before = await ask(signed(await assertion(client.id, old.privateKey)));
    expect((await ask(signed(await assertion(client.id, fresh.privateKey)))).status).toBe(200);
    await change({ kind: 'key-removed', keyId: added.body.keys[0]?.id });
    expect((await ask(signed(await assertion(client.id, old.privateKey)))).error).toBe('invalid_client');
    expect(await pushWith(before.access_token)).toBe(401);
    expect((await change({ kind: 'key-removed', keyId: added.body.keys[1]?.id })).body.code).toBe('last-key');
  });

  it('that is disabled is out at once, and expired ones stay out', async () => {
    const { publicKey, privateKey } = pair();
    const client = await registered(pem(publicKey), { expiresOn: inDays(1) });
    const token = await ask(signed(await assertion(client.id, privateKey)));
    await it1.post(`/api-clients/${client.id}/changes`, {
      kind: 'disabled',
      reason: 'Nyckeln låg i en chatt.',
    });
    expect(await pushWith(token.access_token)).toBe(401);
    expect((await ask(signed(await assertion(client.id, privateKey)))).error).toBe('invalid_client');
    await it1.post(`/api-clients/${client.id}/changes`, {
      kind: 'enabled',
      reason: 'Ny nyckel är på plats.',
    });
    expect(await pushWith(token.access_token)).toBe(401);
    edge.clock.move(3 * 24 * 60);
    expect((await ask(signed(await assertion(client.id, privateKey)))).error).toBe('invalid_client');
    edge.clock.move(-3 * 24 * 60);
  });

  it('whose owner leaves is listed as nobody’s, and closed after the days that are set', async () => {
    const { publicKey, privateKey } = pair();
    const leaver = await home.employee(await home.unit('/2/', 'Annan'));
    const client = await registered(pem(publicKey), { ownerId: leaver.personId });
    const state = async (): Promise<string | undefined> =>
      (await it1.get<Clients>('/api-clients')).body.items.find(({ id }) => id === client.id)?.state;
    await edge.database.query('UPDATE employment SET terminated_at = now() WHERE person_id = $1', [
      leaver.personId,
    ]);
    await edge.app.get(FollowOwners).run();
    expect(await state()).toBe('ownerless');
    expect((await ask(signed(await assertion(client.id, privateKey)))).status).toBe(200);
    edge.clock.move(14 * 24 * 60);
    await edge.app.get(FollowOwners).run();
    await signInAnew();
    expect(await state()).toBe('disabled');
    expect((await ask(signed(await assertion(client.id, privateKey)))).error).toBe('invalid_client');
    edge.clock.move(-14 * 24 * 60);
    await signInAnew();
    expect((await edge.audit('api-client.disabled')).at(-1)).toMatchObject({ reason: 'ownerless' });
    const handed = await it1.post<Client & Problem>(`/api-clients/${client.id}/changes`, {
      kind: 'enabled',
      reason: 'Behövs än.',
    });
    expect(handed.body.code).toBe('unfit-owner');
  });
});

describe('an assertion is refused', () => {
  let client: Client;
  let key: KeyObject;
  beforeEach(async () => {
    const made = pair();
    key = made.privateKey;
    client = await registered(pem(made.publicKey));
  });

  it('the second time, also when fifty race', async () => {
    const once = await assertion(client.id, key);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(signed(once))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await ask(signed(once))).error).toBe('invalid_client');
  });

  it.each<[string, () => Promise<string>]>([
    ['signed by another key', () => assertion(client.id, pair().privateKey)],
    ['for another audience', () => assertion(client.id, key, { claims: { aud: 'https://other.example' } })],
    ['expired', () => assertion(client.id, key, { claims: { exp: Math.floor(Date.now() / 1000) - 60 } })],
    [
      'valid for a day',
      () => assertion(client.id, key, { claims: { exp: Math.floor(Date.now() / 1000) + 86_400 } }),
    ],
    ['without id', () => assertion(client.id, key, { claims: { jti: undefined } })],
    ['of an unknown client', () => assertion(randomUUID(), key)],
    ['that names a client by no uuid', () => assertion(`' OR 1=1 --`, key)],
    [
      'unsigned (alg none)',
      async () => {
        const [, body = ''] = (await assertion(client.id, key)).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
      },
    ],
    [
      'signed by the public key as a secret (HS256)',
      async () => {
        const [, body = ''] = (await assertion(client.id, key)).split('.');
        const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
        const [stored] = await edge.database.query<{ jwk: object }>(
          'SELECT jwk FROM api_client_key WHERE client_id = $1',
          [client.id],
        );
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(JSON.stringify(stored?.jwk)));
      },
    ],
  ])('%s', async (_, made) => {
    expect(await ask(signed(await made()))).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  it('with a grant, a scope or a form that is none, in OAuth’s words', async () => {
    expect((await ask({ grant_type: 'password', username: 'x', password: 'y' })).error).toBe(
      'unsupported_grant_type',
    );
    expect((await ask({ ...signed(await assertion(client.id, key)), scope: 'hr.events admin' })).error).toBe(
      'invalid_scope',
    );
    expect((await ask({ client_id: client.id })).error).toBe('invalid_client');
    const twice = await fetch(`${edge.url}/api/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=a&client_id=b',
    });
    expect(twice.status).toBe(400);
  });

  it('and no page of another site can send the form, nor any other route take one', async () => {
    expect(
      (await ask(signed(await assertion(client.id, key)), { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403);
    const other = await fetch(`${edge.url}/api/api-clients`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: 'name=x',
    });
    expect(other.status).toBe(415);
  });
});

describe('a program with a certificate', () => {
  it('gets a token that is worth something with that certificate alone, told by a proxy of ours', async () => {
    const [mine, other] = [certificate('mine'), certificate('other')];
    const client = await registered(mine.toString(), { authentication: 'tls' });
    expect(client.keys).toMatchObject([{ kind: 'certificate' }]);
    const shown = (one: X509Certificate): Record<string, string> => ({
      'client-cert': `:${one.raw.toString('base64')}:`,
    });
    expect((await ask({ client_id: client.id })).error).toBe('invalid_client');
    expect((await ask({ client_id: client.id }, shown(other))).error).toBe('invalid_client');
    const token = await ask({ client_id: client.id }, { 'client-cert': encodeURIComponent(mine.toString()) });
    expect(token.status).toBe(200);
    expect([200, 202]).toContain(await pushWith(token.access_token, shown(mine)));
    expect(await pushWith(token.access_token, shown(other))).toBe(401);
    expect(await pushWith(token.access_token)).toBe(401);
  });

  it('is not believed from anybody but a proxy of ours', async () => {
    const away = await startEdge({
      beside: edge,
      rooms: [ApiClientsModule],
      http: { trustedProxies: ['10.1.2.0/24'] },
    });
    try {
      const made = certificate('away');
      const client = await registered(made.toString(), { authentication: 'tls' });
      const response = await fetch(`${away.url}/api/oauth/token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'client-cert': `:${made.raw.toString('base64')}:`,
          'x-forwarded-for': '10.1.2.3',
        },
        body: `grant_type=client_credentials&client_id=${client.id}`,
      });
      expect(response.status).toBe(401);
    } finally {
      await away.stop();
    }
  });
});

describe('who may', () => {
  it('register and change: IT and the security officer; look: the auditor too; others nothing', async () => {
    const body = form(pem(pair().publicKey));
    expect((await nobody.post<Problem>('/api-clients', body)).body.code).toBe('not-allowed');
    expect((await auditor.post<Problem>('/api-clients', body)).body.code).toBe('not-allowed');
    expect((await nobody.get<Problem>('/api-clients')).body.code).toBe('not-allowed');
    expect((await auditor.get<Clients>('/api-clients')).body.mayChange).toBe(false);
  });

  it('nobody give a private key, a weak one, one that is taken, an owner who has left or an end that is too far', async () => {
    const made = pair();
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    await registered(pem(made.publicKey));
    const gone = await home.employee(await home.unit('/3/', 'Tredje'), {
      to: '2020-01-01',
      from: '2019-01-01',
    });
    for (const [change, code, pointer] of [
      [{ key: made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }, 'key-unfit', '/key'],
      [{ key: JSON.stringify(made.privateKey.export({ format: 'jwk' })) }, 'key-unfit', '/key'],
      [{ key: pem(weak) }, 'key-unfit', '/key'],
      [{ key: 'this is no key at all, is it?' }, 'key-unfit', '/key'],
      [{ key: pem(made.publicKey) }, 'key-taken', '/key'],
      [{ key: pem(pair().publicKey), ownerId: gone.personId }, 'unfit-owner', '/ownerId'],
      [{ key: pem(pair().publicKey), expiresOn: inDays(500) }, 'end-too-late', '/expiresOn'],
      [{ key: pem(pair().publicKey), expiresOn: inDays(-2) }, 'end-not-later', '/expiresOn'],
      [{ key: pem(pair().publicKey), hrSource: 'another' }, 'unknown-source', '/hrSource'],
    ] as const) {
      const { body } = await it1.post<Problem>(
        '/api-clients',
        form(made.publicKey.asymmetricKeyType ?? '', change),
      );
      expect([body.code, body.errors?.[0]?.pointer]).toEqual([code, pointer]);
    }
  });
});
