import { addDays, type Day } from '../model/day.js';
import type { GrantSource } from '../model/access.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** A reviewer who never gets done is no review. */
export const longestCampaignDays = 180;

/**
 * The sources under review. An activation is not: it ends within hours, long before anybody could be asked about it,
 * and each was a decision of its own (H13.1.5).
 */
export const reviewedSources: readonly GrantSource[] = ['request', 'birthright'];

/** Null when the last day is neither past nor too far away. */
export function checkLastDay(closesOn: Day, today: Day): Refusal | null {
  if (closesOn >= today && closesOn <= addDays(today, longestCampaignDays)) return null;
  return refuse(
    'invalid',
    `A review closes today at the earliest and within ${String(longestCampaignDays)} days; ${closesOn} is not.`,
    { pointer: '/closesOn', facts: { closesOn, today } },
  );
}

/** Null when there is something to review: an empty campaign is noise that teaches people to click past. */
export function requireItems(unitName: string, items: number): Refusal | null {
  if (items > 0) return null;
  return refuse('nothing-to-review', `Nobody in ${unitName} or below it holds access that can be reviewed.`);
}
