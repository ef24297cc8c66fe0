import type { Change } from '../model/access.js';
import type { Day } from '../model/day.js';
import type { NoAnswer } from './campaign-states.js';
import { changeFor, type DecidedItem } from './sign-off.js';

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
  /** Nobody could be asked. The access stays and is flagged: nobody has neglected anything yet. */
  | 'no-reviewer';

export interface ClosedItem {
  readonly closing: Closing;
  readonly change: Change | null;
}

/** What the end of a campaign means for one item. */
export function closeItem(
  item: DecidedItem & { readonly reviewerId: string | null },
  noAnswer: NoAnswer,
  today: Day,
): ClosedItem {
  const final = item.state === 'signed' && item.decision !== 'dont-know';
  if (final) return { closing: 'signed', change: null };
  if (item.state === 'moot' || item.state === 'closed' || !item.grantLive)
    return { closing: 'moot', change: null };
  if (item.decision === 'keep' || item.decision === 'remove')
    return { closing: 'answered', change: changeFor(item, today) };
  if (item.reviewerId === null) return { closing: 'no-reviewer', change: null };
  const { grantId, personId } = item;
  return {
    closing: 'never-answered',
    change: noAnswer === 'remove' ? { kind: 'end', grantId, personId, reason: 'review-unanswered' } : null,
  };
}
