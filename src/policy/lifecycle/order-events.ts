import type { Day } from '../model/day.js';

/** The newest facts that are known of a record, and the event that brought them, if one did. */
export interface KnownFacts {
  readonly at: Date | null;
  readonly eventId: string | null;
}

/**
 * Whether an event says something newer than what is known, so that any order of arrival ends in the same state: what
 * happened later wins. At the very same moment an event wins over a full delivery, and of two events the one with the
 * greater id.
 */
export function isNews(event: { readonly at: Date; readonly eventId: string }, known: KnownFacts): boolean {
  if (known.at === null) return true;
  const [at, then] = [event.at.getTime(), known.at.getTime()];
  if (at !== then) return at > then;
  return known.eventId === null || event.eventId > known.eventId;
}

/** An event from further ahead than this comes from a clock that is wrong, and would silence all that follows. */
export function isTooFarAhead(occurredAt: Date, now: Date, aheadHours: number): boolean {
  return occurredAt.getTime() - now.getTime() > aheadHours * 3_600_000;
}

/** An employment as an event states it and as it is known; `known` is null when it is new. */
export interface StatedEmployment {
  readonly moved: boolean;
  readonly unit: string;
  readonly title: string;
  readonly known: { readonly unit: string; readonly title: string; readonly inForce: boolean } | null;
}

/**
 * Whether the event moves somebody, within an employment in force, on a day still to come. Everything else that comes
 * later says so by its own days; a move in place has none, and would give the new access and take the old too early.
 */
export function isMoveToCome(
  effectiveFrom: Day | null,
  today: Day,
  employments: readonly StatedEmployment[],
): boolean {
  if (effectiveFrom === null || effectiveFrom <= today) return false;
  return employments.some(
    ({ moved, unit, title, known }) =>
      moved && known?.inForce === true && (known.unit !== unit || known.title !== title),
  );
}

/** What an event of one record comes to before its contents are looked at. */
export type EventCourse = 'apply' | 'stale' | 'unknown-person' | 'not-yet';

/**
 * @param event `brings`: news of this kind may bring somebody whom nobody knows; a leaver whom nobody knows is a mistake
 *   that a human looks at, and creates nobody. `movesLater`: see isMoveToCome
 */
export function courseOf(
  event: {
    readonly at: Date;
    readonly eventId: string;
    readonly brings: boolean;
    readonly movesLater: boolean;
  },
  known: KnownFacts & { readonly isKnown: boolean },
): EventCourse {
  if (!known.isKnown && !event.brings) return 'unknown-person';
  if (!isNews(event, known)) return 'stale';
  return event.movesLater ? 'not-yet' : 'apply';
}
