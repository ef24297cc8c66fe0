import { describe, expect, it } from '@jest/globals';
import type { BirthrightRule, Change } from '../model/access.js';
import type { Employment } from '../model/people.js';
import type { HeldGrant, RoleTerms } from './person-facts.js';
import { planMover } from './plan-mover.js';

const today = '2026-11-21';
const keepUntil = new Date('2026-12-05T23:00:00Z');
const nurses = { titleCodes: ['2070*'] };
const at: Employment = {
  id: 'e1',
  personId: 'p1',
  unitId: 'u2',
  unitPath: '/1/2/',
  unitKind: 'care',
  careProviderId: 'c1',
  kind: 'permanent',
  title: 'Undersköterska',
  titleCode: '207011',
  startDate: '2020-01-01',
  endDate: null,
  terminated: false,
  leave: null,
};
const asked: HeldGrant = {
  id: 'g',
  personId: 'p1',
  employmentId: 'e1',
  roleId: 'r',
  unitId: 'u1',
  source: 'request',
  ruleId: null,
  validFrom: new Date('2026-01-01'),
  validTo: null,
  suspendedFor: [],
  outgrownAt: null,
  titleCode: '207011',
  careProviderId: 'c1',
  analysis: { id: 'a', state: 'approved', validTo: '2027-12-31' },
  assessmentId: 's',
  nextReview: '2027-01-01',
};
const activated: HeldGrant = { ...asked, source: 'activation' };
const waiting: HeldGrant = { ...asked, outgrownAt: new Date('2026-11-20') };
const base: RoleTerms = { mover: 'review', suggestedFor: null, eligible: null };
const rule: BirthrightRule = {
  id: 'b',
  name: 'b',
  roleId: 'r',
  selector: {},
  reviewDays: 180,
  analysis: { id: 'a', roleId: 'r', version: 1, state: 'approved', validTo: '2027-12-31' },
};

function plan(
  grant: HeldGrant,
  more: {
    terms?: Partial<RoleTerms>;
    employment?: Partial<Employment>;
    rules?: BirthrightRule[];
    declined?: string[];
  },
): Change[] {
  return planMover(
    { ...at, ...more.employment },
    [grant],
    more.rules ?? [],
    new Map([['r', { ...base, ...more.terms }]]),
    new Set(more.declined ?? []),
    today,
  );
}

const end = { kind: 'end', grantId: 'g', personId: 'p1', reason: 'moved' };
const outgrow = { kind: 'outgrow', grantId: 'g', personId: 'p1' };
const fits = { kind: 'fits', grantId: 'g', personId: 'p1' };
const shorten = (validTo: Date) => ({
  kind: 'shorten',
  grantId: 'g',
  personId: 'p1',
  validTo,
  outgrown: true,
});
const home = { unitId: 'u1' };
const clerk = { unitId: 'u1', titleCode: '152010' };

describe('what was asked for, after a move', () => {
  it.each<[string, HeldGrant, Parameters<typeof plan>[1], object[]]>([
    ['stays where it is while the person does', asked, { employment: home }, []],
    ['goes to the new manager when the role says nothing', asked, {}, [outgrow]],
    ['ends when the role says end', asked, { terms: { mover: 'end' } }, [end]],
    [
      'stays for handover when the role says how long',
      asked,
      { terms: { mover: { keepUntil } } },
      [shorten(keepUntil)],
    ],
    [
      'is never made longer by a handover',
      { ...asked, validTo: new Date('2026-11-25') },
      { terms: { mover: { keepUntil } } },
      [shorten(new Date('2026-11-25'))],
    ],
    ['is not asked about twice', waiting, {}, []],
    ['is not handed over twice', waiting, { terms: { mover: { keepUntil } } }, []],
    ['fits again when the person is back before the answer', waiting, { employment: home }, [fits]],
    ['ends after all when the role comes to say end', waiting, { terms: { mover: 'end' } }, [end]],
    ['ends when a rule gives the same role in the new unit', asked, { rules: [rule] }, [end]],
    [
      'is asked about when a reviewer took that birthright away',
      asked,
      { rules: [rule], declined: ['r'] },
      [outgrow],
    ],
    [
      'is asked about when that rule’s analysis is over',
      asked,
      { rules: [{ ...rule, analysis: { ...rule.analysis, validTo: '2026-11-20' } }] },
      [outgrow],
    ],
    [
      'never follows to another care provider (invariant 11)',
      asked,
      { employment: { careProviderId: 'c2' } },
      [end],
    ],
    ['nor waits there', waiting, { employment: { careProviderId: 'c2' } }, [end]],
  ])('%s', (_, grant, more, changes) => {
    expect(plan(grant, more)).toEqual(changes);
  });
});

describe('what was asked for, after a new title', () => {
  it.each<[string, HeldGrant, Parameters<typeof plan>[1], object[]]>([
    [
      'is asked about when the role was suggested for the old title and is not for the new',
      asked,
      { terms: { suggestedFor: nurses }, employment: clerk },
      [outgrow],
    ],
    [
      'stays when the role is suggested for both',
      asked,
      { terms: { suggestedFor: nurses }, employment: { ...home, titleCode: '207009' } },
      [],
    ],
    [
      'stays when it was never suggested: people judged it',
      { ...asked, titleCode: '152010' },
      { terms: { suggestedFor: nurses }, employment: clerk },
      [],
    ],
    ['stays when the role is suggested for nobody', asked, { employment: clerk }, []],
    [
      'fits again when the title is back',
      waiting,
      { terms: { suggestedFor: nurses }, employment: home },
      [fits],
    ],
    [
      'follows the role’s own policy',
      asked,
      { terms: { suggestedFor: nurses, mover: 'end' }, employment: clerk },
      [end],
    ],
  ])('%s', (_, grant, more, changes) => {
    expect(plan(grant, more)).toEqual(changes);
  });
});

describe('an administrator right that is activated', () => {
  it.each<[string, Parameters<typeof plan>[1], object[]]>([
    ['ends in another unit, whatever the role says', { terms: { mover: 'review' } }, [end]],
    [
      'ends when its holder may no longer activate it',
      { terms: { eligible: nurses }, employment: clerk },
      [end],
    ],
    ['goes on while nothing has changed', { terms: { eligible: nurses }, employment: home }, []],
  ])('%s', (_, more, changes) => {
    expect(plan(activated, more)).toEqual(changes);
  });
});
