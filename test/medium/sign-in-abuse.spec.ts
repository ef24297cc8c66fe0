import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import type { PasswordChecker } from '../../src/connectors/connector.js';
import { CurrentActor } from '../../src/platform/http/actor.decorator.js';
import { Returns } from '../../src/platform/http/returns.decorator.js';
import { RequireAssurance } from '../../src/platform/require-assurance.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { startIdentityProvider, type IdentityProvider } from '../../src/sandbox/identity-provider.js';
import { freePort } from '../../src/sandbox/kept-file.js';
import { signInThrough } from '../../src/sandbox/sign-in-by-hand.js';
import { BreakGlassModule } from '../../src/sign-in/break-glass/break-glass.module.js';
import { AttemptsStore } from '../../src/sign-in/codes/attempts.store.js';
import { CodesModule } from '../../src/sign-in/codes/codes.module.js';
import { FindIdentified } from '../../src/sign-in/find-identified.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { cookieNames } from '../../src/sign-in/secrets.js';
import { SignInStore } from '../../src/sign-in/sign-in.store.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  startMaliciousProvider,
  type Forgery,
  type MaliciousProvider,
} from '../support/malicious-provider.js';

jest.setTimeout(120_000);

@Controller('whoami')
class WhoAmIController {
  @Get()
  @Returns(z.object({ personId: z.string(), level: z.int() }))
  read(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }
}

const loa3 = 'http://id.sambi.se/loa/loa3';
const loa2 = 'http://id.sambi.se/loa/loa2';
const anna = { hsaId: 'SE5555555555-ANNA', personalNumber: '198001012384' };
const client = { clientId: 'grindvakt', clientSecret: 'a-secret-of-the-test' };
let failure: Error | null = null;
const directory: PasswordChecker = {
  checkPassword: () => (failure ? Promise.reject(failure) : Promise.resolve(false)),
  close: () => Promise.resolve(),
};

let sandbox: IdentityProvider;
let evil: MaliciousProvider;
let telling: MaliciousProvider;
let edge: Edge;
let annaId: string;
let sessionCookie: string;

beforeAll(async () => {
  const port = await freePort();
  const service = `http://localhost:${String(port)}`;
  sessionCookie = cookieNames(service).session;
  sandbox = await startIdentityProvider({
    ...client,
    port: await freePort(),
    environment: 'test',
    redirectUris: [`${service}/api/auth/callback`],
    postLogoutRedirectUris: [`${service}/`],
    featured: () => Promise.resolve([{ givenName: 'Anna', familyName: 'Prov', does: 'chef', ...anna }]),
  });
  evil = await startMaliciousProvider(client.clientId);
  telling = await startMaliciousProvider(client.clientId);
  const provider = (id: string, issuer: string, more: object = {}): object => ({
    id,
    name: id,
    issuer,
    ...client,
    scope: 'openid profile',
    levels: { [loa3]: 3, [loa2]: 2 },
    claims: { hsaId: 'employeeHsaId' },
    ...more,
  });
  edge = await startEdge({
    port,
    controllers: [WhoAmIController],
    rooms: [OwnCredentialsModule, CodesModule.with({ useFactory: () => directory }), BreakGlassModule],
    config: { passwordAndCode: { enabled: true } },
    providers: [
      provider('evil', evil.issuer),
      provider('telling', telling.issuer, { userinfo: 'plain' }),
      provider('test', sandbox.issuer),
    ],
  });
  annaId = await edge.addPerson(anna);
});
afterAll(async () => {
  await edge.stop();
  await evil.stop();
  await telling.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  failure = null;
  await edge.database.query('DELETE FROM session');
  await edge.database.query('DELETE FROM sign_in_attempts');
});

const honest: Forgery = { claims: { acr: loa3, employeeHsaId: anna.hsaId } };
const weak: Forgery = { claims: { acr: loa2, employeeHsaId: anna.hsaId } };
const sessions = (): Promise<unknown[]> => edge.database.query('SELECT level FROM session');

async function begin(user: Browser, query = 'provider=evil'): Promise<URL> {
  const answer = await user.get(`/api/auth/login?${query}`);
  return new URL(answer.headers.get('location') ?? '', edge.url);
}

const stateOf = (address: URL): string => address.searchParams.get('state') ?? '';

async function finish(
  user: Browser,
  address: URL,
  forgery: Forgery = honest,
  { at = evil, extra = '' }: { at?: MaliciousProvider; extra?: string } = {},
): Promise<Response> {
  const parameters = { code: at.issue(address.href, forgery), state: stateOf(address), iss: at.issuer };
  return user.get(`/api/auth/callback?${new URLSearchParams(parameters).toString()}${extra}`);
}

/** The code by which the sign-in page says why; '' when it went through. */
const why = (answer: Response): string =>
  new URL(answer.headers.get('location') ?? '', edge.url).searchParams.get('fel') ?? '';

async function expectNobody(user?: Browser): Promise<void> {
  expect(await sessions()).toEqual([]);
  if (user) expect(user.cookies.has(sessionCookie)).toBe(false);
}

describe('skipping a factor', () => {
  it.each(['passkey/verify', 'invitation/options', 'invitation/verify', 'password', 'emergency'])(
    'by an empty POST to %s: it advances nothing',
    async (step) => {
      for (const [type, body] of [
        ['application/json', '{}'],
        ['application/json', '[]'],
        ['application/json', 'null'],
        ['application/json', ''],
        ['application/x-www-form-urlencoded', ''],
        ['text/plain', '{}'],
      ] as const) {
        const answer = await fetch(`${edge.url}/api/auth/${step}`, {
          method: 'POST',
          headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
          body,
        });
        expect([step, type, body, answer.status >= 400 && answer.status < 500]).toEqual([
          step,
          type,
          body,
          true,
        ]);
        expect(answer.headers.getSetCookie().join()).not.toContain(sessionCookie);
      }
      await expectNobody();
    },
  );

  it('by a check that fails: an exception denies, at the directory, the counter, the person and the guard', async () => {
    const user = new Browser(edge.url);
    const password = { username: 'anna', password: 'x', code: '123456' };
    failure = new TypeError('not a function');
    expect((await user.post('/api/auth/password', password)).status).toBe(500);
    await expectNobody(user);

    const breaking = async (owner: object, method: string, run: () => Promise<number>): Promise<number> => {
      const spy = jest.spyOn(owner as Record<string, () => Promise<never>>, method);
      spy.mockImplementation(() => {
        throw new TypeError('broken');
      });
      try {
        return await run();
      } finally {
        spy.mockRestore();
      }
    };
    const { app } = edge;
    const attempts = app.get(AttemptsStore, { strict: false });
    expect(
      await breaking(attempts, 'lock', async () => (await user.post('/api/auth/password', password)).status),
    ).toBe(500);
    const identified = app.get(FindIdentified, { strict: false });
    expect(
      await breaking(identified, 'run', async () => (await finish(user, await begin(user))).status),
    ).not.toBe(200);
    await expectNobody(user);

    await finish(user, await begin(user));
    const whoami = async (): Promise<number> => (await user.get('/api/whoami')).status;
    expect(await whoami()).toBe(200);
    expect(await breaking(app.get(SignInStore, { strict: false }), 'use', whoami)).toBe(500);
    const renewal = async (): Promise<number> => (await user.post('/api/me/passkeys/options')).status;
    expect(await breaking(app.get(RequireAssurance, { strict: false }), 'run', renewal)).toBe(500);
    expect(await whoami()).toBe(200);
  });

  it('by factors that the client says are done: they are not heeded', async () => {
    const user = new Browser(edge.url);
    const claims = `&acr=${encodeURIComponent(loa3)}&level=4&amr=mfa&auth_time=9999999999&factors=card&demandedLevel=1`;
    expect(why(await finish(user, await begin(user), weak, { extra: claims }))).toBe('level-too-low');
    await expectNobody(user);
    const said = await user.post('/api/auth/passkey/verify', {
      level: 4,
      userVerified: true,
      personId: annaId,
    });
    expect(said.status).toBe(422);
    const [name = '', secret = ''] = (await edge.signIn(annaId, 2)).split('=', 2);
    const signed = new Browser(edge.url, { 'x-level': '4', 'x-amr': 'mfa', 'x-acr': loa3 });
    signed.cookies.set(name, secret);
    signed.cookies.set('level', '4');
    expect((await signed.get('/api/whoami?level=4&acr=loa3')).status).toBe(401);
  });

  it('by forwarded-for tricks: the counter and the record go by the connection', async () => {
    const password = { username: 'nobody-known', password: 'x', code: '123456' };
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const from = { 'x-forwarded-for': `198.51.100.${String(i)}`, forwarded: `for=198.51.100.${String(i)}` };
      const user = new Browser(edge.url, {
        ...from,
        'x-real-ip': '198.51.100.9',
        'x-client-ip': '198.51.100.9',
      });
      statuses.push((await user.post('/api/auth/password', password)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const user = new Browser(edge.url, { 'x-forwarded-for': '198.51.100.7' });
    await finish(user, await begin(user));
    expect((await edge.audit('session.started')).at(-1)?.address).not.toContain('198.51.100');
  });

  it('by beginning anew, or by another method: what was demanded stays demanded', async () => {
    const user = new Browser(edge.url);
    for (const query of ['provider=evil&level=1', 'provider=evil&level=2'])
      expect((await begin(user, query)).origin).not.toBe(evil.issuer);
    for (const query of ['provider=evil', 'provider=evil&fresh=0', 'provider=evil&demandedLevel=1'])
      expect(why(await finish(user, await begin(user, query), weak))).toBe('level-too-low');
    const strong = await begin(user, 'provider=evil&level=3&fresh=1');
    await begin(user, 'provider=evil');
    expect(why(await finish(user, strong))).toBe('provider-error');
    await expectNobody(user);
    const password = { username: 'anna', password: 'x', code: '123456', level: 3 };
    expect((await user.post('/api/auth/password', password)).status).toBe(401);
    const [name = '', secret = ''] = (await edge.signIn(annaId, 2)).split('=', 2);
    const lower = new Browser(edge.url);
    lower.cookies.set(name, secret);
    for (let tries = 0; tries < 3; tries += 1) expect((await lower.get('/api/whoami')).status).toBe(401);
  });

  it('by a weak session that would enrol or delete one: it can do neither', async () => {
    for (const level of [1, 2]) {
      const [name = '', secret = ''] = (await edge.signIn(annaId, level)).split('=', 2);
      const user = new Browser(edge.url);
      user.cookies.set(name, secret);
      for (const path of [
        'passkeys/options',
        'passkeys',
        `passkeys/${crypto.randomUUID()}/removal`,
        'authenticator-app',
        'authenticator-app/confirmation',
        'authenticator-app/removal',
        'recovery-codes',
      ])
        expect([level, path, (await user.post(`/api/me/${path}`)).status]).toEqual([level, path, 401]);
    }
  });
});

describe('one sign-in’s secrets at another', () => {
  it('a code of another provider’s flow, with its state, nonce and verifier, is refused at ours (mix-up)', async () => {
    const user = new Browser(edge.url);
    const atEvil = await begin(user, 'provider=evil');
    const atTest = await begin(user, 'provider=test');
    const code = evil.issue(atEvil.href, honest);
    for (const parameters of [
      { code, state: stateOf(atTest), iss: evil.issuer },
      { code, state: stateOf(atTest), iss: sandbox.issuer },
      { code, state: stateOf(atEvil), iss: sandbox.issuer },
    ]) {
      const again = new Browser(edge.url);
      for (const [name, value] of user.cookies) again.cookies.set(name, value);
      const answer = await again.get(`/api/auth/callback?${new URLSearchParams(parameters).toString()}`);
      expect(why(answer)).not.toBe('');
    }
    await expectNobody(user);
    expect(evil.tokenRequests.map((form) => form.get('code'))).not.toContain(code);
  });

  it('a code that the attacker got is worth nothing in the victim’s browser (PKCE, code injection)', async () => {
    const [attacker, victim] = [new Browser(edge.url), new Browser(edge.url)];
    const theirs = await begin(attacker, 'provider=test');
    const callback = new URL(
      await signInThrough((url, options) => fetch(url, options), theirs.href, {
        method: 'siths',
        hsaId: anna.hsaId,
      }),
    );
    callback.searchParams.set('state', stateOf(await begin(victim, 'provider=test')));
    expect(why(await victim.get(callback.pathname + callback.search))).toBe('provider-error');
    await expectNobody(victim);
  });

  it.each(['state', 'nonce', 'code_challenge'])(
    'a request with its %s stripped on the way ends in nothing',
    async (name) => {
      const user = new Browser(edge.url);
      const address = await begin(user, 'provider=test');
      address.searchParams.delete(name);
      const callback = await signInThrough((url, options) => fetch(url, options), address.href, {
        method: 'siths',
        hsaId: anna.hsaId,
      }).catch(() => null);
      if (callback !== null) {
        const { pathname, search } = new URL(callback);
        expect(why(await user.get(pathname + search))).toBe('provider-error');
      }
      await expectNobody(user);
    },
  );

  it.each<[string, Forgery]>([
    ['of another sub than the ID token', { ...honest, userinfo: { sub: 'somebody-else' } }],
    ['without sub', { ...honest, userinfo: { sub: undefined } }],
    ['that names another person', { ...honest, userinfo: { employeeHsaId: 'SE5555555555-BO' } }],
    ['that would raise the level', { ...weak, userinfo: { acr: loa3 } }],
  ])('userinfo %s is refused', async (_, forgery) => {
    if (forgery.userinfo?.['employeeHsaId'] !== undefined) await edge.addPerson({ hsaId: 'SE5555555555-BO' });
    const user = new Browser(edge.url);
    const answer = await finish(user, await begin(user, 'provider=telling'), forgery, { at: telling });
    expect(['provider-error', 'unknown-person', 'level-too-low']).toContain(why(answer));
    await expectNobody(user);
  });

  it('userinfo of the same sub is heard', async () => {
    const user = new Browser(edge.url);
    const address = await begin(user, 'provider=telling');
    const forgery = { claims: { acr: loa3 }, userinfo: { employeeHsaId: anna.hsaId } };
    expect(why(await finish(user, address, forgery, { at: telling }))).toBe('');
    expect(await sessions()).toEqual([{ level: 3 }]);
  });
});

describe('the protection against other sites', () => {
  it('is still on after a sign-in at a provider (CSRF after OIDC)', async () => {
    const user = new Browser(edge.url);
    await finish(user, await begin(user));
    const cookie = [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const attempts: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://other.example' },
      { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain', 'x-http-method-override': 'GET' },
    ];
    for (const headers of attempts) {
      const answer = await fetch(`${edge.url}/api/auth/logout`, {
        method: 'POST',
        headers: { cookie, ...headers },
      });
      expect(answer.status).toBe(403);
    }
    expect((await user.get('/api/whoami')).status).toBe(200);
  });
});
