import type { Day } from '../model/day.js';
import type { Prerequisite, PrerequisiteStanding } from '../model/prerequisite.js';
import { lastDayOf } from './prerequisites.js';

const forever = '9999-12-31' as Day;

/**
 * How one prerequisite stands for a person who was known as several: nothing rests for what one of them has, so the one
 * that counts longest is taken. Yet what was withdrawn stays withdrawn unless it was met again on a later day.
 * @param standings of one prerequisite, one for each of the persons. Null when there are none
 */
export function joinStandings<Standing extends PrerequisiteStanding>(
  prerequisite: Pick<Prerequisite, 'validityMonths' | 'graceDays' | 'texts'>,
  standings: readonly Standing[],
): Standing | null {
  const ends = (s: Standing): string => `${s.day} ${s.until ?? forever}`;
  const withdrawn = standings.filter(({ met }) => !met).toSorted((a, b) => (ends(a) < ends(b) ? 1 : -1))[0];
  const met = standings.filter((s) => s.met && (withdrawn === undefined || s.day > withdrawn.day));
  const counts = (s: Standing): string => `${lastDayOf(prerequisite, s) ?? forever} ${s.day}`;
  return met.toSorted((a, b) => (counts(a) < counts(b) ? 1 : -1))[0] ?? withdrawn ?? null;
}
