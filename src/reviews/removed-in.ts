import type { Applied } from '../grants/apply-changes.js';

/** How many grants a review took away; one that was carried over to the new unit ended too, and is not among them. */
export function removedIn({ ended }: Pick<Applied, 'ended'>): number {
  return ended.filter(({ reason }) => reason === 'review-removed' || reason === 'review-unanswered').length;
}
