import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { hrSourceList } from './config-hr.js';

const example = parse(
  readFileSync(path.resolve(import.meta.dirname, '../../config/grindvakt.example.yaml'), 'utf8'),
) as { hr: { sources: [Part, Part] } };

type Part = Record<string, unknown>;

/** The example's two sources with parts of them replaced; undefined takes a part away. */
function problems(first: Part, second: Part = {}): string[] {
  const [one, two] = example.hr.sources;
  const result = hrSourceList.safeParse([
    { ...one, events: undefined, ...first },
    { ...two, ...second },
  ]);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.map(String).join('.'));
}

const part = (source: 0 | 1, name: string): Part => example.hr.sources[source][name] as Part;

describe('sources of HR', () => {
  it('may be several, of different kinds', () => {
    expect(problems({})).toEqual([]);
  });

  const employments = part(1, 'employments');
  const columns = employments['columns'] as Part;
  const pull = part(1, 'pull');
  const withColumns = (more: Part): Part => ({
    employments: { ...employments, columns: { ...columns, ...more } },
  });
  const withPull = (more: Part): Part => ({ pull: { ...pull, ...more } });

  it.each<[string, Part, Part, string]>([
    ['two of one id', {}, { id: 'personec' }, '1.id'],
    ['units of nobody', {}, { unitsFrom: 'nobody' }, '1.unitsFrom'],
    ['units of one that has none', {}, { unitsFrom: 'konsulter' }, '1.unitsFrom'],
    ['units of its own and another’s', { unitsFrom: 'personec' }, {}, '0.units'],
    ['no units at all', {}, { unitsFrom: undefined }, '1.units'],
    ['a format of days that is none', { dates: ['dd MMM yyyy'] }, {}, '0.dates.0'],
    ['days that can be read two ways', { dates: ['d/M/yyyy', 'MM/dd/yyyy'] }, {}, '0.dates'],
    ['a count line without its number', { employments: { ...part(0, 'employments'), countLine: { at: 'last', text: 'SLUT' } } }, {}, '0.employments.countLine.text'],
    ['a path of JSON in a CSV file', { employments: { ...part(0, 'employments'), rows: 'data' } }, {}, '0.employments.rows'],
    ['a count line in JSON', {}, { employments: { ...employments, countLine: { at: 'last', text: '{rows}' } } }, '1.employments.countLine'],
    ['a path to the prototype', {}, withColumns({ email: '__proto__.email' }), '1.employments.columns.email'],
    ['a path through a constructor', {}, withColumns({ email: 'person.constructor.name' }), '1.employments.columns.email'],
    ['an empty name in a path', {}, withColumns({ email: 'person..email' }), '1.employments.columns.email'],
    ['paths through two lists', {}, withColumns({ email: 'emails[].address' }), '1.employments.columns'],
    ['a path through two lists', {}, withColumns({ title: 'a[].b[].c' }), '1.employments.columns.title'],
    ['fetching CSV', { pull: { employments: pull['employments'] } }, {}, '0.pull'],
    ['fetching units that are another’s', {}, withPull({ units: pull['employments'] }), '1.pull.units'],
    ['an address without TLS', {}, withPull({ employments: { url: 'http://api.example.com/people' } }), '1.pull.employments.url'],
    ['a token’s address without TLS', {}, withPull({ authentication: { ...(pull['authentication'] as Part), tokenUrl: 'http://login.example.com/t' } }), '1.pull.authentication.tokenUrl'],
    ['an address that is a file', {}, withPull({ employments: { url: 'file:///etc/passwd' } }), '1.pull.employments.url'],
    ['pages by number without an end', {}, withPull({ employments: { url: 'https://a.example.com/', paging: { kind: 'page' } } }), '1.pull.employments.paging.last'],
    ['a schedule that is none', {}, withPull({ schedule: 'every morning' }), '1.pull.schedule'],
    ['a schedule with an hour too many', {}, withPull({ schedule: '0 24 * * *' }), '1.pull.schedule'],
    ['a credential among the headers', {}, withPull({ headers: { Authorization: 'Bearer x' } }), '1.pull.headers.Authorization'],
    ['a line break in a header', {}, withPull({ headers: { 'x-a': 'b\r\nHost: c' } }), '1.pull.headers.x-a'],
  ])('may not have %s', (_, first, second, place) => {
    expect(problems(first, second)).toContain(place);
  }); // prettier-ignore

  it('may answer without TLS when it is said to be private', () => {
    const plain = { url: 'http://10.0.0.1/people' };
    expect(
      problems({}, withPull({ employments: plain, allowPrivate: true, authentication: undefined })),
    ).toEqual([]);
  });
});
