import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoFolder, demoSource } from '../support/hr-delivery.js';
import { eventText, push, someEvents, type Pushed } from '../support/hr-events.js';

// Thousands of people; a busy machine may take its time.
jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };

async function startAt(days: readonly string[], now: string): Promise<Edge> {
  const edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [{ ...demoSource(), events: someEvents }] } },
  });
  await edge.app.get(Jobs).start();
  for (const [nth, day] of days.entries()) {
    setTime(edge, `${day}T09:00:00Z`);
    await edge.app
      .get(TakeHrSnapshot)
      .run(operator, { delivery: readDelivery(demoFolder(day)), channel: 'command' });
    if (nth > 0) continue;
    const file = path.resolve(import.meta.dirname, '../../config/demo-catalogue.yaml');
    await edge.app.get(LoadCatalogue).run(operator, parse(readFileSync(file, 'utf8')) as unknown);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  }
  setTime(edge, now);
  await edge.app.get(PassMidnight).run();
  return edge;
}

function setTime(edge: Edge, at: string): void {
  edge.clock.move((Date.parse(at) - edge.clock.now().getTime()) / 60_000);
}

interface Employed {
  number: string;
  unit: string;
  start: string;
  end: string | null;
  title: string;
  live: number;
}

/** The person's employments by number, with how many live grants each carries. */
async function employed(edge: Edge, key: string): Promise<Employed[]> {
  return edge.database.query<Employed>(
    `SELECT e.number, u.code AS unit, e.start_date AS start, e.end_date AS "end", e.title,
       (SELECT count(*) FROM access_grant g WHERE g.employment_id = e.id AND g.ended_at IS NULL) AS live
     FROM employment e JOIN unit u ON u.id = e.unit_id JOIN person_source s ON s.person_id = e.person_id
     WHERE s.source_key = $1 ORDER BY e.number`,
    [key],
  );
}

async function person(edge: Edge, key: string): Promise<Record<string, unknown>> {
  const [row] = await edge.database.query<Record<string, unknown>>(
    `SELECT p.id, p.family_name AS "familyName", p.email, p.protection, encode(p.person_number_index, 'hex') AS number
     FROM person p JOIN person_source s ON s.person_id = p.id WHERE s.source_key = $1`,
    [key],
  );
  return row ?? {};
}

function outcome({ status, items }: Pushed): unknown[] {
  return [status, items[0]?.state, items[0]?.reason ?? null];
}

async function history(edge: Edge, key: string): Promise<string[]> {
  const rows = await edge.database.query<{ line: string }>(
    `SELECT concat_ws(' ', l.kind, u.code, l.day) AS line FROM lifecycle_event l JOIN person_source s ON s.person_id = l.person_id
     JOIN unit u ON u.id = l.unit_id WHERE s.source_key = $1 ORDER BY l.at`,
    [key],
  );
  return rows.map(({ line }) => line);
}

const afternoon = '2026-11-23T15:00:00Z';

describe.each([
  { on: 'day two', days: ['2026-11-20', '2026-11-21'] },
  { on: 'day one', days: ['2026-11-20'] },
])('the department’s events, one by one, on top of $on', ({ days }) => {
  let edge: Edge;
  const send = (number: string): Promise<Pushed> => push(edge, eventText(number));

  beforeAll(async () => {
    edge = await startAt(days, afternoon);
  });
  afterAll(async () => {
    await edge.stop();
  });

  it('01 prepares who comes later, without access before the day', async () => {
    expect(outcome(await send('01'))).toEqual([200, 'applied', null]);
    expect(await employed(edge, 'P104015')).toMatchObject([
      { number: '1008714', start: '2026-12-01', live: 0 },
    ]);
  });

  it('02 takes a joiner with two hourly employments', async () => {
    expect(outcome(await send('02'))).toEqual([200, 'applied', null]);
    const [one, two] = await employed(edge, 'P104016');
    expect(one).toMatchObject({ number: '1008715', unit: '33600', end: '2027-01-31' });
    expect(two).toMatchObject({ number: '1008717', unit: '70330' });
    expect((one?.live ?? 0) > 0 && (two?.live ?? 0) > 0).toBe(true);
  });

  it('03 gives a back-dated joiner access from now, not from then', async () => {
    expect(outcome(await send('03'))).toEqual([200, 'applied', null]);
    const [row] = await edge.database.query<{ from: Date }>(
      `SELECT min(g.valid_from) AS from FROM access_grant g JOIN person_source s ON s.person_id = g.person_id WHERE s.source_key = 'P104017'`,
    );
    expect(row?.from.toISOString() ?? '').toMatch(/^2026-11-23T15:/);
  });

  it('04 takes a consultant with sponsor, contract and end', async () => {
    expect(outcome(await send('04'))).toEqual([200, 'applied', null]);
    const [row] = await edge.database.query(
      `SELECT kind, sponsor_number, external_employer, contract_reference, end_date FROM employment WHERE number = '1008722'`,
    );
    expect(row).toEqual({
      kind: 'consultant',
      sponsor_number: '1001542',
      external_employer: 'Provkonsult i Norden AB',
      contract_reference: 'AVT-2026-0440',
      end_date: '2027-03-31',
    });
  });

  it('05 moves somebody to another unit', async () => {
    expect(outcome(await send('05'))).toEqual([200, 'applied', null]);
    expect(await employed(edge, 'P101206')).toMatchObject([{ unit: '24330', end: null }]);
    const away = await edge.database.query(
      `SELECT FROM access_grant g JOIN employment e ON e.id = g.employment_id
       WHERE e.number = '0012836' AND g.ended_at IS NULL AND g.source = 'birthright' AND g.unit_id <> e.unit_id`,
    );
    expect(away).toEqual([]);
  });

  it('06 gives somebody another title', async () => {
    expect(outcome(await send('06'))).toEqual([200, 'applied', null]);
    const event = JSON.parse(eventText('06')) as { employments: { title: string }[] };
    expect(await employed(edge, 'P100428')).toMatchObject([{ title: event.employments[0]?.title }]);
  });

  it('07 keeps the old and prepares the new when they overlap', async () => {
    expect(outcome(await send('07'))).toEqual([200, 'applied', null]);
    expect(await employed(edge, 'P102385')).toMatchObject([
      { number: '1000191', end: '2026-12-13' },
      { number: '1008724', unit: '21420', start: '2026-11-30', live: 0 },
    ]);
  });

  it('08 changes no access when only the manager differs', async () => {
    const before = await edge.database.query(
      `SELECT g.id FROM access_grant g JOIN person_source s ON s.person_id = g.person_id WHERE s.source_key = 'P100235' AND ended_at IS NULL`,
    );
    expect(outcome(await send('08'))).toEqual([200, 'applied', null]);
    const after = await edge.database.query(
      `SELECT g.id FROM access_grant g JOIN person_source s ON s.person_id = g.person_id WHERE s.source_key = 'P100235' AND ended_at IS NULL`,
    );
    expect(after).toEqual(before);
    const event = JSON.parse(eventText('08')) as { employments: { managerEmploymentId: string }[] };
    const [row] = await edge.database.query<{ number: string }>(
      `SELECT m.number FROM employment e JOIN employment m ON m.id = e.manager_employment_id WHERE e.number = '1001449'`,
    );
    expect(row?.number).toBe(event.employments[0]?.managerEmploymentId);
  });

  it('09 and 10 take an end to come and an end today; nothing ends before its midnight', async () => {
    expect(outcome(await send('09'))).toEqual([200, 'applied', null]);
    expect(outcome(await send('10'))).toEqual([200, 'applied', null]);
    const [later] = await employed(edge, 'P103155');
    const [today] = await employed(edge, 'P100040');
    expect(later).toMatchObject({ end: '2026-12-31' });
    expect(today).toMatchObject({ end: '2026-11-23' });
    expect((later?.live ?? 0) > 0 && (today?.live ?? 0) > 0).toBe(true);
  });

  it('11 ends everything at once for who left eight days ago, by the urgent lane', async () => {
    expect(outcome(await send('11'))).toEqual([200, 'applied', null]);
    expect(await employed(edge, 'P102261')).toMatchObject([
      { end: '2026-11-15', live: 0 },
      { end: '2026-11-15', live: 0 },
    ]);
    const id = String((await person(edge, 'P102261'))['id']);
    const tasks = await edge.database.query<{ name: string }>(
      `SELECT DISTINCT name FROM pgboss.job WHERE data -> 'personIds' ? $1 AND name LIKE 'deliver%' AND data ->> 'target' = 'directory'
       AND created_on = (SELECT max(created_on) FROM pgboss.job WHERE data -> 'personIds' ? $1)`,
      [id],
    );
    expect(tasks).toEqual([{ name: 'deliver-urgently' }]);
  });

  it('12 and 13 correct an end and cancel one', async () => {
    expect(outcome(await send('12'))).toEqual([200, 'applied', null]);
    expect(outcome(await send('13'))).toEqual([200, 'applied', null]);
    const grants = async (): Promise<unknown> =>
      edge.database.query(
        `SELECT g.id FROM access_grant g JOIN employment e ON e.id = g.employment_id WHERE e.number = '1000083' AND g.ended_at IS NULL ORDER BY 1`,
      );
    const before = await grants();
    expect(await employed(edge, 'P103155')).toMatchObject([{ end: '2027-02-28' }]);
    expect(await employed(edge, 'P100040')).toMatchObject([{ end: null }]);
    expect(before).not.toEqual([]);
    // The midnight that would have ended it ends nothing.
    setTime(edge, '2026-11-24T05:00:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await grants()).toEqual(before);
    setTime(edge, '2026-11-23T15:10:00Z');
    await edge.app.get(PassMidnight).run();
  });

  it('14 accepts the same event again and changes nothing', async () => {
    const state = await everything(edge);
    expect(outcome(await send('14'))).toEqual([200, 'duplicate', null]);
    expect(await everything(edge)).toBe(state);
  });

  it('15 refuses other contents under an id that is taken, and HR sees it', async () => {
    const state = await everything(edge);
    const answer = await send('15');
    expect([answer.status, answer.code]).toEqual([409, 'event-conflict']);
    expect((await send('15')).status).toBe(409);
    expect(await everything(edge)).toBe(state);
    const rows = await edge.database.query(
      `SELECT state, reason, repeats FROM hr_event WHERE state = 'conflict'`,
    );
    expect(rows).toEqual([{ state: 'conflict', reason: 'event-conflict', repeats: 1 }]);
    expect(await edge.audit('event.refused')).toHaveLength(1);
  });

  it('16 and 17 end in the later unit, and history gains the earlier', async () => {
    expect(outcome(await send('16'))).toEqual([200, 'applied', null]);
    expect(outcome(await send('17'))).toEqual([200, 'stale', null]);
    expect(await employed(edge, 'P101754')).toMatchObject([{ unit: '22430' }]);
    expect(await history(edge, 'P101754')).toEqual(
      expect.arrayContaining(['moved 22130 2026-11-23', 'moved 22430 2026-11-23']),
    );
  });

  it('18 and 19 take a leave that comes and one that has ended', async () => {
    expect(outcome(await send('18'))).toEqual([200, 'applied', null]);
    expect(outcome(await send('19'))).toEqual([200, 'applied', null]);
    const rows = await edge.database.query(
      `SELECT number, leave_kind, leave_percent::float AS percent, leave_from, leave_to FROM employment WHERE number IN ('1001745', '1000790') ORDER BY number`,
    );
    expect(rows).toEqual([
      { number: '1000790', leave_kind: 'Föräldraledighet', percent: 100, leave_from: '2026-04-07', leave_to: '2026-11-22' },
      { number: '1001745', leave_kind: 'Föräldraledighet', percent: 100, leave_from: '2026-11-30', leave_to: '2027-09-30' },
    ]); // prettier-ignore
  });

  it('20 takes somebody back as the same person, with nothing old', async () => {
    const before = await person(edge, 'P103922');
    expect(outcome(await send('20'))).toEqual([200, 'applied', null]);
    expect(await person(edge, 'P103922')).toMatchObject({ id: before['id'] });
    const [old, fresh] = await employed(edge, 'P103922');
    expect(old).toMatchObject({ number: '1002339', end: '2026-08-15', live: 0 });
    expect(fresh).toMatchObject({ number: '1008727', unit: '43220' });
    expect(fresh?.live).toBeGreaterThan(0);
  });

  it('21 keys somebody anew by the personal number', async () => {
    const before = await person(edge, 'P100702');
    expect(outcome(await send('21'))).toEqual([200, 'applied', null]);
    const after = await person(edge, 'P100702');
    expect(after['id']).toBe(before['id']);
    expect(after['number']).not.toBe(before['number']);
  });

  it('22 takes a new name and keeps the address', async () => {
    const before = await person(edge, 'P100939');
    expect(outcome(await send('22'))).toEqual([200, 'applied', null]);
    const after = await person(edge, 'P100939');
    expect(after['familyName']).not.toBe(before['familyName']);
    expect(after['email']).toBe(before['email']);
  });

  it('23 protects somebody from now on', async () => {
    expect(outcome(await send('23'))).toEqual([200, 'applied', null]);
    expect(await person(edge, 'P100369')).toMatchObject({ protection: 'confidential' });
  });

  it('24 takes a later end under a new contract', async () => {
    expect(outcome(await send('24'))).toEqual([200, 'applied', null]);
    const [row] = await edge.database.query(
      `SELECT end_date, contract_reference FROM employment WHERE number = '1007173'`,
    );
    expect(row).toEqual({ end_date: '2027-05-31', contract_reference: 'AVT-2026-0441' });
  });

  it('25 sets a leaver whom nobody knows aside, and creates nobody', async () => {
    const state = await everything(edge);
    expect(outcome(await send('25'))).toEqual([202, 'quarantined', 'unknown-person']);
    expect(await everything(edge)).toBe(state);
    expect(await person(edge, 'P999999')).toEqual({});
  });

  it('keeps no personal number and no contents of what is done with', async () => {
    const rows = await edge.database.query<{ row: string; kept: boolean; state: string }>(
      `SELECT (to_jsonb(v) - 'sealed' - 'digest')::text AS row, sealed IS NOT NULL AS kept, state FROM hr_event v`,
    );
    expect(rows).toHaveLength(24); // the duplicate is counted, not kept
    for (const { row, kept, state } of rows) {
      expect(row).not.toMatch(/\d{8}(238|239|980|981)\d/);
      expect([state, kept]).toEqual([state, state === 'quarantined']);
    }
    const audit = await edge.database.query<{ row: string }>(
      `SELECT detail::text AS row FROM audit_entry WHERE action LIKE 'event.%'`,
    );
    for (const { row } of audit) expect(row).not.toMatch(/\d{8}(238|239|980|981)\d/);
  });
});

/** Everything an event could change, as one text. */
async function everything(edge: Edge): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT md5(string_agg(t, '|' ORDER BY t)) AS all FROM (
       SELECT p::text AS t FROM person p UNION ALL SELECT e::text FROM employment e UNION ALL SELECT u::text FROM unit u
       UNION ALL SELECT h::text FROM person_hsa_id h UNION ALL SELECT g::text FROM access_grant g
       UNION ALL SELECT a::text FROM account a UNION ALL SELECT s::text FROM person_source s) x`,
  );
  return row?.all ?? '';
}
