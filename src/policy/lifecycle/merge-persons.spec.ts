import { describe, expect, it } from '@jest/globals';
import { mergePersons, undoMerge } from './merge-persons.js';

const person = (id: string, mergedInto: string | null = null): { id: string; mergedInto: string | null } => ({
  id,
  mergedInto,
});

describe('merging two persons', () => {
  it.each([
    ['two others', person('a'), person('b'), null],
    ['somebody with themselves', person('a'), person('a'), 'invalid'],
    ['oneself away', person('a'), person('hr'), 'own-merge'],
    ['somebody into oneself', person('hr'), person('b'), 'own-merge'],
    ['into somebody who is not there any more', person('a', 'c'), person('b'), 'already-merged'],
    ['somebody twice', person('a'), person('b', 'c'), 'already-merged'],
  ])('%s', (_, survivor, merged, code) => {
    expect(mergePersons(survivor, merged, 'hr')?.code ?? null).toBe(code);
  });
});

describe('undoing it', () => {
  const merge = { survivorId: 'a', mergedId: 'b', undoneAt: null, survivorMergedInto: null };
  it.each([
    ['a standing one', merge, 'hr', null],
    ['one’s own', merge, 'b', 'own-merge'],
    ['one that is undone', { ...merge, undoneAt: new Date() }, 'hr', 'merge-undone'],
    ['one before a later one', { ...merge, survivorMergedInto: 'c' }, 'hr', 'merge-not-last'],
  ])('%s', (_, standing, actor, code) => {
    expect(undoMerge(standing, actor)?.code ?? null).toBe(code);
  });
});
