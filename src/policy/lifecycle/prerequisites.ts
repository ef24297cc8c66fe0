import type { Grant } from '../model/access.js';
import { addDays, addMonths, type Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import type {
  AcknowledgementText,
  Prerequisite,
  PrerequisiteStanding,
  PrerequisiteState,
} from '../model/prerequisite.js';
import { selects } from '../model/selector.js';
import type { PersonFacts } from './person-facts.js';

/** Days before the last one on which the person and the manager are told, the earlier first. */
export const warningDays = [30, 7] as const;

/**
 * The last day that counts, inclusive; null when there is none. A course "not older than 24 months" taken on
 * 2024-11-21 counts through 2026-11-21. The SQL twin is people/prerequisite-last-day.ts.
 */
export function lastDayOf(
  prerequisite: Pick<Prerequisite, 'validityMonths' | 'graceDays' | 'texts'>,
  standing: Pick<PrerequisiteStanding, 'day' | 'until' | 'textVersion'>,
): Day | null {
  const { day, until, textVersion } = standing;
  const ends: Day[] = [];
  if (until !== null) ends.push(until);
  if (prerequisite.validityMonths !== null) ends.push(addMonths(day, prerequisite.validityMonths));
  for (const text of prerequisite.texts)
    if (textVersion !== null && text.version > textVersion)
      ends.push(addDays(text.askedFrom, prerequisite.graceDays));
  return ends.sort()[0] ?? null;
}

/** How one prerequisite stands for one person on `today`. */
export function statusOf(
  prerequisite: Prerequisite,
  standing: PrerequisiteStanding | undefined,
  today: Day,
): { state: PrerequisiteState; lastDay: Day | null } {
  if (!standing) return { state: 'missing', lastDay: null };
  if (!standing.met) return { state: 'withdrawn', lastDay: null };
  const lastDay = lastDayOf(prerequisite, standing);
  if (lastDay === null) return { state: 'valid', lastDay };
  if (lastDay < today) return { state: 'lapsed', lastDay };
  return { state: lastDay <= addDays(today, warningDays[0]) ? 'lapsing' : 'valid', lastDay };
}

export function isMet(
  prerequisite: Prerequisite,
  standing: PrerequisiteStanding | undefined,
  today: Day,
): boolean {
  const { state } = statusOf(prerequisite, standing, today);
  return state === 'valid' || state === 'lapsing';
}

/**
 * Of what a role requires, that which applies to the employment and does not hold: a grant of the role rests as long
 * as anything is returned (H10.2.1–H10.2.2). The SQL twin is in lifecycle/prerequisites/lapse-prerequisites.store.ts.
 */
export function lacking(
  required: readonly Prerequisite[],
  standings: ReadonlyMap<string, PrerequisiteStanding>,
  employment: Employment,
  today: Day,
): Prerequisite[] {
  return required.filter(
    (prerequisite) =>
      (prerequisite.appliesTo === null || selects(prerequisite.appliesTo, employment)) &&
      !isMet(prerequisite, standings.get(prerequisite.id), today),
  );
}

/** The cause 'prerequisite': the grant's role requires something that does not hold for its holder. */
export function lacksPrerequisite(
  person: Pick<PersonFacts, 'prerequisites'>,
  employment: Employment,
  grant: Pick<Grant, 'roleId'>,
  today: Day,
): boolean {
  if (!person.prerequisites) return false;
  const { required, standings } = person.prerequisites;
  return lacking(required.get(grant.roleId) ?? [], standings, employment, today).length > 0;
}

/** The version that has to be signed on `today`; null when none is asked for yet. */
export function currentText<Text extends AcknowledgementText>(
  texts: readonly Text[],
  today: Day,
): Text | null {
  let current: Text | null = null;
  for (const text of texts)
    if (text.askedFrom <= today && (current === null || text.version > current.version)) current = text;
  return current;
}

/**
 * The acknowledgements that somebody must sign before they go on: those that apply to an employment in force and whose
 * current text they have not signed (H10.3.1–H10.3.3). A withdrawn or too old signature is asked for again.
 */
export function toSign(
  prerequisites: readonly Prerequisite[],
  standings: ReadonlyMap<string, PrerequisiteStanding>,
  employments: readonly Employment[],
  today: Day,
): { prerequisite: Prerequisite; text: AcknowledgementText }[] {
  const inForce = employments.filter((employment) => isInForce(employment, today));
  return prerequisites.flatMap((prerequisite) => {
    if (prerequisite.kind !== 'acknowledgement') return [];
    const { appliesTo } = prerequisite;
    const text = currentText(prerequisite.texts, today);
    if (!text || !inForce.some((employment) => appliesTo === null || selects(appliesTo, employment)))
      return [];
    const standing = standings.get(prerequisite.id);
    const signed = isMet(prerequisite, standing, today) && (standing?.textVersion ?? 0) >= text.version;
    return signed ? [] : [{ prerequisite, text }];
  });
}
