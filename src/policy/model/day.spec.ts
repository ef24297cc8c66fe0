import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, isDay } from './day.js';

describe('a calendar day', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('is %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    ...['2025-02-29', '1900-02-29', '2026-11-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-06-31'],
    ...['0000-01-01', '2026-1-01', ' 2026-01-01', '2026-01-01T00:00', '', '20260101'],
  ])('is not %j', (text) => {
    expect(isDay(text)).toBe(false);
  });

  it('is every day that some number of days leads to, and no other text of that shape', () => {
    const part = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
    const year = fc.integer({ min: 1, max: 9999 }).map((n) => String(n).padStart(4, '0'));
    fc.assert(
      fc.property(year, part, part, (y, month, day) => {
        const text = `${y}-${month}-${day}`;
        const date = new Date(`${text}T00:00:00Z`);
        const real = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
        expect(isDay(text)).toBe(real);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        expect(isDay(addDays('1970-01-01', days))).toBe(true);
      }),
    );
  });
});
