import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonFault, JsonSplitter } from './split-json.js';

interface Split {
  records: unknown[];
  also: Record<string, unknown>;
}

/** @param cuts where the text is cut into pieces */
function split(text: string, rows: string[] = [], also: string[] = [], cuts: readonly number[] = []): Split {
  const splitter = new JsonSplitter({ rows, also });
  const records: string[] = [];
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [n, from] of at.slice(0, -1).entries())
    records.push(...splitter.push(text.slice(from, at[n + 1])));
  splitter.end();
  return {
    records: records.map((record) => JSON.parse(record) as unknown),
    also: Object.fromEntries(splitter.also),
  };
}

function fault(text: string, rows: string[] = []): string {
  try {
    split(text, rows);
  } catch (error) {
    if (error instanceof JsonFault) return error.kind;
    throw error;
  }
  return 'none';
}

describe('records of a JSON text', () => {
  it('come one by one out of a list, with what stands beside it', () => {
    const text = `{"total": 2, "skip": {"rows": [9]}, "data": {"next": "a\\"b", "rows": [ {"a": "]}\\\\"} , {"b": [1, {"c": 2}]} ], "more": [1]}}`;
    expect(split(text, ['data', 'rows'], ['total', 'data.next'])).toEqual({
      records: [{ a: ']}\\' }, { b: [1, { c: 2 }] }],
      also: { total: 2, 'data.next': 'a"b' },
    });
  });

  it.each(['[]', ' [ ] ', '[1]', '["a",null,true,-1.5e3,[],{}]', '\r\n[\t{}\n]\n'])('of %j', (text) => {
    expect(split(text).records).toEqual(JSON.parse(text));
  });

  it('are the same however the text is cut into pieces', () => {
    const safe = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(
        fc.array(safe, { maxLength: 5 }),
        fc.dictionary(
          fc.string().filter((key) => !['rows', 'total'].includes(key)),
          safe,
        ),
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.constantFrom(undefined, 2),
        (rows, beside, cuts, space) => {
          const text = JSON.stringify({ ...beside, rows, total: rows.length }, null, space);
          const expected = JSON.parse(JSON.stringify(rows)) as unknown;
          expect(split(text, ['rows'], ['total'], cuts)).toEqual({
            records: expected,
            also: { total: rows.length },
          });
          expect(split(JSON.stringify(rows, null, space), [], [], cuts).records).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are never thought whole when the text was cut off', () => {
    const text = '{"total":2,"rows":[{"a":"b"},{"c":[1,2]}],"after":"x"}';
    for (let end = 0; end < text.length; end += 1)
      expect(fault(text.slice(0, end), ['rows'])).toBe('truncated');
  });

  it.each([
    ['a number', '5', []],
    ['an object where a list is declared', '{"a":1}', []],
    ['a list where an object is declared', '[{"a":1}]', ['rows']],
    ['no such list', '{"a":[1]}', ['rows']],
    ['an object in its place', '{"rows":{"a":1}}', ['rows']],
    ['the list twice, the first one hidden', '{"rows":[1],"rows":[]}', ['rows']],
    ['text behind the end', '[1] [2]', []],
    ['a comma before the end', '[1,]', []],
    ['a comma before the end of an object', '{"rows":[],}', ['rows']],
    ['no comma between', '[{}{}]', []],
    ['no colon', '{"rows" [1]}', ['rows']],
    ['a name without quotation marks', '{rows:[1]}', ['rows']],
    ['brackets that do not match', '{"rows":[1}}', ['rows']],
    ['HTML', '<html></html>', []],
  ] as [string, string, string[]][])('are refused: %s', (_, text, rows) => {
    expect(fault(text, rows)).toBe('not-json');
  });

  it('that would blow up are refused', () => {
    expect(fault(`[${'['.repeat(100_000)}`)).toBe('too-large');
    expect(fault(`{"rows":[{"a":"${'x'.repeat(1 << 21)}"}]}`, ['rows'])).toBe('too-large');
    expect(fault(`{"${'x'.repeat(1 << 21)}":1,"rows":[]}`, ['rows'])).toBe('too-large');
  });

  it('leave out what nobody asked for, however large', () => {
    const splitter = new JsonSplitter({ rows: ['rows'], also: [] });
    splitter.push('{"big":"');
    for (let n = 0; n < 50; n += 1) splitter.push('x'.repeat(100_000));
    expect(splitter.push('","rows":[1]}')).toEqual(['1']);
    splitter.end();
  });

  it('are not mistaken by names of the prototype', () => {
    expect(split('{"__proto__":{"rows":[1]},"constructor":[2],"rows":[3]}', ['rows']).records).toEqual([3]);
  });
});
