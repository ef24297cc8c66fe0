import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { Candidate } from './choose-approvers.js';

export interface DelegationFacts {
  readonly today: Day;
  readonly delegator: Candidate;
  readonly delegate: Candidate;
  readonly from: Day;
  readonly to: Day;
  /** The same person already decides about the same in some of the days. */
  readonly overlaps: boolean;
}

/** A delegation is for an absence, not for good. */
export const longestDays = 366;

/**
 * Null when the delegation may be given. Whether it reaches a request or a review is asked at each decision: never that of who
 * asked, would gain or is reviewed, never another care provider's, and a delegate's own delegations never reach on.
 */
export function mayDelegate(facts: DelegationFacts): Refusal | null {
  const { delegator, delegate, from, to, today } = facts;
  if (delegate.personId === delegator.personId)
    return refuse('own-delegation', 'You cannot delegate to yourself.', { pointer: '/delegateId' });
  if (from < today)
    return refuse('invalid', `A delegation begins today, ${today}, at the earliest.`, { pointer: '/from' });
  if (to < from) return refuse('invalid', 'The last day comes before the first.', { pointer: '/to' });
  if (to > addDays(from, longestDays))
    return refuse('delegation-too-long', `A delegation lasts for at most ${String(longestDays)} days.`, {
      pointer: '/to',
    });
  if (
    !delegate.employed ||
    !delegate.careProviderIds.some((provider) => delegator.careProviderIds.includes(provider))
  )
    return refuse(
      'unfit-delegate',
      'Only somebody who is employed by the same care provider as you can decide for you.',
      { pointer: '/delegateId' },
    );
  if (facts.overlaps)
    return refuse('delegation-exists', 'The same person already decides about the same in that time.', {
      pointer: '/delegateId',
    });
  return null;
}
