import type { Day } from '../model/day.js';
import { addDays } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** What becomes of access that nobody answered for. */
export type NoAnswer = 'keep' | 'remove';

export type CampaignState = 'open' | 'closed';

/**
 * open → decided → signed; `moot` when the access ended by other means before the sign-off; `closed` when the
 * campaign ended without a sign-off of it.
 */
export type ItemState = 'open' | 'decided' | 'signed' | 'closed' | 'moot';

export type Decision = 'keep' | 'remove' | 'dont-know';

/** Null while the campaign takes answers. */
export function requireOpen(campaign: { name: string; state: CampaignState }): Refusal | null {
  if (campaign.state === 'open') return null;
  return refuse('campaign-closed', `The review "${campaign.name}" is closed: nothing in it can be changed.`);
}

/** A campaign's last day has passed; until then, the whole day included, answers are taken. */
export function isOverdue(closesOn: Day, today: Day): boolean {
  return closesOn < today;
}

/** A schedule's next opening after `today`: openings that were missed are not made up for one by one. */
export function nextOpening(due: Day, everyDays: number, today: Day): Day {
  let next = due;
  while (next <= today) next = addDays(next, everyDays);
  return next;
}
