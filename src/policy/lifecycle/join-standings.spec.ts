import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PrerequisiteStanding } from '../model/prerequisite.js';
import { joinStandings } from './join-standings.js';
import { lastDayOf } from './prerequisites.js';

const course = { validityMonths: 24, graceDays: 0, texts: [] };
const stands = (met: boolean, day: string, until: string | null = null): PrerequisiteStanding => ({
  personId: 'p',
  prerequisiteId: 'c',
  met,
  day,
  until,
  textVersion: null,
});
const newer = stands(true, '2026-05-01');
const older = stands(true, '2021-05-01');

describe('how a prerequisite stands for somebody who was known as two', () => {
  it.each([
    ['nothing is known', [], null],
    ['one of them has it', [newer], newer],
    ['the one that counts longest', [older, newer], newer],
    [
      'a stated last day shortens it',
      [stands(true, '2026-05-01', '2026-06-01'), stands(true, '2025-01-01')],
      stands(true, '2025-01-01'),
    ],
    ['withdrawn after it was met', [newer, stands(false, '2026-06-01')], stands(false, '2026-06-01')],
    ['withdrawn the same day', [newer, stands(false, '2026-05-01')], stands(false, '2026-05-01')],
    ['met again after it was withdrawn', [stands(false, '2026-04-01'), newer], newer],
  ])('%s', (_, standings, expected) => {
    expect(joinStandings(course, standings)).toEqual(expected);
  });

  it('of two that were withdrawn the same day is the same in any order', () => {
    const both = [stands(false, '2026-06-01'), stands(false, '2026-06-01', '2026-07-01')];
    expect(joinStandings(course, both)).toEqual(joinStandings(course, both.toReversed()));
  });

  it('is one of the two, the same in any order, and none that is met counts longer unless it was withdrawn since', () => {
    const day = fc
      .integer({ min: 0, max: 3000 })
      .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10));
    const standing = fc.tuple(fc.boolean(), day, fc.option(day)).map((args) => stands(...args));
    fc.assert(
      fc.property(standing, standing, (a, b) => {
        const joined = joinStandings(course, [a, b]);
        expect([a, b]).toContainEqual(joined);
        const other = joinStandings(course, [b, a]);
        expect([other?.met, other && lastDayOf(course, other)]).toEqual([
          joined?.met,
          joined && lastDayOf(course, joined),
        ]);
        const counted = [a, b].filter((each) => each.met && [a, b].every((s) => s.met || s.day < each.day));
        expect(joined?.met).toBe(counted.length > 0);
        for (const each of counted)
          expect([lastDayOf(course, each), joined && lastDayOf(course, joined)].toSorted()[1]).toBe(
            joined && lastDayOf(course, joined),
          );
      }),
    );
  });
});
