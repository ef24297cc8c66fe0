import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RetryHrEvents } from '../../src/lifecycle/intake/retry-hr-events.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { hrEventsSchema } from '../../src/platform/config-hr-events.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';
import { eventSecret, push, signatureOf, told, type Pushed } from '../support/hr-events.js';

jest.setTimeout(240_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-events-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const clientSecret = 'en-lang-hemlighet-for-klienten';
const events = hrEventsSchema.parse({
  secrets: ['den-nya-nyckeln-den-nya-nyckeln-den-nya', eventSecret],
  clients: [{ id: 'lonesystem', secretHash: hash('sha256', clientSecret, 'hex') }],
});
let edge: Edge;

function setTime(at: string): void {
  edge.clock.move((Date.parse(at) - edge.clock.now().getTime()) / 60_000);
}

function snapshot(
  lines: readonly EmploymentLine[],
  generatedAt: string,
  units: readonly UnitLine[] = someUnits,
): ReturnType<TakeHrSnapshot['run']> {
  const manifest = {
    snapshotDate: generatedAt.slice(0, 10),
    kind: 'full',
    files: [
      { name: 'anstallningar.csv', generatedAt },
      { name: 'organisation.csv', generatedAt },
    ],
  };
  return edge.app.get(TakeHrSnapshot).run(operator, {
    delivery: readDelivery(writeDelivery(folder, lines, units, manifest)),
    channel: 'command',
  });
}

const crowd = (from: number, to: number, more: EmploymentLine = {}): EmploymentLine[] =>
  Array.from({ length: to - from }, (_, i) => employmentLine(from + i, more));

async function state(n: number): Promise<unknown[]> {
  return edge.database.query(
    `SELECT e.number, u.code AS unit, e.start_date AS "from", e.end_date AS "to", e.title FROM employment e
     JOIN unit u ON u.id = e.unit_id JOIN person_source s ON s.person_id = e.person_id
     WHERE s.source_key = $1 ORDER BY e.number`,
    [`P${String(n)}`],
  );
}

const states = ({ items }: Pushed): string[] => items.map((item) => item.state);

async function start(breaker = { count: 50, share: 0.5, floor: 1 }): Promise<void> {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [{ ...demoSource({ breaker }), events }] } },
  });
  await edge.app.get(Jobs).start();
  setTime('2026-11-23T12:00:00Z');
}

describe('who may send events', () => {
  beforeAll(async () => {
    await start();
    await snapshot(crowd(0, 40), '2026-11-23T02:00:00+01:00');
  });
  afterAll(() => edge.stop());

  const body = (): string => told(1, '2026-11-23T10:00:00+01:00', [{ unit: '120' }]);
  const refused = async (text: string, headers: Record<string, string>): Promise<void> => {
    const before = await edge.database.query(`SELECT count(*) FROM hr_event`);
    const answer = await push(edge, text, headers);
    expect([answer.status, answer.code]).toEqual([401, 'message-not-signed']);
    expect(await edge.database.query(`SELECT count(*) FROM hr_event`)).toEqual(before);
  };

  it('refuses a message without a signature', () => refused(body(), {}));

  it('refuses a signature with another key', async () => {
    const text = body();
    await refused(text, { 'grindvakt-signature': signatureOf(text, edge.clock.now(), 'x'.repeat(40)) });
  });

  it('refuses a signature over other bytes: one blank more, or another time', async () => {
    const text = body();
    const signature = signatureOf(text, edge.clock.now());
    await refused(`${text} `, { 'grindvakt-signature': signature });
    const later = Number(/t=(\d+)/.exec(signature)?.[1]) + 1;
    await refused(text, { 'grindvakt-signature': signature.replace(/t=\d+/, `t=${String(later)}`) });
  });

  it('refuses signatures that are none', async () => {
    for (const signature of [
      '',
      't=,v1=',
      't=1',
      'v1=00',
      `t=1,v1=${'0'.repeat(64)}`,
      't=__proto__,v1=constructor',
    ])
      await refused(body(), { 'grindvakt-signature': signature });
  });

  it('refuses the replay of an old message, and takes it anew signed', async () => {
    const text = told(2, '2026-11-23T10:00:00+01:00');
    const old = signatureOf(text, new Date(edge.clock.now().getTime() - 301_000));
    const answer = await push(edge, text, { 'grindvakt-signature': old });
    expect([answer.status, answer.code]).toEqual([401, 'message-too-old']);
    const ahead = signatureOf(text, new Date(edge.clock.now().getTime() + 302_000));
    expect((await push(edge, text, { 'grindvakt-signature': ahead })).code).toBe('message-too-old');
    expect((await push(edge, text)).status).toBe(200);
  });

  it('does nothing twice for a message replayed within its five minutes', async () => {
    const text = told(3, '2026-11-23T10:00:00+01:00', [{ unit: '120' }]);
    const signature = { 'grindvakt-signature': signatureOf(text, edge.clock.now()) };
    expect(states(await push(edge, text, signature))).toEqual(['applied']);
    expect(states(await push(edge, text, signature))).toEqual(['duplicate']);
  });

  it('takes both keys while one is being changed for the other', async () => {
    const text = body();
    const key = events.secrets[0] ?? '';
    const answer = await push(edge, text, {
      'grindvakt-signature': signatureOf(text, edge.clock.now(), key),
    });
    expect(answer.status).toBe(200);
  });

  it('takes a client’s secret, and no other, unknown or empty one', async () => {
    const basic = (plain: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(plain).toString('base64')}`,
    });
    const text = told(4, '2026-11-23T10:00:00+01:00', [{ unit: '120' }]);
    for (const plain of ['lonesystem:', 'lonesystem:fel', `okand:${clientSecret}`, clientSecret, ':'])
      await refused(text, basic(plain));
    expect((await push(edge, text, basic(`lonesystem:${clientSecret}`))).status).toBe(200);
    const [entry] = await edge.database.query<{ actor_name: string; channel: string }>(
      `SELECT actor_name, channel FROM audit_entry WHERE action = 'event.applied' ORDER BY id DESC LIMIT 1`,
    );
    expect(entry).toEqual({ actor_name: 'hr-event HR-VOF lonesystem', channel: 'api' });
  });

  it('lets no session of a person send events', async () => {
    const home = new CareHome(edge.database);
    const hr = await home.employee(await home.unit('/h/', 'HR'));
    await home.grant(hr, await home.role(hr, { grindvakt: 'hr' }));
    await refused(body(), { cookie: await edge.signIn(hr.personId), 'sec-fetch-site': 'same-origin' });
  });

  it('does not open the door to other sites: a browser’s cross-site post is refused as everywhere', async () => {
    const text = body();
    const answer = await push(edge, text, {
      'grindvakt-signature': signatureOf(text, edge.clock.now()),
      'sec-fetch-site': 'cross-site',
    });
    expect([answer.status, answer.code]).toEqual([403, 'cross-site']);
    for (const address of ['/api/hr/imports', '/api/hr/event%73/', '/api/hr/events/x', '/api/people']) {
      const other = await fetch(`${edge.url}${address}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'grindvakt-signature': signatureOf('{}', edge.clock.now()),
        },
        body: '{}',
      });
      expect([address, other.status]).toEqual([address, 403]);
    }
  });

  it('names every value that an event lacks or has wrong, and keeps nothing of it', async () => {
    const text = JSON.stringify({
      eventId: '',
      type: { $ne: 1 },
      occurredAt: '2026-11-23',
      effectiveFrom: '2026-02-30',
      person: { personId: ['x'] },
      employments: [],
    });
    const answer = await push(edge, text);
    expect(answer.status).toBe(422);
    expect(answer.errors?.map((error) => error.pointer)).toEqual(
      expect.arrayContaining([
        '/eventId',
        '/type',
        '/occurredAt',
        '/effectiveFrom',
        '/person/personId',
        '/employments',
      ]),
    );
  });

  it('refuses bombs and prototypes: deep nesting, __proto__, a huge body, NUL', async () => {
    const deep = `{"eventId":"d","x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect((await push(edge, deep)).status).toBe(422);
    const event = told(5, '2026-11-23T10:00:00+01:00');
    expect(
      (await push(edge, event.replace('"person":', '"__proto__":{"personId":"P6"},"person":'))).status,
    ).toBe(400);
    expect((await push(edge, event.replace('"eventId":"', '"eventId":"\\u0000'))).status).toBe(422);
    expect((await push(edge, `${event}${' '.repeat(4 * 1024 * 1024)}`)).status).toBe(413);
    expect(await state(6)).toHaveLength(1);
  });

  it('refuses an event from a clock that runs far ahead, which would silence all that follows', async () => {
    const answer = await push(edge, told(5, '2027-11-23T10:00:00+01:00'));
    expect([answer.status, answer.errors?.[0]?.pointer]).toEqual([422, '/occurredAt']);
  });

  it('answers a list event by event: one that is wrong stops none of the others', async () => {
    const list = [
      JSON.parse(told(7, '2026-11-23T10:00:00+01:00', [{ unit: '120' }])) as unknown,
      { nonsense: true },
      JSON.parse(told(8, '2026-11-23T10:00:00+01:00', [{ unit: '999' }])) as unknown,
      JSON.parse(told(7, '2026-11-23T09:00:00+01:00', [{ unit: '110' }])) as unknown,
    ];
    const answer = await push(edge, JSON.stringify(list));
    expect([answer.status, answer.items.map((item) => [item.state, item.status, item.reason])]).toEqual([
      200,
      [
        ['applied', 200, null],
        ['invalid', 422, 'invalid'],
        ['quarantined', 202, 'unknown-unit'],
        ['stale', 200, null],
      ],
    ]);
    expect((await push(edge, '[]')).status).toBe(422);
    expect((await push(edge, JSON.stringify(Array.from({ length: 1001 }, () => ({}))))).status).toBe(422);
  });
});

describe('events and full deliveries', () => {
  beforeEach(async () => {
    await start();
    await snapshot(crowd(0, 40), '2026-11-23T02:00:00+01:00');
  });
  afterEach(() => edge.stop());

  it('leave what is newer than the delivery alone, also a person whose line is missing', async () => {
    await push(edge, told(1, '2026-11-23T10:00:00+01:00', [{ unit: '120' }]));
    await push(edge, told(100, '2026-11-23T10:00:00+01:00'));
    setTime('2026-11-24T06:00:00Z');
    await snapshot(crowd(0, 40), '2026-11-23T09:00:00+01:00');
    expect(await state(1)).toMatchObject([{ unit: '120' }]);
    expect(await state(100)).toMatchObject([{ to: null }]);
    // One written later knows better: the same files, another time.
    await snapshot(crowd(0, 40), '2026-11-24T02:00:00+01:00');
    expect(await state(1)).toMatchObject([{ unit: '110' }]);
    expect(await state(100)).toMatchObject([{ to: '2026-11-23' }]);
  });

  it('let an event from before the delivery change nothing', async () => {
    expect(states(await push(edge, told(1, '2026-11-22T10:00:00+01:00', [{ unit: '120' }])))).toEqual([
      'stale',
    ]);
    expect(await state(1)).toMatchObject([{ unit: '110' }]);
  });

  it('let an event from before the delivery tell of a person whose line was set aside', async () => {
    setTime('2026-11-24T06:00:00Z');
    const lines = [employmentLine(0, { EnhetId: '999' }), ...crowd(1, 40)];
    await snapshot(lines, '2026-11-24T02:00:00+01:00');
    expect(states(await push(edge, told(0, '2026-11-23T18:00:00+01:00', [{ unit: '120' }])))).toEqual([
      'applied',
    ]);
    expect(await state(0)).toMatchObject([{ unit: '120' }]);
  });

  it('take up a set-aside event when the unit it names has come', async () => {
    expect(states(await push(edge, told(1, '2026-11-23T10:00:00+01:00', [{ unit: '130' }])))).toEqual([
      'quarantined',
    ]);
    const units = [...someUnits, { EnhetId: '130', ÖverordnadEnhetId: '100', Enhetsnamn: 'Cedern' }];
    await snapshot(crowd(0, 40), '2026-11-23T09:00:00+01:00', units);
    expect(await edge.app.get(RetryHrEvents).run()).toBe(1);
    expect(await state(1)).toMatchObject([{ unit: '130' }]);
    expect(await edge.app.get(RetryHrEvents).run()).toBe(0);
  });

  it('take up what waited for a person as soon as their joiner has come', async () => {
    const later = told(100, '2026-11-23T11:00:00+01:00', [{ unit: '120' }], { type: 'Mover' });
    expect(states(await push(edge, later))).toEqual(['quarantined']);
    expect(states(await push(edge, told(100, '2026-11-23T10:00:00+01:00')))).toEqual(['applied']);
    expect(await state(100)).toMatchObject([{ unit: '120' }]);
  });

  it('keep an event that comes while a delivery is being taken in, and use it afterwards', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let begun = (): void => undefined;
    const locked = new Promise<void>((resolve) => (begun = resolve));
    const holding = edge.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('hr_facts'), hashtext('HR-VOF'))`);
      begun();
      await held;
    });
    await locked;
    const answer = await push(edge, told(1, '2026-11-23T10:00:00+01:00', [{ unit: '120' }]));
    expect([answer.status, ...states(answer)]).toEqual([202, 'received']);
    release();
    await holding;
    expect(await edge.app.get(RetryHrEvents).run()).toBe(1);
    expect(await state(1)).toMatchObject([{ unit: '120' }]);
  });

  it('wait with a move until its day, and let newer news stand', async () => {
    const move = (n: number): string =>
      told(n, '2026-11-23T10:00:00+01:00', [{ unit: '120' }], { type: 'Mover', from: '2026-11-25' });
    for (const n of [1, 2]) expect(states(await push(edge, move(n)))).toEqual(['received']);
    await push(
      edge,
      told(2, '2026-11-23T11:00:00+01:00', [{ title: 'Samordnare' }], { type: 'PersonChanged' }),
    );
    expect(await edge.app.get(RetryHrEvents).run()).toBe(0);
    expect(await state(1)).toMatchObject([{ unit: '110' }]);
    setTime('2026-11-25T06:00:00Z');
    await edge.app.get(RetryHrEvents).run();
    expect(await state(1)).toMatchObject([{ unit: '120' }]);
    expect(await state(2)).toMatchObject([{ unit: '110', title: 'Samordnare' }]);
    expect(await edge.audit('event.received')).toHaveLength(2);
  });

  it('take twenty events of one person at once in their order, and the same one once', async () => {
    const hour = (nth: number): string => `2026-11-23T10:${String(nth).padStart(2, '0')}:00+01:00`;
    const many = Array.from({ length: 20 }, (_, nth) =>
      told(1, hour(nth), [{ title: `Titel ${String(nth)}` }]),
    );
    const answers = await Promise.all([...many, ...many].reverse().map((text) => push(edge, text)));
    expect(await state(1)).toMatchObject([{ title: 'Titel 19' }]);
    const all = answers.flatMap(states);
    expect(all.filter((one) => one === 'duplicate')).toHaveLength(20);
    expect(all.filter((one) => one !== 'duplicate' && one !== 'applied' && one !== 'stale')).toEqual([]);
  });

  it('take events and a delivery at the same time as if one had come after the other', async () => {
    const moves = Array.from({ length: 10 }, (_, n) =>
      push(edge, told(n, '2026-11-23T10:00:00+01:00', [{ unit: '120' }])),
    );
    const lines = crowd(0, 40, { Befattning: 'Vårdbiträde' });
    await Promise.all([...moves, snapshot(lines, '2026-11-23T09:30:00+01:00')]);
    await edge.app.get(RetryHrEvents).run();
    for (let n = 0; n < 10; n += 1)
      expect(await state(n)).toMatchObject([{ unit: '120', title: 'Undersköterska' }]);
    expect(await state(20)).toMatchObject([{ unit: '110', title: 'Vårdbiträde' }]);
  });
});

describe('events at the breaker', () => {
  const end = '2026-11-20';
  let hr: Caller;
  let home: CareHome;

  beforeAll(async () => {
    await start({ count: 1, share: 0.01, floor: 1 });
    await snapshot(crowd(0, 40), '2026-11-23T02:00:00+01:00');
    await push(
      edge,
      told(1, '2026-11-23T08:00:00+01:00', [{ number: 'A1' }, { number: 'B1' }, { number: 'C1' }]),
    );
    home = new CareHome(edge.database);
    const uploader = await home.employee(await home.unit('/h/', 'HR'));
    await home.grant(uploader, await home.role(uploader, { grindvakt: 'hr' }));
    hr = new Caller(edge.url, await edge.signIn(uploader.personId));
  });
  afterAll(() => edge.stop());

  async function heldImport(): Promise<string> {
    const [row] = await edge.database.query<{ id: string }>(
      `SELECT import_id AS id FROM hr_event WHERE state = 'held'`,
    );
    return row?.id ?? '';
  }

  const mass = (at: string): string =>
    told(
      1,
      at,
      ['A1', 'B1', 'C1'].map((number) => ({ number, to: end })),
      { type: 'Leaver' },
    );

  it('are held like a delivery, listed, and let through by a human with a reason', async () => {
    const answer = await push(edge, mass('2026-11-23T10:00:00+01:00'));
    expect([answer.status, ...states(answer)]).toEqual([202, 'held']);
    expect(await state(1)).toMatchObject([{ to: null }, { to: null }, { to: null }]);
    const list = await hr.get<{
      items: { state: string; import: string | null; person: { name: string } }[];
    }>('/hr/events?show=attention');
    const [held] = list.body.items;
    expect(held).toMatchObject({ state: 'held' });
    const id = held?.import ?? '';
    const view = await hr.get<{ channel: string; state: string; guard: { ends: number } }>(
      `/hr/imports/${id}`,
    );
    expect(view.body).toMatchObject({ channel: 'event', state: 'held', guard: { ends: 3 } });
    const differences = await hr.get<{ items: unknown[] }>(`/hr/imports/${id}/differences`);
    expect(differences.body.items).toHaveLength(1);
    const released = await hr.post<{ state: string }>(`/hr/imports/${id}/release`, {
      reason: 'Stämt av med lönekontoret',
    });
    expect([released.status, released.body.state]).toEqual([200, 'applied']);
    expect(await state(1)).toMatchObject([{ to: end }, { to: end }, { to: end }]);
    expect(
      (await hr.post(`/hr/imports/${id}/release`, { reason: 'En gång till för säkerhets skull' })).status,
    ).toBe(409);
    const [event] = await edge.database.query(`SELECT state, sealed FROM hr_event WHERE import_id = $1`, [
      id,
    ]);
    expect(event).toEqual({ state: 'applied', sealed: null });
  });

  it('give way to newer news, and are then not let through any more', async () => {
    await push(
      edge,
      told(1, '2026-11-23T10:10:00+01:00', [{ number: 'A1' }, { number: 'B1' }, { number: 'C1' }]),
    );
    await push(edge, mass('2026-11-23T10:20:00+01:00'));
    const id = await heldImport();
    await push(
      edge,
      told(1, '2026-11-23T10:30:00+01:00', [{ number: 'A1' }, { number: 'B1' }, { number: 'C1' }]),
    );
    expect((await hr.post(`/hr/imports/${id}/release`, { reason: 'Det här är för sent nu' })).status).toBe(
      409,
    );
    expect(await state(1)).toMatchObject([{ to: null }, { to: null }, { to: null }]);
  });

  it('are cancelled with a reason, and their contents are gone', async () => {
    await push(edge, mass('2026-11-23T10:40:00+01:00'));
    const id = await heldImport();
    expect(
      (await hr.post(`/hr/imports/${id}/cancellation`, { reason: 'Felregistrerat i HR-systemet' })).status,
    ).toBe(200);
    const [event] = await edge.database.query(`SELECT state, sealed FROM hr_event WHERE import_id = $1`, [
      id,
    ]);
    expect(event).toEqual({ state: 'cancelled', sealed: null });
  });

  it('are shown to those with the right alone, and a protected person’s name to nobody without need', async () => {
    const nurse = await home.employee(await home.unit('/v/', 'Vård'));
    const caller = new Caller(edge.url, await edge.signIn(nurse.personId));
    expect((await caller.get('/hr/events')).status).toBe(403);
    await home.grant(nurse, await home.role(nurse, { grindvakt: 'auditor' }));
    await edge.database.query(
      `UPDATE person SET protection = 'confidential' WHERE id = (SELECT person_id FROM person_source WHERE source_key = 'P1')`,
    );
    const list = await caller.get<{ items: { person: { id: string | null; name: string } }[] }>(
      '/hr/events?limit=2',
    );
    expect(list.body.items).toHaveLength(2);
    expect(JSON.stringify(list.body)).not.toContain('Ek1');
  });

  it('are stopped when many small ones end what one delivery might not: thirty leavers one by one', async () => {
    const leaver = (n: number): string =>
      told(n, '2026-11-23T09:00:00+01:00', [{ to: end }], { type: 'Leaver' });
    const came: string[] = [];
    for (let n = 10; n < 40; n += 1) came.push(...states(await push(edge, leaver(n))));
    const passed = came.indexOf('held');
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(15);
    expect(new Set(came.slice(passed))).toEqual(new Set(['held']));
  });
});

describe('events after a delivery has ended some', () => {
  const end = '2026-11-20';
  beforeAll(async () => {
    await start({ count: 50, share: 0.1, floor: 1 });
    await snapshot(crowd(0, 34), '2026-11-23T02:00:00+01:00');
    const next = [...crowd(0, 31), ...crowd(31, 34, { Slutdatum: end })];
    await snapshot(next, '2026-11-23T09:00:00+01:00');
  });
  afterAll(() => edge.stop());

  const leaver = (n: number): Promise<Pushed> =>
    push(edge, told(n, '2026-11-23T10:00:00+01:00', [{ to: end }], { type: 'Leaver' }));

  it('are weighed with it, and the held one says how many are in force in all', async () => {
    for (let n = 1; n < 4; n += 1) expect(states(await leaver(n))).toEqual([n < 2 ? 'applied' : 'held']);
    const [held] = await edge.database.query<{ guard: unknown }>(
      `SELECT result -> 'guard' AS guard FROM hr_import WHERE state = 'held' ORDER BY started_at LIMIT 1`,
    );
    expect(held?.guard).toEqual({ ends: 1, earlier: 4, allowed: 4, active: 30 });
  });
});
