import { may } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { mayCarry, type Carry } from './carry-over.js';
import type { Day } from '../model/day.js';
import { requireOpen, type CampaignState, type Decision, type ItemState } from './campaign-states.js';

export interface ItemFacts {
  readonly id: string;
  readonly state: ItemState;
  readonly reviewerId: string | null;
  /** The reviewer has delegated their reviews, this one among them, to whoever answers now. */
  readonly lent: boolean;
  /** Whose access it is. */
  readonly personId: string;
  /** The grant has not ended. */
  readonly grantLive: boolean;
  readonly green: boolean;
  /** Set when the employment has outgrown the grant. */
  readonly carry: Carry | null;
}

export interface Answer {
  readonly decision: Decision;
  readonly reason: string | null;
}

export const shortestReason = 5;

/**
 * Null when the actor may give this answer now. An answer may be changed until the sign-off.
 * @param together how many answers come in the same go: bulk is for green items alone.
 */
export function decideItem(
  campaign: { readonly name: string; readonly state: CampaignState },
  item: ItemFacts,
  answer: Answer,
  actorId: string,
  together: number,
  today: Day,
): Refusal | null {
  if (item.personId === actorId)
    return refuse('own-review', 'Nobody reviews their own access: this item is about you.', {
      facts: { item: item.id },
    });
  const grounds = new Set(item.reviewerId === actorId || item.lent ? (['reviewer'] as const) : []);
  const foreign = may('review.decide', grounds, 'such item in this review');
  if (foreign) return foreign;
  const closed = requireOpen(campaign);
  if (closed) return closed;
  if (item.state === 'signed')
    return refuse('already-signed', 'You have signed this item off: its answer can no longer be changed.', {
      facts: { item: item.id },
    });
  if (item.state === 'closed' || item.state === 'moot' || !item.grantLive)
    return refuse('item-closed', 'There is nothing left to decide: this access has ended.', {
      facts: { item: item.id },
    });
  if (answer.decision === 'remove' && (answer.reason ?? '').trim().length < shortestReason)
    return refuse(
      'reason-required',
      `Removing access takes a reason of at least ${String(shortestReason)} characters.`,
    );
  const stuck = answer.decision === 'keep' && item.carry ? mayCarry(item.carry, today) : null;
  if (stuck) return refuse(stuck.code, stuck.message, { facts: { item: item.id } });
  if (answer.decision === 'keep' && together > 1 && !item.green)
    return refuse(
      'keep-one-by-one',
      'Only items of low risk with a live analysis may be kept together; this one must be answered by itself.',
      { facts: { item: item.id } },
    );
  return null;
}
