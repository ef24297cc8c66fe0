import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import type {
  providerCheckSchema,
  providerSetUpsSchema,
  triedSchema,
} from '../../src/sign-in/provider-checks.schema.js';
import { startIdentityProvider, type IdentityProvider } from '../../src/sandbox/identity-provider.js';
import { freePort } from '../../src/sandbox/kept-file.js';
import { signInThrough } from '../../src/sandbox/sign-in-by-hand.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Browser } from '../support/browser.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type SetUps = z.output<typeof providerSetUpsSchema>;
type Check = z.output<typeof providerCheckSchema>;
type TriedAnswer = z.output<typeof triedSchema>;

const loa3 = 'http://id.sambi.se/loa/loa3';
const secret = 'a-secret-of-the-test-that-is-long-enough';
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const opening = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof signing.privateKey): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const levels = { [loa3]: 3, 'http://id.sambi.se/loa/loa2': 2, 'http://id.elegnamnden.se/loa/1.0/loa3': 3 };
const claims = { hsaId: 'employeeHsaId', personalNumber: ['credentialPersonalIdentityNumber'] };

/** Each way to be a client, and what the sandbox provider is told of it. */
const ways: Record<string, { ours: object; theirs: object }> = {
  basic: { ours: { clientAuthentication: 'client_secret_basic', clientSecret: secret }, theirs: {} },
  post: {
    ours: { clientAuthentication: 'client_secret_post', clientSecret: secret },
    theirs: { token_endpoint_auth_method: 'client_secret_post' },
  },
  'secret-jwt': {
    ours: { clientAuthentication: 'client_secret_jwt', clientSecret: secret },
    theirs: { token_endpoint_auth_method: 'client_secret_jwt' },
  },
  'private-key': {
    ours: { clientAuthentication: 'private_key_jwt' },
    theirs: { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256' },
  },
  'signed-request': {
    ours: {
      clientAuthentication: 'private_key_jwt',
      requestObject: 'signed',
      signingKey: 'sig',
      prompt: 'login',
    },
    theirs: {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      request_object_signing_alg: 'ES256',
      require_signed_request_object: true,
    },
  },
  encrypted: {
    ours: { clientAuthentication: 'private_key_jwt' },
    theirs: {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      id_token_encrypted_response_enc: 'A256GCM',
    },
  },
  userinfo: { ours: { clientSecret: secret, userinfo: 'plain' }, theirs: {} },
  'signed-userinfo': {
    ours: { clientSecret: secret, userinfo: 'signed' },
    theirs: { userinfo_signed_response_alg: 'RS256' },
  },
};

const sandboxes: IdentityProvider[] = [];
let edge: Edge;
let officer: Employee;
let nobody: Employee;
let annaId: string;
const anna = { hsaId: 'SE5555555555-ANNA', personalNumber: '198001012384' };

beforeAll(async () => {
  const port = await freePort();
  const service = `http://localhost:${String(port)}`;
  const providers: object[] = [];
  for (const [id, { ours, theirs }] of Object.entries(ways)) {
    const sandbox = await startIdentityProvider({
      clientId: 'grindvakt',
      clientSecret: secret,
      // Our keys as we publish them.
      client: 'clientSecret' in ours ? theirs : { ...theirs, jwks_uri: `${service}/api/auth/jwks` },
      port: await freePort(),
      environment: 'test',
      redirectUris: [`${service}/api/auth/callback`],
      postLogoutRedirectUris: [`${service}/`],
      featured: () => Promise.resolve([{ givenName: 'Anna', familyName: 'Prov', does: 'chef', ...anna }]),
    });
    sandboxes.push(sandbox);
    providers.push({
      id,
      name: id,
      issuer: sandbox.issuer,
      clientId: 'grindvakt',
      levels,
      claims,
      scope: 'openid profile',
      ...ours,
    });
  }
  providers.push({
    id: 'down',
    name: 'down',
    issuer: `http://127.0.0.1:${String(await freePort())}`,
    clientId: 'x',
    clientSecret: secret,
    levels,
    claims,
  });
  edge = await startEdge({
    port,
    providers,
    rooms: [PrivilegeModule],
    config: {
      clientKeys: [
        { kid: 'enc', algorithm: 'RSA-OAEP-256', key: pem(opening.privateKey) },
        { kid: 'sig', algorithm: 'ES256', key: JSON.stringify(signing.privateKey.export({ format: 'jwk' })) },
      ],
    },
  });
  await edge.app.get(Jobs).start();
  const home = new CareHome(edge.database);
  const unit = await home.unit('/1/', 'Vården');
  const owner = await home.employee(unit);
  [officer, nobody] = [await home.employee(unit), await home.employee(unit)];
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
  annaId = await edge.addPerson(anna);
});
afterAll(async () => {
  await edge.stop();
  await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
});

async function through(
  user: Browser,
  address: string,
  method: 'siths' | 'siths-reserve' = 'siths',
): Promise<Response> {
  const callback = await signInThrough((url, options) => fetch(url, options), address, {
    method,
    hsaId: anna.hsaId,
  });
  return user.get(callback);
}

describe('a real provider', () => {
  it.each(Object.keys(ways))('signs people in by %s', async (id) => {
    const user = new Browser(edge.url);
    const begun = await user.get(`/api/auth/login?provider=${id}`);
    const address = begun.headers.get('location') ?? '';
    if (id === 'signed-request') {
      const asked = new URL(address).searchParams;
      expect([...asked.keys()].sort()).toEqual(['client_id', 'request']);
    }
    expect((await through(user, address)).headers.get('location')).toBe('/');
    const [session] = await edge.database.query<{ person_id: string; provider: string }>(
      'SELECT person_id, provider FROM session ORDER BY signed_in_at DESC LIMIT 1',
    );
    expect(session).toEqual({ person_id: annaId, provider: id });
  });

  it('remembers in the browser by which provider it was, and nothing else', async () => {
    const user = new Browser(edge.url);
    const address = (await user.get('/api/auth/login?provider=post')).headers.get('location') ?? '';
    await through(user, address);
    const method = [...user.cookies].find(([name]) => name.endsWith('-method'));
    expect(method?.[1]).toBe('post');
    expect(((await (await user.get('/api/auth/providers')).json()) as { last: string }).last).toBe('post');
  });

  it('is asked anew where a fresh sign-in is demanded, and refused where the level is out of reach', async () => {
    const user = new Browser(edge.url);
    const begun = await user.get('/api/auth/login?provider=basic&fresh=1');
    const asked = new URL(begun.headers.get('location') ?? '').searchParams;
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0']);
    const tooHigh = await user.get('/api/auth/login?provider=basic&level=4');
    expect(tooHigh.headers.get('location')).toContain('fel=level-too-low');
  });

  it('finds our public keys, and nothing private', async () => {
    const answer = await fetch(`${edge.url}/api/auth/jwks`);
    const { keys } = (await answer.json()) as { keys: Record<string, string>[] };
    expect(keys.map(({ kid, use }) => [kid, use])).toEqual([
      ['enc', 'enc'],
      ['sig', 'sig'],
    ]);
    expect(
      keys
        .flatMap((key) => Object.keys(key))
        .some((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].includes(name)),
    ).toBe(false);
  });
});

describe('trying a provider', () => {
  async function asked(who: Employee): Promise<Browser> {
    const user = new Browser(edge.url);
    const [name = '', value = ''] = (await edge.signIn(who.personId)).split('=');
    user.cookies.set(name, value);
    return user;
  }
  const json = async <Body>(answer: Promise<Response>): Promise<Body> =>
    (await (await answer).json()) as Body;

  it('shows what came back and who it would be, and keeps nothing of it', async () => {
    const user = await asked(officer);
    const { url } = await json<{ url: string }>(user.post('/api/identity-providers/userinfo/tests'));
    const before = await edge.database.query('SELECT id FROM session');
    const answer = await through(user, url);
    expect(answer.headers.get('location')).toBe('/inloggningstjanster?provad=userinfo');
    expect(await edge.database.query('SELECT id FROM session')).toHaveLength(before.length);
    const { tried } = await json<TriedAnswer>(user.post('/api/identity-providers/tests/result'));
    expect(tried).toMatchObject({ provider: 'userinfo', failure: null, level: 3, person: { id: annaId } });
    expect(tried?.claims).toEqual(
      expect.arrayContaining([
        { from: 'id_token', name: 'acr', shown: loa3 },
        { from: 'id_token', name: 'employeeHsaId', shown: anna.hsaId },
        { from: 'id_token', name: 'credentialPersonalIdentityNumber', shown: '••••' },
        { from: 'userinfo', name: 'given_name', shown: '••••' },
      ]),
    );
    expect(JSON.stringify(tried)).not.toContain(anna.personalNumber);
    // Told once, and to nobody else.
    expect(await json<TriedAnswer>(user.post('/api/identity-providers/tests/result'))).toEqual({
      tried: null,
    });
    expect((await edge.audit('provider.tried')).at(-1)).toMatchObject({ detail: { provider: 'userinfo' } });
    expect(JSON.stringify(await edge.audit('sign-in.refused'))).not.toContain('userinfo');
  });

  it('says what would have stopped the sign-in', async () => {
    const user = await asked(officer);
    const { url } = await json<{ url: string }>(user.post('/api/identity-providers/basic/tests'));
    await through(user, url, 'siths-reserve');
    const { tried } = await json<TriedAnswer>(user.post('/api/identity-providers/tests/result'));
    expect(tried).toMatchObject({ failure: 'level-too-low', level: 2, person: { id: annaId } });
  });

  it('another person’s result shows nothing, sealed as it is for the one who tried', async () => {
    const [user, other] = [await asked(officer), await asked(nobody)];
    const { url } = await json<{ url: string }>(user.post('/api/identity-providers/basic/tests'));
    await through(user, url);
    for (const [name, value] of user.cookies) if (name.endsWith('-tried')) other.cookies.set(name, value);
    expect((await other.post('/api/identity-providers/tests/result')).status).toBe(403);
  });

  it('is for the security officer and IT alone', async () => {
    const other = await asked(nobody);
    for (const path of ['/basic/tests', '/basic/checks', '/tests/result'])
      expect((await other.post(`/api/identity-providers${path}`)).status).toBe(403);
    expect((await other.get('/api/identity-providers')).status).toBe(403);
  });

  it('looks at what a provider says of itself, and says so when it is down', async () => {
    const user = await asked(officer);
    const { items, ours } = await json<SetUps>(user.get('/api/identity-providers'));
    expect(items.map(({ id }) => id)).toEqual([...Object.keys(ways), 'down']);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(ours.backChannelLogout).toBe(`${edge.url}/api/auth/backchannel-logout`);
    const check = await json<Check>(user.post('/api/identity-providers/private-key/checks'));
    expect(check.failure).toBeNull();
    expect(check.keys.length).toBeGreaterThan(0);
    expect(check.findings.filter(({ weight }) => weight === 'wrong')).toEqual([]);
    expect((await json<Check>(user.post('/api/identity-providers/down/checks'))).failure).toContain(
      'ECONNREFUSED',
    );
  });
});
