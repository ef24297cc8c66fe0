import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { ApiClientsModule } from '../../src/api-clients/api-clients.module.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';
import { someEvents } from '../support/hr-events.js';

jest.setTimeout(120_000);

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
type Registered = { id: string; jwksUri: string | null; keys: unknown[] } & Problem;

/** Where a program publishes its keys; says what the test puts in it. */
const published = {
  keys: [] as unknown[],
  asked: 0,
  status: 200,
  location: undefined as string | undefined,
  body: undefined as string | undefined,
};
let server: Server;
let jwksUri: string;
/** One that lets keys be at private addresses, as the test's must, and one that does not. */
let edge: Edge;
let strict: Edge;
let it1: Employee;
let owner: Employee;
let number = 0;
const source = demoSource();

beforeAll(async () => {
  server = createServer((_request, response) => {
    published.asked += 1;
    const { status, location, body, keys } = published;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(location === undefined ? {} : { location }),
    });
    response.end(body ?? JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`;
  const rooms = [
    CatalogueModule,
    ApiClientsModule,
    LifecycleModule.with({ useFactory: () => new HrFileReader() }),
  ];
  const hr = { sources: [{ ...source, events: someEvents }] };
  edge = await startEdge({ rooms, config: { hr, apiClients: { keySets: { allowPrivate: true } } } });
  strict = await startEdge({ rooms, config: { hr }, beside: edge });
  await edge.app.get(Jobs).start();
  const home = new CareHome(edge.database);
  const unit = await home.unit('/1/', 'Vården');
  owner = await home.employee(unit);
  it1 = await home.employee(unit);
  await home.grant(it1, await home.role(owner, { grindvakt: 'it' }));
});
afterAll(async () => {
  await strict.stop();
  await edge.stop();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  Object.assign(published, { keys: [], asked: 0, status: 200, location: undefined, body: undefined });
});

interface Key {
  readonly privateKey: KeyObject;
  readonly jwk: Record<string, unknown>;
  readonly kid: string;
}
function newKey(more: object = {}): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  return { privateKey, kid, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', ...more } };
}

async function register(more: object = {}, at: Edge = edge): Promise<{ status: number; body: Registered }> {
  number += 1;
  return new Caller(at.url, await edge.signIn(it1.personId, 3)).post<Registered>('/api-clients', {
    name: `Schemasystemet ${String(number)}`,
    purpose: 'Skickar händelser om anställningar.',
    scopes: ['hr.events'],
    hrSource: source.id,
    authentication: 'jwks',
    ownerId: owner.personId,
    expiresOn: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
    jwksUri: `${jwksUri}?${String(number)}`,
    ...more,
  });
}

/** Each program has an address of its own, so that no case meets what another one made us remember. */
async function registered(): Promise<string> {
  const { status, body } = await register();
  expect([status, body.keys]).toEqual([201, []]);
  return body.id;
}

async function ask(id: string, key: Key, header: object = {}, at: Edge = edge): Promise<number> {
  const now = Math.floor(edge.clock.now().getTime() / 1000);
  const assertion = await new SignJWT({
    iss: id,
    sub: id,
    aud: `${edge.url}/api/oauth/token`,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(key.privateKey);
  const answer = await fetch(`${at.url}/api/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }).toString(),
  });
  return answer.status;
}

describe('a program that publishes its keys', () => {
  it('gets a token by one of them, changes them there without us, and is asked once for many tokens', async () => {
    const [old, next] = [newKey(), newKey()];
    published.keys = [old.jwk];
    const id = await registered();
    expect(await Promise.all(Array.from({ length: 8 }, () => ask(id, old)))).toEqual(Array(8).fill(200));
    expect(published.asked).toBe(1);
    const wait = jest.spyOn(performance, 'now');
    const real = performance.now();
    published.keys = [old.jwk, next.jwk];
    wait.mockImplementation(() => real + 31_000);
    expect([await ask(id, next), await ask(id, old), published.asked]).toEqual([200, 200, 2]);
    published.keys = [next.jwk];
    // A millisecond over: sums of fractions of milliseconds may fall short of ten minutes.
    wait.mockImplementation(() => real + 31_001 + 10 * 60_000);
    expect([await ask(id, old), await ask(id, next)]).toEqual([401, 200]);
    wait.mockRestore();
  });

  it('is not let in by a key that it does not publish, whatever address the assertion names', async () => {
    const [own, other] = [newKey(), newKey()];
    published.keys = [own.jwk];
    const id = await registered();
    expect(await ask(id, { ...other, kid: own.kid })).toBe(401);
    expect(await ask(id, other)).toBe(401);
    expect(await ask(id, other, { jku: jwksUri, x5u: jwksUri, jwk: other.jwk })).toBe(401);
    expect(await ask(id, own, { alg: 'ES256' })).toBe(200);
  });

  it('cannot make us ask it more than twice a minute by naming keys that are not there', async () => {
    const own = newKey();
    published.keys = [own.jwk];
    const id = await registered();
    await ask(id, own);
    for (let i = 0; i < 10; i += 1) expect(await ask(id, { ...own, kid: randomUUID() })).toBe(401);
    expect(published.asked).toBe(1);
  });

  it.each<[string, () => void]>([
    ['is down', () => (published.status = 503)],
    [
      'leads elsewhere',
      () => {
        published.status = 302;
        published.location = `${jwksUri}/elsewhere`;
      },
    ],
    ['is no JSON', () => (published.body = '<html>')],
    ['is no set of keys', () => (published.body = '{"keys": "none"}')],
    [
      'is larger than is read',
      () => (published.body = JSON.stringify({ keys: [], pad: 'x'.repeat(70_000) })),
    ],
    ['gives its private key away', () => (published.keys = [{ ...leaked.jwk, d: 'x' }])],
    ['holds keys for encryption alone', () => (published.keys = [{ ...leaked.jwk, use: 'enc' }])],
    ['holds none', () => (published.keys = [])],
  ])('is refused when its address %s', async (_, break_) => {
    break_();
    expect(await ask(await registered(), leaked)).toBe(401);
  });
  const leaked = newKey();

  it('moves its address by us, which ends its tokens, and is given no keys here', async () => {
    const own = newKey();
    published.keys = [own.jwk];
    const id = await registered();
    expect(await ask(id, own)).toBe(200);
    const caller = new Caller(edge.url, await edge.signIn(it1.personId, 3));
    const change = (body: object): Promise<{ status: number; body: Registered }> =>
      caller.post<Registered>(`/api-clients/${id}/changes`, body);
    const moved = await change({ kind: 'keys-moved', jwksUri: `${jwksUri}?moved`, reason: 'Ny leverantör' });
    expect([moved.status, moved.body.jwksUri]).toEqual([200, `${jwksUri}?moved`]);
    expect(await edge.database.query('SELECT FROM api_token WHERE client_id = $1', [id])).toEqual([]);
    expect((await edge.audit('api-client.keys-moved')).at(-1)?.reason).toBe('Ny leverantör');
    const key = JSON.stringify(own.jwk);
    expect((await change({ kind: 'key-added', key, name: 'ny' })).body.code).toBe('key-unfit');
    const second = await register({ authentication: 'private_key_jwt', key, keyName: 'x' });
    expect(second.body.errors?.map(({ pointer }) => pointer)).toEqual(['/jwksUri']);
  });
});

describe('an address of keys inside our own network (SSRF)', () => {
  it.each([
    ['without TLS', 'http://keys.example.se/jwks'],
    ['of this machine', 'https://127.0.0.1/jwks'],
    ['of this machine, spelled otherwise', 'https://0x7f000001/jwks'],
    ['of this machine by IPv6', 'https://[::1]/jwks'],
    ['of this machine by mapped IPv6', 'https://[::ffff:7f00:1]/jwks'],
    ['of a private network', 'https://10.1.2.3/jwks'],
    ['of the cloud’s metadata', 'https://169.254.169.254/latest'],
    ['with a user name', 'https://a:b@keys.example.se/jwks'],
    ['of another kind', 'file:///etc/passwd'],
    ['that is none', 'not an address'],
  ])('%s is refused when it is given', async (_, address) => {
    const { status, body } = await register({ jwksUri: address }, strict);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'key-unfit', '/jwksUri']);
  });

  it('is looked at again when it is asked: a name that leads here is not connected to (DNS rebinding)', async () => {
    const own = newKey();
    published.keys = [own.jwk];
    const port = String((server.address() as AddressInfo).port);
    const { status, body } = await register({ jwksUri: `https://localhost:${port}/jwks` }, strict);
    expect(status).toBe(201);
    expect(await ask(body.id, own, {}, strict)).toBe(401);
    const id = await registered();
    expect(await ask(id, own, {}, strict)).toBe(401);
    expect(published.asked).toBe(0);
    expect(await ask(id, own)).toBe(200);
  });
});
