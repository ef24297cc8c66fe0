import { addDays, type Day } from '../model/day.js';
import type { Employment } from '../model/people.js';
import { selects, type PeopleSelector } from '../model/selector.js';

/** One thing to hand over, as the configuration states it. */
export interface ChecklistItem {
  readonly key: string;
  readonly sv: string;
  readonly en: string;
  readonly owner: string;
  readonly dueDays: number;
  readonly applies: 'leaving' | 'always';
  readonly when: PeopleSelector;
}

export interface ChecklistRules {
  readonly openDays: number;
  readonly lateDays: number;
  readonly graceDays: number;
  readonly checklist: readonly ChecklistItem[];
}

export interface EndingFacts {
  readonly employment: Employment;
  /** The day of an urgent end, which comes before the last day that HR states. */
  readonly terminatedOn: Day | null;
  /** Every other employment of the person. */
  readonly others: readonly Employment[];
  /** Who leads, or led, the employment and works here; null when nobody does. */
  readonly managerId: string | null;
  readonly stored: {
    readonly id: string;
    readonly lastDay: Day;
    readonly state: 'open' | 'done' | 'not-needed';
    readonly managerId: string | null;
  } | null;
}

/** What is to be done to an employment's checklist. */
export type ChecklistStep =
  | {
      readonly kind: 'open';
      readonly employmentId: string;
      readonly personId: string;
      readonly managerId: string | null;
      readonly lastDay: Day;
      readonly items: readonly { readonly item: ChecklistItem; readonly dueOn: Day }[];
    }
  /** Another last day or manager; due days follow. A list that was not needed any more is taken up again. */
  | {
      readonly kind: 'follow';
      readonly checklistId: string;
      readonly personId: string;
      readonly lastDay: Day;
      readonly managerId: string | null;
      /** The day on which the end became known as it now is, and the due day of what should have been done before it. */
      readonly learntOn: Day;
      readonly graceUntil: Day;
    }
  | { readonly kind: 'not-needed'; readonly checklistId: string; readonly personId: string };

/**
 * Whether an employment's end asks for a checklist, and what becomes of the one there is (H10.5.1). An end that is
 * corrected moves the due days; one that is taken back, or followed by work in the same unit without a gap, closes
 * the list as not needed, with what was answered kept. Asking again after it was carried out gives nothing.
 */
export function planChecklist(facts: EndingFacts, rules: ChecklistRules, today: Day): ChecklistStep | null {
  const { employment, managerId, stored } = facts;
  const lastDay = facts.terminatedOn ?? employment.endDate;
  const ends = lastDay !== null && lastDay <= addDays(today, rules.openDays) && !continues(facts, lastDay);
  if (stored === null) {
    if (!ends || lastDay < addDays(today, -rules.lateDays) || employment.startDate > today) return null;
    const items = itemsFor(facts, rules, lastDay);
    if (items.length === 0) return null;
    return {
      kind: 'open',
      employmentId: employment.id,
      personId: employment.personId,
      managerId,
      lastDay,
      items: items.map((item) => ({ item, dueOn: dueOn(item, lastDay, rules, today) })),
    };
  }
  if (!ends)
    return stored.state === 'open'
      ? { kind: 'not-needed', checklistId: stored.id, personId: employment.personId }
      : null;
  const follows = stored.lastDay !== lastDay || stored.managerId !== managerId;
  const again = stored.state === 'not-needed' && lastDay >= addDays(today, -rules.lateDays);
  if (again || (stored.state === 'open' && follows))
    return {
      kind: 'follow',
      checklistId: stored.id,
      personId: employment.personId,
      lastDay,
      managerId,
      learntOn: today,
      graceUntil: addDays(today, rules.graceDays),
    };
  return null;
}

/**
 * When an item is due. What should have been handed over before anybody knew of the end is due some days after that
 * became known: a first import, or a contract that comes late, makes nobody late. The SQL twin is in
 * lifecycle/leaving/checklist.store.ts.
 */
export function dueOn(
  item: Pick<ChecklistItem, 'dueDays'>,
  lastDay: Day,
  rules: Pick<ChecklistRules, 'graceDays'>,
  learntOn: Day,
): Day {
  const due = addDays(lastDay, item.dueDays);
  return due < learntOn ? addDays(learntOn, rules.graceDays) : due;
}

/** Work in the same unit goes on the day after, or already does: nothing is handed over. */
function continues(facts: EndingFacts, lastDay: Day): boolean {
  const after = addDays(lastDay, 1);
  return facts.others.some(
    (other) =>
      !other.terminated &&
      other.unitId === facts.employment.unitId &&
      other.startDate <= after &&
      (other.endDate === null || other.endDate >= after),
  );
}

function itemsFor(facts: EndingFacts, rules: ChecklistRules, lastDay: Day): ChecklistItem[] {
  const stays = facts.others.some(
    (other) => !other.terminated && (other.endDate === null || other.endDate > lastDay),
  );
  return rules.checklist.filter(
    (item) => (item.applies === 'always' || !stays) && selects(item.when, facts.employment),
  );
}

/** The groups whose items somebody may answer: those that one of their employments in force matches. */
export function groupsOf(
  employments: readonly Employment[],
  groups: Readonly<Record<string, PeopleSelector>>,
): string[] {
  return Object.entries(groups)
    .filter(([, selector]) => employments.some((employment) => selects(selector, employment)))
    .map(([key]) => key);
}
