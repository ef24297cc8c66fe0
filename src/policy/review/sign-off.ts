import type { Change } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { Decision, ItemState } from './campaign-states.js';
import { carryOver, mayCarry, type Carry } from './carry-over.js';

export interface DecidedItem {
  readonly id: string;
  readonly state: ItemState;
  readonly decision: Decision | null;
  readonly grantId: string;
  readonly personId: string;
  readonly grantLive: boolean;
  /** How often the role must be reviewed, in days. */
  readonly reviewDays: number;
  /** Set when the employment has outgrown the grant: keeping it means carrying it over. */
  readonly carry: Carry | null;
}

/**
 * What a reviewer's signature does to access: removals end it, keeps set the next review. Every item must have been
 * answered; "don't know" is an answer, and leaves the access to the campaign's rule for no answer.
 */
export function signOff(items: readonly DecidedItem[], today: Day): readonly Change[] | Refusal {
  const standing = items.filter((i) => i.state === 'open' || i.state === 'decided');
  if (standing.length === 0)
    return refuse('already-signed', 'You have nothing left to sign off in this review.');
  const undecided = standing.filter((i) => i.state === 'open' && i.grantLive).length;
  if (undecided > 0)
    return refuse(
      'items-undecided',
      `${String(undecided)} of your items have no answer yet; answer them before you sign off.`,
      { facts: { undecided } },
    );
  for (const { id, decision, carry, grantLive } of standing) {
    const barred = grantLive && decision === 'keep' && carry ? mayCarry(carry, today) : null;
    if (barred) return refuse(barred.code, barred.message, { facts: { item: id } });
  }
  return standing.flatMap((item) => changesFor(item, today));
}

/** The changes that an answer asks for. */
export function changesFor(
  item: Pick<DecidedItem, 'decision' | 'grantId' | 'personId' | 'grantLive' | 'reviewDays' | 'carry'>,
  today: Day,
): Change[] {
  const { grantId, personId } = item;
  if (!item.grantLive) return [];
  if (item.decision === 'remove') return [{ kind: 'end', grantId, personId, reason: 'review-removed' }];
  if (item.decision !== 'keep') return [];
  if (item.carry) return carryOver(item, item.carry, today);
  return [{ kind: 'reviewed', grantId, personId, nextReview: addDays(today, item.reviewDays) }];
}
