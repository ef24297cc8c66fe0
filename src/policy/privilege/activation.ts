import { requireLevel } from '../assurance/required-assurance.js';
import { may } from '../authority/authority.js';
import { isLive, type Analysis } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { isRefusal, refuse, type Refusal } from '../model/refusal.js';
import { selects, type PeopleSelector } from '../model/selector.js';
import { requireRoom } from './admin-limits.js';

export interface PrivilegedRole {
  readonly id: string;
  readonly name: string;
  readonly requiredLevel: number;
  readonly cap: number;
  readonly eligible: PeopleSelector;
  /** The lengths that may be chosen. */
  readonly hours: readonly number[];
  readonly analysis: Pick<Analysis, 'state' | 'validTo'> | null;
  /** It and the systems that it reaches are approved and not retired (H11.2.3). */
  readonly usable: boolean;
}

export interface Standing {
  readonly employments: readonly Employment[];
  /** The sign-in's assurance level. */
  readonly level: number;
  /** The person holds the role now. */
  readonly active: boolean;
  /** Persons who hold the role now. */
  readonly holders: number;
  readonly today: Day;
}

export interface Activation {
  readonly employmentId: string;
  readonly unitId: string;
  /** Exactly `now` + the chosen hours. */
  readonly endsAt: Date;
}

const hour = 3_600_000;
export const shortestActivationReason = 10;

/** The employment in force by which somebody may activate the role, the first begun; null when there is none. */
export function eligibleBy(
  role: Pick<PrivilegedRole, 'eligible'>,
  employments: readonly Employment[],
  today: Day,
): Employment | null {
  return employments.find((e) => isInForce(e, today) && selects(role.eligible, e)) ?? null;
}

/** The employment by which one is eligible, or why one is not; only to those who once were is the role no secret. */
function requireEligible(role: PrivilegedRole, standing: Standing): Employment | Refusal {
  const employment = eligibleBy(role, standing.employments, standing.today);
  const foreign = may(
    'privilege.activate',
    new Set(employment ? (['eligible'] as const) : []),
    'such administrator right',
  );
  if (employment && !foreign) return employment;
  if (foreign && !standing.employments.some((e) => selects(role.eligible, e))) return foreign;
  return refuse(
    'not-eligible',
    `You may not activate ${role.name}: the employment that made you eligible is not in force.`,
  );
}

/** Everything that stands in the way now, whatever length and reason one would give; empty when nothing does. */
export function obstacles(role: PrivilegedRole, standing: Standing): Refusal[] {
  const found = [
    standing.active
      ? refuse('already-active', `You hold ${role.name} already; end it before you activate it again.`)
      : null,
    role.usable ? null : refuse('not-in-use', `${role.name} or its system is not approved and in use.`),
    requireLevel(standing.level, role.requiredLevel),
    role.analysis && isLive(role.analysis, standing.today)
      ? null
      : refuse('no-live-analysis', `${role.name} has no approved, unexpired need-and-risk analysis.`),
    standing.active ? null : requireRoom(role.name, standing.holders, role.cap),
  ];
  return found.filter((refusal) => refusal !== null);
}

/** The activation that this person may have from `now`, or why not. `standing` is read while the role is locked. */
export function activate(
  role: PrivilegedRole,
  standing: Standing,
  asked: { readonly hours: number; readonly reason: string },
  now: Date,
): Activation | Refusal {
  const employment = requireEligible(role, standing);
  if (isRefusal(employment)) return employment;
  if (!role.hours.includes(asked.hours))
    return refuse(
      'hours-not-offered',
      `${role.name} can be activated for ${role.hours.join(', ')} hours, not for ${String(asked.hours)}.`,
      { pointer: '/hours' },
    );
  if (asked.reason.trim().length < shortestActivationReason)
    return refuse(
      'reason-required',
      `Say in at least ${String(shortestActivationReason)} characters what you need ${role.name} for.`,
      { pointer: '/reason' },
    );
  const [obstacle] = obstacles(role, standing);
  if (obstacle) return obstacle;
  return {
    employmentId: employment.id,
    unitId: employment.unitId,
    endsAt: new Date(now.getTime() + asked.hours * hour),
  };
}
