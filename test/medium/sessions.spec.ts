import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { z as zod } from 'zod';
import { CurrentActor } from '../../src/platform/http/actor.decorator.js';
import { Demands } from '../../src/platform/http/demands.decorator.js';
import { Returns } from '../../src/platform/http/returns.decorator.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { ceremonyCookie } from '../../src/sign-in/passkeys/ceremony-cookie.js';
import { cookieNames, digestOf, newSecret } from '../../src/sign-in/secrets.js';
import type { sessionListSchema } from '../../src/sign-in/sessions/sessions.schema.js';
import { StartSession, type ProvenSignIn } from '../../src/sign-in/start-session.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Sessions = z.output<typeof sessionListSchema>;
type Problem = { code: string; demands?: { level: number; maxAge: number | null } };

jest.setTimeout(60_000); // a machine that may be busy

const answer = zod.object({ personId: zod.string(), level: zod.int() });

/** Routes of every strength. */
@Controller('try')
class TryController {
  @Demands('own.read')
  @Get('own')
  @Returns(answer)
  own(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }

  @Get('everyday')
  @Returns(answer)
  everyday(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }

  @Demands('person.terminate')
  @Post('sensitive')
  @Returns(answer, 201)
  sensitive(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }

  @Demands('own.credential-change')
  @Post('critical')
  @Returns(answer, 201)
  critical(@CurrentActor() actor: PersonActor): PersonActor {
    return actor;
  }
}

let edge: Edge;
let other: Edge;
let home: CareHome;
let anna: Employee;
let bo: Employee;
let officer: Employee;
let owner: Employee;

const limits = {
  sessions: {
    idleMinutes: 40,
    absoluteHours: 12,
    administrators: { idleMinutes: 15, absoluteHours: 3 },
    weaker: { idleMinutes: 10, absoluteHours: 1 },
    places: [
      { network: '127.0.0.0/8', name: 'Provhuset' },
      { network: '::1/128', name: 'Provhuset' },
    ],
  },
};

beforeAll(async () => {
  const options = { rooms: [DeskModule], controllers: [TryController], config: limits };
  edge = await startEdge(options);
  other = await startEdge({ ...options, beside: edge });
  home = new CareHome(edge.database);
  const unitId = await home.unit('/1/', 'Vården');
  owner = await home.employee(unitId);
  [anna, bo, officer] = [
    await home.employee(unitId),
    await home.employee(unitId),
    await home.employee(unitId),
  ];
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
});
afterAll(async () => {
  await other.stop();
  await edge.stop();
});
beforeEach(async () => {
  await edge.database.query('DELETE FROM session');
});

const cookieName = (): string => cookieNames(edge.url).session;

/** Signs in as every method does; returns the Cookie header. */
async function signIn(who: Employee, more: Partial<ProvenSignIn> = {}): Promise<string> {
  const start = edge.app.get(StartSession, { strict: false });
  const secret = await edge.database.transaction((tx) =>
    start.run(tx, {
      personId: who.personId,
      level: 3,
      kind: 'oidc',
      provider: 'nobody',
      acr: 'test',
      method: 'SITHS',
      address: '127.0.0.1',
      device: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ...more,
    }),
  );
  return `${cookieName()}=${secret}`;
}

const status = async (cookie: string, path = '/try/own', at: Edge = edge): Promise<number> =>
  (await new Caller(at.url, cookie).get(path)).status;

const secretIn = (cookie: string): string => cookie.slice(cookieName().length + 1);

async function during<T>(minutes: number, run: () => Promise<T>): Promise<T> {
  edge.clock.move(minutes);
  try {
    return await run();
  } finally {
    edge.clock.move(-minutes);
  }
}

describe('assurance', () => {
  it('of level 2 reaches what is one’s own, and nothing more', async () => {
    const cookie = await signIn(anna, { level: 2, kind: 'totp', provider: 'totp' });
    expect(await status(cookie)).toBe(200);
    const { status: refused, body } = await new Caller(edge.url, cookie).get<Problem>('/try/everyday');
    expect([refused, body.code, body.demands]).toEqual([
      401,
      'insufficient-assurance',
      { level: 3, maxAge: null },
    ]);
    for (const path of ['/try/sensitive', '/try/critical'])
      expect((await new Caller(edge.url, cookie).post(path, {})).status).toBe(401);
  });

  it('that is older than the verb allows is refused with what would do, as RFC 9470 says', async () => {
    const cookie = await signIn(anna);
    const send = (path: string): Promise<Response> =>
      fetch(`${edge.url}/api/try/${path}`, {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body: '{}',
      });
    expect([(await send('sensitive')).status, (await send('critical')).status]).toEqual([201, 201]);
    await during(6, async () => {
      expect([(await send('sensitive')).status, (await send('critical')).status]).toEqual([201, 401]);
    });
    await during(16, async () => {
      const refused = await send('sensitive');
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", ' +
          'acr_values="http://id.elegnamnden.se/loa/1.0/loa3", max_age="900"',
      );
      expect(await refused.json()).toMatchObject({
        code: 'insufficient-assurance',
        demands: { level: 3, maxAge: 900 },
      });
      expect(await status(cookie, '/try/everyday')).toBe(200);
    });
  });

  it('counts from when the provider says that the person proved who they are, never from later', async () => {
    const earlier = new Date(edge.clock.now().getTime() - 20 * 60_000);
    const later = new Date(edge.clock.now().getTime() + 20 * 60_000);
    const stale = await signIn(anna, { authenticatedAt: earlier });
    expect((await new Caller(edge.url, stale).post('/try/sensitive', {})).status).toBe(401);
    const ahead = await signIn(anna, { authenticatedAt: later });
    await during(16, async () => {
      expect((await new Caller(edge.url, ahead).post('/try/sensitive', {})).status).toBe(401);
    });
  });
});

describe('a session', () => {
  it('set by somebody else beforehand survives neither sign-in nor step-up (fixation)', async () => {
    const planted = `${cookieName()}=${newSecret()}`;
    const first = await signIn(anna, { replaces: secretIn(planted) });
    expect(first).not.toBe(planted);
    const stronger = await signIn(anna, { replaces: secretIn(first) });
    expect([await status(planted), await status(first), await status(stronger)]).toEqual([401, 401, 200]);
  });

  it('stepped up by another person is that person’s, and the first one’s is over', async () => {
    const first = await signIn(anna);
    const second = await signIn(bo, { replaces: secretIn(first) });
    expect(await status(first)).toBe(401);
    const { body } = await new Caller(edge.url, second).get<{ personId: string }>('/try/own');
    expect(body.personId).toBe(bo.personId);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: anna.personId,
      reason: 'signed-in-anew',
    });
  });

  it.each([
    ['invented', () => newSecret()],
    [
      'the digest that the database holds',
      async () => digestOf(secretIn(await signIn(anna))).toString('base64url'),
    ],
    [
      'its public name',
      async () => {
        await signIn(anna);
        const [row] = await edge.database.query<{ id: string }>('SELECT public_id AS id FROM session');
        return row?.id ?? '';
      },
    ],
    ['empty', () => ''],
  ])('whose cookie is %s opens nothing', async (_, secret) => {
    expect(await status(`${cookieName()}=${await secret()}`)).toBe(401);
  });

  it('ends when idle: at level 2 sooner, and after 15 minutes for who holds a right', async () => {
    const [user, weak, admin] = [await signIn(anna), await signIn(bo, { level: 2 }), await signIn(officer)];
    const verdicts = async (): Promise<number[]> => [
      await status(user),
      await status(weak),
      await status(admin),
    ];
    expect(await verdicts()).toEqual([200, 200, 200]);
    await during(11, async () => {
      expect(await verdicts()).toEqual([200, 401, 200]);
    });
    await edge.database.query(`UPDATE session SET last_seen_at = now()`);
    await during(16, async () => {
      expect(await verdicts()).toEqual([200, 401, 401]);
    });
    await edge.database.query(`UPDATE session SET last_seen_at = now()`);
    await during(41, async () => {
      expect(await status(user)).toBe(401);
    });
    expect(await verdicts()).toEqual([401, 401, 401]); // what has ended stays ended
  });

  it('ends at its absolute limit however used: by level and by right', async () => {
    const [user, weak, admin] = [await signIn(anna), await signIn(bo, { level: 2 }), await signIn(officer)];
    const used = (minutes: number): Promise<number[]> =>
      during(minutes, async () => {
        await edge.database.query(`UPDATE session SET last_seen_at = $1`, [edge.clock.now()]);
        return [await status(user), await status(weak), await status(admin)];
      });
    expect(await used(59)).toEqual([200, 200, 200]);
    expect(await used(61)).toEqual([200, 401, 200]);
    expect(await used(3 * 60 + 1)).toEqual([200, 401, 401]);
    expect(await used(12 * 60 + 1)).toEqual([401, 401, 401]);
  });

  it('tells its own idle limit', async () => {
    const idle = async (cookie: string): Promise<number> =>
      (await new Caller(edge.url, cookie).get<{ idleMinutes: number }>('/me')).body.idleMinutes;
    expect(await idle(await signIn(anna))).toBe(40);
    expect(await idle(await signIn(anna, { level: 2 }))).toBe(10);
    expect(await idle(await signIn(officer))).toBe(15);
  });

  it('ends with the card that HR took from the person, and does not come back with it', async () => {
    const hsaId = `SE5555555555-${randomUUID().slice(0, 8)}`;
    await edge.database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ($1, $2)`, [
      hsaId,
      anna.personId,
    ]);
    const byCard = await signIn(anna, { credentialId: `hsa:${hsaId}` });
    const byPasskey = await signIn(anna, { kind: 'passkey', credentialId: 'abc' });
    expect([await status(byCard), await status(byPasskey)]).toEqual([200, 200]);
    await edge.database.query(`DELETE FROM person_hsa_id WHERE hsa_id = $1`, [hsaId]);
    expect([await status(byCard), await status(byPasskey)]).toEqual([401, 200]);
    await edge.database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ($1, $2)`, [
      hsaId,
      anna.personId,
    ]);
    expect(await status(byCard)).toBe(401);
  });

  it('ends when HR changes the number by which the person signed in', async () => {
    const index = Buffer.from('00'.repeat(32), 'hex');
    const set = (value: Buffer | null): Promise<unknown> =>
      edge.database.query(
        `UPDATE person SET person_number_index = $2, person_number_sealed = $2 WHERE id = $1`,
        [bo.personId, value],
      );
    await set(index);
    const cookie = await signIn(bo, { credentialId: `number:${index.toString('hex')}` });
    expect(await status(cookie)).toBe(200);
    await set(Buffer.from('01'.repeat(32), 'hex'));
    expect(await status(cookie)).toBe(401);
    await set(null);
  });
});

describe('one’s sessions', () => {
  it('are listed with device, place and which one asks', async () => {
    const cookie = await signIn(anna);
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';
    await signIn(anna, { device: phone, address: '192.0.2.7', method: 'BankID' });
    await signIn(bo);
    const { body } = await new Caller(edge.url, cookie).get<Sessions>('/me/sessions');
    expect(body.items).toHaveLength(2);
    expect(body.items.find((item) => item.current)).toMatchObject({
      device: 'Firefox · Windows',
      place: 'Provhuset',
      method: 'SITHS',
      level: 3,
    });
    expect(body.items.find((item) => !item.current)).toMatchObject({
      device: 'Safari · iPhone',
      place: null,
      address: '192.0.2.7',
      method: 'BankID',
    });
    expect(JSON.stringify(body)).not.toContain(secretIn(cookie));
  });

  it('end one by one or all but this one; of others’ there are none', async () => {
    const [own, second, third] = [await signIn(anna), await signIn(anna), await signIn(anna)];
    const foreign = await signIn(bo);
    const caller = new Caller(edge.url, own);
    const idOf = async (cookie: string): Promise<string> =>
      (await new Caller(edge.url, cookie).get<Sessions>('/me/sessions')).body.items.find((i) => i.current)
        ?.id ?? '';
    const stranger = await caller.post<Problem>(`/me/sessions/${await idOf(foreign)}/end`, {});
    expect([stranger.status, stranger.body.code, await status(foreign)]).toEqual([404, 'not-found', 200]);
    expect((await caller.post(`/me/sessions/${await idOf(second)}/end`, {})).status).toBe(200);
    expect([await status(own), await status(second), await status(third)]).toEqual([200, 401, 200]);
    const { body } = await caller.post<{ ended: number }>('/me/sessions/end-others', {});
    expect([body.ended, await status(own), await status(third), await status(foreign)]).toEqual([
      1, 200, 401, 200,
    ]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: anna.personId,
      reason: 'ended-by-self',
      detail: { sessions: 1 },
    });
  });
});

describe('two instances', () => {
  it('agree at once: what ends at one is refused by the other within a second', async () => {
    const cookies = await Promise.all([anna, anna, bo].map((who) => signIn(who)));
    const [own = '', ended = '', away = ''] = cookies;
    for (const cookie of cookies) expect(await status(cookie, '/try/own', other)).toBe(200);
    await new Caller(edge.url, own).post('/me/sessions/end-others', {});
    const since = performance.now();
    expect(await status(ended, '/try/own', other)).toBe(401);
    expect(performance.now() - since).toBeLessThan(1000);
    await edge.database.query('UPDATE employment SET terminated_at = now() WHERE person_id = $1', [
      bo.personId,
    ]);
    expect(await status(away, '/try/own', other)).toBe(401);
    await edge.database.query('UPDATE employment SET terminated_at = NULL WHERE person_id = $1', [
      bo.personId,
    ]);
    for (const at of [edge, other]) expect(await status(away, '/try/own', at)).toBe(401);
  });

  it('share one idle clock: use at one keeps the session alive at the other', async () => {
    const cookie = await signIn(anna);
    await during(30, async () => {
      expect(await status(cookie, '/try/own', other)).toBe(200);
    });
    await during(60, async () => {
      expect(await status(cookie)).toBe(200);
    });
  });
});

describe('somebody else’s sessions', () => {
  it('are ended by the security officer, freshly signed in, and seen by nobody else', async () => {
    const [cookie, stranger] = [await signIn(anna), await signIn(bo)];
    const path = `/people/${anna.personId}/sessions`;
    const refused = await new Caller(edge.url, stranger).get<Problem>(path);
    expect([refused.status, refused.body.code]).toEqual([404, 'not-found']);
    expect((await new Caller(edge.url, stranger).post(`${path}/end`, {})).status).toBe(404);
    const caller = new Caller(edge.url, await signIn(officer));
    expect((await caller.get<Sessions>(path)).body.items).toHaveLength(1);
    const { body } = await caller.post<{ ended: number }>(`${path}/end`, {});
    expect([body.ended, await status(cookie)]).toEqual([1, 401]);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({
      person_id: anna.personId,
      reason: 'ended-by-security-officer',
    });
    const stale = await signIn(officer, {
      authenticatedAt: new Date(edge.clock.now().getTime() - 20 * 60_000),
    });
    expect((await new Caller(edge.url, stale).post(`${path}/end`, {})).status).toBe(401);
  });
});

describe('the list of cookies', () => {
  it('names every cookie that a sign-in sets', async () => {
    const listed = (await (await fetch(`${edge.url}/api/auth/cookies`)).json()) as {
      items: { name: string; minutes: number | null }[];
    };
    const names = listed.items.map(({ name }) => name);
    expect(names).toContain(cookieName());
    expect(new Set(names).size).toBe(names.length);
    // Every name that the code gives a cookie stands in the list.
    expect(
      Object.values({ ...cookieNames(edge.url) } as Record<string, string>).filter(
        (name) => !names.includes(name),
      ),
    ).toEqual([]);
    expect(names).toContain(ceremonyCookie(edge.url).name);
  });
});
