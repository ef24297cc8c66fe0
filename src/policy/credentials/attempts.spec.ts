import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countingFailures,
  failuresUntilDisabled,
  mayTry,
  waitAfter,
  type Attempts,
  type AttemptSubject,
} from './attempts.js';

const now = new Date('2026-11-22T07:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
const after = (failures: number, seconds = 0, disabled = false): Attempts => ({
  failures,
  lastAt: ago(seconds),
  disabledAt: disabled ? ago(seconds) : null,
});

describe('the wait after failures in a row', () => {
  it.each<[AttemptSubject, number, number]>([
    ['person', 0, 0],
    ['person', 4, 0],
    ['person', 5, 60],
    ['person', 6, 120],
    ['person', 8, 480],
    ['person', 9, 900],
    ['person', 99, 900],
    ['name', 4, 0],
    ['name', 5, 60],
    ['name', 99, 900],
    ['address', 59, 0],
    ['address', 60, 900],
    ['address', 10_000, 900],
  ])('of one %s after %i is %i seconds', (subject, failures, seconds) => {
    expect(waitAfter(subject, failures)).toBe(seconds * 1000);
  });

  it('is the same for a name that nobody has as for a person, so that it tells nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 2000 }),
        (failures, seconds) => {
          expect(mayTry('name', after(failures, seconds), now)).toEqual(
            mayTry('person', after(failures, seconds), now),
          );
        },
      ),
    );
  });

  it('never grows shorter with more failures', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<AttemptSubject>('person', 'name', 'address'),
        fc.integer({ min: 0, max: 500 }),
        (subject, failures) => {
          expect(waitAfter(subject, failures + 1)).toBeGreaterThanOrEqual(waitAfter(subject, failures));
        },
      ),
    );
  });
});

describe('whether one may try', () => {
  it.each<[string, AttemptSubject, Attempts, string | null]>([
    ['a first attempt', 'person', { failures: 0, lastAt: null, disabledAt: null }, null],
    ['the fifth', 'person', after(4), null],
    ['the sixth at once', 'person', after(5), 'too-many-attempts'],
    ['the sixth after 59 seconds', 'person', after(5, 59), 'too-many-attempts'],
    ['the sixth after a minute', 'person', after(5, 60), null],
    ['the hundredth after a long wait', 'person', after(99, 86_400), null],
    ['the hundred and first, a year later', 'person', after(100, 365 * 86_400), 'sign-in-locked'],
    ['one of a counter that was shut', 'person', after(3, 86_400, true), 'sign-in-locked'],
    ['the hundred and first for an unknown name', 'name', after(100, 86_400), 'sign-in-locked'],
    ['a hospital’s sixtieth', 'address', after(59), null],
    ['a hospital’s sixty-first', 'address', after(60, 899), 'too-many-attempts'],
    ['a hospital’s, a quarter of an hour later', 'address', after(5000, 900), null],
  ])('%s', (_, subject, attempts, code) => {
    expect(mayTry(subject, attempts, now)?.code ?? null).toBe(code);
  });

  it('tells how many seconds are left', () => {
    expect(mayTry('person', after(5, 20), now)?.facts).toEqual({ seconds: 40 });
  });

  it('forgets for an address alone, after a quarter of an hour', () => {
    expect(countingFailures('address', after(70, 900), now)).toBe(0);
    expect(countingFailures('address', after(70, 899), now)).toBe(70);
    expect(countingFailures('person', after(70, 365 * 86_400), now)).toBe(70);
    expect(countingFailures('name', after(70, 365 * 86_400), now)).toBe(70);
  });

  it('gives a patient guesser no more than a hundred attempts ever, and thirty in the first five hours', () => {
    const waits = fc.array(fc.integer({ min: 1, max: 7200 }), { minLength: 300, maxLength: 300 });
    fc.assert(
      fc.property(waits, (pauses) => {
        let at = now;
        let failures = 0;
        let lastAt: Date | null = null;
        let early = 0;
        for (const pause of pauses) {
          at = new Date(at.getTime() + pause * 1000);
          if (mayTry('person', { failures, lastAt, disabledAt: null }, at)) continue;
          failures += 1;
          lastAt = at;
          if (at.getTime() - now.getTime() <= 5 * 3_600_000) early += 1;
        }
        expect(failures).toBeLessThanOrEqual(failuresUntilDisabled);
        expect(early).toBeLessThanOrEqual(30);
      }),
    );
    expect(failuresUntilDisabled).toBeLessThanOrEqual(100);
  });

  it('never shuts an address for good: nobody locks a hospital out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 900, max: 10_000 }), (n, later) => {
        expect(mayTry('address', after(n, later), now)).toBeNull();
      }),
    );
  });
});
