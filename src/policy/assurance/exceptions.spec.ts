import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../model/day.js';
import {
  checkDecider,
  checkException,
  dueReminder,
  levelOfRole,
  levelToAsk,
  type ExceptedSystem,
} from './exceptions.js';

const today = '2026-11-22';
const system: ExceptedSystem = {
  name: 'Lunchmenyn',
  inUse: true,
  highestClass: 1,
  isOwn: false,
  roles: [
    { id: 'cook', privileged: false },
    { id: 'admin', privileged: true },
  ],
};
const asked = { roleIds: null, validTo: '2027-05-01' };

describe('an exception from two factors', () => {
  it.each<[string, Partial<ExceptedSystem>, Partial<{ roleIds: string[]; validTo: string }>, string | null]>([
    ['for a whole system of low class', {}, {}, null],
    ['for some of its roles', {}, { roleIds: ['cook'] }, null],
    ['for a year', {}, { validTo: addDays(today, 365) }, null],
    ['for a system of a higher class', { highestClass: 2 }, {}, 'class-too-high'],
    ['for Grindvakt itself', { isOwn: true, highestClass: 0 }, {}, 'class-too-high'],
    ['for a system that is not in use', { inUse: false }, {}, 'not-in-use'],
    ['for a privileged role', {}, { roleIds: ['cook', 'admin'] }, 'privileged-role'],
    ['for a role of another system', {}, { roleIds: ['other'] }, 'invalid'],
    ['for no role', {}, { roleIds: [] }, 'invalid'],
    ['until today', {}, { validTo: today }, 'invalid'],
    ['for more than a year', {}, { validTo: addDays(today, 366) }, 'invalid'],
  ])('%s', (_, facts, terms, code) => {
    expect(checkException({ ...system, ...facts }, { ...asked, ...terms }, today, 1)?.code ?? null).toBe(
      code,
    );
  });

  it('is not decided by who ordered it', () => {
    expect([checkDecider('anna', 'anna')?.code, checkDecider('anna', 'bo')]).toEqual(['own-exemption', null]);
  });

  it('gives level 2 and nothing else, and without it nothing takes less than level 3', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.boolean(), (own, isExcepted) => {
        const requiredLevel = levelOfRole(own, isExcepted);
        expect(requiredLevel).toBe(isExcepted ? 2 : Math.max(3, own));
        expect(levelToAsk({ requiredLevel })).toBe(isExcepted ? 2 : 3);
      }),
    );
  });

  it.each([
    [31, null],
    [30, 30],
    [8, 30],
    [7, 7],
    [0, 7],
    [-1, null],
  ])('that ends in %s days reminds by %s', (days, reminder) => {
    expect(dueReminder(addDays(today, days), today)).toBe(reminder);
  });
});
