import type { BirthrightRule, Change } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce } from '../model/people.js';
import { planJoiner } from './plan-joiner.js';
import { planLeaver } from './plan-leaver.js';
import { planMover } from './plan-mover.js';
import type { PersonFacts } from './person-facts.js';
import { causesOf } from './causes-of.js';
import { planSuspension } from './plan-suspension.js';

/**
 * Everything that HR facts and the calendar want done to one person's access. It compares what is with what should
 * be, so asking again after it was carried out gives nothing: late, repeated and back-dated news end alike.
 */
export function planPerson(facts: PersonFacts, rules: readonly BirthrightRule[], today: Day): Change[] {
  const ends: Change[] = [];
  const opens: Change[] = [];
  const rests: Change[] = [];
  const known = new Set(facts.employments.map((employment) => employment.id));
  for (const employment of facts.employments) {
    const grants = facts.grants.filter((grant) => grant.employmentId === employment.id);
    if (!isInForce(employment, today)) {
      ends.push(...planLeaver(employment, grants, today));
      continue;
    }
    const declined = new Set(
      facts.declined
        .filter((one) => one.employmentId === employment.id && one.unitId === employment.unitId)
        .map((one) => one.roleId),
    );
    const moves = planMover(employment, grants, rules, facts.terms.roles, declined, today);
    const lost = new Set(moves.map((change) => (change.kind === 'end' ? change.grantId : '')));
    const held = new Set([
      ...declined,
      ...grants.filter((grant) => !lost.has(grant.id)).map((grant) => grant.roleId),
    ]);
    ends.push(...moves);
    rests.push(
      ...planSuspension(
        grants.filter((grant) => !lost.has(grant.id)),
        (grant) => causesOf(facts, employment, grant, today),
      ),
    );
    for (const open of planJoiner(employment, held, rules, today))
      opens.push({ ...open, restsFor: [...causesOf(facts, employment, open, today)] });
  }
  ends.push(
    ...planLeaver(
      undefined,
      facts.grants.filter((grant) => !known.has(grant.employmentId)),
      today,
    ),
  );
  return [...ends, ...rests, ...opens];
}

/** Nothing in force: the doors close (invariant 4). A coming employment opens none before its day. */
export function hasLeft(facts: Pick<PersonFacts, 'employments'>, today: Day): boolean {
  return !facts.employments.some((employment) => isInForce(employment, today));
}
