import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Attribute, Change, Client } from 'ldapts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as oidc from 'openid-client';
import pg from 'pg';
import { LdapDirectory } from '../../src/connectors/ldap/ldap-directory.js';
import { startIdentityProvider } from '../../src/sandbox/identity-provider.js';
import { InstanceRuns, readHolder, takeDataDir, type HeldLock } from '../../src/sandbox/instance-lock.js';
import { freePort, readKept } from '../../src/sandbox/kept-file.js';
import { startDirectory, type DirectoryConnection } from '../../src/sandbox/openldap.js';
import { isAlive, markOf } from '../../src/sandbox/processes.js';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { signInThrough, type FetchLike, type SandboxSignIn } from '../../src/sandbox/sign-in-by-hand.js';

const ANNA = {
  givenName: 'Anna',
  familyName: 'Berg',
  does: 'Enhetschef',
  hsaId: 'SE5555555555-AAAA',
  personalNumber: '195901112382',
};
const CALLBACK = 'http://localhost:3999/api/auth/callback';
const LOA3 = 'http://id.sambi.se/loa/loa3';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-sandbox-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an open sandbox', () => {
  let sandbox: Sandbox;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = path.join(folder, 'open');
    sandbox = await open(dataDir);
  }, 120_000);

  afterAll(async () => {
    await sandbox.stop();
  });

  it('has a durable database whose service role owns nothing and may create nothing', async () => {
    const [owner, service] = await Promise.all([connect(sandbox.ownerUrl), connect(sandbox.serviceUrl)]);
    try {
      const settings = await owner.query(
        "SELECT current_setting('fsync') || current_setting('synchronous_commit') AS s",
      );
      expect(settings.rows).toEqual([{ s: 'onon' }]);
      const roles = await owner.query(
        `SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, pg_has_role(rolname, 'grindvakt_service', 'usage') AS serves
         FROM pg_roles WHERE rolname LIKE 'grindvakt%' ORDER BY 1`,
      );
      expect(roles.rows).toEqual([
        { rolname: 'grindvakt_app', rolcanlogin: true, rolsuper: false, rolcreaterole: false, serves: true },
        {
          rolname: 'grindvakt_owner',
          rolcanlogin: true,
          rolsuper: false,
          rolcreaterole: true,
          serves: false,
        },
        {
          rolname: 'grindvakt_service',
          rolcanlogin: false,
          rolsuper: false,
          rolcreaterole: false,
          serves: true,
        },
      ]);
      await owner.query('CREATE TABLE journal (line text)');
      await expect(service.query('CREATE TABLE mine ()')).rejects.toThrow(/permission denied/);
      await expect(service.query('SELECT * FROM journal')).rejects.toThrow(/permission denied/);
      await owner.query('GRANT SELECT ON journal TO grindvakt_service');
      await expect(service.query('SELECT * FROM journal')).resolves.toMatchObject({ rowCount: 0 });
      await expect(service.query('DELETE FROM journal')).rejects.toThrow(/permission denied/);
      const extensions = await owner.query('SELECT extname FROM pg_extension ORDER BY 1');
      expect(extensions.rows.map((row: { extname: string }) => row.extname)).toEqual(
        expect.arrayContaining(['btree_gist', 'pg_trgm', 'pgcrypto']),
      );
    } finally {
      await Promise.all([owner.end(), service.end()]);
    }
  });

  it('keeps secrets in files only their owner may read', () => {
    const secrets = ['person.key', 'instance.json', 'lock.name', 'identity-provider/client.secret'];
    const modes = [...secrets, 'directory/ca.key', 'directory/service.password'].map(
      (name) => statSync(path.join(dataDir, name)).mode & 0o777,
    );
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(Buffer.from(sandbox.personKey, 'base64')).toHaveLength(32);
    expect(readFileSync(path.join(dataDir, 'instance.json'), 'utf8')).not.toContain(
      new URL(sandbox.ownerUrl).password,
    );
  });

  it('refuses a second instance and names the first', async () => {
    await expect(open(dataDir)).rejects.toThrow(InstanceRuns);
    await expect(open(dataDir)).rejects.toThrow(
      new RegExp(`process ${String(process.pid)}, http://localhost:3999`),
    );
  });

  it('has a command as its guest, whose end changes nothing', async () => {
    const guest = await open(dataDir, 'command');
    expect(guest.guestOf).toEqual({ pid: process.pid, port: 3999 });
    expect(guest).toMatchObject({
      serviceUrl: sandbox.serviceUrl,
      personKey: sandbox.personKey,
      directory: { url: sandbox.directory?.url },
      identityProvider: { issuer: sandbox.identityProvider?.issuer },
    });
    await guest.stop();
    const client = await connect(sandbox.serviceUrl);
    await client.end();
    expect(readHolder(dataDir)?.state).toBe('open');
  });

  it('signs in through a real code flow and tells the level that was reached', async () => {
    const provider = sandbox.identityProvider;
    if (provider === undefined) throw new Error('no identity provider');
    const client = await oidc.discovery(
      new URL(provider.issuer),
      provider.clientId,
      provider.clientSecret,
      undefined,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain HTTP to our own localhost, as in the demo
      { execute: [oidc.allowInsecureRequests] },
    );
    expect(client.serverMetadata()).toMatchObject({
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: true,
      end_session_endpoint: `${provider.issuer}/session/end`,
    });
    const first = await signIn(client, { method: 'siths', hsaId: ANNA.hsaId });
    expect(first).toMatchObject({
      acr: LOA3,
      amr: ['siths'],
      employeeHsaId: ANNA.hsaId,
      credentialPersonalIdentityNumber: ANNA.personalNumber,
      given_name: 'Anna',
      family_name: 'Berg',
    });
    expect(Number(first?.auth_time)).toBeGreaterThan(Date.now() / 1000 - 60);
    const again = await signIn(client, { method: 'siths', hsaId: ANNA.hsaId });
    expect(again?.sub).not.toBe(first?.sub);
    // Demanded was level 3: that less came back is for the service to see.
    const reserve = await signIn(client, { method: 'siths-reserve', hsaId: 'SE5555555555-ZZZZ' });
    expect(reserve).toMatchObject({ acr: 'http://id.sambi.se/loa/loa2', employeeHsaId: 'SE5555555555-ZZZZ' });
    const bankId = await signIn(client, { method: 'bankid', personalNumber: ANNA.personalNumber });
    expect(bankId).toMatchObject({
      acr: 'http://id.elegnamnden.se/loa/1.0/loa3',
      'https://id.oidc.se/claim/personalIdentityNumber': ANNA.personalNumber,
    });
    expect(bankId).not.toHaveProperty('employeeHsaId');
    await expect(signIn(client, { method: 'siths', personalNumber: '198001011234' })).rejects.toThrow(
      /422: Det gick inte\. SITHS kräver ett HSA-id/,
    );
    const withoutPkce = oidc.buildAuthorizationUrl(client, { redirect_uri: CALLBACK, scope: 'openid' });
    await expect(
      signInThrough(fetch, withoutPkce.href, { method: 'siths', hsaId: ANNA.hsaId }),
    ).resolves.toMatch(/error=invalid_request/);
  });

  it('asks who it is again in a browser that is signed in already', async () => {
    const provider = sandbox.identityProvider;
    if (provider === undefined) throw new Error('no identity provider');
    const url = new URL('/auth', provider.issuer);
    url.search = new URLSearchParams({
      client_id: provider.clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: CALLBACK,
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    }).toString();
    let browser: readonly string[] = [];
    const fetchAsBrowser: FetchLike = async (address, options) => {
      const cookie = [options.headers.cookie, ...browser].join('; ');
      const response = await fetch(address, { ...options, headers: { ...options.headers, cookie } });
      const session = response.headers.getSetCookie().filter((header) => header.includes('_session'));
      if (session.length > 0) browser = session.map((header) => header.split(';')[0] ?? '');
      return response;
    };
    for (const hsaId of [ANNA.hsaId, 'SE5555555555-BBBB']) {
      const callback = await signInThrough(fetchAsBrowser, url.href, { method: 'siths', hsaId });
      expect(new URL(callback).searchParams.get('code')).not.toBeNull();
    }
    expect(browser).not.toEqual([]);
    const asked = await fetchAsBrowser(url.href, { method: 'GET', headers: {}, redirect: 'manual' });
    expect(asked.headers.get('location')).toMatch(/^\/testlegitimation\//);
  });

  it('is not to be had in production', async () => {
    const options = { port: await freePort(), clientId: 'x', clientSecret: 'y'.repeat(40), featured };
    await expect(
      startIdentityProvider({
        ...options,
        environment: 'production',
        redirectUris: [],
        postLogoutRedirectUris: [],
      }),
    ).rejects.toThrow(/refuses to start in production/);
  });
});

describe('the directory', () => {
  it('keeps groups and accounts as a directory must, and its data over kill -9', async () => {
    const dir = path.join(folder, 'directory');
    const first = await startDirectory({ dir });
    const client = await bind(first);
    const person = `uid=anna,${first.peopleDn}`;
    const group = `cn=nattpersonal,${first.groupsDn}`;
    await client.add(person, {
      objectClass: 'inetOrgPerson',
      uid: 'anna',
      cn: 'Anna',
      sn: 'Berg',
      userPassword: 'pw-1',
    });
    await client.add(group, {
      objectClass: 'groupOfNames',
      cn: 'nattpersonal',
      member: ['cn=nobody', person],
    });
    await expect(
      client.add(`uid=b,${first.peopleDn}`, {
        objectClass: 'inetOrgPerson',
        uid: ['b', 'anna'],
        cn: 'B',
        sn: 'B',
      }),
    ).rejects.toThrow();
    await bindAs(first, person, 'pw-1');
    const lock = new Attribute({ type: 'pwdAccountLockedTime', values: ['000001010000Z'] });
    await client.modify(person, [new Change({ operation: 'replace', modification: lock })]);
    await expect(bindAs(first, person, 'pw-1')).rejects.toThrow();
    await expect(bindAs(first, '', '')).rejects.toThrow();
    await client.unbind();

    process.kill(first.pid, 'SIGKILL');
    const second = await startDirectory({ dir });
    try {
      expect(second.url).toBe(first.url);
      const reader = await bind(second);
      const found = await reader.search(person, { attributes: ['memberOf', 'pwdAccountLockedTime'] });
      expect(found.searchEntries).toMatchObject([{ memberOf: group, pwdAccountLockedTime: '000001010000Z' }]);
      await reader.unbind();
    } finally {
      await second.stop();
    }
    expect(markOf(second.pid)).toBeUndefined();
  }, 20_000);

  it('begins with the groups that it is given, whose members come when their accounts do', async () => {
    const directory = await startDirectory({
      dir: path.join(folder, 'directory-with-groups'),
      groups: [{ name: 'skrivare', members: ['a100001', 'a100002'] }],
    });
    const { url, caFile, bindDn, bindPassword, peopleDn, groupsDn } = directory;
    const ldap = { kind: 'openldap' as const, url, caFile, bindDn, bindPassword, peopleDn, groupsDn };
    const connector = new LdapDirectory({ ...ldap, timeoutMs: 8000 });
    const names = { displayName: 'Bo Ek', givenName: 'Bo', familyName: 'Ek', email: null };
    try {
      const made = await connector.converge(
        [{ username: 'a100002', standing: 'open', groups: [], ...names }],
        [],
      );
      expect(made).toMatchObject([{ kind: 'confirmed' }]);
      const found = [];
      for await (const page of connector.groups()) found.push(...page);
      expect(found).toEqual([
        { name: 'skrivare', members: [{ username: 'a100002', enabled: true, identity: null }] },
      ]);
    } finally {
      await connector.close();
      await directory.stop();
    }
  }, 40_000);
});

describe('a data folder', () => {
  it('outlives kill -9 of the service with every committed row', async () => {
    const dataDir = path.join(folder, 'killed');
    const child = runElsewhere(dataDir);
    try {
      const ownerUrl = await firstLine(child.stdout);
      const client = await connect(ownerUrl);
      client.on('error', () => undefined);
      await client.query("CREATE TABLE kept AS SELECT 'committed' AS what");
      const server = markOf(
        Number(readKept(path.join(dataDir, 'postgresql/data/postmaster.pid'))?.split('\n')[0]),
      );
      if (server === undefined) throw new Error('the server does not run');
      child.kill('SIGKILL');
      await once(child, 'exit');

      const next = await open(dataDir, 'instance', { directory: false, identityProvider: false });
      expect(isAlive(server)).toBe(false);
      expect(next.ownerUrl.split('@')[0]).toBe(ownerUrl.split('@')[0]);
      const reader = await connect(next.ownerUrl);
      expect((await reader.query('SELECT what FROM kept')).rows).toEqual([{ what: 'committed' }]);
      await reader.end();
      await next.stop();
      expect(readHolder(dataDir)).toBeUndefined();
    } finally {
      child.kill('SIGKILL');
    }
  }, 120_000);

  it('is had by one at a time, and an instance waits for a command', async () => {
    const dataDir = path.join(folder, 'turns');
    const order: string[] = [];
    const first = await hold(dataDir, 'command');
    const waiting = (['command', 'instance'] as const).map(async (role) => {
      const lock = await hold(dataDir, role);
      order.push('taken');
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('released');
      await lock.release();
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    order.push('first released');
    await first.release();
    await Promise.all(waiting);
    expect(order).toEqual(['first released', 'taken', 'released', 'taken', 'released']);
  });

  it('ignores the note of a process that is no more, also when its number lives on', async () => {
    const dataDir = path.join(folder, 'stale');
    mkdirSync(dataDir);
    const note = { role: 'instance', state: 'open', port: 1, parts: { directory: false }, pid: process.pid };
    writeFileSync(path.join(dataDir, 'instance.json'), JSON.stringify({ ...note, started: '1' }));
    expect(readHolder(dataDir)).toBeUndefined();
    writeFileSync(path.join(dataDir, 'instance.json'), '{"pid":');
    expect(readHolder(dataDir)).toBeUndefined();
    const lock = await hold(dataDir, 'instance');
    expect(readHolder(dataDir)).toMatchObject({ pid: process.pid, state: 'opening' });
    await lock.release();
  });
});

function featured() {
  return Promise.resolve([ANNA]);
}

function open(
  dataDir: string,
  role: 'instance' | 'command' = 'instance',
  parts = { directory: true, identityProvider: true },
): Promise<Sandbox> {
  return openSandbox({ dataDir, role, port: 3999, parts, featured });
}

async function hold(dataDir: string, role: 'instance' | 'command'): Promise<HeldLock> {
  const lock = await takeDataDir({ dataDir, role, port: 0 });
  if (lock.kind !== 'held') throw new Error('a guest was not expected');
  return lock;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function bind(directory: DirectoryConnection): Promise<Client> {
  return bindAs(directory, directory.bindDn, directory.bindPassword);
}

async function bindAs(directory: DirectoryConnection, dn: string, password: string): Promise<Client> {
  const client = new Client({ url: directory.url, tlsOptions: { ca: [readFileSync(directory.caFile)] } });
  try {
    await client.bind(dn, password);
    return client;
  } catch (error) {
    await client.unbind();
    throw error;
  }
}

async function signIn(client: oidc.Configuration, who: SandboxSignIn): Promise<oidc.IDToken | undefined> {
  const [pkceCodeVerifier, expectedState, expectedNonce] = [
    oidc.randomPKCECodeVerifier(),
    oidc.randomState(),
    oidc.randomNonce(),
  ];
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    claims: JSON.stringify({ id_token: { acr: { essential: true, values: [LOA3] } } }),
  });
  const callback = await signInThrough(fetch, url.href, who);
  const tokens = await oidc.authorizationCodeGrant(client, new URL(callback), {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  });
  return tokens.claims();
}

/** Opens a sandbox in a process of its own, straight from the sources, and prints the owner's address. */
function runElsewhere(dataDir: string) {
  const sources = path.resolve('src/sandbox/sandbox.ts');
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) =>
      next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });
    const { openSandbox } = await import(${JSON.stringify(sources)});
    const sandbox = await openSandbox({ dataDir: ${JSON.stringify(dataDir)}, role: 'instance', port: 3998,
      parts: { directory: false, identityProvider: false }, featured: async () => [] });
    console.log(sandbox.ownerUrl);
    setInterval(() => undefined, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk.toString();
    const [line, rest] = text.split('\n');
    if (line !== undefined && rest !== undefined) return line;
  }
  throw new Error(`the process ended: ${text}`);
}
