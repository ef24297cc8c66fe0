import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { HrRecord } from '../hr-reader.js';
import { RecordSplitter } from './split-records.js';

function split(text: string, cuts: readonly number[] = []): HrRecord[] {
  const splitter = new RecordSplitter(';');
  const lines = text.split(/(?<=\n)/);
  const parts: string[] = [];
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (lines.length + 1)).sort((a, b) => a - b), lines.length]) {
    parts.push(lines.slice(from, to).join(''));
    from = to;
  }
  let line = 1;
  return parts.flatMap((part, n) => {
    const records = splitter.split(part, line, n === parts.length - 1);
    line += part.split('\n').length - 1;
    return records;
  });
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
      [1, true],
      [2, false],
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
});
