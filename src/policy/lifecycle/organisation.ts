/** A unit as one day's facts tell it; what decides whether it is another than the day before. */
export interface UnitFact {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  /** Codes from the top down to the unit's own, `/10000/33000/33410/`. */
  readonly path: string;
  /** The manager's employment number. */
  readonly managerNumber: string | null;
  readonly open: boolean;
}

/** So many persons work in `to` who worked in `from` the day before. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly persons: number;
}

export const organisationChangeKinds = [
  'opened',
  'closed',
  'split',
  'merged',
  'replaced',
  'renamed',
  'moved',
  'manager-changed',
  'manager-lost',
  'manager-gained',
] as const;
export type OrganisationChangeKind = (typeof organisationChangeKinds)[number];

export interface OrganisationChange {
  readonly kind: OrganisationChangeKind;
  /** The unit it is about: the one that was split or closed, the one that others were merged into. */
  readonly unit: string;
  /** The others of a split (into), a merger (out of) or a replacement (by). */
  readonly others: readonly string[];
  readonly was: string | null;
  readonly became: string | null;
  /** Persons whose work place the change moved. */
  readonly persons: number;
}

/** Kinds that change where people work, so that what they may do should be looked at anew (H13.1.4). */
const large: ReadonlySet<OrganisationChangeKind> = new Set([
  'split',
  'merged',
  'replaced',
  'moved',
  'closed',
]);

/**
 * Reads what happened to an organisation from its units before and after and from where people went. A unit that
 * closes while its people continue was split (several takers), merged (one taker that takes from several, or that
 * had people of its own) or replaced (one new taker); people alone who change units are no change of organisation.
 * @param headcount persons at work in a unit and below it, for one that is moved
 */
export function organisationChanges(
  before: ReadonlyMap<string, UnitFact>,
  after: ReadonlyMap<string, UnitFact>,
  flows: readonly Flow[],
  headcount: (code: string) => number,
): OrganisationChange[] {
  const changes: OrganisationChange[] = [];
  const isOpen = (units: ReadonlyMap<string, UnitFact>, code: string): boolean =>
    units.get(code)?.open === true;
  const opened = [...after.values()].filter((unit) => unit.open && !isOpen(before, unit.code));
  const closed = [...before.values()].filter((unit) => unit.open && !isOpen(after, unit.code));
  const isNew = new Set(opened.map((unit) => unit.code));
  const explained = new Set<string>();
  const mergers = new Map<string, { from: string[]; persons: number }>();

  for (const unit of closed) {
    const leaving = flows.filter((flow) => flow.from === unit.code && flow.persons > 0);
    const all = leaving.reduce((sum, flow) => sum + flow.persons, 0);
    // One who took another job the same day did not follow the unit.
    const takers = leaving.filter((flow) => isNew.has(flow.to) || flow.persons * 10 >= all);
    const persons = takers.reduce((sum, flow) => sum + flow.persons, 0);
    const [first] = takers;
    if (takers.length > 1) {
      changes.push({ ...told('split', unit.code), others: takers.map((flow) => flow.to), persons });
      for (const { to } of takers) explained.add(to);
    } else if (first) {
      const merger = mergers.get(first.to) ?? { from: [], persons: 0 };
      merger.from.push(unit.code);
      merger.persons += persons;
      mergers.set(first.to, merger);
    } else changes.push(told('closed', unit.code));
  }
  for (const [unit, { from, persons }] of mergers) {
    const [only] = from;
    if (from.length === 1 && only !== undefined && isNew.has(unit))
      changes.push({ ...told('replaced', only), others: [unit], persons });
    else changes.push({ ...told('merged', unit), others: from, persons });
    explained.add(unit);
  }
  for (const unit of opened) {
    // People of a unit that goes on: a part of it was broken out.
    const givers = flows.filter((flow) => flow.to === unit.code && flow.persons > 0);
    const [giver] = givers;
    if (explained.has(unit.code)) continue;
    if (giver && isOpen(after, giver.from))
      changes.push({ ...told('split', giver.from), others: [giver.from, unit.code], persons: giver.persons });
    else changes.push(told('opened', unit.code));
  }
  for (const unit of after.values()) {
    const old = before.get(unit.code);
    if (!old?.open || !unit.open) continue;
    if (old.name !== unit.name)
      changes.push({ ...told('renamed', unit.code), was: old.name, became: unit.name });
    if (old.parent !== unit.parent)
      changes.push({
        ...told('moved', unit.code),
        was: old.parent,
        became: unit.parent,
        persons: headcount(unit.code),
      });
    if (old.managerNumber !== unit.managerNumber) {
      const kind =
        old.managerNumber === null
          ? 'manager-gained'
          : unit.managerNumber === null
            ? 'manager-lost'
            : 'manager-changed';
      changes.push({ ...told(kind, unit.code), was: old.managerNumber, became: unit.managerNumber });
    }
  }
  return changes;
}

function told(kind: OrganisationChangeKind, unit: string): OrganisationChange {
  return { kind, unit, others: [], was: null, became: null, persons: 0 };
}

export interface LargeChangeLimits {
  /** Of the persons at work in the source's organisation. */
  readonly share: number;
  readonly count: number;
  /** Never for fewer than this, however small the organisation. */
  readonly atLeast: number;
}

export interface LargeChange {
  readonly units: readonly string[];
  readonly persons: number;
  readonly share: number;
}

/**
 * Whether one delivery's changes together are a larger change of organisation, which must be followed by a review of
 * the units concerned (H13.1.4): by a count or by a share of everybody, whichever is reached first.
 * @returns the units concerned, old and new, or null
 */
export function largeChange(
  changes: readonly OrganisationChange[],
  active: number,
  limits: LargeChangeLimits,
): LargeChange | null {
  const counted = changes.filter((change) => large.has(change.kind) && change.persons > 0);
  const persons = counted.reduce((sum, change) => sum + change.persons, 0);
  const share = active === 0 ? 0 : persons / active;
  if (persons < limits.atLeast || (persons < limits.count && share < limits.share)) return null;
  return {
    units: [...new Set(counted.flatMap((change) => [change.unit, ...change.others]))],
    persons,
    share,
  };
}
