import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KnownDigests } from './known-digests.js';

const bytesOf = (n: number): Buffer => {
  const bytes = Buffer.alloc(16, n % 7);
  bytes.writeUInt32BE(n % 13, 0); // many share their first half
  bytes.writeUInt32BE(n, 4);
  return bytes;
};
const characters = (n: number): string => bytesOf(n).toString('latin1');
const firsts = (all: readonly number[]): Buffer => Buffer.concat(all.map((n) => bytesOf(n).subarray(0, 8)));

describe('digests of what is known', () => {
  it('tell which lines are known, which line brought which, and what no line brought', () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 80 });
    fc.assert(
      fc.property(some, some, some, (live, gone, lines) => {
        const over = gone.filter((n) => !live.includes(n));
        const known = new KnownDigests(live.length + over.length, false);
        known.add(firsts(live), true);
        known.add(firsts(over), false);
        const seen = lines.filter((n, at) => known.see(characters(n), at + 1));
        expect(seen).toEqual(lines.filter((n) => live.includes(n) || over.includes(n)));
        for (const n of seen) expect(known.lineOf(bytesOf(n))).toBe(lines.indexOf(n) + 1);
        const missing = [...known.missing(7)]
          .flat()
          .map((digest) => digest.toString('hex'))
          .sort();
        const expected = live.filter((n) => !lines.includes(n));
        expect(missing).toEqual(expected.map((n) => bytesOf(n).toString('hex', 0, 8)).sort());
        for (const n of expected) expect(known.lineOf(bytesOf(n))).toBeNull();
      }),
    );
  });

  it('let the second of two lines that say the same be looked at', () => {
    const known = new KnownDigests(1, false);
    known.add(firsts([5]), true);
    expect([known.see(characters(5), 1), known.see(characters(5), 2)]).toEqual([true, false]);
    expect(known.lineOf(bytesOf(5))).toBe(1);
  });
});
