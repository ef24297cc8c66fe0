import { addDays, type Day } from '../model/day.js';

/** Why somebody is looked at one by one when the staff is confirmed. */
export const remarks = [
  'moved',
  'privileged',
  'outgrown',
  'new-access',
  'on-leave',
  'ends-soon',
  'reported',
] as const;
export type Remark = (typeof remarks)[number];

export interface StaffFacts {
  /** The day of the last confirmation by whoever led the employment then. */
  readonly confirmedOn: Day | null;
  /** From when the employment is known here or begins, whichever is later. */
  readonly since: Day;
  readonly movedOn: Day | null;
  readonly latestGrantOn: Day | null;
  readonly privileged: boolean;
  readonly outgrown: boolean;
  readonly onLeave: boolean;
  readonly endDate: Day | null;
  /** Something was reported that HR has not answered. */
  readonly reported: boolean;
}

const soonDays = 30;

/** What is remarkable about an employment: none of these, and it may be confirmed together with others (Hu). */
export function remarksOf(facts: StaffFacts, today: Day): Remark[] {
  const last = facts.confirmedOn ?? facts.since;
  const holds: Record<Remark, boolean> = {
    moved: facts.movedOn !== null && facts.movedOn > last,
    privileged: facts.privileged,
    outgrown: facts.outgrown,
    'new-access': facts.confirmedOn !== null && facts.latestGrantOn !== null && facts.latestGrantOn > last,
    'on-leave': facts.onLeave,
    'ends-soon': facts.endDate !== null && facts.endDate <= addDays(today, soonDays),
    reported: facts.reported,
  };
  return remarks.filter((remark) => holds[remark]);
}
