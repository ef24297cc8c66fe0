import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HrRecord } from '../hr-reader.js';
import { countLines, type Chunk } from './read-chunks.js';
import { digestOf, scanDigests, scanRecords } from './scan-records.js';

/** The text as a file in pieces, cut after the given lines. */
function chunks(text: string, cuts: readonly number[], scan: (chunk: Chunk) => void): void {
  const lines = text.split(/(?<=\n)/);
  let from = 0;
  let left = Buffer.alloc(0);
  let line = 1;
  for (const to of [...cuts.map((cut) => cut % (lines.length + 1)).sort((a, b) => a - b), lines.length]) {
    const bytes = Buffer.concat([left, Buffer.from(lines.slice(from, to).join(''))]);
    from = to;
    let next = line + countLines(bytes);
    left = Buffer.alloc(0);
    scan({
      bytes,
      line,
      last: to === lines.length,
      leave: (at, number) => {
        left = Buffer.from(bytes.subarray(at));
        next = number;
      },
    });
    line = next;
  }
}

function split(text: string, cuts: readonly number[] = []): HrRecord[] {
  const records: HrRecord[] = [];
  chunks(text, cuts, (chunk) => records.push(...scanRecords(chunk, ';', () => true)));
  return records;
}

const fieldsOf = (text: string): (readonly string[])[] => split(text).map((record) => record.fields);

describe('records of a file', () => {
  it.each([
    [
      'a;b\r\nc;d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a;b\nc;d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a;1";"say ""hi"""\r\n', [['a;1', 'say "hi"']]],
    [
      '"a\r\nb";c\r\nd;e\r\n',
      [
        ['a\r\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    [
      'a;\r\n;\r\n',
      [
        ['a', ''],
        ['', ''],
      ],
    ],
    [
      'a;b\r\n\r\nc;d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('%j', (text, records) => {
    expect(fieldsOf(text)).toEqual(records);
  });

  it('numbers a record by the line it begins on', () => {
    expect(split('h\n"a\nb"\nc\n\nd\n').map((record) => record.line)).toEqual([1, 2, 4, 6]);
  });

  it.each([
    ['a quotation mark inside a field', 'a;5" rör;c\nd;e;f\n'],
    ['text after a closing one', 'a;"b"x;c\nd;e;f\n'],
    ['one that is never closed', 'a;"b;c\nd;e;f\n'],
  ])('%s costs that line only', (_, text) => {
    expect(split(text).map((record) => [record.line, record.malformed])).toEqual([
      [1, 'malformed-quotes'],
      [2, null],
    ]);
  });

  it('reads back whatever was written, however the file is cut into pieces', () => {
    const field = fc.stringMatching(/^[a-zåäö;"\n\r ,=]{0,6}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat()),
        (rows, cuts) => {
          const text = rows
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(';'))
            .join('\r\n');
          expect(split(`${text}\r\n`, cuts).map((record) => record.fields)).toEqual(rows);
        },
      ),
    );
  });

  it('has the same digest quoted or not, and another when a covered column differs', () => {
    const plan = { salt: 'salt', covered: [0, 1, 3], number: 0, personKey: 1 };
    const digest = (text: string): string[] => {
      const found: string[] = [];
      chunks(text, [], (chunk) => {
        for (const record of scanDigests(chunk, ';', 4, plan, 1))
          found.push('digest' in record ? record.digest : 'none');
      });
      return found;
    };
    const [plain] = digest('a;å;time;d\n');
    expect(digest('"a";"å";"another time";d\r\n')).toEqual([plain]);
    expect(digest('a;å;;d')).toEqual([plain]);
    expect(digestOf(['a', 'å', 'x', 'd'], plan)).toBe(plain);
    for (const other of ['b;å;time;d\n', 'a;å;time;\n', 'a;"å;time";d;\n', ';a;å;d\n'])
      expect(digest(other)).not.toContain(plain);
    expect(digest('a;b;c\na;b;c;d;e\n')).toEqual(['none', 'none']);
  });
});
