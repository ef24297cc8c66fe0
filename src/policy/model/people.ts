import type { Day } from './day.js';

export const employmentKinds = [
  'permanent',
  'substitute',
  'fixed-term',
  'hourly',
  'probation',
  'consultant',
  'student',
  'volunteer',
] as const;
export type EmploymentKind = (typeof employmentKinds)[number];

/** Leave of absence from one employment, as HR states it; both days inclusive. */
export interface Leave {
  /** HR's own word for the kind. */
  readonly kind: string | null;
  /** How much of the employment, 100 = fully away; null when HR does not say. */
  readonly percent: number | null;
  readonly from: Day;
  readonly to: Day | null;
}

/** People of somebody else's, or nobody's: each has a sponsor, a contract and an end (H13.2.1). */
export const externalKinds = [
  'consultant',
  'student',
  'volunteer',
] as const satisfies readonly EmploymentKind[];
export type ExternalKind = (typeof externalKinds)[number];

/** One engagement of a person in one unit; both days inclusive. */
export interface Employment {
  readonly id: string;
  readonly personId: string;
  readonly unitId: string;
  /** Unit codes from the top down to the own unit, `/10000/33000/33410/`. */
  readonly unitPath: string;
  readonly unitKind: string;
  readonly careProviderId: string;
  readonly kind: EmploymentKind;
  readonly title: string;
  readonly titleCode: string | null;
  readonly startDate: Day;
  readonly endDate: Day | null;
  /** Ended at once by "Avsluta nu"; nothing but a new employment brings access back. */
  readonly terminated: boolean;
  /** The leave that HR states last, over, running or coming. */
  readonly leave: Leave | null;
}

/** In force on `day`: the SQL twin is the function in_force(). */
export function isInForce(e: Pick<Employment, 'startDate' | 'endDate' | 'terminated'>, day: Day): boolean {
  return !e.terminated && e.startDate <= day && (e.endDate === null || e.endDate >= day);
}
