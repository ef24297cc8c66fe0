import { describe, expect, it } from '@jest/globals';
import { addDays, datesIn } from './dates.js';

const now = () => Date.parse('2026-11-21T23:30:00Z');

describe('dates as people write them', () => {
  const swedish = datesIn('sv', now);

  it('writes the month short and without a point', () => {
    expect(swedish.day('2026-11-21')).toBe('21 nov 2026');
    expect(datesIn('en', now).day('2026-11-21')).toBe('21 Nov 2026');
  });

  it('gives an instant its Swedish day and time, also past midnight in Sweden', () => {
    expect(swedish.instant('2026-11-21T23:30:00Z')).toBe('22 nov 2026 00:30');
    expect(swedish.precise('2026-11-21T13:05:32Z')).toBe('14:05:32');
  });

  it('counts days by the calendar in Sweden and not by hours', () => {
    // It is already 22 November in Sweden.
    expect(swedish.relative('2026-11-22')).toBe('i dag');
    expect(swedish.relative('2026-11-25')).toBe('om 3 dagar');
    expect(swedish.relative('2026-11-21T23:25:00Z')).toBe('för 5 minuter sedan');
  });

  it('adds days over a change to summer time', () => {
    expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
  });
});
