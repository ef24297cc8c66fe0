import { describe, expect, it } from '@jest/globals';
import type { BirthrightRule, Change } from '../model/access.js';
import type { Employment } from '../model/people.js';
import type { HeldGrant, LifecycleTerms, PersonFacts } from './person-facts.js';
import { planPerson } from './plan-person.js';

const today = '2026-11-21';
const nurse: Employment = {
  id: 'e1',
  personId: 'p1',
  unitId: 'u1',
  unitPath: '/10000/20000/22230/',
  unitKind: 'boendeavdelning',
  careProviderId: 'c1',
  kind: 'permanent',
  title: 'Undersköterska',
  titleCode: '207011',
  startDate: '2020-01-01',
  endDate: null,
  terminated: false,
  leave: null,
};
const everyone = rule('r1', 'base', {});
const nurses = rule('r2', 'care', { titleCodes: ['2070*'], unitKinds: ['boendeavdelning'] });
const rules = [everyone, nurses];

function rule(
  id: string,
  roleId: string,
  selector: BirthrightRule['selector'],
  validTo = '2027-12-31',
): BirthrightRule {
  return {
    id,
    name: id,
    roleId,
    selector,
    reviewDays: 180,
    analysis: { id: `a-${roleId}`, roleId, version: 1, state: 'approved', validTo },
  };
}

const terms: LifecycleTerms = {
  roles: new Map(),
  leave: { default: 'suspend', kinds: {}, fullOnly: true },
};

function grant(over: Partial<HeldGrant>): HeldGrant {
  const { roleId = 'base' } = over;
  return {
    id: `g-${roleId}`,
    personId: 'p1',
    employmentId: 'e1',
    roleId,
    unitId: 'u1',
    source: 'birthright',
    ruleId: roleId === 'base' ? 'r1' : 'r2',
    validFrom: new Date('2026-01-01'),
    validTo: null,
    suspendedFor: [],
    outgrownAt: null,
    titleCode: '207011',
    careProviderId: 'c1',
    analysis: { id: `a-${roleId}`, state: 'approved', validTo: '2027-12-31' },
    assessmentId: 's1',
    nextReview: '2027-01-01',
    ...over,
  };
}

function plan(facts: Partial<PersonFacts>, by: readonly BirthrightRule[] = rules): string[] {
  return planPerson(
    { personId: 'p1', employments: [nurse], grants: [], declined: [], terms, ...facts },
    by,
    today,
  ).map(told);
}

function told(change: Change): string {
  if (change.kind === 'open') return `open ${change.roleId} in ${change.unitId}`;
  if (change.kind === 'end') return `end ${change.grantId}: ${change.reason}`;
  return 'grantId' in change ? `${change.kind} ${change.grantId}` : change.kind;
}

describe('joiner', () => {
  it('gets every birthright that matches, each pinning its analysis and with a next review', () => {
    const [first] = planPerson(
      { personId: 'p1', employments: [nurse], grants: [], declined: [], terms },
      rules,
      today,
    );
    expect(plan({})).toEqual(['open base in u1', 'open care in u1']);
    expect(first).toMatchObject({
      analysisId: 'a-base',
      nextReview: '2027-05-20',
      assessmentId: null,
      ruleId: 'r1',
    });
  });
  it('gets nothing before the first day', () => {
    expect(plan({ employments: [{ ...nurse, startDate: '2026-11-22' }] })).toEqual([]);
  });
  it('gets nothing by a rule whose analysis has lapsed (H13.1.3)', () => {
    expect(plan({}, [rule('r1', 'base', {}, '2026-11-20')])).toEqual([]);
  });
  it('is not given again what a reviewer took away in the same unit', () => {
    const declined = [{ personId: 'p1', employmentId: 'e1', roleId: 'care', unitId: 'u1' }];
    expect(plan({ declined })).toEqual(['open base in u1']);
    expect(plan({ declined, employments: [{ ...nurse, unitId: 'u2' }] })).toEqual([
      'open base in u2',
      'open care in u2',
    ]);
  });
});

describe('mover', () => {
  it('loses what the new title no longer gives and keeps the rest', () => {
    const moved = { ...nurse, title: 'Administratör', titleCode: '152010' };
    expect(plan({ employments: [moved], grants: [grant({}), grant({ roleId: 'care' })] })).toEqual([
      'end g-care: no-longer-matched',
    ]);
  });
  it('holds birthrights in the new unit, and keeps what was asked for in the old one until somebody answers', () => {
    const asked = grant({ roleId: 'plan', source: 'request', ruleId: null });
    expect(
      plan({ employments: [{ ...nurse, unitId: 'u2' }], grants: [grant({}), asked] }, [everyone]),
    ).toEqual(['end g-base: moved', 'outgrow g-plan', 'open base in u2']);
  });
});

describe('leaver', () => {
  it('loses everything the day after the last day, not on it', () => {
    const grants = [grant({}), grant({ roleId: 'plan', source: 'request', ruleId: null })];
    expect(plan({ employments: [{ ...nurse, endDate: today }], grants }, [everyone])).toEqual([]);
    expect(plan({ employments: [{ ...nurse, endDate: '2026-11-20' }], grants }, [everyone])).toEqual([
      'end g-base: employment-ended',
      'end g-plan: employment-ended',
    ]);
  });
  it('loses everything at once when terminated, whatever the dates say', () => {
    expect(plan({ employments: [{ ...nurse, terminated: true }], grants: [grant({})] })).toEqual([
      'end g-base: terminated',
    ]);
  });
  it('keeps the access of another employment in force', () => {
    const other = { ...nurse, id: 'e2', endDate: '2026-11-01' };
    const grants = [grant({}), grant({ id: 'g-2', employmentId: 'e2' })];
    expect(plan({ employments: [nurse, other], grants }, [everyone])).toEqual(['end g-2: employment-ended']);
  });
});
