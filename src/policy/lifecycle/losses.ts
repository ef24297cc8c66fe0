import type { Change, Grant } from '../model/access.js';

/** What changes would do to one person's access, role by role: what another grant still gives is not lost. */
export interface Effect {
  readonly personId: string;
  readonly lost: readonly { readonly roleId: string; readonly unitId: string }[];
  readonly gained: readonly { readonly roleId: string; readonly unitId: string }[];
  /** Neither lost nor gained: it works on, but only until the new manager has answered or the days of handover are over. */
  readonly later?: readonly { readonly roleId: string; readonly unitId: string }[];
  /** Of a change of the organisation: where it leaves somebody. */
  readonly place?: PlaceChange;
}

/** Somebody who goes on in another unit than `unitId`, or gets another manager; null when nobody leads them then. */
export interface PlaceChange {
  readonly personId: string;
  readonly unitId: string;
  readonly moved: boolean;
  readonly relead: boolean;
  readonly managerId: string | null;
}

/** The effects with the changes of place beside them, and after them those whose place alone changes. */
export function withPlaces(effects: readonly Effect[], places: readonly PlaceChange[]): Effect[] {
  const open = new Map(places.map((place) => [place.personId, place]));
  const placed = effects.map((effect) => {
    const place = open.get(effect.personId);
    open.delete(effect.personId);
    return place ? { ...effect, place } : effect;
  });
  return [
    ...placed,
    ...[...open.values()].map((place) => ({ personId: place.personId, lost: [], gained: [], place })),
  ];
}

/** Whose access changes, now or later. */
export function changesAccess({ lost, gained, later = [] }: Effect): boolean {
  return lost.length + gained.length + later.length > 0;
}

type Held = Pick<Grant, 'id' | 'personId' | 'roleId' | 'unitId' | 'suspendedFor'>;
type Place = Pick<Held, 'personId' | 'roleId' | 'unitId'>;

/**
 * The persons whose roles the changes add to or take from. A mover who ends in one unit and gets the same role in the
 * next neither loses nor gains it; one whose access is laid to rest loses it, but not between two shifts.
 * @param grants the live grants of everybody that the changes concern
 */
export function effectsOf(grants: readonly Held[], changes: readonly Change[]): Effect[] {
  const ended = new Set(changes.filter((change) => change.kind === 'end').map((change) => change.grantId));
  const rests = new Map(grants.map((grant) => [grant.id, new Set(grant.suspendedFor)]));
  const works = (grant: Held): boolean =>
    ![...(rests.get(grant.id) ?? [])].some((cause) => cause !== 'off-shift');
  const opened = changes.filter((change) => change.kind === 'open');
  const before = new Map<string, Map<string, string>>();
  const after = new Map<string, Map<string, string>>();
  for (const grant of grants) if (works(grant)) note(before, grant);
  for (const change of changes)
    if (change.kind === 'suspend') rests.get(change.grantId)?.add(change.cause);
    else if (change.kind === 'resume') rests.get(change.grantId)?.delete(change.cause);
  for (const grant of grants) if (!ended.has(grant.id) && works(grant)) note(after, grant);
  for (const change of opened) note(after, change);
  const effects: Effect[] = [];
  for (const personId of new Set([...before.keys(), ...after.keys()])) {
    const lost = less(before.get(personId), after.get(personId));
    const gained = less(after.get(personId), before.get(personId));
    if (lost.length + gained.length > 0) effects.push({ personId, lost, gained });
  }
  return effects;
}

type Roles = Map<string, string>;

function note(persons: Map<string, Roles>, held: Place): void {
  const roles = persons.get(held.personId) ?? new Map<string, string>();
  roles.set(held.roleId, held.unitId);
  persons.set(held.personId, roles);
}

function less(these: Roles | undefined, those: Roles | undefined): { roleId: string; unitId: string }[] {
  return [...(these ?? [])]
    .filter(([roleId]) => !those?.has(roleId))
    .map(([roleId, unitId]) => ({ roleId, unitId }));
}

/** The effects that are not among `others`: what happens anyhow is not told as an effect of something. */
export function withoutEffects(effects: readonly Effect[], others: readonly Effect[]): Effect[] {
  const known = new Map(others.map((effect) => [effect.personId, effect]));
  return effects.flatMap((effect) => {
    const other = known.get(effect.personId);
    if (!other) return [effect];
    const rest = (all: Effect['lost'], told: Effect['lost']): Effect['lost'] =>
      all.filter(({ roleId }) => !told.some((known) => known.roleId === roleId));
    const lost = rest(effect.lost, other.lost);
    const gained = rest(effect.gained, other.gained);
    return lost.length + gained.length > 0 ? [{ personId: effect.personId, lost, gained }] : [];
  });
}

/** How many persons get, lose and have to be asked about each role; the role with the most losses first. */
export function effectsByRole(
  effects: readonly Effect[],
): { roleId: string; gained: number; lost: number; later: number }[] {
  const roles = new Map<string, { gained: number; lost: number; later: number }>();
  for (const kind of ['gained', 'lost', 'later'] as const)
    for (const effect of effects)
      for (const { roleId } of effect[kind] ?? []) {
        const counts = roles.get(roleId) ?? { gained: 0, lost: 0, later: 0 };
        counts[kind] += 1;
        roles.set(roleId, counts);
      }
  return [...roles]
    .map(([roleId, counts]) => ({ roleId, ...counts }))
    .sort(
      (a, b) => b.lost - a.lost || b.gained - a.gained || b.later - a.later || (a.roleId < b.roleId ? -1 : 1),
    );
}
