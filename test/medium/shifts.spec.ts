import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { ApplyChanges } from '../../src/grants/apply-changes.js';
import { FollowShifts } from '../../src/lifecycle/shifts/follow-shifts.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { TakeShifts, type ShiftsTaken } from '../../src/lifecycle/shifts/take-shifts.js';
import { Database } from '../../src/platform/database.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Refused } from '../../src/platform/refused.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
let edge: Edge;
let home: CareHome;
let unit: string;
let hr: Employee;
let officer: Employee;
let role: RoleFacts;
let nurse: Employee;
let number: string;
let grant: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [{ ...demoSource(), id: 'home' }] },
      lifecycle: { hourly: 'shift', shifts: { beforeMinutes: 15, afterMinutes: 30 } },
    },
  });
  await edge.app.get(Jobs).start();
  setTime('2026-11-20T08:00:00Z');
  home = new CareHome(edge.database);
  unit = await home.unit('/10/11/', 'Hemtjänsten');
  officer = await home.employee(unit);
  hr = await home.employee(unit);
  await home.grant(hr, await home.role(officer, { grindvakt: 'hr' }));
  role = await home.role(officer, { directory: 'gg-journal' });
  await follow();
});
afterAll(async () => {
  await edge.stop();
});
beforeEach(async () => {
  setTime('2026-11-20T08:00:00Z');
  await edge.database.query(`DELETE FROM work_shift`);
  await edge.database.query(`DELETE FROM shift_snapshot`);
  await follow();
  nurse = await hourly();
  number = await numberOf(nurse);
  grant = await home.grant(nurse, role);
  await take([shift('2026-11-21T21:00+01:00', '2026-11-22T07:00+01:00')]);
});

function setTime(instant: string): void {
  edge.clock.move((Date.parse(instant) - edge.clock.now().getTime()) / 60_000);
}

async function hourly(): Promise<Employee> {
  const employee = await home.employee(unit);
  await edge.database.query(`UPDATE employment SET kind = 'hourly' WHERE id = $1`, [employee.employmentId]);
  return employee;
}

async function numberOf({ employmentId }: Employee): Promise<string> {
  const [row] = await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [
    employmentId,
  ]);
  return row?.number ?? '';
}

const follow = (): Promise<number> => edge.app.get(FollowShifts).run();
const shift = (from: string, to: string, of = number): { number: string; from: string; to: string } => ({
  number: of,
  from,
  to,
});

function take(
  shifts: readonly { number: string; from: string; to: string }[],
  more: { from?: string; to?: string; asOf?: Date; confirmed?: boolean } = {},
): Promise<ShiftsTaken> {
  return edge.app.get(TakeShifts).run(operator, {
    from: more.from ?? '2026-11-16',
    to: more.to ?? '2026-11-29',
    asOf: more.asOf,
    shifts: shifts.map((row, at) => ({ ...row, line: at + 1 })),
    channel: 'command',
    confirmed: more.confirmed ?? true,
  });
}

async function rests(id = grant): Promise<boolean> {
  const [row] = await edge.database.query<{ rests: boolean }>(
    `SELECT 'off-shift' = ANY(suspended_for) AS rests FROM access_grant WHERE id = $1`,
    [id],
  );
  return row?.rests ?? false;
}

async function restsAt(instant: string): Promise<boolean> {
  setTime(instant);
  await follow();
  return rests();
}

const planned = (): Promise<{ from: string; to: string }[]> =>
  edge.database.query(
    `SELECT to_char(starts_at AT TIME ZONE 'UTC', 'DD HH24:MI') AS "from", to_char(ends_at AT TIME ZONE 'UTC', 'DD HH24:MI') AS "to"
     FROM work_shift WHERE employment_id = $1 ORDER BY starts_at`,
    [nurse.employmentId],
  );

async function code(of: Promise<unknown>): Promise<string> {
  const error: unknown = await of.catch((e: unknown) => e);
  return error instanceof Refused ? error.refusal.code : String(error);
}

describe('access by shifts', () => {
  it('rests outside the shift and works within it, over midnight, with the margins', async () => {
    expect(await rests()).toBe(true);
    expect(await restsAt('2026-11-21T20:44:00+01:00')).toBe(true);
    expect(await restsAt('2026-11-21T20:45:00+01:00')).toBe(false);
    expect(await restsAt('2026-11-22T00:00:30+01:00')).toBe(false);
    expect(await restsAt('2026-11-22T07:29:59+01:00')).toBe(false);
    expect(await restsAt('2026-11-22T07:30:00+01:00')).toBe(true);
  });

  it('tells the directory both times, and ends the sessions when nothing else is open', async () => {
    expect(await restsAt('2026-11-22T07:25:00+01:00')).toBe(false);
    const caller = new Caller(edge.url, await edge.signIn(nurse.personId));
    expect((await caller.get(`/people/${nurse.personId}/shifts`)).status).toBe(200);
    const versions = (): Promise<{ version: number }[]> =>
      edge.database.query(`SELECT wanted_version AS version FROM account WHERE person_id = $1`, [
        nurse.personId,
      ]);
    const [before] = await versions();
    await restsAt('2026-11-22T07:31:00+01:00');
    const [after] = await versions();
    expect((after?.version ?? 0) - (before?.version ?? 0)).toBe(1);
    expect((await caller.get(`/people/${nurse.personId}/shifts`)).status).toBe(401);
    expect((await edge.audit('session.ended')).at(-1)).toMatchObject({ reason: 'shift-ended' });
  });

  it('leaves the sessions of somebody who has another employment open', async () => {
    await home.employ(nurse.personId, unit);
    await restsAt('2026-11-22T07:25:00+01:00');
    const caller = new Caller(edge.url, await edge.signIn(nurse.personId));
    expect(await restsAt('2026-11-22T07:31:00+01:00')).toBe(true);
    expect((await caller.get(`/people/${nurse.personId}/shifts`)).status).toBe(200);
  });

  it('touches nobody whose state does not flip, and makes up what was slept through once', async () => {
    await follow();
    expect(await follow()).toBe(0);
    setTime('2026-11-21T22:00:00+01:00');
    const touched = await Promise.all([follow(), follow(), follow()]);
    expect(touched.reduce((sum, n) => sum + n, 0)).toBe(1);
    setTime('2026-11-24T00:00:00Z');
    expect(await follow()).toBe(1);
    expect(await rests()).toBe(true);
  });

  it('lets a grant that is opened outside a shift rest from its first moment', async () => {
    const other = await home.role(officer, { directory: 'gg-plan' });
    const assessment = await home.grant(officer, other);
    const [row] = await edge.database.query<{ id: string }>(
      `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours, written_by, written_at)
       SELECT $1, role_id, analysis_id, 'n', 'd', 'w', 'n', 24, $1, now() FROM access_grant WHERE id = $2 RETURNING id`,
      [nurse.personId, assessment],
    );
    const applied = await edge.app.get(Database).transaction((tx) =>
      edge.app.get(ApplyChanges).run(
        tx,
        operator,
        [
          {
            kind: 'open',
            personId: nurse.personId,
            employmentId: nurse.employmentId,
            roleId: other.roleId,
            unitId: unit,
            source: 'request',
            analysisId: other.analysisId,
            assessmentId: row?.id ?? '',
            ruleId: null,
            validTo: null,
            nextReview: '2027-01-01',
          },
        ],
        edge.clock.now(),
      ),
    );
    expect(await rests(applied.opened[0]?.id)).toBe(true);
  });

  it('is not touched where the contract counts', async () => {
    const permanent = await home.employee(unit);
    const held = await home.grant(permanent, role);
    await take([shift('2026-11-21T21:00+01:00', '2026-11-22T07:00+01:00', await numberOf(permanent))]);
    await restsAt('2026-11-23T12:00:00Z');
    expect(await rests(held)).toBe(false);
  });

  it('is right in the night that lasts an hour longer', async () => {
    await take([shift('2027-10-30T22:00+02:00', '2027-10-31T02:30+01:00')], {
      from: '2027-10-25',
      to: '2027-10-31',
    });
    expect(await restsAt('2027-10-31T02:45:00+02:00')).toBe(false); // the first quarter to three: still at work
    expect(await restsAt('2027-10-31T02:59:00+01:00')).toBe(false);
    expect(await restsAt('2027-10-31T03:00:00+01:00')).toBe(true);
  });
});

describe('a delivery of shifts', () => {
  it('is the whole period: what it leaves out is cancelled, what was moved is moved, the rest stays', async () => {
    await take([
      shift('2026-11-23T07:00+01:00', '2026-11-23T16:00+01:00'),
      shift('2026-11-24T07:00+01:00', '2026-11-24T16:00+01:00'),
    ]);
    await take([shift('2026-11-30T07:00+01:00', '2026-11-30T16:00+01:00')], {
      from: '2026-11-30',
      to: '2026-12-06',
    });
    const taken = await take([
      shift('2026-11-23T07:00+01:00', '2026-11-23T16:00+01:00'),
      shift('2026-11-24T09:00+01:00', '2026-11-24T18:00+01:00'),
    ]);
    expect(taken).toMatchObject({ outcome: 'applied', shifts: 2, added: 1, removed: 1 });
    expect(await planned()).toEqual([
      { from: '23 06:00', to: '23 15:00' },
      { from: '24 08:00', to: '24 17:00' },
      { from: '30 06:00', to: '30 15:00' },
    ]);
  });

  it('changes nothing the second time, and merges shifts that overlap', async () => {
    const rows = [
      shift('2026-11-23T07:00+01:00', '2026-11-23T12:00+01:00'),
      shift('2026-11-23T10:00Z', '2026-11-23T16:00+01:00'),
    ];
    expect(await take(rows)).toMatchObject({ outcome: 'applied', shifts: 1 });
    expect(await planned()).toEqual([{ from: '23 06:00', to: '23 15:00' }]);
    expect(await take([...rows].reverse())).toMatchObject({ outcome: 'unchanged', added: 0, removed: 0 });
  });

  it('acts at once when it comes after the shift has begun, both ways', async () => {
    setTime('2026-11-25T10:00:00Z');
    await follow();
    expect(await rests()).toBe(true);
    await take([shift('2026-11-25T08:00+01:00', '2026-11-25T17:00+01:00')]);
    expect(await rests()).toBe(false);
    await take([]);
    expect(await rests()).toBe(true);
  });

  it('is refused when it is older than what is known, also when that was said twice', async () => {
    const rows = [shift('2026-11-23T07:00+01:00', '2026-11-23T16:00+01:00')];
    const at = (time: string): { asOf: Date } => ({ asOf: new Date(`2026-11-20T${time}:00Z`) });
    setTime('2026-11-20T12:00:00Z');
    await take(rows, at('08:30'));
    await take(rows, at('10:00'));
    expect(await code(take([], at('09:00')))).toBe('shifts-outdated');
    expect(await code(take([], { asOf: new Date('2026-11-20T13:00:00Z') }))).toBe('invalid');
    expect(await planned()).toHaveLength(1);
  });

  it('stops when it would send most of them home, until somebody has looked', async () => {
    const many = Array.from({ length: 30 }, (_, i) => {
      const day = `2026-12-${String(i + 1).padStart(2, '0')}`;
      return shift(`${day}T07:00+01:00`, `${day}T16:00+01:00`);
    });
    const period = { from: '2026-12-01', to: '2026-12-31' };
    await take(many, period);
    expect(await code(take([], { ...period, confirmed: false }))).toBe('shifts-implausible');
    expect((await planned()).filter(({ from }) => from.endsWith('06:00')).length).toBe(30);
    expect(await take(many.slice(0, 20), { ...period, confirmed: false })).toMatchObject({ removed: 10 });
    expect(await take([], period)).toMatchObject({ outcome: 'applied', removed: 20 });
  });

  it('sets aside what cannot be understood, says why, and takes the rest', async () => {
    const taken = await take([
      shift('2026-11-23T07:00+01:00', '2026-11-23T16:00+01:00'),
      shift('2026-11-24T07:00', '2026-11-24T16:00'),
      shift('2026-11-24T07:00+01:00', '2026-11-24T06:00+01:00'),
      shift('2026-13-24T07:00+01:00', '2026-11-24T06:00+01:00'),
      shift('2026-11-24T07:00+01:00', '2026-11-28T06:00+01:00'),
      shift('2026-12-24T07:00+01:00', '2026-12-24T16:00+01:00'),
      shift('2026-11-24T07:00+01:00', '2026-11-24T16:00+01:00', "x'; DROP TABLE person; --"),
      shift('2026-11-24T07:00+01:00', '2026-11-24T16:00+01:00', ''),
    ]);
    expect(taken.shifts).toBe(1);
    expect(taken.aside.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'no-offset'],
      [3, 'ends-before-it-begins'],
      [4, 'bad-time'],
      [5, 'too-long'],
      [6, 'outside-period'],
      [7, 'unknown-employment'],
      [8, 'unknown-employment'],
    ]);
  });

  it('ends as one of them when several come at once', async () => {
    const variants = ['07', '08', '09', '10'].map((hour) => [
      shift(`2026-11-26T${hour}:00+01:00`, '2026-11-26T16:00+01:00'),
    ]);
    await Promise.all(variants.map((rows) => take(rows)));
    expect(await planned()).toHaveLength(1);
  });
});

describe('by the API', () => {
  const body = (): Record<string, unknown> => ({
    from: '2026-11-16',
    to: '2026-11-29',
    confirmed: true,
    shifts: [{ employment: number, from: '2026-11-27T07:00+01:00', to: '2026-11-27T16:00+01:00' }],
  });

  it('HR delivers as JSON or as a file, and others do not', async () => {
    const caller = new Caller(edge.url, await edge.signIn(hr.personId));
    expect(await caller.post('/hr/shifts', body())).toMatchObject({ status: 200, body: { shifts: 1 } });
    const list = await caller.get<{ followed: boolean; items: unknown[] }>('/hr/shifts');
    expect(list.body).toMatchObject({ followed: true });
    expect(list.body.items[0]).toMatchObject({ from: '2026-11-16', to: '2026-11-29', shifts: 1 });
    const file = async (text: string, cookie: string, fields = { from: '2026-11-16', to: '2026-11-29' }) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, confirmed: 'true' })) form.set(name, value);
      form.set('files', new Blob([text]), 'pass.csv');
      const response = await fetch(`${edge.url}/api/hr/shifts/files`, {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        body: form,
      });
      return { status: response.status, body: await response.json() };
    };
    const cookie = await edge.signIn(hr.personId);
    const csv = `\uFEFFAnställningsnummer;Från;Till\r\n"${number}";2026-11-28T07:00+01:00;2026-11-28T16:00+01:00\r\n\r\n`;
    expect(await file(csv, cookie)).toMatchObject({ status: 200, body: { shifts: 1, asideCount: 0 } });
    expect(await planned()).toEqual([{ from: '28 06:00', to: '28 15:00' }]);
    expect(await file('employment,from\n1,2', cookie)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/files', detail: 'the header lacks the column till or to' }] },
    });
    expect((await file(csv, cookie, { from: '2026-11-29', to: '2026-11-16' })).body).toMatchObject({
      errors: [{ pointer: '/to' }],
    });
    const nobody = new Caller(edge.url, await edge.signIn(officer.personId));
    expect((await nobody.post('/hr/shifts', body())).status).toBe(403);
    expect((await nobody.get('/hr/shifts')).status).toBe(403);
    expect((await file(csv, await edge.signIn(officer.personId))).status).toBe(403);
  });

  it('one sees one’s own coming shifts and until when access rests, and nobody else’s', async () => {
    const caller = new Caller(edge.url, await edge.signIn(nurse.personId));
    expect(await caller.get(`/people/${nurse.personId}/shifts`)).toMatchObject({
      status: 200,
      body: {
        followed: true,
        resting: true,
        restsUntil: '2026-11-21T19:45:00.000Z',
        items: [{ from: '2026-11-21T20:00:00.000Z', to: '2026-11-22T06:00:00.000Z', open: false }],
      },
    });
    expect((await caller.get(`/people/${officer.personId}/shifts`)).status).toBe(404);
  });
});
