import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Account } from '../model/account.js';
import type { BirthrightRule } from '../model/access.js';
import { addDays } from '../model/day.js';
import type { Employment } from '../model/people.js';
import { isToBeDeleted, planPreparation, standingOf } from './plan-account.js';

const today = '2026-11-21';
const now = new Date('2026-11-21T11:00:00Z');

const employment = (startDate: string, more: Partial<Employment> = {}): Employment => ({
  id: 'e1',
  personId: 'p1',
  unitId: 'u1',
  unitPath: '/1/',
  unitKind: 'boendeavdelning',
  careProviderId: 'c1',
  kind: 'permanent',
  title: 'Undersköterska',
  titleCode: '207011',
  startDate,
  endDate: null,
  terminated: false,
  leave: null,
  ...more,
});
const account = (more: Partial<Account> = {}): Account => ({
  personId: 'p1',
  wantedKind: 'by-grants',
  state: 'disabled',
  disabledAt: new Date('2026-08-01T00:00:00Z'),
  held: false,
  ...more,
});
const rule = (roleId: string, selector: BirthrightRule['selector'] = {}): BirthrightRule => ({
  id: `rule-${roleId}`,
  name: roleId,
  roleId,
  analysis: { id: 'a1', roleId, version: 1, state: 'approved', validTo: '2099-01-01' },
  reviewDays: 365,
  selector,
});
const rules = [rule('base')];
const inDirectory = new Set(['base']);
const prepare = (
  employments: Employment[],
  held: Account | null = null,
  by = rules,
): 'prepare' | 'delete' | null => planPreparation({ employments, account: held }, by, inDirectory, today, 7);

describe('an account ahead of the first day', () => {
  it.each([
    ['in seven days', '2026-11-28', 'prepare'],
    ['tomorrow', '2026-11-22', 'prepare'],
    ['in eight days', '2026-11-29', null],
    ['today: the grants make it', '2026-11-21', null],
  ])('for somebody who begins %s', (_, startDate, expected) => {
    expect(prepare([employment(startDate)])).toBe(expected);
  });

  it('is not made for a joiner whom no rule in the directory is for', () => {
    const hourly = rule('base', { employmentKinds: ['hourly'] });
    expect(prepare([employment('2026-11-25')], null, [hourly])).toBeNull();
    expect(prepare([employment('2026-11-25')], null, [rule('door')])).toBeNull();
  });

  it('is not made when there is one, or for somebody who works already', () => {
    expect(prepare([employment('2026-11-25')], account())).toBeNull();
    expect(prepare([employment('2026-11-25')], account({ state: 'enabled' }))).toBeNull();
    expect(
      prepare([employment('2020-01-01', { id: 'e0', endDate: '2026-11-24' }), employment('2026-11-25')]),
    ).toBeNull();
  });

  it('is made anew for somebody whose account was deleted', () => {
    expect(prepare([employment('2026-11-25')], account({ state: 'deleted', wantedKind: 'deleted' }))).toBe(
      'prepare',
    );
  });

  it('goes when nobody comes, and stays when they come later', () => {
    const made = account({ wantedKind: 'prepared', state: 'prepared', disabledAt: null });
    expect(prepare([], made)).toBe('delete');
    expect(prepare([employment('2026-11-25', { terminated: true })], made)).toBe('delete');
    expect(prepare([employment('2026-12-25')], made)).toBeNull();
    expect(prepare([employment('2026-11-21')], made)).toBeNull();
  });
});

describe('an account after the last day', () => {
  const due = (more: Partial<Account> = {}, employments: Employment[] = [], liveGrants = 0, days = 90) =>
    isToBeDeleted({ account: account(more), employments, liveGrants }, now, today, days);

  it('is deleted when its days are over, and not a moment before', () => {
    expect(due()).toBe(true);
    expect(due({ disabledAt: new Date('2026-08-23T11:00:00Z') })).toBe(true);
    expect(due({ disabledAt: new Date('2026-08-23T11:00:01Z') })).toBe(false);
  });

  it.each([
    ['came back', {}, [employment('2026-11-01')], 0],
    ['is coming back', {}, [employment('2027-01-01')], 0],
    ['still holds something', {}, [], 1],
    ['is held', { held: true }, [], 0],
    ['is open', { state: 'enabled' as const }, [], 0],
    ['was prepared', { state: 'prepared' as const, disabledAt: null }, [], 0],
  ])('stays when its person %s', (_, more, employments, liveGrants) => {
    expect(due(more, employments, liveGrants)).toBe(false);
  });

  it('goes for somebody whose coming employment was ended at once', () => {
    expect(due({}, [employment('2027-01-01', { terminated: true })])).toBe(true);
  });
});

describe('what an account shall be now', () => {
  const facts = fc.record({
    wantedKind: fc.constantFrom('by-grants' as const, 'prepared' as const, 'deleted' as const),
    groups: fc.integer({ min: 0, max: 3 }),
    ahead: fc.boolean(),
    held: fc.boolean(),
  });

  it('is open with access and never without', () => {
    fc.assert(
      fc.property(facts, (f) => {
        expect(standingOf(f) === 'open').toBe(f.groups > 0);
      }),
    );
  });

  it('is gone only where that was wanted and every reason to keep it is gone', () => {
    fc.assert(
      fc.property(facts, (f) => {
        expect(standingOf(f) === 'gone').toBe(
          f.wantedKind === 'deleted' && f.groups === 0 && !f.ahead && !f.held,
        );
      }),
    );
  });

  it('agrees with the plan: no account is deleted before its days, whenever it was disabled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 200 }), (ago, days) => {
        const disabledAt = new Date(`${addDays(today, -ago)}T11:00:00Z`);
        const gone = isToBeDeleted(
          { account: account({ disabledAt }), employments: [], liveGrants: 0 },
          now,
          today,
          days,
        );
        expect(gone).toBe(ago >= days);
      }),
    );
  });
});
