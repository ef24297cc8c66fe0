import { isLive, type Change } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import type { HeldGrant, PersonFacts } from './person-facts.js';

/**
 * CONSECUTIVE AND OVERLAPPING EMPLOYMENTS lose nothing: what was asked for on an employment that has run out goes on with
 * another one of the same person that took over without a day between, on the same assessment and until the same
 * day. It keeps the unit and the title that it was given for, so where those are others it is the mover's next question.
 *
 * It does not: after a gap (that is a rehire, and revives nothing), after "Avsluta nu", with another care provider, on an
 * analysis that is no longer in force, or where the role is held already.
 */
export function planContinuation(facts: PersonFacts, today: Day, now: Date): Change[] {
  const changes: Change[] = [];
  const held = new Set(facts.grants.map((grant) => `${grant.employmentId} ${grant.roleId}`));
  // The one that ran out last comes first, so that what it held goes on before older access of the same role.
  const byEnd = facts.employments.toSorted(
    (a, b) => compare(b.endDate ?? '', a.endDate ?? '') || compare(a.id, b.id),
  );
  for (const ended of byEnd) {
    if (ended.terminated || ended.endDate === null || ended.endDate >= today) continue;
    const grants = facts.grants.filter((g) => g.employmentId === ended.id && g.source === 'request');
    if (grants.length === 0) continue;
    const successors = takenOverBy(ended, ended.endDate, facts.employments, today);
    for (const grant of grants) {
      const assessmentId = grant.assessmentId;
      if (assessmentId === null || !isLive(grant.analysis, today)) continue;
      if (grant.validTo !== null && grant.validTo <= now) continue;
      const next = nearest(grant, successors).find((e) => !held.has(`${e.id} ${grant.roleId}`));
      if (!next) continue;
      held.add(`${next.id} ${grant.roleId}`);
      const { personId, roleId, unitId, validTo, nextReview, titleCode } = grant;
      changes.push(
        { kind: 'end', grantId: grant.id, personId, reason: 'continued' },
        {
          kind: 'open',
          personId,
          employmentId: next.id,
          roleId,
          unitId,
          titleCode,
          source: 'request',
          analysisId: grant.analysis.id,
          assessmentId,
          ruleId: null,
          validTo,
          nextReview,
          restsFor: grant.suspendedFor,
        },
      );
    }
  }
  return changes;
}

/** Employments in force today that can be reached from the ended one without a day between, through others if need be. */
function takenOverBy(
  over: Employment,
  lastDay: Day,
  employments: readonly Employment[],
  today: Day,
): Employment[] {
  const others = employments.filter((e) => e.id !== over.id && !e.terminated);
  let covered = lastDay;
  for (;;) {
    const next = others.find(
      (e) => e.startDate <= addDays(covered, 1) && e.endDate !== null && e.endDate > covered,
    )?.endDate;
    if (next === undefined || next === null) break;
    covered = next;
  }
  return others.filter((e) => isInForce(e, today) && e.startDate <= addDays(covered, 1));
}

/** The same unit and title before the same unit before the rest; the same care provider always. */
function nearest(grant: HeldGrant, successors: readonly Employment[]): Employment[] {
  const distance = (e: Employment): number =>
    (e.unitId === grant.unitId ? 0 : 2) + (e.titleCode === grant.titleCode ? 0 : 1);
  return successors
    .filter((e) => e.careProviderId === grant.careProviderId)
    .sort((a, b) => distance(a) - distance(b) || compare(a.startDate, b.startDate) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
