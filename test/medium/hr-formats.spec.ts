import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RestPuller } from '../../src/connectors/hr-rest/rest-puller.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PullSource } from '../../src/lifecycle/intake/pull-source.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot, type SnapshotInput } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Clock } from '../../src/platform/clock.js';
import { hrSourceList, type HrSource } from '../../src/platform/config-hr.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoFolder,
  demoSource,
  employmentLine,
  employmentsText,
  testNumber,
  someUnits,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';

jest.setTimeout(300_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-formats-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function startImports(sources: HrSource[], day: string): Promise<Edge> {
  const reader = { useFactory: () => new HrFileReader() };
  const puller = {
    inject: [Clock],
    useFactory: (clock: Clock) => new RestPuller({ now: () => clock.now(), pauseMs: 5 }),
  };
  const edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with(reader, puller)],
    config: { hr: { sources } },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse(`${day}T09:00:00Z`) - edge.clock.now().getTime()) / 60_000);
  return edge;
}

function take(edge: Edge, from: string, more: Partial<SnapshotInput> = {}): Promise<ImportResult> {
  const delivery = readDelivery(from);
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command', ...more });
}

/** Everything a delivery changes, without what is made anew each time. */
async function facts(edge: Edge): Promise<string[]> {
  const rows = await edge.database.query<{ fact: string }>(
    `SELECT concat_ws('|', 'p', source_key, given_name, call_name, family_name, protection, email) AS fact FROM person
     UNION ALL SELECT concat_ws('|', 'e', p.source_key, u.code, e.number, e.kind, e.title, e.title_code, e.percent, e.start_date,
       e.end_date, e.main, e.leads_unit, e.manager_number, e.leave_kind, e.leave_percent, e.leave_from, e.leave_to,
       e.sponsor_number, e.external_employer, e.contract_reference, e.registered_by_hand, m.number)
       FROM employment e JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.unit_id
       LEFT JOIN employment m ON m.id = e.manager_employment_id
     UNION ALL SELECT concat_ws('|', 'u', code, path, name, kind, manager_number, hsa_id, cost_centre, valid_from, valid_to) FROM unit
     UNION ALL SELECT concat_ws('|', 'h', h.hsa_id, p.source_key) FROM person_hsa_id h JOIN person p ON p.id = h.person_id
     ORDER BY 1`,
  );
  return rows.map(({ fact }) => fact);
}

type Cells = Record<string, string>;

function cells(csv: string): Cells[] {
  const split = (line: string): string[] =>
    [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(
      (found) => found.at(1)?.replaceAll('""', '"') ?? found.at(2) ?? '',
    );
  const [header = '', ...lines] = csv.replace('\uFEFF', '').trimEnd().split('\r\n');
  const names = split(header);
  return lines.map((line) => {
    const values = split(line);
    const row: Cells = Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']));
    if (values.length !== names.length) row['för'] = 'mycket';
    return row;
  });
}

/** What Windows-1252 has no letter for is written with one that it has, as an old system would. */
function western(text: string): string {
  return text.replace(/[ćłıČčŁşŠšžŽđĐ]/g, 'x').normalize('NFC');
}

/** Employments of day `day` as a nested JSON document, values of their own kinds. */
function nested(rows: readonly Cells[]): object[] {
  return rows.map((row) => ({
    person: {
      key: row['PersonId'],
      number: row['Personnummer'],
      names: [row['Förnamn']],
      name: { given: row['Förnamn'], call: row['Tilltalsnamn'], family: row['Efternamn'] },
      protection: row['Skyddsmarkering'],
    },
    employment: {
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === '' ? null : value])),
      Sysselsättningsgrad: Number(row['Sysselsättningsgrad']?.replace(',', '.')),
      Huvudanställning: row['Huvudanställning'] === 'J',
      ÄrChef: row['ÄrChef'] === 'J',
      ...(row['för'] === undefined ? {} : { Anställningsnummer: [row['Anställningsnummer']] }),
    },
  }));
}

const personFields: Record<string, string> = {
  personKey: 'person.key',
  personalNumber: 'person.number',
  givenName: 'person.name.given',
  callName: 'person.name.call',
  familyName: 'person.name.family',
  protection: 'person.protection',
};

function jsonSource(): HrSource {
  const csv = demoSource();
  const columns = Object.fromEntries(
    Object.entries(csv.employments.columns).map(([field, name]) => [
      field,
      personFields[field] ?? (typeof name === 'string' ? `employment.${name}` : name),
    ]),
  );
  const [source] = hrSourceList.parse([
    {
      ...csv,
      manifest: undefined,
      employments: { ...csv.employments, file: 'anstallningar.json', format: 'json', rows: 'svar.rader', total: 'svar.antal', columns },
      units: { ...csv.units, file: 'organisation.ndjson', format: 'json' },
    },
  ]); // prettier-ignore
  if (!source) throw new Error('no source');
  return source;
}

describe('the two days of the care department, written in different ways', () => {
  interface Reached {
    one: ImportResult;
    two: ImportResult;
    facts: string[];
  }
  const day = (name: string, file: string): string => readFileSync(path.join(demoFolder(name), file), 'utf8');

  async function reach(source: HrSource, write: (day: string, to: string) => void): Promise<Reached> {
    const edge = await startImports([source], '2026-11-21');
    try {
      const results: ImportResult[] = [];
      for (const name of ['2026-11-20', '2026-11-21']) {
        const to = mkdtempSync(path.join(folder, 'day-'));
        write(name, to);
        results.push(await take(edge, to, { asOf: name }));
      }
      const [one, two] = results;
      if (!one || !two) throw new Error('two days were taken');
      return { one, two, facts: await facts(edge) };
    } finally {
      await edge.stop();
    }
  }

  const figures = ({ outcome, rows, units, changes }: ImportResult): unknown => ({
    outcome,
    rows,
    units,
    changes,
  });
  /** Line and reason of what was set aside; in JSON records are counted, without the header. */
  const asides = (result: ImportResult, header: number): unknown =>
    result.quarantined.map(({ line, reason }) => [
      line - header,
      reason === 'not-a-value' ? 'column-count' : reason,
    ]);

  it('come to the same', async () => {
    const text = (name: string, file: string): string => western(day(name, file));
    const files = ['anstallningar.csv', 'organisation.csv'];
    const source = demoSource({ manifest: undefined });
    const utf8 = await reach(source, (name, to) => {
      for (const file of files) writeFileSync(path.join(to, file), text(name, file));
    });
    expect(utf8.two.files.map((file) => [file.encoding, file.mark, file.detected])).toEqual([
      ['utf-8', true, true],
      ['utf-8', true, true],
    ]);
    expect(utf8.two).toMatchObject({ outcome: 'applied', changes: { joiners: 12 } });

    const old = await reach(source, (name, to) => {
      for (const file of files)
        writeFileSync(path.join(to, file), Buffer.from(text(name, file).replace('\uFEFF', ''), 'latin1'));
    });
    expect(old.one.files.map((file) => [file.encoding, file.mark])).toEqual([
      ['windows-1252', false],
      ['windows-1252', false],
    ]);
    expect([figures(old.one), figures(old.two)]).toEqual([figures(utf8.one), figures(utf8.two)]);
    expect(old.two.quarantined).toEqual(utf8.two.quarantined);
    expect(old.facts).toEqual(utf8.facts);

    const json = await reach(jsonSource(), (name, to) => {
      const rows = nested(cells(text(name, 'anstallningar.csv')));
      const document = { svar: { antal: rows.length, rader: rows } };
      writeFileSync(path.join(to, 'anstallningar.json'), JSON.stringify(document));
      const units = cells(text(name, 'organisation.csv')).map((unit) => `${JSON.stringify(unit)}\n`);
      writeFileSync(path.join(to, 'organisation.ndjson'), units.join(''));
    });
    expect(json.one.files.map(({ format, completeness }) => [format, completeness])).toEqual([
      ['json', ['total']],
      ['json', []],
    ]);
    expect([figures(json.one), figures(json.two)]).toEqual([figures(utf8.one), figures(utf8.two)]);
    expect(asides(json.two, 0)).toEqual(asides(utf8.two, 1));
    expect(json.facts).toEqual(utf8.facts);
  });
});

describe('how a source may write', () => {
  const people = [0, 1, 2].map((n) => employmentLine(n));
  const stops: Edge[] = [];
  afterAll(async () => {
    for (const edge of stops) await edge.stop();
  });

  async function taken(
    more: Partial<HrSource>,
    from: string,
    input: Partial<SnapshotInput> = {},
  ): Promise<ImportResult> {
    const edge = await startImports([demoSource({ manifest: undefined, ...more })], '2026-11-21');
    stops.push(edge);
    const result = await take(edge, from, input);
    last = edge;
    return result;
  }
  let last: Edge;

  it('days and last days in its own way', async () => {
    const lines: EmploymentLine[] = [
      { ...people[0], Startdatum: '1/2/2020', Slutdatum: '9999-12-31' },
      { ...people[1], Startdatum: '20200203', Slutdatum: '31/12/2027' },
      { ...people[2], Startdatum: '2020-02-03' },
    ];
    const dates = ['d/M/yyyy', 'yyyyMMdd'];
    const result = await taken({ dates, noLastDay: ['9999-12-31'] }, writeDelivery(folder, lines));
    expect(result.quarantined).toMatchObject([{ line: 4, reason: 'invalid-date', column: 'Startdatum' }]);
    const rows = await last.database.query(`SELECT start_date AS "from", end_date AS "to" FROM employment ORDER BY number`);
    expect(rows).toEqual([
      { from: '2020-02-01', to: null },
      { from: '2020-02-03', to: '2027-12-31' },
    ]);
  }); // prettier-ignore

  it('yes, no and kinds of leave by its own codes', async () => {
    const lines: EmploymentLine[] = [
      { ...people[0], Huvudanställning: 'Ja', FrånvaroTyp: 'FL', FrånvaroFrom: '2026-01-01' },
      { ...people[1], Huvudanställning: 'kanske' },
      { ...people[2], FrånvaroTyp: '__proto__' },
    ];
    const { employments } = demoSource();
    const leaveKinds = { FL: 'Föräldraledig' };
    const result = await taken(
      { yes: ['Ja', 'J'], no: ['Nej', 'N'], employments: { ...employments, leaveKinds } },
      writeDelivery(folder, lines),
    );
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'unknown-flag'],
      [4, 'unknown-leave-kind'],
    ]);
    const rows = await last.database.query(`SELECT main, leave_kind AS leave FROM employment`);
    expect(rows).toEqual([{ main: true, leave: 'Föräldraledig' }]);
  });

  const counted = {
    employments: { ...demoSource().employments, countLine: { at: 'last' as const, text: 'SLUT;{rows}' } },
  };
  const first = {
    employments: { ...demoSource().employments, countLine: { at: 'first' as const, text: '#{rows}#' } },
  };
  const text = employmentsText(people);
  it.each<[string, Partial<HrSource>, string, Partial<SnapshotInput>, string]>([
    ['a count line at the end', counted, `${text}SLUT;3\r\n`, {}, 'applied'],
    ['a count line at the beginning', first, `#3#\r\n${text.slice(1)}`, {}, 'applied'],
    ['the right number of rows announced', {}, text, { stated: { employments: 3, units: 3 } }, 'applied'],
    ['a row less than its count line says', counted, `${employmentsText(people.slice(1))}SLUT;3\r\n`, {}, 'count-mismatch'],
    ['no count line although declared', counted, text, {}, 'truncated'],
    ['a count line that was cut off', counted, `${text}SLUT;3`, {}, 'truncated'],
    ['no count line before the header', first, text, {}, 'truncated'],
    ['a row less than was announced', {}, employmentsText(people.slice(1)), { stated: { employments: 3 } }, 'count-mismatch'],
    ['a unit less than was announced', {}, text, { stated: { units: 4 } }, 'count-mismatch'],
    ['no number of rows where one is demanded', { completenessRequired: true }, text, {}, 'completeness-missing'],
    ['the number that is demanded', { completenessRequired: true }, text, { stated: { employments: 3 } }, 'applied'],
  ])('%s', async (_, more, employments, input, expected) => {
    const result = await taken(more, writeDelivery(folder, employments), input);
    expect(result.rejection?.code ?? result.outcome).toBe(expected);
    if (expected === 'applied') expect(result.rows.read).toBe(3);
  }); // prettier-ignore

  it('an announced number that the same files have been wrong about before', async () => {
    const from = writeDelivery(folder, people);
    await taken({}, from);
    expect((await take(last, from)).outcome).toBe('unchanged');
    const result = await take(last, from, { stated: { employments: 4 } });
    expect(result.rejection?.code).toBe('count-mismatch');
  });

  function jsonDelivery(employments: string | Buffer, units: string = JSON.stringify(someUnits)): string {
    mkdirSync(folder, { recursive: true });
    const to = mkdtempSync(path.join(folder, 'json-'));
    writeFileSync(path.join(to, 'a.json'), employments);
    writeFileSync(path.join(to, 'u.json'), units);
    return to;
  }
  const csv = demoSource();
  const flat: Partial<HrSource> = {
    employments: { ...csv.employments, file: 'a.json', format: 'json' },
    units: csv.units && { ...csv.units, file: 'u.json', format: 'json' },
  };
  const list = JSON.stringify(people);
  const lines = people.map((line) => `${JSON.stringify(line)}\n`).join('');
  it.each<[string, string | Buffer, string]>([
    ['a list', list, 'applied 3'],
    ['a list with a mark before it', `\uFEFF${list}`, 'applied 3'],
    ['one record a line', lines, 'applied 3'],
    ['one record a line, one of them wrong', lines.replace('"PersonId":"P1"', '"PersonId":P1'), 'applied 2'],
    ['one record a line, the last cut off', lines.slice(0, -20), 'truncated'],
    ['a list that was cut off', list.slice(0, -20), 'truncated'],
    ['a list cut off between records', list.slice(0, -1), 'truncated'],
    ['nothing', '', 'empty-file'],
    ['an empty list', '[]', 'no-rows'],
    ['blanks', ' \n', 'truncated'],
    ['CSV', text, 'not-json'],
    ['UTF-16', Buffer.from(list, 'utf16le'), 'encoding'],
    ['half UTF-8, half Windows-1252', Buffer.concat([Buffer.from(list.slice(0, -1)), Buffer.from(',{"Förnamn":"Åsa"}]', 'latin1')]), 'encoding'],
    ['Windows-1252', Buffer.from(list.replaceAll('Förnamn', 'F\u00f6rnamn'), 'latin1'), 'applied 3'],
    ['nesting without end', `[${'{"a":'.repeat(50_000)}`, 'not-json'],
    ['a field of megabytes', JSON.stringify([{ ...people[0], Befattning: 'x'.repeat(3 << 20) }]), 'not-json'],
    ['a field of a hundred thousand letters', JSON.stringify([{ ...people[0], Befattning: 'x'.repeat(100_000) }, people[1]]), 'applied 1'],
    ['a record twice', JSON.stringify([...people, people[0]]), 'applied 3'],
    ['the prototype in a record', list.replace('{"PersonId"', '{"__proto__":{"EnhetId":"999"},"constructor":"x","PersonId"'), 'applied 3'],
    ['records of other things', '[1,"a",null]', 'applied 0'],
  ])('JSON with %s', async (_, employments, expected) => {
    const result = await taken(flat, jsonDelivery(employments));
    const [rows] = await last.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM employment`);
    expect(result.rejection?.code ?? `${result.outcome} ${String(rows?.n)}`).toBe(expected);
    expect(JSON.stringify(result)).not.toMatch(/1930010[1-3]/);
  }); // prettier-ignore
});

interface Uploaded {
  state: string;
  rejection: { code: string } | null;
  errors?: { pointer: string }[];
}

describe('two sources and one that is asked', () => {
  let server: Server;
  let handle: RequestListener;
  let edge: Edge;
  let hr: Caller;
  let cookie: string;
  let outsider: Caller;
  const assignments = (kind = 'konsult'): object[] => [
    {
      id: 'K1',
      pnr: testNumber(500),
      given: 'Kim',
      family: 'Konsult',
      jobs: [
        { number: 'K1-1', kind, title: 'IT-konsult', unit: '110', from: '2026-11-01T00:00:00', to: '2027-03-31T00:00:00' },
        { number: 'K1-2', kind, title: 'IT-konsult', unit: '120', from: '2026-11-01T00:00:00', to: '2027-03-31T00:00:00' },
      ],
    },
    { id: 'K2', pnr: testNumber(501), given: 'Bo', family: 'Bemannad', jobs: [{ number: 'K2-1', kind, title: 'Sjuksköterska', unit: '404', from: '2026-11-01T00:00:00', to: '2027-01-31T00:00:00' }] },
  ]; // prettier-ignore

  beforeAll(async () => {
    server = createServer((request, answer) => {
      handle(request, answer);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const [one, two] = hrSourceList.parse([
      { ...demoSource(), manifest: undefined },
      {
        id: 'KONSULT',
        name: 'Konsultportalen',
        unitsFrom: 'HR-VOF',
        dates: ['iso-instant'],
        testNumbersOnly: true,
        completenessRequired: true,
        breaker: { count: 1, share: 0.3, floor: 1 },
        employments: {
          file: 'konsulter.json',
          format: 'json',
          rows: 'items',
          columns: {
            personKey: 'id', personalNumber: 'pnr', givenName: 'given', familyName: 'family', number: 'jobs[].number',
            kind: 'jobs[].kind', title: 'jobs[].title', unit: 'jobs[].unit', startDate: 'jobs[].from', endDate: 'jobs[].to',
          },
          kinds: { konsult: 'consultant' },
        },
        pull: {
          schedule: '30 4 * * *',
          allowPrivate: true,
          attempts: 2,
          employments: { url: `${origin}/people`, total: 'total', paging: { kind: 'page' } },
        },
      },
    ]); // prettier-ignore
    if (!one || !two) throw new Error('two sources');
    edge = await startImports([one, two], '2026-11-21');
    const home = new CareHome(edge.database);
    const office = await home.unit('/1/', 'Personal');
    const clerk = await home.employee(office);
    await home.grant(clerk, await home.role(clerk, { grindvakt: 'hr' }));
    cookie = await edge.signIn(clerk.personId);
    hr = new Caller(edge.url, cookie);
    outsider = new Caller(edge.url, await edge.signIn((await home.employee(office)).personId));
    await take(edge, writeDelivery(folder, [employmentLine(0), employmentLine(1)]), { source: 'HR-VOF' });
  });
  beforeEach(() => {
    serve(assignments());
  });
  afterAll(async () => {
    await edge.stop();
    await new Promise((closed) => server.close(closed));
  });
  afterEach(() => {
    // What was fetched or sent holds personal data, and is gone however it went.
    const own = new RegExp(`^grindvakt-[0-9a-f]{8}-${String(process.pid)}-`);
    expect(readdirSync(tmpdir()).filter((name) => own.test(name))).toEqual([]);
  });

  function serve(items: readonly object[], total = items.length): void {
    handle = (request, answer) => {
      const page = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('page'));
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ items: items.slice(page - 1, page), total }));
    };
  }

  const pull = (dryRun = false): Promise<ImportResult> =>
    edge.app.get(PullSource).run(operator, 'KONSULT', dryRun);

  it('shows what would come, and changes nothing', async () => {
    const before = await facts(edge);
    expect(await pull(true)).toMatchObject({ outcome: 'dry-run', changes: { joiners: 1 }, rows: { read: 3, quarantined: 1 } });
    expect(await facts(edge)).toEqual(before);
  }); // prettier-ignore

  it('puts its persons into the other source’s units, by the same checks', async () => {
    const result = await pull();
    expect(result).toMatchObject({
      outcome: 'applied',
      source: 'KONSULT',
      changes: { joiners: 1 },
      files: [{ name: 'konsulter.json', format: 'json', completeness: ['rows'] }],
      quarantined: [{ file: 'konsulter.json', line: 3, reason: 'unknown-unit', column: 'jobs[].unit' }],
    });
    const rows = await edge.database.query(
      `SELECT e.source, e.number, u.source AS "unitOf", u.code, e.end_date AS "to" FROM employment e JOIN unit u ON u.id = e.unit_id
       WHERE e.source = 'KONSULT' ORDER BY 2`,
    );
    expect(rows).toEqual([
      { source: 'KONSULT', number: 'K1-1', unitOf: 'HR-VOF', code: '110', to: '2027-03-31' },
      { source: 'KONSULT', number: 'K1-2', unitOf: 'HR-VOF', code: '120', to: '2027-03-31' },
    ]);
    expect((await pull()).outcome).toBe('unchanged');
  });

  it('is left alone by the other source’s deliveries', async () => {
    const before = (await facts(edge)).filter((fact) => fact.includes('K1'));
    await take(edge, writeDelivery(folder, [employmentLine(0), employmentLine(1), employmentLine(2)]), { source: 'HR-VOF' });
    expect((await facts(edge)).filter((fact) => fact.includes('K1'))).toEqual(before);
  }); // prettier-ignore

  it('ends nobody when it is cut off, fails midway or gives fewer than it says', async () => {
    const before = await facts(edge);
    serve(assignments().slice(0, 1), 2);
    expect((await pull()).rejection?.code).toBe('pull-incomplete');
    const whole = handle;
    serve(assignments());
    const right = handle;
    handle = (request, answer) => {
      if (request.url?.includes('page=1') === true) right(request, answer);
      else answer.writeHead(503).end();
    };
    expect((await pull()).rejection?.code).toBe('pull-incomplete');
    handle = (request, answer) => {
      if (request.url?.includes('page=1') === true) whole(request, answer);
      else request.socket.destroy();
    };
    expect((await pull()).rejection?.code).toBe('pull-incomplete');
    expect(await facts(edge)).toEqual(before);
  });

  it('is asked by the page of those who may import, and nobody else', async () => {
    const done = await hr.post<{ state: string; channel: string }>('/hr/sources/KONSULT/pull', {
      dryRun: true,
    });
    expect([done.status, done.body.state, done.body.channel]).toEqual([202, 'dry-run', 'pull']);
    const denied = await outsider.post<{ code: string }>('/hr/sources/KONSULT/pull', {});
    expect([denied.status, denied.body.code]).toEqual([403, 'not-allowed']);
    const files = await hr.post<{ code: string }>('/hr/sources/HR-VOF/pull', {});
    expect([files.status, files.body.code]).toEqual([422, 'not-pullable']);
    const nobody = await hr.post<{ code: string }>('/hr/sources/nobody/pull', {});
    expect([nobody.status, nobody.body.code]).toEqual([422, 'unknown-source']);
    const sources = await hr.get<{ items: unknown[] }>('/hr/sources');
    expect(sources.body.items).toMatchObject([
      { id: 'HR-VOF', format: 'csv', pull: null, completenessRequired: false },
      { id: 'KONSULT', format: 'json', pull: { schedule: '30 4 * * *' }, completenessRequired: true },
    ]);
  });

  it('is stopped at its own breaker and released like an upload', async () => {
    serve(assignments().slice(1));
    const held = await pull();
    expect(held).toMatchObject({ outcome: 'held', guard: { ends: 2 } });
    const released = await hr.post<{ state: string; files: { completeness: string[] }[] }>(
      `/hr/imports/${held.import}/release`,
      { reason: 'Uppdraget är slut i dag' },
    );
    expect([released.status, released.body.state]).toEqual([200, 'applied']);
    expect(released.body.files[0]?.completeness).toEqual(['rows']);
  });

  it('takes an upload of its file with the number of records that is demanded', async () => {
    async function upload(fields: Record<string, string>): Promise<{ status: number; body: Uploaded }> {
      const form = new FormData();
      for (const [name, value] of Object.entries({ source: 'KONSULT', dryRun: 'true', ...fields })) form.set(name, value);
      form.append('files', new Blob([JSON.stringify({ items: assignments() })]), 'konsulter.json');
      const response = await fetch(`${edge.url}/api/hr/imports`, {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        body: form,
      });
      return { status: response.status, body: (await response.json()) as Uploaded };
    }
    expect((await upload({})).body.rejection?.code).toBe('completeness-missing');
    expect((await upload({ rows: '3' })).body.rejection?.code).toBe('count-mismatch');
    expect((await upload({ rows: '2' })).body.state).toBe('dry-run');
    const wrong = await upload({ rows: 'två' });
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([422, '/rows']);
  }); // prettier-ignore
});
