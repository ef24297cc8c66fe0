import { describe, expect, it } from '@jest/globals';
import { flattenRecord, jsonColumns, type JsonRow } from './flatten-json.js';

const words = { yes: 'J', no: 'N', decimal: ',' as const };

function flatten(record: unknown, columns: readonly string[], flags: readonly number[] = []): JsonRow[] {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return flattenRecord(text, jsonColumns(columns, new Set(flags)), words);
}

describe('a JSON record as rows', () => {
  it('takes texts as they are and everything else as the files would write it', () => {
    const record = { a: ' 007 ', b: { c: 87.5, d: null }, e: true, f: false, g: 100, h: -0.5 };
    expect(flatten(record, ['a', 'b.c', 'b.d', 'e', 'f', 'g', 'h', 'i', 'i.j'], [3, 4])).toEqual([
      { fields: [' 007 ', '87,5', '', 'J', 'N', '100', '-0,5', '', ''], malformed: null },
    ]);
  });

  it('gives one for each member of the list that is gone through', () => {
    const record = { id: 'P1', jobs: [{ n: 1, unit: { code: 'A' } }, { n: 2 }] };
    expect(flatten(record, ['id', 'jobs[].n', 'jobs[].unit.code']).map((row) => row.fields)).toEqual([
      ['P1', '1', 'A'],
      ['P1', '2', ''],
    ]);
    for (const none of [{ id: 'P1' }, { id: 'P1', jobs: null }, { id: 'P1', jobs: [] }])
      expect(flatten(none, ['id', 'jobs[].n'])).toEqual([]);
  });

  it('spoils one member of a list without the others', () => {
    const record = { id: 'P1', jobs: [{ n: 'A1' }, 'A2', { n: ['A3'] }] };
    expect(flatten(record, ['id', 'jobs[].n']).map((row) => row.malformed)).toEqual([
      null,
      'not-a-value',
      'not-a-value',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"a": "P1", "b": }', 'malformed-json'],
    ['no object', '["P1"]', 'malformed-json'],
    ['a list where a value is declared', { a: ['P1'] }, 'not-a-value'],
    ['an object where a value is declared', { a: { b: 'P1' } }, 'not-a-value'],
    ['true where a text is declared', { a: true, b: 'P1' }, 'not-a-value'],
    ['digits that a number cannot hold', '{"a": 12345678901234567890, "b": "P1"}', 'inexact-number'],
    ['a number beyond all', '{"a": 1e400, "b": "P1"}', 'inexact-number'],
  ])('is set aside, with whom it names, when it holds %s', (_, record, malformed) => {
    const [row] = flatten(record, ['a']);
    expect(row?.malformed).toBe(malformed);
    expect(row?.fields).toContain('P1');
  });

  it('never reads what an object has by its prototype', () => {
    expect(flatten('{"a": 1}', ['toString', 'valueOf.name', 'hasOwnProperty'])).toEqual([
      { fields: ['', '', ''], malformed: null },
    ]);
    // An own property of that name is data like any other; it reaches nobody else's objects.
    expect(flatten('{"__proto__": {"b": "x"}, "a": {"__proto__": 1}}', ['b', 'a.b'])).toEqual([
      { fields: ['', ''], malformed: null },
    ]);
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });
});
