import { may, type Ground } from './authority.js';

/** Why somebody needs to see through a protection. */
export const unmaskingReasons = ['contact', 'access', 'facts', 'incident', 'other'] as const;
export type UnmaskingReason = (typeof unmaskingReasons)[number];

const hour = 3_600_000;

/**
 * UNTIL WHEN one reason lasts (H11.6.1, invariant 10): a working day for whoever leads the person and meets them in every
 * list, an hour for all others.
 */
export function unmaskedUntil(grounds: ReadonlySet<Ground>, now: Date): Date {
  return new Date(now.getTime() + (grounds.has('manager') ? 8 : 1) * hour);
}

/** Whether a protected person is seen: by themselves always, by others with the need who have said why, and not long ago. */
export function seesThrough(grounds: ReadonlySet<Ground>, hasSaidWhy: boolean): boolean {
  return grounds.has('self') || (hasSaidWhy && may('person.unmask', grounds, 'person') === null);
}
