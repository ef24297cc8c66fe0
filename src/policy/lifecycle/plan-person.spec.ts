import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BirthrightRule, Change, Grant } from '../model/access.js';
import { isInForce, type Employment } from '../model/people.js';
import type { PersonFacts } from './person-facts.js';
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

function grant(over: Partial<Grant>): Grant {
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
    ...over,
  };
}

function plan(facts: Partial<PersonFacts>, by: readonly BirthrightRule[] = rules): string[] {
  return planPerson(
    { personId: 'p1', employments: [nurse], grants: [], declined: [], ...facts },
    by,
    today,
  ).map(told);
}

function told(change: Change): string {
  if (change.kind === 'open') return `open ${change.roleId} in ${change.unitId}`;
  return change.kind === 'end' ? `end ${change.grantId}: ${change.reason}` : `reviewed ${change.grantId}`;
}

describe('joiner', () => {
  it('gets every birthright that matches, each pinning its analysis and with a next review', () => {
    const [first] = planPerson(
      { personId: 'p1', employments: [nurse], grants: [], declined: [] },
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
  it('holds birthrights in the new unit, and loses what was asked for in the old one', () => {
    const asked = grant({ roleId: 'plan', source: 'request', ruleId: null });
    expect(
      plan({ employments: [{ ...nurse, unitId: 'u2' }], grants: [grant({}), asked] }, [everyone]),
    ).toEqual(['end g-base: moved', 'end g-plan: moved', 'open base in u2']);
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

const day = fc.integer({ min: -40, max: 40 }).map((n) => {
  const date = new Date(Date.UTC(2026, 10, 21 + n));
  return date.toISOString().slice(0, 10);
});
const employment = fc
  .record({
    id: fc.constantFrom('e1', 'e2', 'e3'),
    unitId: fc.constantFrom('u1', 'u2'),
    titleCode: fc.constantFrom('207011', '152010', null),
    startDate: day,
    length: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
    terminated: fc.boolean(),
  })
  .map(({ length, ...e }) => {
    const end = new Date(`${e.startDate}T00:00:00Z`);
    end.setUTCDate(end.getUTCDate() + (length ?? 0));
    return { ...nurse, ...e, endDate: length === null ? null : end.toISOString().slice(0, 10) };
  });
const facts = fc.uniqueArray(employment, { selector: (e) => e.id, maxLength: 3 }).chain((employments) =>
  fc.record({
    employments: fc.constant(employments),
    grants: fc.uniqueArray(
      fc
        .record({
          employmentId: fc.constantFrom('e1', 'e2', 'e3', 'gone'),
          roleId: fc.constantFrom('base', 'care', 'plan'),
          unitId: fc.constantFrom('u1', 'u2'),
        })
        .map((g) =>
          grant({
            ...g,
            id: `${g.employmentId}-${g.roleId}`,
            ...(g.roleId === 'plan' ? { source: 'request' as const, ruleId: null } : {}),
          }),
        ),
      { selector: (g) => g.id, maxLength: 8 },
    ),
  }),
);

/** The grants after the plan is carried out, as apply-changes does it. */
function carriedOut(grants: readonly Grant[], changes: readonly Change[]): Grant[] {
  const ended = new Set(changes.map((c) => (c.kind === 'end' ? c.grantId : '')));
  const opened = changes.flatMap((c) =>
    c.kind === 'open'
      ? [
          grant({
            ...c,
            id: `new-${c.employmentId}-${c.roleId}`,
            source: c.source,
            ruleId: c.ruleId,
            validTo: c.validTo,
          }),
        ]
      : [],
  );
  return [...grants.filter((g) => !ended.has(g.id)), ...opened];
}

describe('whatever the history', () => {
  it('leaves nobody with access outside an employment in force, or in another unit', () => {
    fc.assert(
      fc.property(facts, ({ employments, grants }) => {
        const after = carriedOut(
          grants,
          planPerson({ personId: 'p1', employments, grants, declined: [] }, rules, today),
        );
        for (const g of after) {
          const on = employments.find((e) => e.id === g.employmentId);
          expect(on !== undefined && isInForce(on, today) && on.unitId === g.unitId).toBe(true);
        }
      }),
    );
  });
  it('gives everyone in force the birthright of all, once', () => {
    fc.assert(
      fc.property(facts, ({ employments, grants }) => {
        const after = carriedOut(
          grants,
          planPerson({ personId: 'p1', employments, grants, declined: [] }, rules, today),
        );
        for (const e of employments.filter((one) => isInForce(one, today)))
          expect(after.filter((g) => g.employmentId === e.id && g.roleId === 'base')).toHaveLength(1);
      }),
    );
  });
  it('asks for nothing more once it is carried out', () => {
    fc.assert(
      fc.property(facts, ({ employments, grants }) => {
        const after = carriedOut(
          grants,
          planPerson({ personId: 'p1', employments, grants, declined: [] }, rules, today),
        );
        expect(
          planPerson({ personId: 'p1', employments, grants: after, declined: [] }, rules, today),
        ).toEqual([]);
      }),
    );
  });
});
