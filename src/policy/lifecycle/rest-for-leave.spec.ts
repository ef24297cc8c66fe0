import { describe, expect, it } from '@jest/globals';
import type { Leave } from '../model/people.js';
import { leaveSuspends, type LeavePolicy } from './rest-for-leave.js';

const policy: LeavePolicy = {
  default: 'suspend',
  kinds: { 'Fackligt uppdrag': 'keep', Studier: 'suspend' },
  fullOnly: true,
};
const leave: Leave = { kind: 'Föräldraledighet', percent: 100, from: '2028-02-28', to: '2028-02-29' };

describe('leave of absence', () => {
  it.each<[string, Leave | null, LeavePolicy, string, boolean]>([
    ['nobody on leave rests for it', null, policy, '2028-02-28', false],
    ['not before the first day', leave, policy, '2028-02-27', false],
    ['from the first day', leave, policy, '2028-02-28', true],
    ['to the last, a leap day', leave, policy, '2028-02-29', true],
    ['not after it', leave, policy, '2028-03-01', false],
    ['without a last day, until further notice', { ...leave, to: null }, policy, '2030-01-01', true],
    ['part-time leave suspends nothing', { ...leave, percent: 75 }, policy, '2028-02-28', false],
    [
      'unless the organisation wants it',
      { ...leave, percent: 75 },
      { ...policy, fullOnly: false },
      '2028-02-28',
      true,
    ],
    [
      'an extent that HR does not state is the whole',
      { ...leave, percent: null },
      policy,
      '2028-02-28',
      true,
    ],
    ['a kind that keeps', { ...leave, kind: 'Fackligt uppdrag' }, policy, '2028-02-28', false],
    [
      'a kind that suspends where the rest keep',
      { ...leave, kind: 'Studier' },
      { ...policy, default: 'keep' },
      '2028-02-28',
      true,
    ],
    ['an unknown kind follows the default', leave, { ...policy, default: 'keep' }, '2028-02-28', false],
    ['a leave without a kind follows the default', { ...leave, kind: null }, policy, '2028-02-28', true],
  ])('%s', (_, given, by, today, rests) => {
    expect(leaveSuspends(given, by, today)).toBe(rests);
  });
});
