import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf } from './differences.js';

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
