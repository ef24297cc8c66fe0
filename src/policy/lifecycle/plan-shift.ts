import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { selects, type PeopleSelector } from '../model/selector.js';
import type { PersonFacts } from './person-facts.js';

/** A planned shift: from its first moment until, and without, its last. */
export interface Shift {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface ShiftPolicy {
  readonly hourly: 'contract' | 'shift';
  readonly shifts: {
    readonly who: PeopleSelector;
    readonly beforeMinutes: number;
    readonly afterMinutes: number;
  };
}

const minuteMs = 60_000;

/** Whether the employment's access follows its planned shifts, by the organisation's own choice. */
export function followsShifts(policy: ShiftPolicy, employment: Employment, today: Day): boolean {
  return policy.hourly === 'shift' && isInForce(employment, today) && selects(policy.shifts.who, employment);
}

/** When access is open around a shift: some minutes before, to change clothes, and after, to document. */
export function openAround(policy: ShiftPolicy, shift: Shift): Shift {
  const { beforeMinutes, afterMinutes } = policy.shifts;
  return {
    startsAt: new Date(shift.startsAt.getTime() - beforeMinutes * minuteMs),
    endsAt: new Date(shift.endsAt.getTime() + afterMinutes * minuteMs),
  };
}

/** Whether `now` lies within one of the shifts or its margins. */
export function isOnShift(policy: ShiftPolicy, shifts: readonly Shift[], now: Date): boolean {
  return shifts.some((shift) => {
    const open = openAround(policy, shift);
    return open.startsAt <= now && now < open.endsAt;
  });
}

/** The cause 'off-shift': the employment's access follows shifts, and none is worked now. */
export function isOffShift(person: Pick<PersonFacts, 'offShift'>, employment: Employment): boolean {
  return person.offShift?.has(employment.id) ?? false;
}

/**
 * One list without overlaps, in order: shifts that overlap or touch are one (a moved shift beside the one it was moved
 * from, two halves of a split one), so that nobody's access closes in between. Shifts without length fall away.
 */
export function mergeShifts(shifts: readonly Shift[]): Shift[] {
  const merged: { startsAt: Date; endsAt: Date }[] = [];
  const inOrder = shifts
    .filter((shift) => shift.endsAt > shift.startsAt)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const { startsAt, endsAt } of inOrder) {
    const last = merged.at(-1);
    if (last === undefined || startsAt > last.endsAt) merged.push({ startsAt, endsAt });
    else if (endsAt > last.endsAt) last.endsAt = endsAt;
  }
  return merged;
}
