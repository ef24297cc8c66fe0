import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLive, type BirthrightRule, type Change, type SuspensionCause } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import type { HeldGrant, LifecycleTerms, PersonFacts, RoleTerms } from './person-facts.js';
import { planContinuation } from './plan-continuation.js';
import { planPerson } from './plan-person.js';
import { leaveSuspends } from './rest-for-leave.js';

const today = '2026-11-21';
const now = new Date('2026-11-21T09:00:00Z');
const runs = { numRuns: 3000 };
const rules: BirthrightRule[] = [rule('r1', 'base', {}), rule('r2', 'care', { titleCodes: ['2070*'] })];
const roleTerms = (mover: RoleTerms['mover']): RoleTerms => ({
  mover,
  suggestedFor: { titleCodes: ['2070*'] },
  eligible: null,
});
const keepUntil = new Date('2026-12-05T23:00:00Z');
const terms: LifecycleTerms = {
  roles: new Map([
    ['ends', roleTerms('end')],
    ['keeps', roleTerms({ keepUntil })],
    ['asks', roleTerms('review')],
    ['asks-all', { ...roleTerms('review'), suggestedFor: null }],
  ]),
  leave: { default: 'suspend', kinds: { Facklig: 'keep' }, fullOnly: true },
};

function rule(id: string, roleId: string, selector: BirthrightRule['selector']): BirthrightRule {
  const analysis = {
    id: `a-${roleId}`,
    roleId,
    version: 1,
    state: 'approved' as const,
    validTo: '2027-12-31',
  };
  return { id, name: id, roleId, selector, reviewDays: 180, analysis };
}

const day = fc.integer({ min: -30, max: 30 }).map((n) => addDays(today, n));
const leave = fc
  .record({
    kind: fc.constantFrom('Föräldraledighet', 'Facklig', null),
    percent: fc.constantFrom(100, 50, null),
    from: day,
    days: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
  })
  .map(({ kind, percent, from, days }) => ({
    kind,
    percent,
    from,
    to: days === null ? null : addDays(from, days),
  }));
const employment = (id: string): fc.Arbitrary<Employment> =>
  fc
    .record({
      unitId: fc.constantFrom('u1', 'u2'),
      careProviderId: fc.constantFrom('c1', 'c1', 'c1', 'c2'),
      titleCode: fc.constantFrom('207011', '152010', null),
      startDate: day,
      days: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
      terminated: fc.constantFrom(false, false, false, true),
      leave: fc.option(leave, { nil: null }),
    })
    .map(({ days, ...e }) => ({
      id,
      personId: 'p1',
      unitPath: `/1/${e.unitId}/`,
      unitKind: 'care',
      kind: 'permanent' as const,
      title: 'Titel',
      ...e,
      endDate: days === null ? null : addDays(e.startDate, days),
    }));
const grant = fc
  .record({
    employmentId: fc.constantFrom('e1', 'e2', 'e3', 'gone'),
    roleId: fc.constantFrom('base', 'care', 'ends', 'keeps', 'asks', 'asks-all', 'admin'),
    unitId: fc.constantFrom('u1', 'u2'),
    titleCode: fc.constantFrom('207011', '152010', null),
    outgrown: fc.boolean(),
    state: fc.constantFrom('approved' as const, 'approved' as const, 'superseded' as const),
    suspendedFor: fc.constantFrom<readonly SuspensionCause[]>([], ['leave'], ['off-shift', 'leave']),
  })
  .map(({ outgrown, state, ...g }): HeldGrant => {
    const birthright = g.roleId === 'base' || g.roleId === 'care';
    const source = birthright ? 'birthright' : g.roleId === 'admin' ? 'activation' : 'request';
    return {
      ...g,
      id: `${g.employmentId}-${g.roleId}`,
      personId: 'p1',
      source,
      ruleId: g.roleId === 'base' ? 'r1' : g.roleId === 'care' ? 'r2' : null,
      validFrom: new Date('2026-01-01'),
      validTo: null,
      outgrownAt: outgrown && source === 'request' ? new Date('2026-11-01') : null,
      careProviderId: 'c1',
      analysis: { id: `a-${g.roleId}`, state, validTo: '2027-12-31' },
      assessmentId: birthright ? null : 's',
      nextReview: '2027-01-01',
    };
  });
const history: fc.Arbitrary<PersonFacts> = fc.record({
  personId: fc.constant('p1'),
  employments: fc
    .tuple(employment('e1'), employment('e2'), employment('e3'), fc.integer({ min: 0, max: 3 }))
    .map(([a, b, c, count]) => [a, b, c].slice(0, count)),
  grants: fc.uniqueArray(grant, { selector: (g) => g.id, maxLength: 10 }),
  declined: fc.constant([]),
  terms: fc.constant(terms),
});

/** The grants after the changes, as apply-changes carries them out. */
function carriedOut(facts: PersonFacts, changes: readonly Change[]): PersonFacts {
  const after = new Map(facts.grants.map((g) => [g.id, g]));
  for (const change of changes) {
    if (change.kind === 'open') {
      const on = facts.employments.find((e) => e.id === change.employmentId);
      const { employmentId, roleId, unitId, source, ruleId, assessmentId, validTo, nextReview } = change;
      const id = `new-${employmentId}-${roleId}`;
      after.set(id, {
        ...{
          id,
          personId: 'p1',
          employmentId,
          roleId,
          unitId,
          source,
          ruleId,
          assessmentId,
          validTo,
          nextReview,
        },
        validFrom: now,
        suspendedFor: change.restsFor ?? [],
        outgrownAt: null,
        titleCode: change.titleCode === undefined ? (on?.titleCode ?? null) : change.titleCode,
        careProviderId: source === 'birthright' ? (on?.careProviderId ?? '') : 'c1',
        analysis: { id: change.analysisId, state: 'approved', validTo: '2027-12-31' },
      });
      continue;
    }
    const g = 'grantId' in change ? after.get(change.grantId) : undefined;
    if (!g) continue;
    if (change.kind === 'end') after.delete(g.id);
    if (change.kind === 'suspend') after.set(g.id, { ...g, suspendedFor: [...g.suspendedFor, change.cause] });
    if (change.kind === 'resume')
      after.set(g.id, { ...g, suspendedFor: g.suspendedFor.filter((cause) => cause !== change.cause) });
    if (change.kind === 'outgrow') after.set(g.id, { ...g, outgrownAt: now });
    if (change.kind === 'fits') after.set(g.id, { ...g, outgrownAt: null });
    if (change.kind === 'shorten') after.set(g.id, { ...g, validTo: change.validTo, outgrownAt: now });
  }
  return { ...facts, grants: [...after.values()] };
}

function followed(facts: PersonFacts): PersonFacts {
  const continued = carriedOut(facts, planContinuation(facts, today, now));
  return carriedOut(continued, planPerson(continued, rules, today));
}

function shape(facts: PersonFacts): string[] {
  return facts.grants
    .map(
      (g) =>
        `${g.employmentId} ${g.roleId} ${g.unitId} ${String(g.outgrownAt !== null)} ${[...g.suspendedFor].sort().join()}`,
    )
    .sort();
}

describe('whatever the history', () => {
  it('leaves nobody with working access outside an employment at work, or its allowances', () => {
    fc.assert(
      fc.property(history, (facts) => {
        for (const g of followed(facts).grants) {
          const on = facts.employments.find((e) => e.id === g.employmentId);
          expect(on && isInForce(on, today)).toBe(true);
          if (!on) continue;
          expect(g.suspendedFor.includes('leave')).toBe(leaveSuspends(on.leave, terms.leave, today));
          // In another unit only what waits for an answer or a handover, and never with another care provider.
          if (on.unitId !== g.unitId) {
            expect([g.source, g.outgrownAt !== null]).toEqual(['request', true]);
            expect(['asks', 'asks-all', 'keeps']).toContain(g.roleId);
            expect(on.careProviderId).toBe(g.careProviderId);
          }
        }
      }),
      runs,
    );
  });

  it('asks for nothing more once it is carried out', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const after = followed(facts);
        expect(planContinuation(after, today, now)).toEqual([]);
        expect(planPerson(after, rules, today)).toEqual([]);
      }),
      runs,
    );
  });

  it('does not depend on the order of employments and grants', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const turned = {
          ...facts,
          employments: facts.employments.toReversed(),
          grants: facts.grants.toReversed(),
        };
        expect(shape(followed(turned))).toEqual(shape(followed(facts)));
      }),
      runs,
    );
  });

  it('gives everyone in force the birthright of all, once, resting or not', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const { grants } = followed(facts);
        for (const e of facts.employments.filter((one) => isInForce(one, today)))
          expect(grants.filter((g) => g.employmentId === e.id && g.roleId === 'base')).toHaveLength(1);
      }),
      runs,
    );
  });

  it('revives nothing after a gap, and carries nothing beyond what was held', () => {
    fc.assert(
      fc.property(history, (facts) => {
        const carried = planContinuation(facts, today, now);
        const ended = carried.flatMap((c) => (c.kind === 'end' ? [c.grantId] : []));
        expect(new Set(ended).size).toBe(ended.length);
        for (const change of carried) {
          if (change.kind !== 'open') continue;
          const from = facts.grants.find((g) => ended.includes(g.id) && g.roleId === change.roleId);
          expect(from && isLive(from.analysis, today)).toBe(true);
          const days = new Set(facts.employments.filter((e) => !e.terminated).flatMap(daysOf));
          const last = facts.employments.find((e) => e.id === from?.employmentId)?.endDate ?? today;
          for (let d = last; d <= today; d = addDays(d, 1)) expect(days.has(d)).toBe(true);
        }
      }),
      runs,
    );
  });
});

function daysOf(e: Employment): Day[] {
  const days: Day[] = [];
  const last = e.endDate === null || e.endDate > today ? today : e.endDate;
  for (let d = e.startDate; d <= last; d = addDays(d, 1)) days.push(d);
  return days;
}
