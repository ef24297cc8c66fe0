import type { Change, Grant } from '../model/access.js';

/** What changes would do to one person's access, role by role: what another grant still gives is not lost. */
export interface Effect {
  readonly personId: string;
  readonly lost: readonly { readonly roleId: string; readonly unitId: string }[];
  readonly gained: readonly { readonly roleId: string; readonly unitId: string }[];
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
