import { may, type Ground } from '../authority/authority.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { addWorkingDays, type WorkingCalendar } from '../model/working-days.js';

/** What somebody is to do by hand in a system that no connector reaches: set access up, or take it away. */
export const handlingKinds = ['give', 'take'] as const;
export type HandlingKind = (typeof handlingKinds)[number];

/** Within how many working days it is done, and how late it may be before others are asked too. */
export interface HandlingTerms {
  readonly giveWithinDays: number;
  readonly takeWithinDays: number;
  readonly escalateAfterDays: number;
}

/** The days by which access that is wanted from today is set up, and access that is not is taken away. */
export function handlingDue(
  today: Day,
  urgent: boolean,
  terms: HandlingTerms,
  calendar: WorkingCalendar,
): Record<HandlingKind, Day> {
  return {
    give: addWorkingDays(today, terms.giveWithinDays, calendar),
    take: urgent ? today : addWorkingDays(today, terms.takeWithinDays, calendar),
  };
}

/** What was due on this day or before is so late today that others are asked too. */
export function escalatesAt(today: Day, terms: HandlingTerms, calendar: WorkingCalendar): Day {
  let due = addDays(today, -1);
  while (addWorkingDays(due, terms.escalateAfterDays, calendar) > today) due = addDays(due, -1);
  return due;
}

/** What is known of somebody's access in a system that is looked after by hand. */
export interface HandledAccess {
  readonly personId: string;
  readonly entitlement: string;
  /** What shall be. */
  readonly wanted: boolean;
  /** What is, as far as anybody has confirmed. */
  readonly held: boolean;
}

/** Null: nothing is to be done. */
export function handlingOf(access: Pick<HandledAccess, 'wanted' | 'held'>): HandlingKind | null {
  if (access.wanted === access.held) return null;
  return access.wanted ? 'give' : 'take';
}

/**
 * CONFIRMED DONE BY HAND. Whoever looks after the system says what they have done, never about themselves. What was
 * done is put down also when it has turned out not to be wanted meanwhile: what is there is there, and the next task,
 * to undo it, follows from that. What is there already, or was never there, cannot be confirmed once more.
 */
export function confirmHandling(
  access: HandledAccess,
  done: HandlingKind,
  by: { readonly personId: string; readonly grounds: ReadonlySet<Ground> },
): Refusal | null {
  const barred = may('handling.confirm', by.grounds, 'task');
  if (barred) return barred;
  if (by.personId === access.personId)
    return refuse('own-handling', 'Somebody else sets up and takes away your own access.');
  if (access.held === (done === 'give'))
    return refuse(
      'already-handled',
      done === 'give'
        ? `${access.entitlement} has been set up already.`
        : `${access.entitlement} has been taken away already.`,
    );
  return null;
}
