import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { hrSourceList, type HrSource } from '../../src/platform/config-hr.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Jobs } from '../../src/platform/jobs.js';
import { startEdge, type Edge } from '../support/edge.js';
import { EmploymentColumns } from '../../src/lifecycle/intake/map-columns.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { checkHrRow, isRowFault } from '../../src/policy/lifecycle/check-hr-row.js';
import { checkUnit } from '../../src/policy/lifecycle/check-units.js';
import type { EmploymentField } from '../../src/policy/model/hr-fields.js';
import { employmentKinds } from '../../src/policy/model/people.js';
import { Caller, CareHome } from '../support/care-home.js';
import { testNumber } from '../support/hr-delivery.js';

jest.setTimeout(120_000);

/*
 * Exports as payroll systems write them, each with the mapping that an operator declares for it. All of them are of the
 * same people and must be read as the same facts; what Grindvakt makes of those is the matter of other suites.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-shapes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const asOf = '2026-11-20';
const [anna, asa, bjorn, zeynep, per, ida] = [3, 5, 7, 11, 13, 17].map(testNumber) as [
  string, string, string, string, string, string,
]; // prettier-ignore

/** What is to be found in every one of them. */
const people = `
P1|${anna}|Anna Maria|Andersson|1001|permanent|Enhetschef|110|100|2015-03-01|||y
P2|${asa}|Åsa|Öberg|1002|permanent|Undersköterska|110|75|2019-08-12||1001||Föräldraledig|100|2026-11-01|2027-03-31
P3|${bjorn}|Björn|Ek|1003|permanent|Undersköterska|110|50|2020-01-01||1001
P3|${bjorn}|Björn|Ek|1004|hourly|Vårdbiträde|120|0|2024-06-01||1001
P4|${zeynep}|Zeynep|Yılmaz|1005|substitute|Sjuksköterska|120|87.5|2026-02-01|2026-12-31|1001
P5|${per}|Per|Sjö|1006|fixed-term|Vårdbiträde|120|100|2026-01-01|2026-06-30|1001
P6|${ida}|Ida|Åkesson|1007|probation|Stödassistent|120|100|2026-12-01||1001`
  .trim()
  .split('\n');

interface Shape {
  readonly is: string;
  /** The source, without its id. */
  readonly source: string;
  /** Where they cannot say who leads them. */
  readonly units?: readonly string[];
  readonly files: Readonly<Record<string, string | Buffer>>;
}

const units = `
units:
  file: org.csv
  columns: { code: id, parent: over, name: namn, managerNumber: chef }`;
const organisation = ';id;over;namn;chef\n;100;;Omsorgen;\n;110;100;Almen;1001\n;120;100;Björken;1001\n';

/** One table of all employments, written by what each column is to be called. */
interface Row {
  key: string; number: string; given: string; family: string; employment: string; kind: string; title: string; unit: string;
  percent: string; from: string; to: string; chief: string; leads: string; leave: string; extent: string; away: string; back: string;
} // prettier-ignore
const rows: readonly Row[] = people.map((line) => {
  const v = line.split('|');
  const at = (n: number): string => v[n] ?? '';
  return {
    key: at(0), number: at(1), given: at(2), family: at(3), employment: at(4), kind: at(5), title: at(6), unit: at(7),
    percent: at(8), from: at(9), to: at(10), chief: at(11), leads: at(12), leave: at(13), extent: at(14), away: at(15), back: at(16),
  }; // prettier-ignore
});

const table = (header: string, between: string, line: (row: Row) => readonly string[], end = '\n'): string =>
  [header, ...rows.map((row) => line(row).join(between))].map((text) => text + end).join('');

const comma = (value: string): string => value.replace('.', ',');
const tight = (day: string): string => day.replaceAll('-', '');
const dotted = (day: string): string => day.split('-').reverse().join('.');
const ten = (number: string): string => `${number.slice(2, 8)}-${number.slice(8)}`;
const kinds = `kinds: { ${employmentKinds.map((kind) => `${kind}: ${kind}`).join(', ')} }`;
const western = (text: string): Buffer => Buffer.from(text.replaceAll('ı', 'i'), 'latin1');

const leave = 'leaveKind: Frv, leavePercent: FrvOmf, leaveFrom: FrvFrom, leaveTo: FrvTom';

const shapes: Shape[] = [
  {
    is: 'semicolons, Windows-1252, comma decimals, ten digits, far ends, sums and a title above',
    source: `
delimiter: semicolon
noLastDay: ['99991231']
dates: [yyyyMMdd]
empty: ['-']
employments:
  file: ANST.TXT
  linesBefore: 3
  notRecords: ['Summa']
  columns: { personKey: Anställd, personalNumber: Persnr, givenName: Fnamn, familyName: Enamn, number: Anstnr, kind: Form,
    title: Titel, unit: Org, percent: Sysgrad, startDate: From, endDate: Tom, managerNumber: Chef, leadsUnit: ÄrChef, ${leave} }
  ${kinds}${units}`,
    files: {
      'ANST.TXT': western(
        `Personec P;Anställningar\n\nUttagen 20261120\n${table(
          'Anställd;Persnr;Enamn;Fnamn;Anstnr;Form;Titel;Org;Sysgrad;From;Tom;Chef;ÄrChef;Frv;FrvOmf;FrvFrom;FrvTom;Övrigt',
          ';',
          (r) => [r.key, ten(r.number), r.family, r.given, r.employment, r.kind, r.title, r.unit, `${comma(r.percent)} %`, tight(r.from), r.to === '' ? '99991231' : tight(r.to), r.chief || '-', r.leads ? 'J' : '', r.leave, r.extent, tight(r.away), tight(r.back), 'x'], // prettier-ignore
        )}Summa;7;;512,50\n`,
      ),
      'org.csv': western(organisation),
    },
  },
  {
    is: 'tabs in UTF-16 as spreadsheets save text, shares of one, days with dots, numbers of a person and a serial one',
    source: `
delimiter: tab
dates: [dd.MM.yyyy]
shareOfOne: true
yes: [Sant]
no: [Falskt]
employments:
  file: export.txt
  managerBy: personKey
  columns: { personKey: Anst.nr, personalNumber: Personnr, givenName: Förnamn, familyName: Efternamn,
    number: { columns: [Lön, Nr], between: '' }, kind: Form, title: Tjänst, unit: Avd, percent: Grad, startDate: Start, endDate: Slut,
    managerNumber: Chef, leadsUnit: Chefskap, ${leave} }
  ${kinds}
units:
  file: avd.txt
  columns: { code: id, parent: over, name: namn, managerNumber: chef }`,
    files: {
      'export.txt': Buffer.from(
        `\uFEFF${table(
          'Anst.nr\tPersonnr\tFörnamn\tEfternamn\tLön\tNr\tForm\tTjänst\tAvd\tGrad\tStart\tSlut\tChef\tChefskap\tFrv\tFrvOmf\tFrvFrom\tFrvTom',
          '\t',
          (r) => [r.key, r.number, r.given, r.family, r.employment.slice(0, 3), r.employment.slice(3), r.kind, r.title, r.unit, comma(String(Number(r.percent) / 100)), dotted(r.from), dotted(r.to), r.chief && 'P1', r.leads ? 'Sant' : 'Falskt', r.leave, r.extent && '1', dotted(r.away), dotted(r.back)], // prettier-ignore
          '\r\n',
        )}`,
        'utf16le',
      ),
      'avd.txt': Buffer.from(
        `\uFEFF${organisation.replaceAll(';', '\t').replaceAll('1001', 'P1').replaceAll('\n', '\r\n')}`,
        'utf16le',
      ),
    },
  },
  {
    is: 'pipes without quotes, no header, a delimiter at each end, politicians among them, NULL, days of a database',
    source: `
delimiter: pipe
quotes: false
endsWithDelimiter: true
empty: ['NULL']
dates: [iso-instant]
decimal: '.'
endsBefore: true
yes: '1'
no: '0'
employments:
  file: hr.dat
  header: [k, p, namn, a, f, t, o, g, s, e, c, l, Frv, FrvOmf, FrvFrom, FrvTom]
  leaveOut: [{ column: f, values: [FÖRTROENDE] }]
  columns: { personKey: k, personalNumber: p, familyName: { column: namn, before: ', ' }, givenName: { column: namn, after: ', ' },
    number: a, kind: f, title: t, unit: o, percent: g, startDate: s, endDate: e, managerNumber: c, leadsUnit: l, ${leave} }
  ${kinds}${units}`,
    files: {
      'hr.dat': `${table(
        'P9|?|"Sol", Sven|9|FÖRTROENDE|Ledamot|900|0|2022-10-15 00:00:00.000|NULL|NULL|0|NULL|NULL|NULL|NULL|',
        '|',
        (r) => {
          const next = (day: string): string => `${new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)} 00:00:00.000`; // prettier-ignore
          return [r.key, r.number, `${r.family}, ${r.given}`, r.employment, r.kind, r.title, r.unit, r.percent, `${r.from} 00:00:00.000`, r.to ? next(r.to) : '9999-12-31 00:00:00.000', r.chief || 'NULL', r.leads ? '1' : '0', r.leave || 'NULL', r.extent || 'NULL', r.away ? `${r.away} 00:00:00` : 'NULL', r.back ? next(r.back) : 'NULL', '']; // prettier-ignore
        },
      )}`,
      'org.csv': organisation.replaceAll(';', '|').replaceAll('\n', '|\n'),
    },
  },
  {
    is: 'quotes with line breaks in them, commas, one kind for all beside them, managers by personal number',
    source: `
delimiter: comma
decimal: '.'
employments:
  file: anst.csv
  managerBy: personalNumber
  countLine: { at: last, text: 'Antal poster: {rows}' }
  columns: { personKey: id, personalNumber: pnr, givenName: { anyOf: [tilltal, fnamn] }, familyName: enamn, number: anr, kind: form,
    title: titel, unit: enhet, percent: grad, startDate: fr, endDate: till, managerNumber: chef, leadsUnit: leder, ${leave} }
  ${kinds}
units:
  file: org.csv
  columns: { code: id, parent: over, name: namn, managerNumber: { value: '' } }`,
    files: {
      'anst.csv': `${table(
        'id,pnr,tilltal,fnamn,enamn,adress,anr,form,titel,enhet,grad,fr,till,chef,leder,Frv,FrvOmf,FrvFrom,FrvTom',
        ',',
        (r) => [r.key, ten(r.number), '', r.given, r.family, '"Storgatan 1\n""lgh 2"", 3 tr\n\n123 45 Byn"', r.employment, r.kind, r.title, r.unit, `${r.percent}%`, r.from, r.to, r.chief && anna, r.leads ? 'J' : 'N', r.leave, r.extent, r.away, r.back], // prettier-ignore
      )}Antal poster: 7\n`,
      'org.csv': organisation.replaceAll(';', ','),
    },
    units: ['100||Omsorgen|', '110|100|Almen|', '120|100|Björken|'],
  },
  {
    is: 'persons, employments, absences by the month and ends in files of their own; units by path, managers by e-mail',
    source: `
employments:
  file: anst.csv
  managerBy: email
  columns: { personKey: Pid, number: Anr, kind: Form, title: Befattning, unit: Org, percent: Grad, startDate: From, managerNumber: Chef,
    leadsUnit: L }
  joined:
    - { file: personer.csv, key: Id, on: Pid, columns: { personalNumber: Pnr, givenName: Förnamn, familyName: Efternamn, email: Mejl } }
    - { file: avslut.csv, key: Anr, on: Anr, several: last, columns: { endDate: Sista dag } }
    - { file: frv.csv, key: { columns: [Pid, Anr] }, on: { columns: [Pid, Anr] }, several: current, columns: { ${leave} } }
  ${kinds}
unitsIn:
  path: Plats
  managerNumber: Enhetschef`,
    files: {
      'personer.csv': `Id;Pnr;Förnamn;Efternamn;Mejl\n${[...new Set(rows.map((r) => `${r.key};${r.number};${r.given};${r.family};${r.key}@example.se\n`))].reverse().join('')}`, // prettier-ignore
      'anst.csv': table('Pid;Anr;Form;Befattning;Org;Plats;Grad;From;Chef;L;Enhetschef', ';', (r) => [
        r.key, r.employment, r.kind, r.title, r.unit, `Omsorgen/${r.unit === '110' ? 'Almen' : 'Björken'}`, comma(r.percent), r.from,
        r.chief && 'p1@Example.se', r.leads ? 'J' : 'N', 'P1@example.se',
      ]), // prettier-ignore
      'avslut.csv': 'Anr;Sista dag\n1006;2026-07-31\n1005;2026-12-31\n1006;2026-06-30\n',
      'frv.csv':
        'Pid;Anr;Frv;FrvOmf;FrvFrom;FrvTom\n' +
        'P2;1002;Föräldraledig;100;2027-01-01;2027-03-31\nP2;1002;Semester;100;2026-07-01;2026-07-31\n' +
        'P2;1002;Föräldraledig;100;2026-11-01;2026-11-30\nP2;1002;Föräldraledig;100;2026-12-01;2026-12-31\n',
    },
    units: ['110|Omsorgen|Almen|1001', '120|Omsorgen|Björken|1001', 'Omsorgen||Omsorgen|'],
  },
  {
    is: 'employments inside persons as JSON lines, units with the department’s columns beside them, none of them in a file',
    source: `
dates: [iso-instant]
yes: 'true'
employments:
  file: people.jsonl
  format: json
  columns: { personKey: id, personalNumber: ssn, givenName: { columns: [first, middle], between: ' ' }, familyName: last,
    number: jobs[].nr, kind: jobs[].form, title: jobs[].post.name, unit: jobs[].org.id, percent: jobs[].share, startDate: jobs[].from,
    endDate: jobs[].to, managerNumber: jobs[].boss, leadsUnit: jobs[].leads,
    leaveKind: jobs[].leave.kind, leavePercent: jobs[].leave.share, leaveFrom: jobs[].leave.from, leaveTo: jobs[].leave.to }
  ${kinds}
unitsIn:
  name: jobs[].org.name
  above: [{ code: jobs[].org.top, name: jobs[].org.topName }]`.replaceAll(/jobs\[\][\w.]*/g, "'$&'"),
    files: {
      'people.jsonl': [...new Set(rows.map((r) => r.key))]
        .map((key) => {
          const own = rows.filter((r) => r.key === key);
          const [first = ''] = own.map((r) => r.given);
          const instant = (day: string): string | null => (day === '' ? null : `${day}T00:00:00+01:00`);
          const jobs = own.map((r) => ({
            nr: r.employment,
            form: r.kind,
            post: { name: r.title },
            org: {
              id: r.unit,
              name: r.unit === '110' ? 'Almen' : 'Björken',
              top: '100',
              topName: 'Omsorgen',
            },
            share: Number(r.percent),
            from: `${r.from}T00:00:00`,
            to: r.to === '' ? '2999-12-31T00:00:00' : `${r.to}T00:00:00`,
            boss: r.chief || null,
            leads: r.leads === 'y',
            leave:
              r.leave === ''
                ? null
                : { kind: r.leave, share: 100, from: instant(r.away), to: instant(r.back) },
          }));
          const [given, middle = null] = first.split(' ');
          const who = { id: key, ssn: own[0]?.number, first: given, middle, last: own[0]?.family };
          return `${JSON.stringify({ ...who, jobs })}\n`;
        })
        .join(''),
    },
    units: ['100||Omsorgen|', '110|100|Almen|', '120|100|Björken|'],
  },
];

function sourceOf(text: string): HrSource {
  const [source] = hrSourceList.parse([{ id: 'prov', name: 'Prov', ...(parse(text) as object) }]);
  if (!source) throw new Error('no source');
  return source;
}

function laidOut({ files }: Shape): string {
  const at = mkdtempSync(path.join(folder, 'delivery-'));
  mkdirSync(at, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(at, name), content);
  return at;
}

/** What is read of a delivery, in the words of `people`; or what is wrong with it. */
async function readAll(shape: Shape): Promise<{ employments: string[]; units: string[] }> {
  const source = sourceOf(shape.source);
  const delivery = readDelivery(laidOut(shape));
  const reader = new HrFileReader();
  await reader.inspect(delivery, source);
  const units = await reader.openUnits(delivery, source, {}, asOf);
  const found: string[] = [];
  for await (const batch of units?.batches() ?? [])
    for (const { fields } of batch) {
      const unit = checkUnit((field) => fields[units?.columns[field] ?? -1] ?? '', source);
      found.push(
        'reason' in unit
          ? unit.detail
          : `${unit.code}|${unit.parent ?? ''}|${unit.name}|${unit.managerNumber ?? ''}`,
      );
    }
  const file = await reader.openEmployments(delivery, source, {}, asOf);
  const columns = new EmploymentColumns(source, file);
  const digests = new Map<number, string>();
  for await (const batch of columns.digests())
    for (const record of batch) if ('digest' in record) digests.set(record.line, record.digest);
  const lines: string[] = [];
  for await (const batch of file.batches(() => true))
    for (const { line, fields, malformed } of batch) {
      if (malformed !== null || fields.length !== file.width) {
        lines.push(`line ${String(line)} cannot be read: ${malformed ?? fields.join('¤')}`);
        continue;
      }
      expect(columns.digest(fields)).toBe(digests.get(line));
      lines.push(inWords(columns.reader(fields), columns));
    }
  return { employments: lines.sort(), units: found.sort() };
}

function inWords(read: (field: EmploymentField) => string, { rules }: EmploymentColumns): string {
  const r = checkHrRow(read, rules, () => true, asOf);
  if (isRowFault(r)) return `${r.field}: ${r.detail}`;
  return [
    r.personKey, r.personNumber, r.givenName, r.familyName, r.number, r.kind, r.title, r.unit, r.percent, r.startDate, r.endDate,
    r.managerNumber, r.leadsUnit ? 'y' : '', r.leaveKind, r.leavePercent, r.leaveFrom, r.leaveTo,
  ].map((value) => value ?? '').join('|').replace(/\|+$/, ''); // prettier-ignore
}

async function startImports(source: HrSource): Promise<Edge> {
  const reader = { useFactory: () => new HrFileReader() };
  const edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with(reader)],
    config: { hr: { sources: [source] } },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse(`${asOf}T09:00:00Z`) - edge.clock.now().getTime()) / 60_000);
  return edge;
}

describe('a delivery of several files, of which none is of units', () => {
  const shape = shapes.find(({ is }) => is.startsWith('persons, employments'));
  if (!shape) throw new Error('no such shape');
  let edge: Edge;
  beforeAll(async () => {
    edge = await startImports({ ...sourceOf(shape.source), breaker: { count: 1, share: 1, floor: 1 } });
  });
  afterAll(async () => {
    await edge.stop();
  });
  const taken = (changed: Record<string, (text: string) => string>): Promise<ImportResult> => {
    const files = Object.entries(shape.files).map(([name, content]) => {
      const change = changed[name];
      const text = String(content);
      const made = change ? change(text) : text;
      if (change) expect(made).not.toBe(text);
      return [name, made];
    });
    const delivery = readDelivery(laidOut({ ...shape, files: Object.fromEntries(files) as Shape['files'] }));
    const operator = { kind: 'operator', name: 'prov', channel: 'command' } as const;
    return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
  };
  const facts = async (): Promise<string[]> => {
    const found = await edge.database.query<{ fact: string }>(
      `SELECT concat_ws('|', e.number, p.family_name, u.path, e.start_date, e.end_date, e.leave_kind, e.leave_to, m.number) AS fact
       FROM employment e JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.unit_id
       LEFT JOIN employment m ON m.id = e.manager_employment_id WHERE e.source <> 'home' ORDER BY e.number`,
    );
    return found.map(({ fact }) => fact);
  };

  it('becomes persons with their managers, units, absences and ends', async () => {
    expect(await taken({})).toMatchObject({ outcome: 'applied', quarantined: [], units: { added: 3 } });
    expect(await facts()).toEqual([
      '1001|Andersson|/Omsorgen/110/|2015-03-01',
      '1002|Öberg|/Omsorgen/110/|2019-08-12|Föräldraledig|2027-03-31|1001',
      '1003|Ek|/Omsorgen/110/|2020-01-01|1001',
      '1004|Ek|/Omsorgen/120/|2024-06-01|1001',
      '1005|Yılmaz|/Omsorgen/120/|2026-02-01|2026-12-31|1001',
      '1006|Sjö|/Omsorgen/120/|2026-01-01|2026-06-30',
      '1007|Åkesson|/Omsorgen/120/|2026-12-01|1001',
    ]);
    expect((await taken({})).outcome).toBe('unchanged');
  });

  it('ends an employment by a row of the file of ends, and unsays it with it', async () => {
    const ended = await taken({ 'avslut.csv': (text) => `${text}1003;2026-11-20\n` });
    expect(ended).toMatchObject({
      outcome: 'applied',
      rows: { applied: 1 },
      changes: { employmentsEnded: 1 },
    });
    expect((await facts())[2]).toBe('1003|Ek|/Omsorgen/110/|2020-01-01|2026-11-20|1001');
    expect((await taken({})).outcome).toBe('applied');
    expect((await facts())[2]).toBe('1003|Ek|/Omsorgen/110/|2020-01-01|1001');
  });

  it('sets aside whom another file says two things of, or nothing that can be read, and ends nobody', async () => {
    const result = await taken({
      'personer.csv': (text) =>
        text.replace('P3;', `P3;${per};Bo;Ek;b@example.se\nP3;`).replace(/P4;[^\n]*/, 'P4;"x'),
    });
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'joined-twice'],
      [5, 'joined-twice'],
      [6, 'joined-unreadable'],
    ]);
    expect(result.changes).toMatchObject({ leavers: 0, employmentsEnded: 0 });
    expect(await facts()).toHaveLength(7);
  });

  it('is rejected whole without one of its files, or with one that was cut off', async () => {
    const delivery = readDelivery(laidOut(shape));
    const less = new Map([...delivery].filter(([name]) => name !== 'frv.csv'));
    const operator = { kind: 'operator', name: 'prov', channel: 'command' } as const;
    const result = await edge.app.get(TakeHrSnapshot).run(operator, { delivery: less, channel: 'command' });
    expect(result.rejection).toMatchObject({ code: 'missing-file', file: 'frv.csv' });
    const cut = await taken({ 'personer.csv': (text) => text.slice(0, -9) });
    expect(cut.rejection).toMatchObject({ code: 'truncated', file: 'personer.csv' });
  });

  it('is held with all of its files, and released or cancelled as they were', async () => {
    const home = new CareHome(edge.database);
    const clerk = await home.employee(await home.unit('/9/', 'Personal'));
    await home.grant(clerk, await home.role(clerk, { grindvakt: 'hr' }));
    const calls = new Caller(edge.url, await edge.signIn(clerk.personId));
    const why = { reason: 'Enheten läggs ned' };
    await taken({}); // what an earlier test had set aside is right again
    const before = await facts();
    const leaving = {
      'avslut.csv': (text: string) => `${text}1003;2026-11-20\n1004;2026-11-20\n`,
      'frv.csv': (text: string) => `${text}P1;1001;Tjänstledig;100;2026-12-01;2026-12-24\n`,
      'personer.csv': (text: string) => text.replace('Sjö', 'Sjöberg'),
    };
    const first = await taken(leaving);
    expect(first).toMatchObject({ outcome: 'held', guard: { ends: 2, allowed: 1 } });
    expect(await facts()).toEqual(before);
    expect((await calls.post(`/hr/imports/${first.import}/cancellation`, why)).status).toBe(200);
    expect(await facts()).toEqual(before);

    const second = await taken(leaving);
    expect(second.outcome).toBe('held');
    const released = await calls.post<{ state: string }>(`/hr/imports/${second.import}/release`, why);
    expect([released.status, released.body.state]).toEqual([200, 'applied']);
    const after = await facts();
    expect(after[0]).toBe('1001|Andersson|/Omsorgen/110/|2015-03-01|Tjänstledig|2026-12-24');
    expect(after[2]).toBe('1003|Ek|/Omsorgen/110/|2020-01-01|2026-11-20|1001');
    expect(after[3]).toBe('1004|Ek|/Omsorgen/120/|2024-06-01|2026-11-20|1001');
    expect(after[5]).toBe('1006|Sjöberg|/Omsorgen/120/|2026-01-01|2026-06-30');
    const sealed = await edge.database.query(`SELECT FROM hr_import WHERE files_sealed IS NOT NULL`);
    expect(sealed).toHaveLength(0);
    expect((await taken(leaving)).outcome).toBe('unchanged');
  });
});

describe('an export of a payroll system', () => {
  it.each(shapes.map((shape) => [shape.is, shape] as const))(
    'is read as what it says: %s',
    async (_, shape) => {
      const found = await readAll(shape);
      const plain = (line: string): string => line.replaceAll('ı', 'i');
      expect(found.employments.map(plain)).toEqual(
        people.map((line) => plain(line).replace(/\|+$/, '')).sort(),
      );
      expect(found.units).toEqual(
        shape.units ?? ['100||Omsorgen|', '110|100|Almen|1001', '120|100|Björken|1001'],
      );
    },
  );
});
