import type { Change } from '../model/access.js';
import type { Day } from '../model/day.js';
import type { NoAnswer } from './campaign-states.js';
import { mayCarry } from './carry-over.js';
import { changesFor, type DecidedItem } from './sign-off.js';

/** Why an item ended as it did when its campaign closed; counted and told apart in the log. */
export type Closing =
  /** The access had ended by other means. */
  | 'moot'
  /** Signed off before, with a keep or a removal. */
  | 'signed'
  /** Answered but never signed off: the answer stands, so that no decided removal is left undone. */
  | 'answered'
  /** A reviewer was asked and never answered, or did not know. */
  | 'never-answered'
  /** Nobody could be asked. Access that fits stays and is flagged: nobody has neglected anything yet. */
  | 'no-reviewer';

export interface ClosedItem {
  readonly closing: Closing;
  readonly changes: readonly Change[];
}

/**
 * What the end of a campaign means for one item. Access that its employment has outgrown is never left over: kept
 * by an answer that can no longer be carried out, or with nobody to ask, it ends.
 */
export function closeItem(
  item: DecidedItem & { readonly reviewerId: string | null },
  noAnswer: NoAnswer,
  today: Day,
): ClosedItem {
  const final = item.state === 'signed' && item.decision !== 'dont-know';
  if (final) return { closing: 'signed', changes: [] };
  if (item.state === 'moot' || item.state === 'closed' || !item.grantLive)
    return { closing: 'moot', changes: [] };
  const stuck = item.decision === 'keep' && item.carry !== null && mayCarry(item.carry, today) !== null;
  if (!stuck && (item.decision === 'keep' || item.decision === 'remove'))
    return { closing: 'answered', changes: changesFor(item, today) };
  const { grantId, personId } = item;
  const ended: Change[] = [{ kind: 'end', grantId, personId, reason: 'review-unanswered' }];
  if (item.reviewerId === null) return { closing: 'no-reviewer', changes: item.carry ? ended : [] };
  return { closing: 'never-answered', changes: noAnswer === 'remove' || item.carry ? ended : [] };
}
