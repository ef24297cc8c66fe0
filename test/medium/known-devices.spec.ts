import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { ExceptionsModule } from '../../src/credentials/exceptions/exceptions.module.js';
import { LostCredentialsModule } from '../../src/credentials/lost-credentials.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { dayOf } from '../../src/platform/clock.js';
import { addDays } from '../../src/policy/model/day.js';
import type { devicesSchema } from '../../src/sign-in/devices/devices.schema.js';
import { cookieNames } from '../../src/sign-in/secrets.js';
import { SignInJobs } from '../../src/sign-in/sign-in.jobs.js';
import { Browser } from '../support/browser.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type Devices = z.output<typeof devicesSchema>;

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let security: Employee;
let role: RoleFacts;
let systemId: string;
let cookie: { session: string; device: string };

beforeAll(async () => {
  edge = await startEdge({
    rooms: [ExceptionsModule, LostCredentialsModule],
    config: { sessions: { weaker: { idleMinutes: 15 } } },
  });
  await edge.app.get(Jobs).start();
  cookie = cookieNames(edge.url);
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Köket');
  owner = await home.employee(unitId, { name: 'Ägare' });
  security = await home.employee(unitId);
  await home.grant(security, await home.role(owner, { grindvakt: 'security' }));
});
afterAll(async () => {
  await edge.stop();
});
beforeEach(async () => {
  ({ role, systemId } = await menuSystem());
});

/** A system of class 1 with one role. */
async function menuSystem(): Promise<{ role: RoleFacts; systemId: string }> {
  const made = await new CareHome(edge.database).role(owner, { directory: `meny-${String(Math.random())}` });
  const [row] = await edge.database.query<{ id: string }>(
    `UPDATE information_system SET confidentiality = 1, integrity = 1, availability = 0
     WHERE id = (SELECT system_id FROM role WHERE id = $1) RETURNING id`,
    [made.roleId],
  );
  return { role: made, systemId: row?.id ?? '' };
}

const caller = async (who: Employee): Promise<Caller> =>
  new Caller(edge.url, await edge.signIn(who.personId, 3));

/** Ordered by the security officer, decided by the information owner. @returns its id */
async function exception(knownDeviceDays: number | null): Promise<string> {
  const { status, body } = await (
    await caller(security)
  ).post<{ id: string }>('/assurance-exceptions', {
    systemId,
    roleIds: null,
    riskAnalysis: 'Köksdatorn saknar kortläsare; menyn innehåller inga personuppgifter alls.',
    safeguards: 'Bara i köket, på enheter som köket äger.',
    validTo: addDays(dayOf(edge.clock.now()), 60),
    knownDeviceDays,
  });
  expect(status).toBe(201);
  const decided = await (
    await caller(owner)
  ).post(`/assurance-exceptions/${body.id}/decision`, {
    outcome: 'approved',
    reason: 'Låg klass, få uppgifter',
  });
  expect(decided.status).toBeLessThan(300);
  return body.id;
}

/** Works in the kitchen: holds the role that the exception is for. */
async function cook(): Promise<Employee> {
  const who = await home.employee(unitId);
  await home.grant(who, role);
  return who;
}

async function signedIn(who: Employee, level = 3, browser = new Browser(edge.url)): Promise<Browser> {
  const [name = '', secret = ''] = (await edge.signIn(who.personId, level)).split('=', 2);
  browser.cookies.set(name, secret);
  return browser;
}

/** A browser that knows the person, with no session any more. */
async function known(who: Employee): Promise<Browser> {
  const browser = await signedIn(who);
  expect((await browser.post('/api/me/devices')).status).toBe(201);
  browser.cookies.delete(cookie.session);
  return browser;
}

const copyOf = (browser: Browser): Browser => {
  const copy = new Browser(edge.url);
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
};

const codeOf = async (answer: Response): Promise<string> => {
  const { code } = (await answer.json()) as { code?: string };
  return `${String(answer.status)} ${code ?? ''}`;
};
const comeIn = async (browser: Browser): Promise<string> => codeOf(await browser.post('/api/auth/device'));
const isIn = async (browser: Browser): Promise<boolean> =>
  (await browser.get('/api/me/devices')).status === 200;
const devicesOf = async (browser: Browser): Promise<Devices> =>
  (await (await browser.get('/api/me/devices')).json()) as Devices;

describe('simplified sign-in on a known device', () => {
  it('is off until an exception with a risk analysis and a decision allows it, and for those it covers only', async () => {
    const anna = await cook();
    const browser = await signedIn(anna);
    expect((await devicesOf(browser)).days).toBeNull();
    expect(await codeOf(await browser.post('/api/me/devices'))).toBe('403 known-device-off');
    await exception(null);
    expect(await codeOf(await (await signedIn(anna)).post('/api/me/devices'))).toBe('403 known-device-off');
    ({ role, systemId } = await menuSystem());
    await exception(4);
    const other = await signedIn(await home.employee(unitId));
    expect(await codeOf(await other.post('/api/me/devices'))).toBe('403 known-device-off');
    expect((await devicesOf(await signedIn(await cook()))).days).toBe(4);
  });

  it('signs in by the device alone at level 2, for what that level reaches and nothing more', async () => {
    await exception(3);
    const anna = await cook();
    const browser = await known(anna);
    expect(await comeIn(browser)).toBe('200 ');
    expect(await isIn(browser)).toBe(true);
    const [session] = await edge.database.query(
      `SELECT level, kind FROM session WHERE person_id = $1 AND kind = 'known-device'`,
      [anna.personId],
    );
    expect(session).toEqual({ level: 2, kind: 'known-device' });
    expect(await codeOf(await browser.post('/api/me/devices'))).toBe('401 insufficient-assurance');
    expect((await browser.get('/api/assurance-exceptions')).status).toBe(401);
    expect(await codeOf(await browser.post('/api/auth/device', { level: 3 }))).toBe('401 level-too-low');
    expect((await edge.audit('device.remembered')).at(-1)).toMatchObject({
      person_id: anna.personId,
      detail: { days: 3 },
    });
  });

  it('is not for administrators, not even for those who became one since', async () => {
    await exception(3);
    const anna = await cook();
    const browser = await known(anna);
    await home.grant(anna, await home.role(owner, { grindvakt: 'hr' }));
    expect(await comeIn(browser)).toBe('403 known-device-off');
    expect(await codeOf(await (await signedIn(anna)).post('/api/me/devices'))).toBe('403 known-device-off');
  });

  it('takes two factors just now to be remembered', async () => {
    await exception(3);
    const anna = await cook();
    expect(await codeOf(await (await signedIn(anna, 2)).post('/api/me/devices'))).toBe(
      '401 insufficient-assurance',
    );
    const old = await signedIn(anna);
    edge.clock.move(6);
    expect(await codeOf(await old.post('/api/me/devices'))).toBe('401 insufficient-assurance');
  });
});

describe('a known device knows nobody any more', () => {
  const ends: [string, (anna: Employee, exceptionId: string) => Promise<unknown>][] = [
    [
      'when its days are over',
      () => {
        edge.clock.move(3 * 1440 + 1);
        return Promise.resolve();
      },
    ],
    [
      'when the exception is ended',
      async (_, id) =>
        (await caller(owner)).post(`/assurance-exceptions/${id}/end`, { reason: 'Kortläsare finns' }),
    ],
    [
      'when the class of the system is raised',
      () =>
        edge.database.query(`UPDATE information_system SET confidentiality = 3 WHERE id = $1`, [systemId]),
    ],
    [
      'when the role is taken away',
      (anna) =>
        edge.database.query(
          `UPDATE access_grant SET ended_at = now(), ended_reason = 'withdrawn' WHERE person_id = $1`,
          [anna.personId],
        ),
    ],
    [
      'when any credential is reported lost',
      async (anna) =>
        (await signedIn(anna)).post('/api/credential-reports', {
          means: { provider: 'passkey', method: null },
          cause: 'lost',
        }),
    ],
    ['on signing out everywhere', async (anna) => (await signedIn(anna)).post('/api/me/sessions/end-others')],
    [
      'when the security officer ends the person’s sessions',
      async (anna) => (await caller(security)).post(`/people/${anna.personId}/sessions/end`, {}),
    ],
    [
      'when the employment ends',
      (anna) =>
        edge.database.query(`UPDATE employment SET end_date = '2021-01-01' WHERE person_id = $1`, [
          anna.personId,
        ]),
    ],
    [
      'when HR gives the person another e-identity',
      (anna) =>
        edge.database.query(
          `UPDATE known_device SET credential_id = 'hsa:TSTNMT-gone' WHERE person_id = $1`,
          [anna.personId],
        ),
    ],
  ];
  it.each(ends)('%s, and the session that it began ends', async (_, end) => {
    const id = await exception(3);
    const anna = await cook();
    const browser = await known(anna);
    const waiting = copyOf(browser);
    expect(await comeIn(browser)).toBe('200 ');
    waiting.cookies.set(cookie.device, browser.cookies.get(cookie.device) ?? '');
    await end(anna, id);
    expect(await isIn(browser)).toBe(false);
    expect(await comeIn(waiting)).toMatch(/^(401 device-unknown|403 known-device-off|401 no-employment)$/);
  });

  it('one by one, by its person and nobody else', async () => {
    await exception(3);
    const anna = await cook();
    const browser = await known(anna);
    await comeIn(browser);
    const [device] = (await devicesOf(browser)).items;
    expect(device).toMatchObject({ current: true, rests: false });
    const stranger = await signedIn(await cook());
    const path = `/api/me/devices/${device?.id ?? ''}/forget`;
    expect(await codeOf(await stranger.post(path))).toBe('404 not-found');
    expect((await (await signedIn(anna)).post(path)).status).toBe(200);
    expect(await isIn(browser)).toBe(false);
    expect(await comeIn(browser)).toBe('401 device-unknown');
  });

  it('and a rest of it is cleaned away', async () => {
    await exception(1);
    const anna = await cook();
    await known(anna);
    edge.clock.move(1441);
    await edge.app.get(SignInJobs).cleanUp();
    const rows = await edge.database.query(`SELECT FROM known_device WHERE person_id = $1`, [anna.personId]);
    expect(rows).toEqual([]);
  });
});

describe('attacks on known devices', () => {
  it('a copied cookie is found out at its second use: the device is forgotten and its person told', async () => {
    await exception(3);
    const anna = await cook();
    const browser = await known(anna);
    const thief = copyOf(browser);
    expect(await comeIn(browser)).toBe('200 ');
    // At once it may be a slow network: refused, nothing more.
    expect(await comeIn(thief)).toBe('401 device-unknown');
    expect(await isIn(browser)).toBe(true);
    edge.clock.move(1);
    expect(await comeIn(thief)).toBe('401 device-copied');
    expect(await isIn(browser)).toBe(false);
    expect((await edge.audit('device.forgotten')).at(-1)).toMatchObject({ reason: 'copied' });
    const told = await edge.database.query(`SELECT FROM notice WHERE to_id = $1 AND kind = 'device-copied'`, [
      anna.personId,
    ]);
    expect(told).toHaveLength(1);
  });

  it('of 30 sign-ins at once by one cookie one succeeds', async () => {
    await exception(3);
    const browser = await known(await cook());
    const answers = await Promise.all(Array.from({ length: 30 }, () => comeIn(copyOf(browser))));
    expect(answers.filter((answer) => answer === '200 ')).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(['200 ', '401 device-unknown']));
  });

  it('no cookie, a made-up one and another browser’s session sign nobody in', async () => {
    const browser = new Browser(edge.url);
    expect(await comeIn(browser)).toBe('401 device-unknown');
    browser.cookies.set(cookie.device, 'A'.repeat(43));
    expect(await comeIn(browser)).toBe('401 device-unknown');
    expect(browser.cookies.has(cookie.session)).toBe(false);
    expect((await edge.audit('sign-in.refused')).at(-1)).toMatchObject({ reason: 'device-unknown' });
  });

  it('a browser knows one person: who is remembered next takes the other’s place', async () => {
    await exception(3);
    const [anna, berit] = [await cook(), await cook()];
    const browser = await known(anna);
    await signedIn(berit, 3, browser);
    expect((await browser.post('/api/me/devices')).status).toBe(201);
    const left = await edge.database.query(`SELECT FROM known_device WHERE person_id = $1`, [anna.personId]);
    expect(left).toEqual([]);
  });

  it('the days of an exception are one to ten, held by the database too', async () => {
    const order = { systemId, knownDeviceDays: 11 };
    const answer = await (
      await caller(security)
    ).post<{ errors?: { pointer: string }[] }>('/assurance-exceptions', {
      roleIds: null,
      riskAnalysis: 'x'.repeat(40),
      safeguards: 'y'.repeat(20),
      validTo: '2030-01-01',
      ...order,
    });
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, '/knownDeviceDays']);
    await exception(3);
    const anna = await cook();
    await known(anna);
    await expect(
      edge.database.query(
        `UPDATE known_device SET expires_at = remembered_at + interval '11 days' WHERE person_id = $1`,
        [anna.personId],
      ),
    ).rejects.toThrow('known_device_days_check');
  });
});
