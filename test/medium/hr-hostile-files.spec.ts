import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PersonNumbers } from '../../src/platform/person-numbers.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  employmentsText,
  testNumber,
  writeDelivery,
  type EmploymentColumn,
  type EmploymentLine,
} from '../support/hr-delivery.js';

// A hundred megabytes are written and read; a busy machine may take its time.
jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hostile-'));
const people = Array.from({ length: 8 }, (_, n) => employmentLine(n));
const text = employmentsText(people);
const head = text.slice(0, text.indexOf('\r\n') + 2);
let edge: Edge;
let untouched: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  expect(await take(writeDelivery(folder, people))).toMatchObject({ outcome: 'applied' });
  untouched = await everything();
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function take(from: string): Promise<ImportResult> {
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery: readDelivery(from), channel: 'command' });
}

/** Everything a delivery could change, as one text. */
async function everything(): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT md5(string_agg(t, '|' ORDER BY t)) AS all FROM (
       SELECT p::text AS t FROM person p UNION ALL SELECT e::text FROM employment e UNION ALL SELECT u::text FROM unit u
       UNION ALL SELECT h::text FROM person_hsa_id h UNION ALL SELECT g::text FROM access_grant g) x`,
  );
  return row?.all ?? '';
}

/** Without ids, bytes and times of day: the last four digits of a number stand in one of those now and then. */
function withoutRandom(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\x[0-9a-f]+|\d\d:\d\d:\d\d[\d.]*/g, '');
}

/** Whatever was written down about deliveries: none of it may hold a number. */
async function writings(): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT string_agg(t, E'\\n') AS all FROM (
       SELECT q::text AS t FROM hr_quarantine q UNION ALL SELECT (to_jsonb(i) - 'files_digest')::text FROM hr_import i
       UNION ALL SELECT a::text FROM audit_entry a UNION ALL SELECT n::text FROM notice n
       UNION ALL SELECT d::text FROM hr_difference d) x`,
  );
  return row?.all ?? '';
}

function withPerson(wrong: EmploymentLine): EmploymentLine[] {
  return people.map((line, n) => (n === 5 ? { ...line, ...wrong } : line));
}

describe('a hostile file', () => {
  const huge = (): string => {
    const to = writeDelivery(folder, people);
    const file = openSync(path.join(to, 'anstallningar.csv'), 'w');
    writeSync(file, head);
    const piece = Buffer.alloc(1 << 20, 'x');
    for (let n = 0; n < 100; n += 1) writeSync(file, piece);
    closeSync(file);
    return to;
  };
  const wide = `${head.trimEnd()};${Array.from({ length: 1_000_000 }, () => 'x').join(';')}\r\n`;
  const zip = Buffer.concat([
    Buffer.from('PK\u0003\u0004\u0014\u0000\u0000\u0000', 'latin1'),
    Buffer.from(text),
  ]);
  const rejected: [string, string, number, () => string][] = [
    ['a hundred megabytes on one line', 'line-too-long', 2, huge],
    ['a million columns', 'header', 1, () => writeDelivery(folder, wide)],
    ['a zip archive', 'encoding', 1, () => writeDelivery(folder, zip)],
    ['a packed file', 'encoding', 1, () => writeDelivery(folder, gzipSync(text))],
    ['NUL bytes', 'encoding', 3, () => writeDelivery(folder, nul(text, 3))],
    [
      'UTF-16 the other way round',
      'encoding',
      1,
      () => writeDelivery(folder, Buffer.from(text, 'utf16le').swap16()),
    ],
    [
      'UTF-8 and Windows-1252 joined',
      'encoding',
      10,
      () => writeDelivery(folder, Buffer.concat([Buffer.from(text), Buffer.from(text.slice(1), 'latin1')])),
    ],
    ['a column twice', 'header', 1, () => writeDelivery(folder, text.replace(';Enhet;', ';EnhetId;'))],
    [
      'a spreadsheet saved as web page',
      'header',
      1,
      () => writeDelivery(folder, '<html><table><tr><td>PersonId</td></tr></table></html>\r\n'),
    ],
  ];

  it.each(rejected)('of %s is rejected whole, and changes nothing', async (_, code, line, make) => {
    const result = await take(make());
    expect(result).toMatchObject({ outcome: 'rejected', rejection: { code, line } });
    expect(await everything()).toBe(untouched);
  });

  function nul(value: string, line: number): Buffer {
    const lines = value.split('\r\n');
    lines[line - 1] = (lines[line - 1] ?? '').replace('Test', 'Te\u0000t');
    return Buffer.from(lines.join('\r\n'));
  }

  it('of lines with a million fields costs those lines and no memory to speak of', async () => {
    const bomb = `${Array.from({ length: 600_000 }, (_, n) => n.toString(36)).join(';')}\r\n`;
    const to = writeDelivery(folder, text.replace(/(\r\n[^\r]*\r\n)$/, `\r\n${bomb.repeat(3)}$1`.slice(2)));
    const before = process.memoryUsage().rss;
    const result = await take(to);
    expect(process.memoryUsage().rss - before).toBeLessThan(250 << 20);
    expect(result.quarantined.map(({ reason }) => reason)).toEqual(Array(3).fill('column-count'));
    expect(result.quarantined[0]?.detail).toBe('The line has more than 1000 fields, not 32.');
    expect(await everything()).toBe(untouched);
  });

  it('with two byte order marks is read as what it is', async () => {
    expect((await take(writeDelivery(folder, `\uFEFF${text}`))).outcome).toBe('unchanged');
    expect(await everything()).toBe(untouched);
  });

  it('that holds its header again midway costs that line', async () => {
    const lines = text.split('\r\n');
    lines.splice(4, 0, head.slice(1).trimEnd());
    const result = await take(writeDelivery(folder, lines.join('\r\n')));
    expect(result.quarantined.map(({ line, reason }) => [line, reason])).toEqual([[5, expect.any(String)]]);
    expect(await everything()).toBe(untouched);
  });
});

describe('a hostile value', () => {
  const right = testNumber(5);
  const wrongDigit = `${right.slice(0, 11)}${String((Number(right[11]) + 1) % 10)}`;
  const values: [string, EmploymentColumn, string, string][] = [
    ['a wrong check digit', 'Personnummer', wrongDigit, 'personnummer-check-digit'],
    [
      'the plus of a centenarian',
      'Personnummer',
      `${right.slice(2, 8)}+${right.slice(8)}`,
      'personnummer-date', // born in 1830
    ],
    ['nine digits', 'Personnummer', `${right.slice(3, 8)}-${right.slice(8)}`, 'personnummer-format'],
    [
      'a reserve number with a letter',
      'Personnummer',
      `${right.slice(0, 8)}-T23${right.slice(11)}`,
      'personnummer-format',
    ],
    ['a provisional number', 'Personnummer', `${right.slice(0, 8)}TF05`, 'personnummer-format'],
    [
      'digits of another script',
      'Personnummer',
      Array.from(right, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
      'personnummer-format',
    ],
    ['a number among others', 'Personnummer', `${right} ${right}`, 'personnummer-format'],
    ['the 31st of February, as Swedes do not write it', 'Startdatum', '31/02/2026', 'invalid-date'],
    ['the 30th of February', 'Startdatum', '2026-02-30', 'invalid-date'],
    ['a leap day of no leap year', 'Slutdatum', '2027-02-29', 'invalid-date'],
    ['the year 20260', 'Slutdatum', '20260-01-01', 'invalid-date'],
    ['the year 0', 'Startdatum', '0000-01-01', 'invalid-date'],
    ['a month 13', 'Startdatum', '2026-13-01', 'invalid-date'],
    ['a spreadsheet’s number of a day', 'Startdatum', '45992', 'invalid-date'],
    ['less than nothing of full time', 'Sysselsättningsgrad', '-50,00', 'invalid-number'],
    ['an exponent', 'Sysselsättningsgrad', '1e2', 'invalid-number'],
    ['no number', 'Sysselsättningsgrad', 'NaN', 'invalid-number'],
    ['a point where a comma is declared', 'Sysselsättningsgrad', '87.505', 'invalid-number'],
    ['somebody’s number in another column', 'EnhetId', right, 'unknown-unit'],
    ['somebody’s number as a date', 'Startdatum', right, 'invalid-date'],
    [
      'somebody’s number with blanks as a share',
      'Sysselsättningsgrad',
      `${right.slice(0, 8)} ${right.slice(8)}`,
      'invalid-number',
    ],
  ];

  it.each(values)(
    'like %s costs its line, which is named, and is not told',
    async (_, column, value, reason) => {
      const result = await take(writeDelivery(folder, withPerson({ [column]: value })));
      expect(result.quarantined.map((q) => [q.line, q.column, q.reason])).toEqual([[7, column, reason]]);
      expect(await everything()).toBe(untouched);
      const told = withoutRandom(`${JSON.stringify(result)}\n${await writings()}`);
      for (const number of [
        right,
        wrongDigit,
        right.slice(2),
        `${right.slice(2, 8)}-${right.slice(8)}`,
        right.slice(8),
      ])
        expect(told).not.toContain(number);
      if (column === 'Personnummer') expect(told).not.toContain(value);
    },
  );

  it('like a formula is a name, and stays one', async () => {
    const name = '=HYPERLINK("http://exempel.se";"Ek")';
    expect((await take(writeDelivery(folder, withPerson({ Efternamn: name })))).outcome).toBe('applied');
    const [row] = await edge.database.query<{ name: string }>(
      `SELECT p.family_name AS name FROM person p JOIN employment e ON e.person_id = p.id WHERE e.number = 'A5'`,
    );
    expect(row?.name).toBe(name);
    await take(writeDelivery(folder, people));
  });

  it('is what it seems when it is right: a centenarian and a samordningsnummer', async () => {
    const old = '191001132388';
    const coordination = '198001732380';
    const rows = [old, coordination].map((Personnummer, n) => employmentLine(70 + n, { Personnummer }));
    const result = await take(writeDelivery(folder, [...people, ...rows]));
    expect(result.quarantined.map((q) => q.reason)).toEqual([]);
    const numbers = edge.app.get(PersonNumbers);
    const found = await edge.database.query<{ sealed: Buffer }>(
      `SELECT p.person_number_sealed AS sealed FROM person p JOIN employment e ON e.person_id = p.id
       WHERE e.number IN ('A70', 'A71') ORDER BY e.number`,
    );
    expect(found.map(({ sealed }) => numbers.open(sealed).toString())).toEqual([old, coordination]);
  });
});
