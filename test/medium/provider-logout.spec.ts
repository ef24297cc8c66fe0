import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { CurrentActor } from '../../src/platform/http/actor.decorator.js';
import { Returns } from '../../src/platform/http/returns.decorator.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { EndDeadSessions } from '../../src/sign-in/end-dead-sessions.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  startMaliciousProvider,
  type Forgery,
  type MaliciousProvider,
} from '../support/malicious-provider.js';

jest.setTimeout(60_000);

@Controller('whoami')
class WhoAmIController {
  @Get()
  @Returns(z.object({ personId: z.string() }))
  read(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }
}

const loa3 = 'http://id.sambi.se/loa/loa3';
const clientId = 'grindvakt';
const hsaId = 'SE5555555555-ANNA';
const personKey = randomBytes(32).toString('base64');
let provider: MaliciousProvider;
let edge: Edge;
let second: Edge;
let annaId: string;

beforeAll(async () => {
  provider = await startMaliciousProvider(clientId);
  const options = {
    controllers: [WhoAmIController],
    providers: [
      {
        id: 'idp',
        name: 'IdP',
        issuer: provider.issuer,
        clientId,
        clientSecret: 'a-secret-of-the-test',
        levels: { [loa3]: 3 },
        claims: { hsaId: 'employeeHsaId' },
      },
    ],
    config: { personKey },
  };
  edge = await startEdge(options);
  second = await startEdge({ ...options, beside: edge });
  annaId = await edge.addPerson({ hsaId });
});
afterAll(async () => {
  await second.stop();
  await edge.stop();
  await provider.stop();
});
beforeEach(async () => {
  await edge.database.query('DELETE FROM session');
});

interface Signed {
  user: Browser;
  sid: string;
  sub: string;
}

/** Begins at the provider and comes back with a token of that sid and sub; `between` happens before the callback. */
async function signIn(
  whose: { sid?: string; sub?: string } = {},
  between: (signed: Signed) => Promise<unknown> = () => Promise.resolve(),
): Promise<Signed & { answer: Response }> {
  const user = new Browser(edge.url);
  const [sid, sub] = [whose.sid ?? randomUUID(), whose.sub ?? randomUUID()];
  const begun = await user.get('/api/auth/login');
  const address = begun.headers.get('location') ?? '';
  const iat = Math.floor(edge.clock.now().getTime() / 1000);
  const times = { iat, exp: iat + 300, auth_time: iat };
  const code = provider.issue(address, { claims: { acr: loa3, employeeHsaId: hsaId, sid, sub, ...times } });
  const state = new URL(address).searchParams.get('state') ?? '';
  await between({ user, sid, sub });
  const query = new URLSearchParams({ code, state, iss: provider.issuer }).toString();
  return { user, sid, sub, answer: await user.get(`/api/auth/callback?${query}`) };
}

const tell = async (at: Edge, token: string): Promise<number> =>
  (
    await fetch(`${at.url}/api/auth/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }).toString(),
    })
  ).status;

/** At both instances: a session is refused on each, or on none. */
async function isSignedIn({ user }: Signed): Promise<boolean> {
  const cookie = [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const [one, two] = await Promise.all(
    [edge, second].map(async ({ url }) => (await fetch(`${url}/api/whoami`, { headers: { cookie } })).status),
  );
  expect(one).toBe(two);
  return one === 200;
}

describe('a provider that tells of a logout', () => {
  it('ends the session that it names at once, on every instance, and no other', async () => {
    const sub = randomUUID();
    const [here, there] = [await signIn({ sub }), await signIn({ sub })];
    expect(await tell(second, provider.logoutToken({ claims: { sid: here.sid, sub } }))).toBe(200);
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([false, true]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: annaId,
      reason: 'provider-logout',
      detail: { provider: 'idp', sessions: 1 },
    });
  });

  it('by sub alone ends all that the person has from there', async () => {
    const sub = randomUUID();
    const [here, there, other] = [await signIn({ sub }), await signIn({ sub }), await signIn()];
    expect(await tell(edge, provider.logoutToken({ claims: { sub } }))).toBe(200);
    expect([await isSignedIn(here), await isSignedIn(there), await isSignedIn(other)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('keeps neither sid nor sub as they were, since a sub may be a personal number', async () => {
    const { sid, sub } = await signIn({ sub: '198001012384' });
    const rows = await edge.database.query('SELECT * FROM session');
    await tell(edge, provider.logoutToken({ claims: { sid, sub } }));
    const said = await edge.database.query('SELECT * FROM provider_logout');
    expect(JSON.stringify([rows, said])).not.toMatch(new RegExp(`${sid}|${sub}`));
  });

  it('while the sign-in is under way: no session comes of it', async () => {
    const { answer } = await signIn({}, async ({ sid, sub }) => {
      expect(await tell(edge, provider.logoutToken({ claims: { sid, sub } }))).toBe(200);
    });
    expect(answer.headers.get('location')).toContain('fel=expired');
    expect(await edge.database.query('SELECT FROM session')).toEqual([]);
    // A later sign-in there is a new one.
    edge.clock.move(1);
    expect((await signIn()).answer.headers.get('location')).toBe('/');
    edge.clock.move(-1);
  });

  it('in the same moment as the callback: whoever comes first, nobody stays signed in', async () => {
    for (let round = 0; round < 8; round += 1) {
      let told: Promise<number> | undefined;
      const signed = await signIn({}, ({ sid, sub }) => {
        told = tell(round % 2 === 0 ? edge : second, provider.logoutToken({ claims: { sid, sub } }));
        return Promise.resolve();
      });
      expect(await told).toBe(200);
      expect(await isSignedIn(signed)).toBe(false);
    }
  });
});

describe('a logout token is refused', () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  const event = 'http://schemas.openid.net/event/backchannel-logout';
  it.each<[string, Forgery & { typ?: string }]>([
    ['of another type (an ID token)', { typ: 'JWT' }],
    ['with a nonce', { claims: { nonce: 'n' } }],
    ['of another issuer', { claims: { iss: 'http://127.0.0.1:1' } }],
    ['for another client', { claims: { aud: 'somebody-else' } }],
    ['for several', { claims: { aud: [clientId, 'x'] } }],
    ['expired', { claims: { iat: past, exp: past + 60 } }],
    ['without end', { claims: { exp: undefined } }],
    ['valid for a day', { claims: { exp: past + 90_000 } }],
    ['of tomorrow', { claims: { iat: past + 90_000, exp: past + 90_060 } }],
    ['without id', { claims: { jti: undefined } }],
    ['without events', { claims: { events: undefined } }],
    ['of another event', { claims: { events: { 'urn:other': {} } } }],
    ['whose event is a text', { claims: { events: { [event]: 'yes' } } }],
    ['about nobody', { claims: { sid: undefined, sub: undefined } }],
    ['signed by another key', { key: 'other' }],
    ['unsigned (alg none)', { alg: 'none' }],
    ['signed by the public key as a secret (HS256)', { alg: 'HS256' }],
    ['altered after it was signed', { alteredAfterwards: { jti: 'another' } }],
  ])('%s', async (_, forgery) => {
    const signed = await signIn();
    const claims = { sid: signed.sid, sub: signed.sub, ...forgery.claims };
    expect(await tell(edge, provider.logoutToken({ ...forgery, claims }))).toBe(400);
    expect(await isSignedIn(signed)).toBe(true);
  });

  it('the second time', async () => {
    const sub = randomUUID();
    await signIn({ sub });
    const token = provider.logoutToken({ claims: { sub } });
    expect(await tell(edge, token)).toBe(200);
    edge.clock.move(2);
    const anew = await signIn({ sub });
    expect(await tell(second, token)).toBe(400);
    expect(await isSignedIn(anew)).toBe(true);
    edge.clock.move(-2);
  });

  it('when it is no token, and from a page of another site', async () => {
    expect(await tell(edge, 'not.a.token')).toBe(400);
    const answer = await fetch(`${edge.url}/api/auth/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      body: 'logout_token=x',
    });
    expect(answer.status).toBe(403);
  });

  it('what was said is forgotten when it can be said no more', async () => {
    await tell(edge, provider.logoutToken({ claims: { sub: randomUUID() } }));
    edge.clock.move(60);
    await edge.app.get(EndDeadSessions).run();
    expect(await edge.database.query('SELECT FROM provider_logout')).toEqual([]);
    edge.clock.move(-60);
  });
});
