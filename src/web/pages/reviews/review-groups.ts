import type { ReviewItemView } from '../../api/generated/types.gen.js';

export interface PersonGroup {
  /** Stable within a campaign, also for a masked person who has no id to show. */
  id: string;
  person: ReviewItemView['person'];
  title: string;
  items: ReviewItemView[];
}

/** One group a person, in the order the server gave; what is not green stands first within each. */
export function groupByPerson(items: readonly ReviewItemView[]): PersonGroup[] {
  const groups = new Map<string, PersonGroup>();
  for (const item of items) {
    if (item.state === 'moot') continue;
    const id = item.person.id ?? `grant ${item.grant.employmentId}`;
    const group = groups.get(id) ?? { id, person: item.person, title: item.title, items: [] };
    group.items.push(item);
    groups.set(id, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    items: group.items.toSorted((a, b) => Number(a.green) - Number(b.green)),
  }));
}

export function isUndecided(item: ReviewItemView): boolean {
  return item.decision === null && item.state !== 'moot';
}

export function undecidedIn(group: PersonGroup): ReviewItemView[] {
  return group.items.filter(isUndecided);
}

/** The first group after `index` (going round) with something left to answer; null when all is answered. */
export function nextOpenGroup(groups: readonly PersonGroup[], index: number): number | null {
  for (let step = 1; step <= groups.length; step += 1) {
    const at = (index + step) % groups.length;
    const group = groups[at];
    if (group && undecidedIn(group).length > 0) return at;
  }
  return null;
}

export interface Tally {
  keep: number;
  remove: number;
  dontKnow: number;
  left: number;
}

export function tallyOf(items: readonly ReviewItemView[]): Tally {
  const live = items.filter(({ state }) => state !== 'moot');
  const count = (decision: ReviewItemView['decision']) =>
    live.filter((item) => item.decision === decision).length;
  return { keep: count('keep'), remove: count('remove'), dontKnow: count('dont-know'), left: count(null) };
}
