import type { Day } from '../model/day.js';
import { isInForce, type Employment, type Leave } from '../model/people.js';

export type LeaveHandling = 'keep' | 'suspend';

/** What leave of absence does to access: HR's words for the kind of leave → keep or suspend. */
export interface LeavePolicy {
  /** For kinds that `kinds` does not name, and for leave without a kind. */
  readonly default: LeaveHandling;
  readonly kinds: Readonly<Record<string, LeaveHandling>>;
  /** Only who is fully away rests: part-time leave is leave from some hours, not from the work. */
  readonly fullOnly: boolean;
}

/**
 * LEAVE. True while the leave covers `today`, both days inclusive, and suspends by its kind and extent. An extent that
 * HR does not state is the whole. The SQL twin is the function leave_suspends().
 */
export function leaveSuspends(leave: Leave | null, policy: LeavePolicy, today: Day): boolean {
  if (leave === null || leave.from > today || (leave.to !== null && leave.to < today)) return false;
  if (policy.fullOnly && leave.percent !== null && leave.percent < 100) return false;
  const handling = leave.kind === null ? undefined : policy.kinds[leave.kind];
  return (handling ?? policy.default) === 'suspend';
}

/** At work by none of the employments in force: the doors are shut until the leave is over, and nothing is lost. */
export function isAway(employments: readonly Employment[], policy: LeavePolicy, today: Day): boolean {
  const inForce = employments.filter((employment) => isInForce(employment, today));
  return inForce.length > 0 && inForce.every(({ leave }) => leaveSuspends(leave, policy, today));
}
