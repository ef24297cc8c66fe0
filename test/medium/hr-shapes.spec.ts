import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { hrSourceList, type HrSource } from '../../src/platform/config-hr.js';
import { EmploymentColumns } from '../../src/lifecycle/intake/map-columns.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { checkHrRow, isRowFault } from '../../src/policy/lifecycle/check-hr-row.js';
import { checkUnit } from '../../src/policy/lifecycle/check-units.js';
import type { EmploymentField } from '../../src/policy/model/hr-fields.js';
import { employmentKinds } from '../../src/policy/model/people.js';
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
