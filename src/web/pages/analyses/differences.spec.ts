import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, withRisksOf } from './differences.js';

describe('what differs between two texts', () => {
  it('is told word by word', () => {
    expect(differenceOf('läsa på egna enheten', 'läsa och skriva på enheten')).toEqual([
      { kind: 'same', words: 'läsa ' },
      { kind: 'added', words: 'och skriva ' },
      { kind: 'same', words: 'på ' },
      { kind: 'removed', words: 'egna ' },
      { kind: 'same', words: 'enheten' },
    ]);
  });

  it('gives both texts again, whatever they are', () => {
    const text = fc.array(fc.constantFrom('läsa', 'skriva', 'på', 'enheten', '\n'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [before, after] = [a.join(' '), b.join(' ')];
        const pieces = differenceOf(before, after);
        const without = (kind: string): string =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map((piece) => piece.words)
            .join('');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
      }),
    );
  });

  it('shows long texts whole', () => {
    const long = Array.from({ length: 700 }, (_, i) => `ord${String(i)}`).join(' ');
    expect(differenceOf(long, `${long} till`).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});

describe('the risks of two versions', () => {
  const risk = (words: string, id?: string) => ({
    ...(id === undefined ? {} : { id }),
    risk: words,
    likelihood: 2,
    consequence: 3,
    safeguard: '',
    decision: 'accepted' as const,
  });
  it.each([
    ['ids', [risk('Sprids', 'a'), risk('Glöms', 'b')], [risk('Glöms', 'b'), risk('Annan', 'a')], ['a', 'b']],
    ['words', [risk('Sprids'), risk('Glöms')], [risk('Glöms', 'b'), risk('Sprids', 'a')], ['a', 'b']],
    ['place', [risk('Sprids'), risk('Glömdes')], [risk('Sprids', 'a'), risk('Glöms', 'b')], ['a', 'b']],
    ['nothing', [risk('Sprids', 'x'), risk('Glöms', 'y')], [risk('Glöms', 'y')], ['gone 0', 'y']],
  ])('are the same by %s', (_, before, after, ids) => {
    expect(withRisksOf({ risks: before }, { risks: after }).risks?.map(({ id }) => id)).toEqual(ids);
  });

  it('are never two under one name', () => {
    const some = fc.array(
      fc.record({
        words: fc.constantFrom('Sprids', 'Glöms', 'Ändras'),
        id: fc.option(fc.constantFrom('a', 'b', 'c')),
      }),
      { maxLength: 5 },
    );
    const named = (list: { words: string; id: string | null }[]) =>
      list
        .filter(({ id }, place) => id === null || list.findIndex((one) => one.id === id) === place)
        .map(({ words, id }) => risk(words, id ?? undefined));
    fc.assert(
      fc.property(some, some, (before, after) => {
        const ids =
          withRisksOf({ risks: named(before) }, { risks: named(after) }).risks?.map(({ id }) => id) ?? [];
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
