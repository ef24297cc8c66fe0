import type { GrantSource } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** The grant that an extension would let last longer. */
export interface ExtendedGrant {
  readonly id: string;
  readonly source: GrantSource;
  /** The last day on which it works; null when it has no end. */
  readonly lastDay: Day | null;
}

/** What stands in the way of letting the grant last longer, whatever the assessment says. */
export function extensionObstacle(
  roleName: string,
  grant: ExtendedGrant | null,
  today: Day,
  withinDays: number,
): Refusal | null {
  if (!grant)
    return refuse('nothing-to-extend', `${roleName} is not held on this employment: ask for it anew.`);
  if (grant.source === 'birthright' || grant.source === 'activation' || grant.lastDay === null)
    return refuse('nothing-to-extend', `${roleName} has no end that a request could move.`);
  const earliest = addDays(grant.lastDay, -withinDays);
  if (today < earliest)
    return refuse(
      'extension-too-early',
      `${roleName} lasts until ${grant.lastDay}; an extension can be asked for from ${earliest}.`,
      { facts: { lastDay: grant.lastDay, earliest } },
    );
  return null;
}

/** An extension lasts longer than what is there; the days count from the approval. Null when it does. */
export function extensionTooShort(
  roleName: string,
  grant: ExtendedGrant,
  today: Day,
  days: number,
  pointer = '/assessment/days',
): Refusal | null {
  if (grant.lastDay === null || addDays(today, days) > grant.lastDay) return null;
  return refuse(
    'extension-too-short',
    `${roleName} already lasts until ${grant.lastDay}: ${String(days)} days from now would not extend it.`,
    { pointer, facts: { lastDay: grant.lastDay, days } },
  );
}
