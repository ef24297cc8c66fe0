import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adoptGroup, exemptGroup } from './adopt-group.js';
import { isUnanswered, openTakeover } from './campaign-terms.js';
import { classifyMember, type MemberFacts } from './classify-member.js';
import { decideUnassessed, removalReason } from './decide-unassessed.js';
import { groupKey } from './group-key.js';

const anna: MemberFacts = {
  enabled: true,
  personId: 'anna',
  account: 'new',
  employmentId: 'work',
  granted: false,
  kept: false,
  takenBefore: false,
};

describe('a membership that is found in the directory', () => {
  it.each<[string, Partial<MemberFacts>, object]>([
    ['from before is kept until assessed, with its account', {}, { kind: 'unassessed', adopt: true }],
    ['of a known account too', { account: 'known' }, { kind: 'unassessed', adopt: false }],
    ['that a grant gives is settled', { granted: true, account: 'known' }, { kind: 'settled' }],
    ['that is kept already is settled', { kept: true, account: 'known' }, { kind: 'settled' }],
    ['of nobody is an orphan', { personId: null }, { kind: 'stray', why: 'nobody' }],
    ['of somebody who has left is one', { employmentId: null }, { kind: 'stray', why: 'left' }],
    ['of a second account is one', { account: 'second' }, { kind: 'stray', why: 'second-account' }],
    ['of a disabled account is not taken over', { enabled: false }, { kind: 'stray', why: 'disabled' }],
    [
      'that was added beside Grindvakt is not taken over',
      { account: 'known', takenBefore: true },
      { kind: 'stray', why: 'added-outside' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(classifyMember({ ...anna, ...facts })).toMatchObject(expected);
  });

  it('never keeps access for somebody without an employment, nor for a disabled account, nor what a grant gives', () => {
    const some = fc.record<MemberFacts>({
      enabled: fc.boolean(),
      personId: fc.option(fc.constant('anna')),
      account: fc.constantFrom('known', 'new', 'second'),
      employmentId: fc.option(fc.constant('work')),
      granted: fc.boolean(),
      kept: fc.boolean(),
      takenBefore: fc.boolean(),
    });
    fc.assert(
      fc.property(some, (facts) => {
        const kept = classifyMember(facts).kind === 'unassessed';
        return (
          !kept || (facts.enabled && facts.personId !== null && facts.employmentId !== null && !facts.granted)
        );
      }),
    );
  });
});

describe('deciding on unassessed access', () => {
  it('is never done by the person it is about, and only once', () => {
    expect(decideUnassessed({ personId: 'anna', state: 'open' }, 'anna')?.code).toBe('own-approval');
    expect(decideUnassessed({ personId: 'anna', state: 'open' }, 'bo')).toBeNull();
    for (const state of ['requested', 'assessed', 'removed'] as const)
      expect(decideUnassessed({ personId: 'anna', state }, 'bo')?.code).toBe('already-decided');
  });

  it('takes a reason that says something, without a personal number', () => {
    expect(removalReason('  kort    ')).toMatchObject({ code: 'reason-required', pointer: '/reason' });
    expect(removalReason('Gäller 19121212-1212 som slutat')?.code).toBe('personal-number-in-text');
    expect(removalReason('Arbetar inte med arkivet längre')).toBeNull();
  });
});

describe('the first campaign', () => {
  const facts = { waiting: 3, open: false, closesOn: '2026-12-20' };
  it.each<[string, Partial<typeof facts>, string | null]>([
    ['may be opened', {}, null],
    ['not twice', { open: true }, 'takeover-open'],
    ['not over nothing', { waiting: 0 }, 'nothing-to-review'],
    ['not for too few days', { closesOn: '2026-11-25' }, 'invalid'],
    ['not for ever', { closesOn: '2027-12-01' }, 'invalid'],
  ])('%s', (_, more, code) => {
    expect(openTakeover({ ...facts, ...more }, '2026-11-22')?.code ?? null).toBe(code);
  });

  it('counts the last day itself as in time', () => {
    expect(isUnanswered('2026-12-20', '2026-12-20')).toBe(false);
    expect(isUnanswered('2026-12-20', '2026-12-21')).toBe(true);
  });
});

describe('a found group', () => {
  const group = {
    name: 'Arkivet',
    governed: false,
    sentence: 'Låter en läsa gamla akter.',
    reason: 'Bara fikalistan',
  };
  it('is governed with a sentence, or left out with a reason, once', () => {
    expect(adoptGroup(group)).toBeNull();
    expect(adoptGroup({ ...group, sentence: 'Läsa' })).toMatchObject({
      code: 'invalid',
      pointer: '/sentence',
    });
    expect(adoptGroup({ ...group, governed: true })?.code).toBe('group-governed');
    expect(exemptGroup(group)).toBeNull();
    expect(exemptGroup({ ...group, reason: ' ' })?.code).toBe('reason-required');
    expect(exemptGroup({ ...group, governed: true })?.code).toBe('group-governed');
  });

  it('goes by one name however it is spelled', () => {
    expect(groupKey(' GG-Vård  Läs ')).toBe(groupKey('gg-vård läs'));
    expect(groupKey('GG-Va\u030ard')).toBe(groupKey('GG-VÅRD'));
  });
});
