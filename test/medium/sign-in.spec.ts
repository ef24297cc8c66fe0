import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { CurrentActor } from '../../src/platform/http/actor.decorator.js';
import { Returns } from '../../src/platform/http/returns.decorator.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { startIdentityProvider, type IdentityProvider } from '../../src/sandbox/identity-provider.js';
import { freePort } from '../../src/sandbox/kept-file.js';
import { signInThrough, type SandboxSignIn } from '../../src/sandbox/sign-in-by-hand.js';
import { EndSessions } from '../../src/sign-in/end-sessions.js';
import { cookieNames, digestOf } from '../../src/sign-in/secrets.js';
import { SignInJobs } from '../../src/sign-in/sign-in.jobs.js';
import { Browser } from '../support/browser.js';
import { startEdge, type AuditRow, type Edge } from '../support/edge.js';
import {
  startMaliciousProvider,
  type Forgery,
  type MaliciousProvider,
} from '../support/malicious-provider.js';

jest.setTimeout(60_000); // real servers, and a machine that may be busy

@Controller('whoami')
class WhoAmIController {
  @Get()
  @Returns(z.object({ personId: z.string(), level: z.int(), address: z.string().nullable() }))
  read(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }
}

const loa3 = 'http://id.sambi.se/loa/loa3';
const client = { clientId: 'grindvakt', clientSecret: 'a-secret-of-the-test' };
const levels = { [loa3]: 3, 'http://id.sambi.se/loa/loa2': 2, 'http://id.elegnamnden.se/loa/1.0/loa3': 3 };
const anna = { hsaId: 'SE5555555555-ANNA', personalNumber: '198001012384' };
const bo = { hsaId: 'SE5555555555-BO', personalNumber: '197002022380' };
const gone = { hsaId: 'SE5555555555-GONE' };

let sandbox: IdentityProvider;
let evil: MaliciousProvider;
let edge: Edge;
let sessionCookie: string;
let flowCookie: string;
let annaId: string;
let boId: string;
let goneId: string;

beforeAll(async () => {
  const [port, providerPort] = [await freePort(), await freePort()];
  const service = `http://localhost:${String(port)}`;
  ({ session: sessionCookie, flow: flowCookie } = cookieNames(service));
  sandbox = await startIdentityProvider({
    ...client,
    port: providerPort,
    environment: 'test',
    redirectUris: [`${service}/api/auth/callback`],
    postLogoutRedirectUris: [`${service}/`],
    featured: () => Promise.resolve([{ givenName: 'Anna', familyName: 'Prov', does: 'chef', ...anna }]),
  });
  evil = await startMaliciousProvider(client.clientId);
  const claims = {
    hsaId: 'employeeHsaId',
    personalNumber: ['credentialPersonalIdentityNumber', 'https://id.oidc.se/claim/personalIdentityNumber'],
  };
  const provider = (id: string, issuer: string, more: object = {}): object => ({
    id,
    name: id,
    issuer,
    ...client,
    scope: 'openid profile',
    levels,
    claims,
    methods: { [loa3]: 'SITHS' },
    ...more,
  });
  edge = await startEdge({
    port,
    controllers: [WhoAmIController],
    providers: [
      provider('test', sandbox.issuer),
      provider('evil', evil.issuer),
      provider('inera', evil.issuer, {
        clientId: 'another',
        demandBy: 'claims',
        claims: { hsaId: 'employeeHsaId' },
      }),
      provider('down', `http://127.0.0.1:${String(await freePort())}`),
    ],
  });
  annaId = await edge.addPerson(anna);
  boId = await edge.addPerson(bo);
  goneId = await edge.addPerson({ ...gone, endDate: '2020-12-31' });
});
afterAll(async () => {
  await edge.stop();
  await evil.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  await edge.database.query('DELETE FROM session');
});

const browser = (headers: Record<string, string> = {}): Browser => new Browser(edge.url, headers);

async function begin(user: Browser, query: Record<string, string>): Promise<string> {
  const answer = await user.get(`/api/auth/login?${new URLSearchParams(query).toString()}`);
  expect(answer.status).toBe(302);
  return answer.headers.get('location') ?? '';
}

/** The whole way through the sandbox provider; the answer is that of the callback. */
async function signIn(user: Browser, who: SandboxSignIn, returnTo = '/min-lista'): Promise<Response> {
  const address = await begin(user, { provider: 'test', return: returnTo });
  const callback = await signInThrough((url, options) => fetch(url, options), address, who);
  return user.get(callback);
}

async function signInAtEvil(user: Browser, forgery: Forgery, callback: object = {}): Promise<Response> {
  const address = await begin(user, { provider: 'evil' });
  const state = new URL(address).searchParams.get('state') ?? '';
  const code = evil.issue(address, forgery);
  const parameters = { code, state, iss: evil.issuer, ...callback };
  return user.get(`/api/auth/callback?${new URLSearchParams(parameters).toString()}`);
}

const sessions = (): Promise<{ person_id: string; id: Buffer; id_token_sealed: Buffer | null }[]> =>
  edge.database.query('SELECT * FROM session');

/** Refused: sent to the page that says so, no session, and an audit entry with the same reference. */
async function expectRefused(answer: Response, code: string): Promise<AuditRow> {
  expect(answer.status).toBe(303);
  const page = new URL(answer.headers.get('location') ?? '', edge.url);
  expect([page.origin, page.pathname, page.searchParams.get('fel')]).toEqual([edge.url, '/logga-in', code]);
  expect(answer.headers.getSetCookie().join()).not.toContain(`${sessionCookie}=`);
  expect(await sessions()).toEqual([]);
  const last = (await edge.audit('sign-in.refused')).at(-1);
  if (!last) throw new Error('the refusal was not audited');
  expect(last.detail['reference']).toBe(page.searchParams.get('ref'));
  expect(JSON.stringify({ ...last, detail: { ...last.detail, reference: '' } })).not.toMatch(
    /\d{12}|employeeHsaId/,
  );
  return last;
}

const isSignedIn = async (user: Browser): Promise<boolean> => (await user.get('/api/whoami')).status === 200;
const honest = { claims: { acr: loa3, employeeHsaId: anna.hsaId } };

describe('signing in', () => {
  it('by SITHS starts a session of level 3 and goes where the person wanted', async () => {
    const user = browser();
    const answer = await signIn(user, { method: 'siths', hsaId: anna.hsaId }, '/begar?roll=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/begar?roll=1']);
    expect(answer.headers.getSetCookie().find((c) => c.startsWith(`${sessionCookie}=`))).toMatch(
      /^__Host-grindvakt-\d+=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const me = await user.get('/api/whoami');
    expect(await me.json()).toMatchObject({ personId: annaId, level: 3 });
    const started = (await edge.audit('session.started')).at(-1);
    expect(started).toMatchObject({
      person_id: annaId,
      level: 3,
      detail: { provider: 'test', acr: loa3, method: 'SITHS' },
    });
    expect(started?.address).toMatch(/127\.0\.0\.1|::1/);
  });

  it('by BankID finds the person by the blind index of the personal number', async () => {
    const user = browser();
    await signIn(user, { method: 'bankid', personalNumber: bo.personalNumber });
    expect(await (await user.get('/api/whoami')).json()).toMatchObject({ personId: boId });
  });

  it('keeps in the database neither the cookie nor a token that names a personal number', async () => {
    const user = browser();
    await signIn(user, { method: 'bankid', personalNumber: bo.personalNumber });
    const secret = user.cookies.get(sessionCookie) ?? '';
    expect((await sessions()).map(({ id, id_token_sealed: token }) => [id, token])).toEqual([
      [digestOf(secret), null],
    ]);
  });

  it('demands level 3 with PKCE, state and nonce that are new every time', async () => {
    const [one, two] = await Promise.all(
      [browser(), browser()].map(
        async (user) => new URL(await begin(user, { provider: 'test' })).searchParams,
      ),
    );
    expect(Object.fromEntries(one ?? [])).toMatchObject({
      code_challenge_method: 'S256',
      acr_values: 'http://id.sambi.se/loa/loa3 http://id.elegnamnden.se/loa/1.0/loa3',
      redirect_uri: `${edge.url}/api/auth/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect([one?.get(name)?.length ?? 0, one?.get(name) === two?.get(name)]).toEqual([43, false]);
  });

  it('demands the level by essential claims where the provider wants it so', async () => {
    const asked = new URL(await begin(browser(), { provider: 'inera' })).searchParams;
    expect(asked.get('acr_values')).toBeNull();
    expect(JSON.parse(asked.get('claims') ?? '')).toEqual({
      id_token: {
        acr: { essential: true, values: [loa3, 'http://id.elegnamnden.se/loa/1.0/loa3'] },
        auth_time: null,
        employeeHsaId: null,
      },
    });
  });

  it('sends the PKCE verifier that fits the challenge', async () => {
    const user = browser();
    await signInAtEvil(user, honest);
    expect(evil.tokenRequests.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(await isSignedIn(user)).toBe(true);
  });

  it('with a provider that is down says so, and leaves the others usable', async () => {
    const answer = await browser().get('/api/auth/login?provider=down');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/logga-in\?fel=provider-error&ref=[\w-]{36}$/);
    await begin(browser(), { provider: 'test' });
  });

  it('goes to no other site afterwards', async () => {
    for (const path of ['https://other.example/', '//other.example/', '/.//other.example/']) {
      const answer = await signIn(browser(), { method: 'siths', hsaId: anna.hsaId }, path);
      expect(answer.headers.get('location')).toBe('/');
    }
  });
});

describe('a sign-in is refused', () => {
  it('on a reserve card of level 2, although the provider let it through', async () => {
    const answer = await signIn(browser(), { method: 'siths-reserve', hsaId: anna.hsaId });
    const entry = await expectRefused(answer, 'level-too-low');
    expect(entry).toMatchObject({
      reason: 'level-too-low',
      detail: { provider: 'test', has: 2, demanded: 3 },
    });
  });

  it('to somebody who is not known', async () => {
    await expectRefused(
      await signIn(browser(), { method: 'siths', hsaId: 'SE5555555555-NOBODY' }),
      'unknown-person',
    );
  });

  it('to somebody without employment in force, and tells the log who it was', async () => {
    const entry = await expectRefused(
      await signIn(browser(), { method: 'siths', hsaId: gone.hsaId }),
      'no-employment',
    );
    expect(entry.person_id).toBe(goneId);
  });

  it('to somebody on full leave, until the leave is over, and ends the sessions they had', async () => {
    const id = annaId;
    const cookie = await edge.signIn(id);
    const leave = (from: string | null, percent = 100): Promise<unknown> =>
      edge.database.query(
        `UPDATE employment SET leave_kind = 'Föräldraledighet', leave_percent = $3, leave_from = $2::date
         WHERE person_id = $1`,
        [id, from, percent],
      );
    const me = async (): Promise<number> =>
      (await fetch(`${edge.url}/api/whoami`, { headers: { cookie } })).status;
    await leave('2020-01-01', 50);
    expect(await me()).toBe(200);
    await leave('2020-01-01');
    expect(await me()).toBe(401);
    const entry = await expectRefused(
      await signIn(browser(), { method: 'siths', hsaId: anna.hsaId }),
      'on-leave',
    );
    expect(entry.person_id).toBe(id);
    await leave(null);
    const answer = await signIn(browser(), { method: 'siths', hsaId: anna.hsaId });
    expect(answer.headers.get('location')).not.toContain('fel=');
  });

  it('when the token points to two persons', async () => {
    const claims = {
      acr: loa3,
      employeeHsaId: anna.hsaId,
      credentialPersonalIdentityNumber: bo.personalNumber,
    };
    await expectRefused(await signInAtEvil(browser(), { claims }), 'unknown-person');
  });

  it('when the person is named by sub or e-mail alone', async () => {
    await edge.database.query(`UPDATE person SET email = 'anna@example.test' WHERE id = $1`, [annaId]);
    const claims = { acr: loa3, sub: anna.hsaId, email: 'anna@example.test', email_verified: true };
    await expectRefused(await signInAtEvil(browser(), { claims }), 'unknown-person');
  });

  const { acr: _acr, ...withoutAcr } = honest.claims;
  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each<[string, Forgery, string]>([
    ['without acr', { claims: withoutAcr }, 'level-too-low'],
    [
      'with a weaker acr than was demanded',
      { claims: { ...honest.claims, acr: Object.keys(levels)[1] } },
      'level-too-low',
    ],
    ['with an acr that only resembles', { claims: { ...honest.claims, acr: `${loa3} ` } }, 'level-too-low'],
    ['with an acr that is a list', { claims: { ...honest.claims, acr: [loa3] } }, 'level-too-low'],
    ['from another issuer', { claims: { ...honest.claims, iss: 'http://127.0.0.1:1' } }, 'provider-error'],
    ['for another audience', { claims: { ...honest.claims, aud: 'somebody-else' } }, 'provider-error'],
    ['for several audiences', { claims: { ...honest.claims, aud: ['grindvakt', 'x'] } }, 'provider-error'],
    ['with another nonce', { claims: { ...honest.claims, nonce: 'replayed' } }, 'provider-error'],
    ['without nonce', { claims: { ...honest.claims, nonce: undefined } }, 'provider-error'],
    ['that has expired', { claims: { ...honest.claims, iat: past, exp: past + 60 } }, 'provider-error'],
    ['signed by another key', { ...honest, key: 'other' }, 'provider-error'],
    ['unsigned (alg none)', { ...honest, alg: 'none' }, 'provider-error'],
    ['signed by the public key as a secret (HS256)', { ...honest, alg: 'HS256' }, 'provider-error'],
    [
      'altered after it was signed',
      { ...honest, alteredAfterwards: { acr: loa3, employeeHsaId: bo.hsaId } },
      'provider-error',
    ],
  ])('when the token is %s', async (_, forgery, code) => {
    await expectRefused(await signInAtEvil(browser(), forgery), code);
  });

  it.each<[string, object, string]>([
    ['the callback names another issuer', { iss: 'http://127.0.0.1:1' }, 'provider-error'],
    ['the callback names no issuer, which the provider promised to', { iss: '' }, 'provider-error'],
    ['the state is another', { state: 'another' }, 'provider-error'],
    ['the state is missing', { state: '' }, 'provider-error'],
    ['the code is invented', { code: randomUUID() }, 'provider-error'],
    ['the person cancelled', { code: '', error: 'access_denied' }, 'cancelled'],
    [
      'the provider could not reach the level',
      { code: '', error: 'unmet_authentication_requirements' },
      'level-too-low',
    ],
  ])('when %s', async (_, callback, code) => {
    const user = browser();
    const address = await begin(user, { provider: 'evil' });
    const all = {
      code: evil.issue(address, honest),
      state: new URL(address).searchParams.get('state') ?? '',
      iss: evil.issuer,
      ...callback,
    };
    const given = Object.entries(all).filter(([, value]) => value !== '');
    await expectRefused(await user.get(`/api/auth/callback?${new URLSearchParams(given).toString()}`), code);
  });

  it('when the answer belongs to a sign-in of another provider', async () => {
    const user = browser();
    const address = await begin(user, { provider: 'test' });
    const state = new URL(address).searchParams.get('state') ?? '';
    const parameters = new URLSearchParams({ code: evil.issue(address, honest), state, iss: evil.issuer });
    await expectRefused(await user.get(`/api/auth/callback?${parameters.toString()}`), 'provider-error');
  });

  it('when the answer belongs to a sign-in of another browser (login CSRF)', async () => {
    const [attacker, victim] = [browser(), browser()];
    const address = await begin(attacker, { provider: 'evil' });
    await begin(victim, { provider: 'evil' });
    const state = new URL(address).searchParams.get('state') ?? '';
    const path = `/api/auth/callback?${new URLSearchParams({ code: evil.issue(address, honest), state, iss: evil.issuer }).toString()}`;
    await expectRefused(await victim.get(path), 'provider-error');
    await expectRefused(await browser().get(path), 'expired');
  });

  it('the second time the same callback is called', async () => {
    const user = browser();
    const address = await begin(user, { provider: 'test' });
    const flow = user.cookies.get(flowCookie) ?? '';
    const callback = await signInThrough((url, options) => fetch(url, options), address, {
      method: 'siths',
      hsaId: anna.hsaId,
    });
    expect((await user.get(callback)).headers.get('location')).toBe('/');
    await edge.database.query('DELETE FROM session');
    const replay = browser();
    replay.cookies.set(flowCookie, flow);
    await expectRefused(await replay.get(callback), 'expired');
  });

  it('when ten browsers race with one callback, but for one of them', async () => {
    const user = browser();
    const address = await begin(user, { provider: 'evil' });
    const state = new URL(address).searchParams.get('state') ?? '';
    const path = `/api/auth/callback?${new URLSearchParams({ code: evil.issue(address, honest), state, iss: evil.issuer }).toString()}`;
    const flow = user.cookies.get(flowCookie) ?? '';
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => {
        const one = browser();
        one.cookies.set(flowCookie, flow);
        return one.get(path);
      }),
    );
    expect(answers.filter((a) => a.headers.get('location') === '/')).toHaveLength(1);
    expect(await sessions()).toHaveLength(1);
  });

  it('when it took longer than ten minutes', async () => {
    const user = browser();
    const address = await begin(user, { provider: 'evil' });
    await edge.database.query(`UPDATE login_flow SET expires_at = now() - interval '1 second'`);
    const state = new URL(address).searchParams.get('state') ?? '';
    const parameters = new URLSearchParams({ code: evil.issue(address, honest), state, iss: evil.issuer });
    await expectRefused(await user.get(`/api/auth/callback?${parameters.toString()}`), 'expired');
  });

  it('when the person is ended while the provider answers', async () => {
    const user = browser();
    const id = await edge.addPerson({ hsaId: 'SE5555555555-RACE' });
    const ending = edge.database.transaction(async (tx) => {
      await tx.query('SELECT FROM person WHERE id = $1 FOR UPDATE', [id]);
      await tx.query('UPDATE employment SET terminated_at = now() WHERE person_id = $1', [id]);
      const answer = signIn(user, { method: 'siths', hsaId: 'SE5555555555-RACE' });
      await new Promise((resolve) => setTimeout(resolve, 400)); // the sign-in now waits for the lock
      return { answer };
    });
    await expectRefused(await (await ending).answer, 'no-employment');
  });
});

describe('a session', () => {
  const siths = { method: 'siths', hsaId: anna.hsaId } as const;

  it('never has an id that was set before the sign-in', async () => {
    const user = browser();
    user.cookies.set(sessionCookie, 'chosen-by-the-attacker');
    await signIn(user, siths);
    expect(user.cookies.get(sessionCookie)).not.toBe('chosen-by-the-attacker');
    const attacker = browser();
    attacker.cookies.set(sessionCookie, 'chosen-by-the-attacker');
    expect(await isSignedIn(attacker)).toBe(false);
  });

  it('gets a new id at the next sign-in, and the old one is over', async () => {
    const user = browser();
    await signIn(user, siths);
    const old = browser();
    old.cookies.set(sessionCookie, user.cookies.get(sessionCookie) ?? '');
    await signIn(user, { method: 'bankid', personalNumber: bo.personalNumber });
    expect([await isSignedIn(user), await isSignedIn(old)]).toEqual([true, false]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: annaId,
      reason: 'signed-in-anew',
    });
  });

  it('is none for a cookie that is empty, invented, or the id of a row', async () => {
    await signIn(browser(), siths);
    const [row] = await sessions();
    for (const value of [
      '',
      'x',
      row?.id.toString('hex') ?? '',
      row?.id.toString('base64url') ?? '',
      '__proto__',
    ]) {
      const user = browser();
      user.cookies.set(sessionCookie, value);
      const answer = await user.get('/api/whoami');
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'not-signed-in' }]);
    }
    expect(await sessions()).toHaveLength(1);
  });

  it('below level 3 opens nothing', async () => {
    const answer = await browser({ cookie: await edge.signIn(annaId, 2) }).get('/api/whoami');
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'insufficient-assurance' }]);
  });

  it('dies with the transaction that ends the person: the next request is refused', async () => {
    const [one, two, other] = [browser(), browser(), browser()];
    await signIn(one, siths);
    await signIn(two, siths);
    await signIn(other, { method: 'bankid', personalNumber: bo.personalNumber });
    const actor = { kind: 'operator', name: 'prov', channel: 'command' } as const;
    const end = edge.app.get(EndSessions, { strict: false });
    const ended = await edge.database.transaction((tx) => end.run(tx, actor, [annaId], 'terminated'));
    expect(ended).toBe(2);
    expect([await isSignedIn(one), await isSignedIn(two), await isSignedIn(other)]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: annaId,
      reason: 'terminated',
      detail: { sessions: 2 },
    });
  });

  it('of somebody whose employment has ended is refused at once and does not come back with it', async () => {
    const id = await edge.addPerson({ hsaId: 'SE5555555555-BACK' });
    const user = browser();
    await signIn(user, { method: 'siths', hsaId: 'SE5555555555-BACK' });
    expect(await isSignedIn(user)).toBe(true);
    await edge.database.query('UPDATE employment SET terminated_at = now() WHERE person_id = $1', [id]);
    expect(await isSignedIn(user)).toBe(false);
    await edge.database.query('UPDATE employment SET terminated_at = NULL WHERE person_id = $1', [id]);
    expect(await isSignedIn(user)).toBe(false);
  });

  it('ends after fifteen idle minutes, after twelve hours however used, and stays ended', async () => {
    const [idle, used] = [browser(), browser()];
    await signIn(idle, siths);
    await signIn(used, siths);
    let moved = 0;
    const move = (minutes: number): void => {
      edge.clock.move(minutes);
      moved += minutes;
    };
    try {
      move(14);
      expect(await isSignedIn(used)).toBe(true);
      move(2);
      expect([await isSignedIn(used), await isSignedIn(idle)]).toEqual([true, false]);
      while (moved < 12 * 60 - 10) {
        move(10);
        expect(await isSignedIn(used)).toBe(true);
      }
      move(10);
      expect(await isSignedIn(used)).toBe(false);
    } finally {
      edge.clock.move(-moved);
    }
    expect([await isSignedIn(used), await isSignedIn(idle)]).toEqual([false, false]);
  });

  it('that ends while its request is under way is not brought back by that request', async () => {
    const user = browser();
    await signIn(user, siths);
    await edge.database.query(`UPDATE session SET last_seen_at = last_seen_at - interval '5 minutes'`);
    const answers = Promise.all(Array.from({ length: 20 }, () => user.get('/api/whoami')));
    await edge.database.query('DELETE FROM session');
    await answers;
    expect(await sessions()).toEqual([]);
  });

  it('is cleared away with unfinished sign-ins and old answers, also when nobody asks', async () => {
    await edge.signIn(annaId);
    await begin(browser(), { provider: 'test' });
    await edge.database.query(
      `INSERT INTO idempotency_key (person_id, key, request_digest, created_at) VALUES ($1, gen_random_uuid(), '', now())`,
      [annaId],
    );
    const jobs = edge.app.get(SignInJobs, { strict: false });
    const left = async (): Promise<unknown> =>
      edge.database.query(`SELECT (SELECT count(*) FROM session)::int AS sessions,
        (SELECT count(*) FROM login_flow)::int AS flows, (SELECT count(*) FROM idempotency_key)::int AS answers`);
    await edge.database.query(`DELETE FROM login_flow WHERE expires_at < now() + interval '9 minutes'`);
    await jobs.cleanUp();
    expect(await left()).toMatchObject([{ sessions: 1, answers: 1 }]);
    edge.clock.move(25 * 60);
    await jobs.cleanUp();
    edge.clock.move(-25 * 60);
    expect(await left()).toEqual([{ sessions: 0, flows: 0, answers: 0 }]);
  });
});

describe('signing out', () => {
  it('ends the session here and names the provider’s place, with no personal number in the address', async () => {
    const user = browser();
    await signIn(user, { method: 'bankid', personalNumber: bo.personalNumber });
    const answer = await user.post('/api/auth/logout');
    const { url } = (await answer.json()) as { url: string };
    const address = new URL(url);
    expect([answer.status, address.origin, address.pathname]).toEqual([200, sandbox.issuer, '/session/end']);
    expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${edge.url}/`);
    expect(address.searchParams.get('id_token_hint')).toBeNull();
    expect(await sessions()).toEqual([]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: boId,
      reason: 'signed-out',
    });
  });

  it('sends the sealed ID token along when no personal number is in it', async () => {
    const user = browser();
    await edge.addPerson({ hsaId: 'SE5555555555-PLAIN' });
    await signIn(user, { method: 'siths', hsaId: 'SE5555555555-PLAIN' });
    const [row] = await sessions();
    expect(row?.id_token_sealed?.toString('latin1')).not.toContain('eyJ');
    const { url } = (await (await user.post('/api/auth/logout')).json()) as { url: string };
    expect(new URL(url).searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    const left = await fetch(url, { redirect: 'manual' });
    expect(left.status).toBeLessThan(400);
  });

  it('takes a session, and comes from our own pages only', async () => {
    expect((await browser().post('/api/auth/logout')).status).toBe(401);
    const user = browser({ 'sec-fetch-site': 'cross-site', cookie: await edge.signIn(annaId) });
    expect((await user.post('/api/auth/logout')).status).toBe(403);
    expect(await sessions()).toHaveLength(1);
  });
});

describe('the sign-in page', () => {
  it('learns the providers, and nothing of how they are reached', async () => {
    const answer = await browser().get('/api/auth/providers');
    expect(await answer.json()).toEqual({
      environment: 'test',
      organisation: 'Provkommunen',
      items: ['test', 'evil', 'inera', 'down'].map((id) => ({ id, name: id, icon: 'card', level: 3 })),
      last: null,
      support: { phone: null, email: null, hours: null },
      next: null,
    });
  });

  it('hears of a provider that does not exist', async () => {
    const answer = await browser().get('/api/auth/login?provider=..%2Fx');
    expect([answer.status, answer.headers.get('location')?.split('&')[0]]).toEqual([
      303,
      '/logga-in?fel=not-found',
    ]);
  });
});
