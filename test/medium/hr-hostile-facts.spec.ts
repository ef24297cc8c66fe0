import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  testNumber,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hostile-facts-'));
const never = { count: 100_000, share: 1, floor: 100_000 };
/** What HR says today, line by line. */
const stated = new Map<string, EmploymentLine>();
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      lifecycle: { breakers: { unit: never, hour: never } },
      hr: { sources: [{ ...demoSource({ breaker: never }), events: someEvents }] },
    },
  });
  await edge.app.get(Jobs).start();
  setTime('2026-11-24T09:00:00Z');
  state('boss', employmentLine(9000));
  await take();
  const catalogue = smallCatalogue({
    source: 'HR-VOF',
    informationOwner: 'A9000',
    systemOwner: 'A9000',
    roles: [{ key: 'vard', group: 'vard' }],
    birthrightRules: [{ key: 'alla', name: 'Alla', role: 'vard', selector: {} }],
  });
  await edge.app.get(LoadCatalogue).run(operator, catalogue);
  await edge.app.get(PassMidnight).run();
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function setTime(at: string): void {
  edge.clock.move((Date.parse(at) - edge.clock.now().getTime()) / 60_000);
}

function state(name: string, line: EmploymentLine | null): void {
  if (line) stated.set(name, line);
  else stated.delete(name);
}

let signedIn: Promise<Caller> | undefined;

/** Somebody at HR. */
function clerk(): Promise<Caller> {
  return (signedIn ??= (async () => {
    const home = new CareHome(edge.database);
    const employee = await home.employee(await home.unit('/2/', 'Personal'));
    await home.grant(employee, await home.role(employee, { grindvakt: 'hr' }));
    return new Caller(edge.url, await edge.signIn(employee.personId));
  })());
}

async function take(manifest?: object): Promise<ImportResult> {
  const delivery = readDelivery(writeDelivery(folder, [...stated.values()], someUnits, manifest));
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
}

/** Who has access by which employment, by key of the record. */
async function access(key: string): Promise<string[]> {
  const rows = await edge.database.query<{ number: string }>(
    `SELECT e.number FROM access_grant g JOIN employment e ON e.id = g.employment_id
     WHERE e.source_key = $1 AND grant_works(g.ended_at, g.valid_to, g.suspended_for, $2) ORDER BY 1`,
    [key, edge.clock.now()],
  );
  return rows.map(({ number }) => number);
}

async function personOf(key: string): Promise<string | null> {
  const [row] = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM person_source WHERE source_key = $1`,
    [key],
  );
  return row?.id ?? null;
}

async function openCases(key: string): Promise<number> {
  return (
    await edge.database.query(`SELECT FROM correlation_case WHERE source_key = $1 AND state = 'open'`, [key])
  ).length;
}

describe('who is who', () => {
  it('twins with the same names are two', async () => {
    const names = { Förnamn: 'Kim', Tilltalsnamn: 'Kim', Efternamn: 'Tvilling' };
    state('twin-a', employmentLine(500, names));
    state('twin-b', employmentLine(501, { ...names, Personnummer: testNumber(27_500) }));
    await take();
    expect([await access('P500'), await access('P501')]).toEqual([['A500'], ['A501']]);
    expect(await personOf('P500')).not.toBe(await personOf('P501'));
  });

  it('attack: a leaver’s number for a newcomer gives neither of them anything', async () => {
    state('left', employmentLine(510));
    await take();
    state('left', null);
    setTime('2026-11-25T09:00:00Z');
    await take();
    expect(await access('P510')).toEqual([]);
    state(
      'new',
      employmentLine(511, {
        Personnummer: testNumber(510),
        Förnamn: 'Noor',
        Tilltalsnamn: 'Noor',
        Efternamn: 'Ny',
        HSAid: '',
      }),
    );
    const { quarantined } = await take();
    expect(quarantined).toHaveLength(1);
    expect([await access('P510'), await access('P511'), await openCases('P511')]).toEqual([[], [], 1]);
    state('new', null);
    await take();
  });

  it('attack: the number of somebody who works here on another’s record takes nothing from either', async () => {
    state('a', employmentLine(520));
    state('b', employmentLine(521));
    await take();
    state('b', employmentLine(521, { Personnummer: testNumber(520) }));
    const { quarantined } = await take();
    expect(quarantined.length).toBeGreaterThan(0);
    expect([await access('P520'), await access('P521')]).toEqual([['A520'], ['A521']]);
    state('b', employmentLine(521));
    await take();
  });

  it('attack: a key that is used again for somebody else gives them nothing of the first one’s', async () => {
    state('key', employmentLine(540));
    await take();
    const before = await personOf('P540');
    state(
      'key',
      employmentLine(541, {
        PersonId: 'P540',
        Förnamn: 'Helt',
        Tilltalsnamn: 'Helt',
        Efternamn: 'Annan',
        Startdatum: '2026-11-20',
      }),
    );
    await take();
    const [person] = await edge.database.query<{ name: string }>(
      `SELECT family_name AS name FROM person WHERE id = $1`,
      [before],
    );
    expect(person?.name).toBe('Ek540');
    expect([await openCases('P540'), await access('P540')]).toEqual([1, ['A540']]);
    state('key', employmentLine(540)); // HR takes it back
    await take();
    expect([await openCases('P540'), await access('P540')]).toEqual([0, ['A540']]);
  });

  it('HR says that the key is somebody else’s now: each has an identity and access of their own', async () => {
    const calls = await clerk();
    state('first', employmentLine(560));
    await take();
    const first = await personOf('P560');
    const newcomer = employmentLine(561, {
      PersonId: 'P560',
      Förnamn: 'Noor',
      Tilltalsnamn: 'Noor',
      Efternamn: 'Strand',
      Startdatum: '2026-11-20',
    });
    state('first', null);
    state('newcomer', newcomer);
    // Until HR has answered nothing ends for the first one either: the line may be theirs.
    expect([(await take()).changes.leavers, await access('P560')]).toEqual([0, ['A560']]);
    const [open] = await edge.database.query<{ id: string }>(
      `SELECT id FROM correlation_case WHERE source_key = 'P560' AND state = 'open'`,
    );
    const decided = await calls.post<{ code?: string }>(`/data-quality/cases/${open?.id ?? ''}/decision`, {
      decision: 'different',
      reason: 'Lönekontoret har gett numret till en ny.',
    });
    expect([decided.status, decided.body.code]).toEqual([200, undefined]);
    const second = await personOf('P560');
    expect(second).not.toBe(first);
    const held = async () =>
      edge.database.query(
        `SELECT p.id, p.family_name AS name, p.person_number_index = i.other AS same, array_agg(e.number) FILTER (WHERE g.id IS NOT NULL) AS access
         FROM person p JOIN employment e ON e.person_id = p.id
         LEFT JOIN access_grant g ON g.employment_id = e.id AND g.ended_at IS NULL
         CROSS JOIN (SELECT person_number_index AS other FROM person WHERE id = $1) i
         WHERE p.id IN ($1, $2) GROUP BY p.id, i.other ORDER BY p.family_name`,
        [first, second],
      );
    expect(await held()).toEqual([
      { id: first, name: 'Ek560', same: true, access: ['A560'] },
      { id: second, name: 'Strand', same: false, access: ['A561'] },
    ]);
    // The next delivery does not state the first one's employment: that one leaves, and the newcomer stays.
    const next = await take();
    expect([next.quarantined, next.changes.leavers]).toEqual([[], 1]);
    expect(await held()).toEqual([
      { id: first, name: 'Ek560', same: true, access: null },
      { id: second, name: 'Strand', same: false, access: ['A561'] },
    ]);
    // Back under a key of their own, the first one is known again by their personal number.
    state('first', employmentLine(560, { PersonId: 'P560-2', Anställningsnummer: 'A560-2' }));
    expect((await take()).quarantined).toEqual([]);
    expect([await personOf('P560-2'), await personOf('P560')]).toEqual([first, second]);
    const entries = await edge.database.query(
      `SELECT action, person_id AS "personId" FROM audit_entry WHERE object_id = $1 AND action <> 'correlation.opened' ORDER BY id`,
      [open?.id],
    );
    expect(entries).toEqual([
      { action: 'record.key-retired', personId: first },
      { action: 'correlation.resolved', personId: second },
    ]);
    state('first', null);
    state('newcomer', null);
    await take();
  });

  it('a merge can be undone after the key of the merged record has passed to somebody else', async () => {
    const calls = await clerk();
    const reason = 'Frågat lönekontoret.';
    state('kept', employmentLine(570));
    state('merged', employmentLine(571));
    await take();
    const [survivorId, mergedId] = [await personOf('P570'), await personOf('P571')];
    const merge = await calls.post<{ id: string }>('/data-quality/merges', { survivorId, mergedId, reason });
    expect(merge.status).toBe(201);
    const anew = { PersonId: 'P571', Förnamn: 'Noor', Tilltalsnamn: 'Noor', Efternamn: 'Sjö' };
    state('merged', employmentLine(572, anew));
    await take();
    const [open] = await edge.database.query<{ id: string }>(
      `SELECT id FROM correlation_case WHERE source_key = 'P571' AND state = 'open'`,
    );
    const decided = await calls.post(`/data-quality/cases/${open?.id ?? ''}/decision`, {
      decision: 'different',
      reason,
    });
    expect(decided.status).toBe(200);
    expect((await calls.post(`/data-quality/merges/${merge.body.id}/undo`, { reason })).status).toBe(200);
    const holders = await edge.database.query(
      `SELECT e.number, e.person_id AS id, s.person_id AS record FROM employment e
       JOIN person_source s ON s.source = e.source AND s.source_key = e.source_key
       WHERE e.number IN ('A570', 'A571', 'A572') ORDER BY 1`,
    );
    const newcomer = await personOf('P571');
    expect([survivorId, mergedId]).not.toContain(newcomer);
    expect(holders).toEqual([
      { number: 'A570', id: survivorId, record: survivorId },
      { number: 'A571', id: mergedId, record: mergedId },
      { number: 'A572', id: newcomer, record: newcomer },
    ]);
    state('kept', null);
    state('merged', null);
    await take();
  });

  it('HR says that it is the same person after all, or must give a newcomer with the same number another one', async () => {
    const calls = await clerk();
    const before = employmentLine(550);
    state('named-anew', before);
    await take();
    const personId = await personOf('P550');
    const anew = { PersonId: 'P550', Förnamn: 'Robin', Tilltalsnamn: 'Robin', Efternamn: 'Strand' };
    state('named-anew', employmentLine(551, { ...anew, Anställningsnummer: 'A550', HSAid: '', Epost: '' }));
    await take();
    const [open] = await edge.database.query<{ id: string }>(
      `SELECT id FROM correlation_case WHERE source_key = 'P550' AND state = 'open'`,
    );
    const decide = (body: object) =>
      calls.post<{ code?: string }>(`/data-quality/cases/${open?.id ?? ''}/decision`, {
        ...body,
        reason: 'Frågat enhetschefen.',
      });
    const other = await decide({ decision: 'different' });
    expect([other.status, other.body.code]).toEqual([409, 'key-of-another']);
    expect((await decide({ decision: 'same', personId })).status).toBe(200);
    const [person] = await edge.database.query<{ name: string }>(
      `SELECT family_name AS name FROM person WHERE id = $1`,
      [personId],
    );
    expect([person?.name, await access('P550')]).toEqual(['Strand', ['A550']]);
    expect((await take()).quarantined).toEqual([]);
  });
});

describe('when', () => {
  beforeAll(async () => {
    setTime('2029-03-01T09:00:00Z');
    await edge.app.get(PassMidnight).run();
  });

  it('attack: a delivery of a year that has not come silences nothing', async () => {
    const files = ['anstallningar.csv', 'organisation.csv'].map((name) => ({ name }));
    state('after', employmentLine(600));
    const wrong = await take({ snapshotDate: '2039-03-01', kind: 'full', files });
    expect([wrong.outcome, wrong.rejection?.code]).toEqual(['rejected', 'snapshot-ahead']);
    const late = await take({ kind: 'full', files, generatedAt: '2039-03-01T00:00:00Z' });
    expect([late.outcome, late.rejection?.code]).toEqual(['rejected', 'snapshot-ahead']);
    expect((await take({ snapshotDate: '2029-03-01', kind: 'full', files })).outcome).toBe('applied');
    expect(await access('P600')).toEqual(['A600']);
  });

  it('of two events of the same moment the same one counts, whichever comes first', async () => {
    for (const [n, order] of [
      [610, ['b', 'a']],
      [611, ['a', 'b']],
    ] as const) {
      for (const id of order)
        await push(
          edge,
          told(n, '2029-03-01T09:30:00Z', [{ unit: id === 'a' ? '110' : '120', from: '2029-01-01' }], {
            id: `same-${String(n)}-${id}`,
          }),
        );
    }
    const rows = await edge.database.query<{ unit: string }>(
      `SELECT u.code AS unit FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.number IN ('A610', 'A611')`,
    );
    expect(rows.map(({ unit }) => unit)).toEqual(['120', '120']);
  });

  it('an employment of one day, slept through by three, leaves nothing behind; one of today works today', async () => {
    state('day', employmentLine(620, { Startdatum: '2029-03-04', Slutdatum: '2029-03-04' }));
    state('today', employmentLine(621, { Startdatum: '2029-03-03', Slutdatum: '2029-03-03' }));
    setTime('2029-03-03T09:00:00Z');
    await edge.app.get(PassMidnight).run();
    await take();
    expect([await access('P620'), await access('P621')]).toEqual([[], ['A621']]);
    setTime('2029-03-06T00:30:00+01:00');
    await edge.app.get(PassMidnight).run();
    expect([await access('P620'), await access('P621')]).toEqual([[], []]);
    state('day', null);
    state('today', null);
    await take();
  });

  it('ends on the leap day, at its midnight in Stockholm, and no other year has one', async () => {
    setTime('2028-02-28T09:00:00Z'); // the clock goes back
    await edge.app.get(PassMidnight).run();
    state('leap', employmentLine(630, { Startdatum: '2028-02-01', Slutdatum: '2028-02-29' }));
    state('none', employmentLine(631, { Slutdatum: '2029-02-29' }));
    const { quarantined } = await take();
    expect(quarantined).toHaveLength(1);
    setTime('2028-02-29T22:59:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await access('P630')).toEqual(['A630']);
    setTime('2028-02-29T23:01:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await access('P630')).toEqual([]);
    state('leap', null);
    state('none', null);
    await take();
  });

  it('the days turn at midnight in Stockholm in both nights of the year that are of another length', async () => {
    state('spring', employmentLine(640, { Startdatum: '2028-03-01', Slutdatum: '2028-03-25' }));
    state('autumn', employmentLine(641, { Startdatum: '2028-03-01', Slutdatum: '2028-10-29' }));
    setTime('2028-03-25T22:59:00Z');
    await edge.app.get(PassMidnight).run();
    await take();
    expect(await access('P640')).toEqual(['A640']);
    setTime('2028-03-25T23:01:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await access('P640')).toEqual([]);
    setTime('2028-10-29T22:59:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await access('P641')).toEqual(['A641']);
    setTime('2028-10-29T23:01:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await access('P641')).toEqual([]);
  });

  it('a leave that HR tells of afterwards rests from now, and taken back it never was', async () => {
    const leave = { FrånvaroTyp: 'Tjänstledighet', FrånvaroFrom: '2028-10-20', FrånvaroTom: '2029-02-01' };
    state('leave', employmentLine(650));
    await take();
    state('leave', employmentLine(650, leave));
    await take();
    expect(await access('P650')).toEqual([]);
    state('leave', employmentLine(650));
    await take();
    expect(await access('P650')).toEqual(['A650']);
    state('leave', employmentLine(650, { ...leave, FrånvaroTom: '2028-10-25' })); // over before it was told
    await take();
    expect(await access('P650')).toEqual(['A650']);
  });
});
