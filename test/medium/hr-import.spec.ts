import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { importViewSchema } from '../../src/lifecycle/intake/hr.schema.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import type { HrSource } from '../../src/platform/config-hr.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoFolder,
  demoSource,
  employmentLine,
  employmentsText,
  someUnits,
  testNumber,
  unitsText,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';

type View = z.output<typeof importViewSchema>;
interface Problem {
  code: string;
}

// Thousands of people; a busy machine may take its time.
jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function startImports(source: HrSource, day: string): Promise<Edge> {
  const edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [source] } },
  });
  await edge.app.get(Jobs).start();
  setDay(edge, day);
  return edge;
}

function setDay(edge: Edge, day: string): void {
  edge.clock.move((Date.parse(`${day}T09:00:00Z`) - edge.clock.now().getTime()) / 60_000);
}

function take(
  edge: Edge,
  from: string,
  more: { asOf?: string; dryRun?: boolean } = {},
): Promise<ImportResult> {
  return edge.app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(from), channel: 'command', ...more });
}

/** Everything a delivery could change, as one text. */
async function everything(edge: Edge): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT md5(string_agg(t, '|' ORDER BY t)) AS all FROM (
       SELECT p::text AS t FROM person p UNION ALL SELECT e::text FROM employment e UNION ALL SELECT u::text FROM unit u
       UNION ALL SELECT h::text FROM person_hsa_id h UNION ALL SELECT g::text FROM access_grant g
       UNION ALL SELECT a::text FROM account a) x`,
  );
  return row?.all ?? '';
}

describe('the two days of the care department', () => {
  interface Expected {
    states: Record<'afterDayOne' | 'afterDayTwo', Record<string, number | string>>;
    changes: { kind: string; personId: string; rows: { employment: string; op: string }[] }[];
    quarantined: { line: number; reason: string; column?: string; employment: string; inDayOne: boolean }[];
    stampedOnly: { employment: string }[];
    historyDropped: { employment: string; endedOn: string }[];
  }
  const expected = JSON.parse(
    readFileSync(path.join(demoFolder('2026-11-21'), 'expected-changes.json'), 'utf8'),
  ) as Expected;
  let edge: Edge;
  let one: ImportResult;
  let two: ImportResult;
  let before: Map<string, string>;

  async function state(day: string): Promise<Record<string, number | string>> {
    const [row] = await edge.database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM person) AS persons, count(*) AS employments,
         count(DISTINCT person_id) FILTER (WHERE in_force(start_date, end_date, terminated_at, $1)) AS "activePersons",
         count(*) FILTER (WHERE in_force(start_date, end_date, terminated_at, $1)) AS "activeEmployments",
         count(*) FILTER (WHERE start_date > $1) AS "employmentsNotBegun", count(*) FILTER (WHERE end_date < $1) AS "employmentsEnded",
         count(*) FILTER (WHERE leave_percent = 100 AND leave_from <= $1 AND coalesce(leave_to, 'infinity') >= $1) AS "onFullLeave",
         (SELECT count(*) FROM person WHERE protection <> 'none') AS "protectedPersons" FROM employment`,
      [day],
    );
    return { date: day, ...row };
  }

  async function employments(): Promise<Map<string, string>> {
    const rows = await edge.database.query<{ number: string; row: string }>(
      `SELECT number, (to_jsonb(e) - 'manager_employment_id')::text AS row FROM employment e`,
    );
    return new Map(rows.map(({ number, row }) => [number, row]));
  }

  beforeAll(async () => {
    edge = await startImports(demoSource(), '2026-11-20');
    one = await take(edge, demoFolder('2026-11-20'));
    const catalogue: unknown = parse(
      readFileSync(path.resolve(import.meta.dirname, '../../config/demo-catalogue.yaml'), 'utf8'),
    );
    await edge.app.get(LoadCatalogue).run(operator, catalogue);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  });
  afterAll(async () => {
    await edge.stop();
  });

  it('takes day one whole', async () => {
    expect(one).toMatchObject({
      outcome: 'applied',
      asOf: '2026-11-20',
      rows: { read: 4600, applied: 4600, unchanged: 0, quarantined: 0 },
      units: { added: 180, changed: 0, closed: 0 },
      changes: { joiners: 4000 },
    });
    expect(await state('2026-11-20')).toEqual(expected.states.afterDayOne);
  });

  it('tries day two without leaving a trace but the trial itself', async () => {
    setDay(edge, '2026-11-21');
    const untouched = await everything(edge);
    const trial = await take(edge, demoFolder('2026-11-21'), { dryRun: true });
    expect(trial).toMatchObject({ outcome: 'dry-run', rows: { read: 4616, applied: 112, quarantined: 6 } });
    expect(await everything(edge)).toBe(untouched);
    const differences = await edge.database.query(
      `SELECT FROM hr_difference WHERE import_id = $1 AND kind = 'joiner' AND person_id IS NULL`,
      [trial.import],
    );
    expect(differences).toHaveLength(12);
  });

  it('takes day two as the difference that it is', async () => {
    before = await employments();
    two = await take(edge, demoFolder('2026-11-21'));
    expect(two).toMatchObject({
      outcome: 'applied',
      asOf: '2026-11-21',
      rows: { read: 4616, applied: 112, unchanged: 4498, quarantined: 6 },
      units: { added: 2, changed: 1, closed: 1 },
    });
    expect(await state('2026-11-21')).toEqual(expected.states.afterDayTwo);
  });

  it('sets aside exactly the wrong lines, with their reasons, and leaves what they were about as it was', async () => {
    expect(two.quarantined.map(({ line, reason, column }) => ({ line, reason, column }))).toEqual(
      expected.quarantined.map(({ line, reason, column }) => ({ line, reason, column: column ?? null })),
    );
    for (const { detail } of two.quarantined) expect(detail).not.toMatch(/\d{6}/);
    const after = await employments();
    for (const { employment, inDayOne } of expected.quarantined)
      expect([employment, after.get(employment)]).toEqual([
        employment,
        inDayOne ? before.get(employment) : undefined,
      ]);
  });

  it('leaves lines that only carry another time stamp, and history that dropped out, untouched', async () => {
    const after = await employments();
    for (const { employment } of [...expected.stampedOnly, ...expected.historyDropped])
      expect([employment, after.get(employment)]).toEqual([employment, before.get(employment)]);
  });

  it('calls each person’s change what it is', async () => {
    const rows = await edge.database.query<{ kind: string; key: string }>(
      `SELECT d.kind, p.source_key AS key FROM hr_difference d JOIN person p ON p.id = d.person_id WHERE d.import_id = $1`,
      [two.import],
    );
    const kinds = new Map(rows.map(({ key, kind }) => [key, kind]));
    const same: Record<string, string> = {
      'unit-split': 'mover',
      'leave-started': 'leave',
      renumbered: 'changed',
      renamed: 'changed',
      protected: 'changed',
      'form-changed': 'changed',
      extended: 'changed',
      'manager-changed': 'changed',
    };
    const told = expected.changes.map(({ personId, kind }) => [personId, same[kind] ?? kind]);
    expect(expected.changes.map(({ personId }) => [personId, kinds.get(personId)])).toEqual(told);
    expect(two.changes).toMatchObject({
      joiners: 12,
      movers: 50,
      leavers: 8,
      rehires: 2,
      employmentsAdded: 3,
      employmentsEnded: 2,
    });
  });

  it('keeps the person over a new personal number, and keeps numbers sealed', async () => {
    const renumbered = expected.changes.find((change) => change.kind === 'renumbered')?.personId;
    const [row] = await edge.database.query<{ known: number; events: number }>(
      `SELECT count(*) AS known FROM person WHERE source_key = $1 AND person_number_index IS NOT NULL`,
      [renumbered],
    );
    expect(row?.known).toBe(1);
    const numbers = readFileSync(path.join(demoFolder('2026-11-21'), 'anstallningar.csv'), 'utf8').match(
      /\b\d{12}\b/g,
    );
    const [plain] = await edge.database.query<{ leaks: number }>(
      `SELECT count(*) AS leaks FROM (
         SELECT p::text AS t FROM person p UNION ALL SELECT e::text FROM employment e UNION ALL SELECT a::text FROM audit_entry a
         UNION ALL SELECT i::text FROM hr_import i UNION ALL SELECT q::text FROM hr_quarantine q UNION ALL SELECT d::text FROM hr_difference d) x
       CROSS JOIN LATERAL regexp_matches(t, '[0-9]{12}', 'g') AS found WHERE found[1] = ANY($1)`,
      [[...new Set(numbers)]],
    );
    expect(plain?.leaks).toBe(0);
  });

  it('gives birthrights to those in force and to nobody else, once midnight has passed', async () => {
    expect((await edge.app.get(PassMidnight).run()).ended).toBeGreaterThan(0);
    expect(await edge.app.get(PassMidnight).run()).toEqual({ opened: 0, ended: 0, persons: 0 });
    const [row] = await edge.database.query<{ outside: number; without: number; held: number }>(
      `SELECT (SELECT count(*) FROM access_grant g JOIN employment e ON e.id = g.employment_id
               WHERE g.ended_at IS NULL AND (NOT in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-21') OR g.unit_id <> e.unit_id)) AS outside,
              (SELECT count(*) FROM employment e JOIN role r ON r.key = 'grundkonto'
               WHERE in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-21')
                 AND NOT EXISTS (SELECT FROM access_grant g WHERE g.employment_id = e.id AND g.role_id = r.id AND g.ended_at IS NULL)) AS without,
              (SELECT count(*) FROM access_grant WHERE ended_at IS NULL) AS held`,
    );
    expect(row).toMatchObject({ outside: 0, without: 0 });
    expect(row?.held).toBeGreaterThan(4432);
  });

  it('gives everybody in the split unit and the unit without manager the manager that the files say', async () => {
    const rows = await edge.database.query<{ unit: string; manager: string; staff: number }>(
      `SELECT u.code AS unit, m.number AS manager, count(*) AS staff FROM employment e JOIN unit u ON u.id = e.unit_id
       JOIN employment m ON m.id = e.manager_employment_id
       WHERE u.code IN ('33410', '33420', '41230') AND in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-21') AND NOT e.leads_unit
       GROUP BY 1, 2 ORDER BY 1`,
    );
    expect(rows.map(({ unit, manager }) => [unit, manager])).toEqual([
      ['33410', '1002686'],
      ['33420', '1008675'],
      ['41230', '1002856'],
    ]);
    const [led] = await edge.database.query<{ wrong: number }>(
      `SELECT count(*) AS wrong FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-21')
         AND (m.person_id = e.person_id OR NOT in_force(m.start_date, m.end_date, m.terminated_at, '2026-11-21'))`,
    );
    expect(led?.wrong).toBe(0);
  });

  it('takes the same day again without changing anything, and an older one not at all', async () => {
    const untouched = await everything(edge);
    const again = await take(edge, demoFolder('2026-11-21'));
    expect(again).toMatchObject({
      outcome: 'unchanged',
      rows: { read: 4616, applied: 0, unchanged: 4610, quarantined: 6 },
    });
    expect(await take(edge, demoFolder('2026-11-20'))).toMatchObject({
      outcome: 'rejected',
      rejection: { code: 'older-snapshot' },
    });
    expect(await everything(edge)).toBe(untouched);
  });
});

describe('what a delivery may look like', () => {
  let edge: Edge;
  const people = Array.from({ length: 6 }, (_, n) => employmentLine(n));
  const text = employmentsText(people);
  const units = unitsText(someUnits);

  beforeAll(async () => {
    edge = await startImports(demoSource({ encoding: 'utf-8' }), '2026-11-20');
    expect(await take(edge, writeDelivery(folder, people), { asOf: '2026-11-20' })).toMatchObject({
      outcome: 'applied',
      rows: { applied: 6 },
    });
  });
  afterAll(async () => {
    await edge.stop();
  });

  const lines = text.split('\r\n');
  const sha = '0'.repeat(64);
  const manifest = (
    more: object,
    files: object[] = [{ name: 'anstallningar.csv' }, { name: 'organisation.csv' }],
  ): object => ({
    source: 'HR-VOF',
    snapshotDate: '2026-11-21',
    kind: 'full',
    files,
    ...more,
  });
  const latin = (value: string): Buffer => Buffer.from(value, 'latin1');
  const rejected: [string, string, number | null, () => string][] = [
    ['an empty file', 'empty-file', 1, () => writeDelivery(folder, '')],
    ['a header and nothing more', 'no-rows', 1, () => writeDelivery(folder, `${lines[0] ?? ''}\r\n`)],
    ['only a byte order mark', 'empty-file', 1, () => writeDelivery(folder, '\uFEFF')],
    ['an empty organisation', 'no-rows', 1, () => writeDelivery(folder, people, unitsText([]))],
    ['a last line without line break', 'truncated', 7, () => writeDelivery(folder, text.slice(0, -2))],
    ['a cut in the middle of a line', 'truncated', 7, () => writeDelivery(folder, text.slice(0, -60))],
    ['a last line with too few fields', 'truncated', 7, () => writeDelivery(folder, `${text.slice(0, -60)}\r\n`)],
    ['a cut inside quotation marks', 'truncated', 8, () => writeDelivery(folder, `${text}P9;"half a na`)],
    ['Windows-1252 said to be UTF-8', 'encoding', 1, () => writeDelivery(folder, latin(text.slice(1)))],
    ['one byte that is not UTF-8', 'encoding', 4, () => writeDelivery(folder, broken(text, 4))],
    ['UTF-16 without its mark', 'encoding', 1, () => writeDelivery(folder, Buffer.from(text.slice(1), 'utf16le'))],
    ['UTF-8 encoded twice', 'header', 1, () => writeDelivery(folder, latin(text.slice(1)).toString('latin1').replace(/ö/g, 'Ã¶'))],
    ['a missing column', 'header', 1, () => writeDelivery(folder, text.replace('EnhetId;', 'Enheten;'))],
    ['a column twice', 'header', 1, () => writeDelivery(folder, text.replace(';Enhet;', ';EnhetId;'))],
    ['another delimiter', 'header', 1, () => writeDelivery(folder, text.replaceAll(';', ','))],
    ['a manifest of other bytes', 'manifest-mismatch', null, () => writeDelivery(folder, people, units, manifest({}, [{ name: 'anstallningar.csv', bytes: 1 }, { name: 'organisation.csv' }]))],
    ['a manifest of another digest', 'manifest-mismatch', null, () => writeDelivery(folder, people, units, manifest({}, [{ name: 'anstallningar.csv', sha256: sha }, { name: 'organisation.csv' }]))],
    ['a manifest of more rows', 'manifest-mismatch', null, () => writeDelivery(folder, [...people, employmentLine(7)], units, manifest({}, [{ name: 'anstallningar.csv', rows: 8 }, { name: 'organisation.csv' }]))],
    ['a manifest that leaves a file out', 'manifest-mismatch', null, () => writeDelivery(folder, people, units, manifest({}, []))],
    ['a manifest that is no JSON', 'manifest-invalid', null, () => writeDelivery(folder, people, units, '{')],
    ['another source’s manifest', 'wrong-source', null, () => writeDelivery(folder, people, units, manifest({ source: 'X' }))],
    ['a snapshot that is not full', 'not-full', null, () => writeDelivery(folder, people, units, manifest({ kind: 'delta' }))],
    ['no file at all', 'missing-file', null, () => path.join(folder, 'nowhere')],
    ['a unit above itself', 'unit-circle', 3, () => writeDelivery(folder, people, [{ ...someUnits[0] }, { ...someUnits[1], ÖverordnadEnhetId: '120' }, { ...someUnits[2], ÖverordnadEnhetId: '110' }])],
    ['mostly wrong lines', 'mostly-wrong', 2, () => writeDelivery(folder, Array.from({ length: 200 }, (_, n) => employmentLine(n, { Startdatum: '01/02/2020' })))],
  ]; // prettier-ignore

  it.each(rejected)('rejects %s whole and changes nothing', async (_, code, line, make) => {
    const untouched = await everything(edge);
    const result = await take(edge, make());
    expect(result).toMatchObject({ outcome: 'rejected', rejection: { code, line } });
    expect(await everything(edge)).toBe(untouched);
    const [stored] = await edge.database.query<{ state: string }>(
      `SELECT state FROM hr_import WHERE id = $1`,
      [result.import],
    );
    expect(stored?.state).toBe('rejected');
  });

  function broken(value: string, line: number): Buffer {
    const parts = value.split('\r\n').map((part) => Buffer.from(part, 'utf8'));
    parts[line - 1] = Buffer.concat([parts[line - 1] ?? Buffer.alloc(0), Buffer.from([0xff])]);
    return Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\r\n')]).slice(0, -1));
  }

  const aside: [string, EmploymentLine, string | null][] = [
    ['personnummer-missing', { Personnummer: '' }, 'Personnummer'],
    ['personnummer-format', { Personnummer: '19590111' }, 'Personnummer'],
    ['personnummer-date', { Personnummer: '195913112382' }, 'Personnummer'],
    ['personnummer-check-digit', { Personnummer: '195901112383' }, 'Personnummer'],
    ['test-number-only', { Personnummer: '195901111236' }, 'Personnummer'],
    ['unknown-unit', { EnhetId: '999' }, 'EnhetId'],
    ['unknown-kind', { Anställningsformskod: '5' }, 'Anställningsformskod'],
    ['unknown-protection', { Skyddsmarkering: 'X' }, 'Skyddsmarkering'],
    ['invalid-date', { Slutdatum: '2027-02-29' }, 'Slutdatum'],
    ['start-after-end', { Slutdatum: '2019-12-31' }, 'Slutdatum'],
    ['missing-value', { Efternamn: ' ' }, 'Efternamn'],
    ['invalid-number', { Sysselsättningsgrad: 'mycket' }, 'Sysselsättningsgrad'],
    ['invalid-character', { Befattning: 'Skötare\nnatt' }, 'Befattning'],
    ['invalid-hsa-id', { HSAid: '*)(uid=*' }, 'HSAid'],
    ['too-long', { Befattning: 'x'.repeat(301) }, 'Befattning'],
    ['duplicate-employment', { Anställningsnummer: 'A0' }, 'Anställningsnummer'],
    [
      'employment-of-another',
      { PersonId: 'P77', Personnummer: '195901112382', HSAid: '' },
      'Anställningsnummer',
    ],
    ['personnummer-conflict', { Personnummer: testNumber(3) }, 'Personnummer'],
    ['hsa-id-conflict', { HSAid: 'SE5555555555-0003' }, 'HSAid'],
  ];

  it.each(aside)('sets a line aside for %s and ends nothing by it', async (reason, wrong, column) => {
    const untouched = await everything(edge);
    const changed = people.map((line, n) => (n === 5 ? { ...line, ...wrong } : line));
    const result = await take(edge, writeDelivery(folder, changed));
    expect(result.outcome).toBe('unchanged');
    expect(result.quarantined.map((q) => [q.reason, q.column])).toContainEqual([reason, column]);
    expect(result.quarantined.map((q) => q.line)).toContain(7);
    expect(JSON.stringify(result)).not.toMatch(/195901|195913/);
    expect(await everything(edge)).toBe(untouched);
  });

  it('costs a quotation mark that makes no sense its own line only', async () => {
    const untouched = await everything(edge);
    const stray = lines.map((line, n) =>
      n === 2
        ? line.replace('Undersköterska', '"Under"sköterska')
        : n === 4
          ? line.replace('Undersköterska', '"Undersköterska')
          : line,
    );
    const result = await take(edge, writeDelivery(folder, stray.join('\r\n')));
    expect(result.quarantined.map((q) => [q.line, q.reason])).toEqual([
      [3, 'malformed-quotes'],
      [5, 'malformed-quotes'],
    ]);
    expect(await everything(edge)).toBe(untouched);
  });

  it('reads quoted fields, plain line feeds and no byte order mark as what they are', async () => {
    const untouched = await everything(edge);
    const quoted = [...lines]
      .map((line) =>
        line
          .split(';')
          .map((field) => `"${field}"`)
          .join(';'),
      )
      .join('\n');
    const result = await take(edge, writeDelivery(folder, quoted.replace('\uFEFF', '')));
    expect(result).toMatchObject({ outcome: 'rejected' }); // the mark was inside the first quoted name, the last line is ""
    const whole = lines.slice(0, -1).map((line) =>
      line
        .replace('\uFEFF', '')
        .split(';')
        .map((field) => `"${field}"`)
        .join(';'),
    );
    expect(await take(edge, writeDelivery(folder, `${whole.join('\n')}\n`))).toMatchObject({
      outcome: 'unchanged',
      rows: { read: 6, unchanged: 6 },
    });
    expect(await everything(edge)).toBe(untouched);
  });

  it('takes the units it can, and sets aside those it cannot', async () => {
    const more: UnitLine[] = [
      ...someUnits,
      { EnhetId: '121', ÖverordnadEnhetId: '404', Enhetsnamn: 'Hängande' },
      { EnhetId: '122', ÖverordnadEnhetId: '121', Enhetsnamn: 'Under hängande' },
      { EnhetId: '1/3', ÖverordnadEnhetId: '100', Enhetsnamn: 'Snedstreck' },
      { EnhetId: '110', ÖverordnadEnhetId: '100', Enhetsnamn: 'Almen igen' },
      { EnhetId: '123', ÖverordnadEnhetId: '100', Enhetsnamn: 'Datum', GällerFrom: '2026-13-01' },
    ];
    const result = await take(edge, writeDelivery(folder, people, more));
    expect(result.outcome).toBe('unchanged');
    expect(result.quarantined.map((q) => [q.file, q.line, q.reason])).toEqual([
      ['organisation.csv', 5, 'unknown-parent'],
      ['organisation.csv', 6, 'unknown-parent'],
      ['organisation.csv', 7, 'invalid-code'],
      ['organisation.csv', 8, 'duplicate-unit'],
      ['organisation.csv', 9, 'invalid-date'],
    ]);
  });

  it('refuses a second delivery of a source while one is being taken in', async () => {
    const imports = edge.app.get(TakeHrSnapshot);
    const next = people.map((line, n) => (n === 0 ? { ...line, Befattning: 'Samordnare' } : line));
    const input = { delivery: readDelivery(writeDelivery(folder, next)), channel: 'command' as const };
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => imports.run(operator, input)));
    const outcomes = all.map((r) => (r.status === 'fulfilled' ? r.value.outcome : String(r.reason)));
    expect(outcomes.filter((o) => o === 'applied')).toHaveLength(1);
    for (const outcome of outcomes)
      expect(['applied', 'unchanged', expect.stringContaining('Another delivery')]).toContainEqual(outcome);
    const running = await edge.database.query(`SELECT FROM hr_import WHERE state = 'running'`);
    expect(running).toHaveLength(0);
  });
});

describe('the breaker', () => {
  let edge: Edge;
  let home: CareHome;
  let clerk: Employee;
  let other: Employee;
  let clerkCalls: Caller;
  let otherCalls: Caller;
  const people = Array.from({ length: 60 }, (_, n) => employmentLine(n));

  beforeEach(async () => {
    edge = await startImports(demoSource({ breaker: { count: 100, share: 0.05, floor: 1 } }), '2026-11-20');
    home = new CareHome(edge.database);
    const office = await home.unit('/1/', 'Personal');
    clerk = await home.employee(office);
    other = await home.employee(office);
    const hr = await home.role(clerk, { grindvakt: 'hr' });
    await home.grant(clerk, hr);
    await home.grant(other, hr);
    clerkCalls = new Caller(edge.url, await edge.signIn(clerk.personId));
    otherCalls = new Caller(edge.url, await edge.signIn(other.personId));
    expect((await take(edge, writeDelivery(folder, people))).outcome).toBe('applied');
  });
  // Each has its own edge: what is held stays held.
  const stops: Edge[] = [];
  beforeEach(() => {
    stops.push(edge);
  });
  afterAll(async () => {
    for (const one of stops) await one.stop();
  });

  async function upload(
    lines: readonly EmploymentLine[],
    cookie: string,
  ): Promise<{ status: number; body: View }> {
    const form = new FormData();
    form.set('source', 'HR-VOF');
    form.set('asOf', '2026-11-21');
    form.append('files', new Blob([employmentsText(lines)]), 'anstallningar.csv');
    form.append('files', new Blob([unitsText(someUnits)]), 'organisation.csv');
    const response = await fetch(`${edge.url}/api/hr/imports`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as View };
  }

  it('lets as many end as it may, and holds one more', async () => {
    const allowed = await take(edge, writeDelivery(folder, people.slice(3)), { asOf: '2026-11-21' });
    expect(allowed).toMatchObject({ outcome: 'applied', guard: { ends: 3, allowed: 3, active: 60 } });
    const held = await take(edge, writeDelivery(folder, people.slice(7)), { asOf: '2026-11-21' });
    expect(held).toMatchObject({ outcome: 'held', guard: { ends: 4, allowed: 3, active: 57 } });
  });

  it('holds a feed that lets everybody leave next week, too', async () => {
    const leaving = people.map((line) => ({ ...line, Slutdatum: '2026-11-27' }));
    const result = await take(edge, writeDelivery(folder, leaving), { asOf: '2026-11-21' });
    expect(result).toMatchObject({ outcome: 'held', guard: { ends: 60 } });
  });

  it('changes nothing while held, and is let through by another person only', async () => {
    const untouched = await everything(edge);
    const cookie = await edge.signIn(clerk.personId);
    const { status, body } = await upload(people.slice(20), cookie);
    expect([status, body.state, body.may]).toEqual([202, 'held', { release: false, cancel: true }]);
    expect(await everything(edge)).toBe(untouched);
    const differences = await otherCalls.get<{ items: { kind: string; fields: unknown[] }[] }>(
      `/hr/imports/${body.id}/differences`,
    );
    expect(differences.body.items.map((item) => item.kind)).toEqual(
      Array.from({ length: 20 }, () => 'leaver'),
    );
    expect(differences.body.items.every(({ fields }) => fields.length === 0)).toBe(true);

    const own = await clerkCalls.post<Problem>(`/hr/imports/${body.id}/release`, {
      reason: 'Det stämmer nog ändå',
    });
    expect([own.status, own.body.code]).toEqual([403, 'import-same-person']);
    const short = await otherCalls.post<Problem>(`/hr/imports/${body.id}/release`, { reason: 'ok' });
    expect(short.status).toBe(422);
    const released = await otherCalls.post<View>(`/hr/imports/${body.id}/release`, {
      reason: 'Enheten läggs ned i dag',
    });
    expect([released.status, released.body.state]).toEqual([200, 'applied']);
    expect(released.body.resolution).toMatchObject({
      by: { id: other.personId },
      reason: 'Enheten läggs ned i dag',
    });
    const [row] = await edge.database.query<{ left: number; sealed: number }>(
      `SELECT (SELECT count(*) FROM employment WHERE source = 'HR-VOF' AND end_date = '2026-11-20') AS left,
              (SELECT count(*) FROM hr_import WHERE files_sealed IS NOT NULL) AS sealed`,
    );
    expect(row).toEqual({ left: 20, sealed: 0 });
    const again = await otherCalls.post<Problem>(`/hr/imports/${body.id}/release`, {
      reason: 'En gång till, tack',
    });
    expect([again.status, again.body.code]).toEqual([409, 'import-not-held']);
  });

  it('is released once when two press at the same time', async () => {
    const { body } = await upload(people.slice(20), await edge.signIn(clerk.personId));
    const press = (): Promise<{ status: number }> =>
      otherCalls.post(`/hr/imports/${body.id}/release`, { reason: 'Enheten läggs ned i dag' });
    const statuses = (await Promise.all([press(), press(), press()])).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([200, 409, 409]);
  });

  it('is cancelled with a reason, and its files are gone', async () => {
    const held = await take(edge, writeDelivery(folder, people.slice(20)), { asOf: '2026-11-21' });
    const cancelled = await clerkCalls.post<View>(`/hr/imports/${held.import}/cancellation`, {
      reason: 'Filen är fel, HR skickar en ny',
    });
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    const sealed = await edge.database.query(`SELECT FROM hr_import WHERE files_sealed IS NOT NULL`);
    expect(sealed).toHaveLength(0);
    expect(await edge.audit('import.cancelled')).toMatchObject([
      { reason: 'Filen är fel, HR skickar en ny' },
    ]);
  });

  it('is not released any more once a later delivery has been taken', async () => {
    const held = await take(edge, writeDelivery(folder, people.slice(20)), { asOf: '2026-11-21' });
    const next = [...people, employmentLine(70)];
    expect((await take(edge, writeDelivery(folder, next), { asOf: '2026-11-22' })).outcome).toBe('applied');
    const late = await otherCalls.post<Problem>(`/hr/imports/${held.import}/release`, {
      reason: 'Nu har jag tittat på den',
    });
    expect([late.status, late.body.code]).toEqual([409, 'import-not-held']);
  });

  it('keeps sealed files unreadable in the database', async () => {
    const held = await take(edge, writeDelivery(folder, people.slice(20)), { asOf: '2026-11-21' });
    const [row] = await edge.database.query<{ sealed: Buffer }>(
      `SELECT files_sealed AS sealed FROM hr_import WHERE id = $1`,
      [held.import],
    );
    expect(row?.sealed.includes(Buffer.from('PersonId'))).toBe(false);
    expect(row?.sealed.includes(Buffer.from([0x1f, 0x8b, 0x08]))).toBe(false);
  });

  it('shows deliveries to those with the right alone', async () => {
    const outsider = await home.employee(await home.unit('/2/', 'Vård'));
    const calls = new Caller(edge.url, await edge.signIn(outsider.personId));
    for (const address of ['/hr/sources', '/hr/imports']) expect((await calls.get(address)).status).toBe(403);
    const { status } = await upload(people, await edge.signIn(outsider.personId));
    expect(status).toBe(403);
    const list = await clerkCalls.get<{ items: View[]; next: string | null }>('/hr/imports?limit=1');
    expect(list.body.items).toHaveLength(1);
    expect((await clerkCalls.get('/hr/imports?after=nonsense')).status).toBe(422);
    const wrong = Buffer.from(JSON.stringify(['x', 'y'])).toString('base64url');
    expect((await clerkCalls.get(`/hr/imports?after=${wrong}`)).status).toBe(422);
  });
});
