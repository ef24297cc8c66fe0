import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enoughInForce, guardOf, trippedUnits, trips, type Limits } from './breaker.js';

const limits: Limits = { count: 100, share: 0.02, floor: 5 };

describe('the breaker', () => {
  it.each([
    // active, ends, earlier, allowed, trips
    [4000, 80, 0, 80, false],
    [4000, 81, 0, 80, true],
    [100_000, 100, 0, 100, false],
    [100_000, 101, 0, 100, true],
    [60, 5, 0, 5, false],
    [60, 6, 0, 5, true],
    [3, 3, 0, 5, false],
    [4000, 1, 80, 82, false],
    [4000, 3, 80, 82, true],
    [4000, 0, 500, 90, false],
    [0, 0, 0, 5, false],
  ])('of %i in force lets %i end after %i earlier: allowed %i', (active, ends, earlier, allowed, stops) => {
    const guard = guardOf(ends, active, limits, earlier);
    expect([guard.allowed, trips(guard)]).toEqual([allowed, stops]);
  });

  it('is not fooled by small steps: what steps may end is no more than what one delivery may, by the whole before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 200 }),
        (active, steps) => {
          let earlier = 0;
          for (const ends of steps)
            if (ends <= active - earlier && !trips(guardOf(ends, active - earlier, limits, earlier)))
              earlier += ends;
          expect(earlier).toBeLessThanOrEqual(guardOf(0, active, limits).allowed);
        },
      ),
    );
  });

  it('answers the same of enough in force as of all of them', () => {
    const amount = fc.integer({ min: 0, max: 500 });
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, share, amount, (ends, earlier, count, part, more) => {
        const some: Limits = { count, share: part };
        const enough = enoughInForce(ends, some, earlier);
        const stops = (active: number): boolean => trips(guardOf(ends, active, some, earlier));
        expect(stops(enough + more)).toBe(stops(enough));
        // Fewer than there are never let through what all would stop.
        if (!stops(more)) expect(stops(more + enough)).toBe(false);
      }),
    );
  });

  it('names the units that lose too many, the worst first, and leaves the others', () => {
    const units = [
      { unitId: 'a', ends: 6, active: 12 },
      { unitId: 'b', ends: 7, active: 12 },
      { unitId: 'c', ends: 26, active: 90 },
      { unitId: 'd', ends: 4, active: 4 },
    ];
    const tripped = trippedUnits(units, 'employments', { count: 25, share: 0.5, floor: 5 });
    expect(tripped.map(({ unitId, ends, allowed }) => [unitId, ends, allowed])).toEqual([
      ['c', 26, 25],
      ['b', 7, 6],
    ]);
  });
});
