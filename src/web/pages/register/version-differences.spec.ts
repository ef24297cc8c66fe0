import { describe, expect, it } from '@jest/globals';
import { differencesOf } from './version-differences.js';

describe('two versions side by side', () => {
  it('tell the fields that differ, and of lists what has gone and come', () => {
    const before = [
      { term: 'name', words: ['Läsa'] },
      { term: 'entitlements', words: ['a', 'b'] },
      { term: 'risk', words: ['3'] },
    ];
    const after = [
      { term: 'name', words: ['Läsa'] },
      { term: 'entitlements', words: ['b', 'c'] },
      { term: 'risk', words: [] },
    ];
    expect(differencesOf(before, after)).toEqual([
      { term: 'entitlements', before: ['a', 'b'], after: ['b', 'c'] },
      { term: 'risk', before: ['3'], after: [] },
    ]);
  });

  it('are the same when a list only stands in another order', () => {
    expect(differencesOf([{ term: 'x', words: ['a', 'b'] }], [{ term: 'x', words: ['b', 'a'] }])).toEqual([]);
  });
});
