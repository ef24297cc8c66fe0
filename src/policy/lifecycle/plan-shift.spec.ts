import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Employment } from '../model/people.js';
import { followsShifts, isOnShift, mergeShifts, type Shift, type ShiftPolicy } from './plan-shift.js';

const policy: ShiftPolicy = {
  hourly: 'shift',
  shifts: { who: { employmentKinds: ['hourly'], unitsBelow: ['33'] }, beforeMinutes: 15, afterMinutes: 30 },
};
const hourly: Employment = {
  id: 'e1',
  personId: 'p1',
  unitId: 'u1',
  unitPath: '/1/33/',
  unitKind: 'hemtjänst',
  careProviderId: 'c1',
  kind: 'hourly',
  title: 'Undersköterska',
  titleCode: null,
  startDate: '2026-01-01',
  endDate: null,
  terminated: false,
  leave: null,
};
const today = '2026-11-21';
const shift = (from: string, to: string): Shift => ({ startsAt: new Date(from), endsAt: new Date(to) });
const at = (instant: string): Date => new Date(instant);

describe('whose access follows shifts', () => {
  it.each([
    ['an hourly employment in the unit', {}, true],
    ['a permanent one', { kind: 'permanent' as const }, false],
    ['one in another unit', { unitPath: '/1/34/' }, false],
    ['one that has not begun', { startDate: '2026-11-22' }, false],
    ['one that was ended at once', { terminated: true }, false],
  ])('%s', (_, more, expected) => {
    expect(followsShifts(policy, { ...hourly, ...more }, today)).toBe(expected);
  });

  it('nobody where the contract counts', () => {
    expect(followsShifts({ ...policy, hourly: 'contract' }, hourly, today)).toBe(false);
  });
});

describe('when access is open', () => {
  const night = [shift('2026-11-21T21:00:00+01:00', '2026-11-22T07:00:00+01:00')];
  it.each([
    ['2026-11-21T20:44:59+01:00', false],
    ['2026-11-21T20:45:00+01:00', true],
    ['2026-11-22T00:30:00+01:00', true],
    ['2026-11-22T07:29:59+01:00', true],
    ['2026-11-22T07:30:00+01:00', false],
  ])('over a night shift at %s: %s', (now, open) => {
    expect(isOnShift(policy, night, at(now))).toBe(open);
  });

  it('is never without a shift', () => {
    expect(isOnShift(policy, [], at('2026-11-21T12:00:00Z'))).toBe(false);
  });

  it('lasts an hour longer in the night when the clocks go back, and one less in the spring', () => {
    const autumn = shift('2026-10-24T22:00:00+02:00', '2026-10-25T06:00:00+01:00');
    const spring = shift('2026-03-28T22:00:00+01:00', '2026-03-29T06:00:00+02:00');
    const hours = (s: Shift): number => (s.endsAt.getTime() - s.startsAt.getTime()) / 3600_000;
    expect([hours(autumn), hours(spring)]).toEqual([9, 7]);
    expect(isOnShift(policy, [autumn], at('2026-10-25T02:30:00+02:00'))).toBe(true);
    expect(isOnShift(policy, [autumn], at('2026-10-25T02:30:00+01:00'))).toBe(true);
  });
});

describe('merging', () => {
  it('makes one of shifts that overlap or touch, and leaves the others', () => {
    expect(
      mergeShifts([
        shift('2026-11-21T13:00:00Z', '2026-11-21T17:00:00Z'),
        shift('2026-11-21T07:00:00Z', '2026-11-21T13:00:00Z'),
        shift('2026-11-21T16:00:00Z', '2026-11-21T16:30:00Z'),
        shift('2026-11-21T18:00:00Z', '2026-11-21T20:00:00Z'),
        shift('2026-11-21T22:00:00Z', '2026-11-21T22:00:00Z'),
      ]),
    ).toEqual([
      shift('2026-11-21T07:00:00Z', '2026-11-21T17:00:00Z'),
      shift('2026-11-21T18:00:00Z', '2026-11-21T20:00:00Z'),
    ]);
  });

  const hour = 3600_000;
  const shifts = fc.array(
    fc
      .record({ from: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: -2, max: 12 }) })
      .map(({ from, length }) => ({
        startsAt: new Date(from * hour),
        endsAt: new Date((from + length) * hour),
      })),
    { maxLength: 20 },
  );

  it('changes nothing about when somebody works, whatever the order and the overlaps', () => {
    fc.assert(
      fc.property(shifts, fc.integer({ min: 0, max: 220 }), (all, n) => {
        const now = new Date(n * hour + hour / 2);
        expect(isOnShift(policy, mergeShifts(all), now)).toBe(
          isOnShift(
            policy,
            all.filter((s) => s.endsAt > s.startsAt),
            now,
          ),
        );
        expect(mergeShifts([...all].reverse())).toEqual(mergeShifts(all));
        expect(mergeShifts(mergeShifts(all))).toEqual(mergeShifts(all));
      }),
    );
  });
});
