import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const tests = new Map<string, string>();
for (const file of globSync('{src,test}/**/*{.spec,-contract}.ts')) {
  const name = path.basename(file);
  tests.set(name, `${tests.get(name) ?? ''}${readFileSync(file, 'utf8')}`);
}

/** `file.spec.ts` "title", "title": each title must stand in that file, as a whole or from its beginning. */
function namedTests(document: string): { file: string; title: string }[] {
  return [...document.matchAll(/`([\w.-]+\.ts)`((?:,? "[^"]+")+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
}

const isThere = ({ file, title }: { file: string; title: string }): boolean =>
  ["'", '"', '`'].some((quote) => tests.get(file)?.includes(`${quote}${title}`) === true);

describe.each(globSync('docs/asvs/*.md'))('the table %s', (file) => {
  const document = readFileSync(file, 'utf8');

  it('names only tests that there are', () => {
    const named = namedTests(document);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((test) => !isThere(test))).toEqual([]);
  });

  it('names its tests so that this can be seen', () => {
    const cells = document.split('\n').flatMap((line) => (line.startsWith('| ') ? [line] : []));
    const seen = cells.reduce((sum, line) => sum + namedTests(line).length, 0);
    const quoted = cells.reduce((sum, line) => sum + (line.match(/\.ts` "|", "/g)?.length ?? 0), 0);
    expect(seen).toBe(quoted);
  });
});

it.each([
  [
    '06-authentication',
    ['6.1', 3],
    ['6.2', 12],
    ['6.3', 8],
    ['6.4', 6],
    ['6.5', 8],
    ['6.6', 4],
    ['6.7', 2],
    ['6.8', 4],
  ],
  ['07-sessions', ['7.1', 3], ['7.2', 4], ['7.3', 2], ['7.4', 5], ['7.5', 3], ['7.6', 2]],
  [
    '10-oauth-oidc',
    ['10.1', 2],
    ['10.2', 3],
    ['10.3', 5],
    ['10.4', 16],
    ['10.5', 5],
    ['10.6', 2],
    ['10.7', 3],
  ],
] as [string, ...[string, number][]][])(
  'the table %s has every requirement of release 5.0.0',
  (name, ...sections) => {
    const rows = readFileSync(`docs/asvs/${name}.md`, 'utf8').matchAll(/^\| (\d[\d., –]*) \|/gm);
    const listed = [...rows].flatMap(([, cell = '']) => cell.split(', ').flatMap(expand)).sort();
    const expected = sections.flatMap(([section, count]) =>
      Array.from({ length: count }, (_, i) => `${section}.${String(i + 1)}`),
    );
    expect(listed).toEqual(expected.sort());
  },
);

/** `6.2.1–6.2.4` is four. */
function expand(cell: string): string[] {
  const [first = '', last] = cell.split('–');
  if (last === undefined) return [first];
  const [chapter = '', section = '', from = ''] = first.split('.');
  const to = Number(last.split('.')[2]);
  return Array.from(
    { length: to - Number(from) + 1 },
    (_, i) => `${chapter}.${section}.${String(Number(from) + i)}`,
  );
}
