import { refuse, type Refusal } from '../model/refusal.js';
import { approvalLevel } from './system-content.js';

/** A system that a version of a role reaches, now or then. */
export interface ConcernedSystem {
  readonly id: string;
  readonly name: string;
  readonly informationOwnerId: string;
  readonly systemOwnerId: string;
  /** The information owner has an employment in force today. */
  readonly ownerEmployed: boolean;
}

export interface RoleVersionFacts {
  readonly roleName: string;
  readonly state: string;
  /** Null: the operator. */
  readonly orderedBy: string | null;
  /** The role, or something that it gives, is privileged: two must approve. */
  readonly privileged: boolean;
  readonly systems: readonly ConcernedSystem[];
  readonly approvals: readonly { readonly personId: string; readonly systemId: string }[];
  /** Persons who would get more by it. */
  readonly gaining: ReadonlySet<string>;
}

export interface RoleApprover {
  readonly personId: string;
  readonly level: number;
  readonly isSecurity: boolean;
}

export interface RoleApproval {
  /** The systems for which it counts. */
  readonly systemIds: readonly string[];
  /** With it the version has all that it needs. */
  readonly complete: boolean;
}

/**
 * WHO APPROVES A ROLE'S VERSION (H15.5.2, H8.1.3): the information owner of every system that it reaches before or
 * after, at level 3; two different people where it is privileged. Nobody approves what they ordered, and nobody what
 * gives themselves more. Where an information owner is barred by that or has left, the security officer stands in.
 */
export function approveRole(version: RoleVersionFacts, who: RoleApprover): RoleApproval | Refusal {
  if (version.state !== 'proposed')
    return refuse('already-decided', `This version of ${version.roleName} is ${version.state}.`);
  const open = systemsFor(version, who);
  const isSecond = open.length === 0 && maySecond(version, who);
  if (open.length === 0 && !isSecond) {
    if (!concerns(version, who))
      return refuse('not-allowed', `You own no system that this version of ${version.roleName} reaches.`);
    if (version.orderedBy === who.personId)
      return refuse('own-version', `You ordered this version of ${version.roleName}: others approve it.`);
    if (version.gaining.has(who.personId))
      return refuse('own-widening', `This version of ${version.roleName} would give yourself more access.`);
    return refuse('already-decided', `You have approved this version of ${version.roleName} already.`);
  }
  if (who.level < approvalLevel)
    return refuse('insufficient-assurance', 'To approve takes a sign-in at level 3.', {
      facts: { has: who.level, demanded: approvalLevel },
    });
  const first = version.systems[0];
  const systemIds = open.length > 0 ? open.map(({ id }) => id) : first ? [first.id] : [];
  const approvals = [
    ...version.approvals,
    ...systemIds.map((systemId) => ({ personId: who.personId, systemId })),
  ];
  return { systemIds, complete: lacks({ ...version, approvals }).length === 0 };
}

/** What a proposed version still waits for: systems without approval, and a second pair of eyes. */
export function lacks(version: RoleVersionFacts): { systemId: string | null }[] {
  const approved = new Set(version.approvals.map(({ systemId }) => systemId));
  const waiting: { systemId: string | null }[] = version.systems
    .filter(({ id }) => !approved.has(id))
    .map(({ id }) => ({ systemId: id }));
  const people = new Set(version.approvals.map(({ personId }) => personId));
  if (version.privileged && waiting.length === 0 && people.size < 2) waiting.push({ systemId: null });
  return waiting;
}

function isBarred(version: RoleVersionFacts, personId: string): boolean {
  return version.orderedBy === personId || version.gaining.has(personId);
}

/** The systems still without approval for which this person decides. */
function systemsFor(version: RoleVersionFacts, who: RoleApprover): ConcernedSystem[] {
  if (isBarred(version, who.personId)) return [];
  const approved = new Set(version.approvals.map(({ systemId }) => systemId));
  return version.systems.filter(
    (system) =>
      !approved.has(system.id) &&
      (system.informationOwnerId === who.personId ||
        (who.isSecurity && (!system.ownerEmployed || isBarred(version, system.informationOwnerId)))),
  );
}

/** The second pair of eyes on a privileged role: a system owner or the security officer, who has not approved yet. */
function maySecond(version: RoleVersionFacts, who: RoleApprover): boolean {
  return (
    version.privileged &&
    !isBarred(version, who.personId) &&
    !version.approvals.some(({ personId }) => personId === who.personId) &&
    lacks(version).every(({ systemId }) => systemId === null) &&
    (who.isSecurity ||
      version.systems.some(
        (system) => system.systemOwnerId === who.personId || system.informationOwnerId === who.personId,
      ))
  );
}

function concerns(version: RoleVersionFacts, who: RoleApprover): boolean {
  return (
    who.isSecurity ||
    version.systems.some(
      (system) => system.informationOwnerId === who.personId || system.systemOwnerId === who.personId,
    )
  );
}

/** What a role gave, or was proposed to give, in a time. */
export interface EffectInTime {
  readonly entitlements: readonly string[];
  readonly since: Date;
  readonly until: Date | null;
}

/** The entitlements that an analysis was made for: what the role gave, or was proposed to, when it was approved. */
export function coveredBy(
  analysis: { readonly approvedAt: Date },
  effects: readonly EffectInTime[],
): Set<string> {
  const at = analysis.approvedAt.getTime();
  return new Set(
    effects
      .filter(({ since, until }) => since.getTime() <= at && (until === null || until.getTime() > at))
      .flatMap(({ entitlements }) => entitlements),
  );
}

export interface Widening {
  readonly roleName: string;
  readonly gains: readonly string[];
  /** Somebody holds it or has asked for it. */
  readonly held: boolean;
  /** What its approved analysis was made for; null: it has none. */
  readonly covered: ReadonlySet<string> | null;
}

/**
 * Access that was assessed as one thing must not become another (H13.1.3): a role that somebody holds gets more only
 * when its analysis was approved for that. One that nobody holds loses its analysis, and cannot be asked for until
 * there is a new one.
 */
export function checkWidening(widening: Widening): 'covered' | 'lapse' | Refusal {
  const { roleName, gains, held, covered } = widening;
  if (gains.length === 0 || (covered !== null && gains.every((id) => covered.has(id)))) return 'covered';
  return held
    ? refuse(
        'analysis-outdated',
        `Somebody holds ${roleName}, and its analysis was not made for this: revise the analysis first.`,
      )
    : 'lapse';
}
