import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = process.cwd();

/** What must not get past lint: `file` with `code` is caught by `rule`, and for a reason that names `why`. */
const bans: { file: string; code: string; rule: string; why: string }[] = [
  {
    file: 'src/people/a.ts',
    code: 'export const a = new Date();',
    rule: 'no-restricted-syntax',
    why: 'Clock',
  },
  {
    file: 'src/people/b.ts',
    code: 'export const b = Date.now();',
    rule: 'no-restricted-syntax',
    why: 'Clock',
  },
  {
    file: 'src/people/c.store.ts',
    code: 'export const c = new Date();',
    rule: 'no-restricted-syntax',
    why: 'Clock',
  },
  {
    file: 'src/people/d.ts',
    code: 'export const d = process.env;',
    rule: 'no-restricted-syntax',
    why: 'config',
  },
  {
    file: 'src/people/e.ts',
    code: "export const e = (tx: { query(sql: string): unknown }) => tx.query('SELECT 1');",
    rule: 'no-restricted-syntax',
    why: 'store',
  },
  {
    file: 'src/people/f.ts',
    code: "import { NotFoundException } from '@nestjs/common';\nexport const f = NotFoundException;",
    rule: 'no-restricted-imports',
    why: 'Refused',
  },
  {
    file: 'src/people/g.controller.ts',
    code: "import { forwardRef } from '@nestjs/common';\nexport const g = forwardRef;",
    rule: 'no-restricted-imports',
    why: 'cycle',
  },
  {
    file: 'src/people/h.ts',
    code: "import { EventEmitter } from 'node:events';\nexport const h = EventEmitter;",
    rule: 'no-restricted-imports',
    why: 'emitted',
  },
  {
    file: 'src/people/i.ts',
    code: "import { Repository } from 'typeorm';\nexport const i = Repository;",
    rule: 'no-restricted-imports',
    why: 'store',
  },
  { file: 'src/people/j.ts', code: 'export default 1;', rule: 'no-restricted-exports', why: 'default' },
  { file: 'src/people/k.ts', code: "export * from './a.js';", rule: 'no-restricted-syntax', why: 'barrels' },
  {
    file: 'src/people/l.ts',
    code: "export const l = 'x' as unknown as number;",
    rule: 'no-restricted-syntax',
    why: 'cast',
  },
  {
    file: 'src/people/m.ts',
    code: 'export const m = (v: any): unknown => v;',
    rule: '@typescript-eslint/no-explicit-any',
    why: 'any',
  },
  {
    file: 'src/people/n.ts',
    code: 'export function n(): void {\n  Promise.resolve();\n}',
    rule: '@typescript-eslint/no-floating-promises',
    why: 'Promises',
  },
  { file: 'src/people/o.ts', code: 'export {};\n'.repeat(301), rule: 'max-lines', why: '300' },
  {
    file: 'src/policy/request/a.ts',
    code: 'export const a = Math.random();',
    rule: 'no-restricted-syntax',
    why: 'chance',
  },
  {
    file: 'src/policy/request/b.ts',
    code: "export function b(): never {\n  throw new Error('no');\n}",
    rule: 'no-restricted-syntax',
    why: 'Refusal',
  },
  {
    file: 'src/policy/request/c.ts',
    code: 'export async function c(): Promise<void> {\n  await Promise.resolve();\n}',
    rule: 'no-restricted-syntax',
    why: 'synchronous',
  },
  {
    file: 'src/policy/request/d.ts',
    code: 'export const d = new Date();',
    rule: 'no-restricted-syntax',
    why: 'now',
  },
  {
    file: 'src/web/pages/a.ts',
    code: "import { z } from 'zod';\nexport const a = z.string();",
    rule: 'no-restricted-imports',
    why: 'session/zod.js',
  },
  {
    file: 'src/web/pages/b.tsx',
    code: "import type { z } from 'zod';\nexport type B = z.ZodType;",
    rule: 'no-restricted-imports',
    why: 'session/zod.js',
  },
  {
    file: 'test/medium/a.spec.ts',
    code: "it.only('x', () => undefined);",
    rule: 'no-restricted-syntax',
    why: 'runs',
  },
];

/** What lint must let pass. */
const fine: Record<string, string> = {
  'src/platform/clock.ts': 'export const now = (): Date => new Date();',
  'src/people/people.store.ts':
    "export const read = (tx: { query(sql: string): unknown }) => tx.query('SELECT 1');",
  'src/web/session/zod.ts': "import { config, z } from 'zod';\n\nconfig({ jitless: true });\n\nexport { z };",
  'src/policy/request/e.ts':
    'export const day = (at: Date): string => new Date(at).toISOString().slice(0, 10);',
};

interface Found {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

let dir: string;
let found: Map<string, Found['messages']>;

beforeAll(() => {
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  dir = mkdtempSync(path.join(root, 'dist/lint-'));
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.web.json', 'eslint.config.js'])
    copyFileSync(path.join(root, file), path.join(dir, file));
  const sources = { ...fine, ...Object.fromEntries(bans.map(({ file, code }) => [file, code])) };
  for (const [file, code] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), `${code}\n`);
  }
  const { stdout, stderr } = spawnSync(
    path.join(root, 'node_modules/.bin/eslint'),
    ['--format', 'json', 'src', 'test'],
    {
      cwd: dir,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  if (stdout === '') throw new Error(stderr);
  found = new Map(
    (JSON.parse(stdout) as Found[]).map(({ filePath, messages }) => [path.relative(dir, filePath), messages]),
  );
}, 60_000);

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the bans of lint', () => {
  it.each(bans)('$rule in $file', ({ file, rule, why }) => {
    const messages = (found.get(file) ?? [])
      .filter(({ ruleId }) => ruleId === rule)
      .map(({ message }) => message);
    expect(messages.join('\n')).toContain(why);
  });

  it.each(Object.keys(fine))('let %s pass', (file) => {
    expect(found.get(file)).toEqual([]);
  });
});
