import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { storedThings } from './stored-things.js';

const root = new URL('../', import.meta.url).pathname;
const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter(
  (file) => !file.includes('generated') && !/spec|stored-things/.test(file),
);

describe('the list of what is kept in the browser', () => {
  it('names everything that the pages store, and nothing else', () => {
    const stored = files.flatMap((file) => {
      const text = readFileSync(root + file, 'utf8');
      return /(local|session)Storage|indexedDB/.test(text)
        ? [...text.matchAll(/'(grindvakt\.[\w.-]+)'/g)].map(([, key]) => key)
        : [];
    });
    expect([...new Set(stored)].sort()).toEqual(storedThings.map(({ key }) => key).sort());
  });
});
