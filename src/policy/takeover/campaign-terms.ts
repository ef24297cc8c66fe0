import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** What becomes of access that nobody has answered for on the last day. */
export const unansweredRules = ['remove', 'keep'] as const;
export type UnansweredRule = (typeof unansweredRules)[number];

const shortestDays = 7;
const longestDays = 180;

/** The first campaign over a system's unassessed access: long enough to be answered, and over some day. */
export function openTakeover(
  facts: { waiting: number; open: boolean; closesOn: Day },
  today: Day,
): Refusal | null {
  if (facts.open) return refuse('takeover-open', 'The system has such a campaign already.');
  if (facts.waiting === 0)
    return refuse('nothing-to-review', 'The system has no unassessed access to decide on.');
  const earliest = addDays(today, shortestDays);
  const latest = addDays(today, longestDays);
  if (facts.closesOn < earliest || facts.closesOn > latest)
    return refuse(
      'invalid',
      `The last day must lie between ${earliest} and ${latest}: people need time, and it must end.`,
      { pointer: '/closesOn', facts: { earliest, latest } },
    );
  return null;
}

/** Access that is kept although nobody answered gets another so long, with a flag for everybody to see. */
export function keptUntil(today: Day, keepDays: number): Day {
  return addDays(today, keepDays);
}

export function isUnanswered(keepUntil: Day, today: Day): boolean {
  return keepUntil < today;
}
