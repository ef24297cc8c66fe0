import { isLive, type Analysis } from '../model/access.js';
import type { Day } from '../model/day.js';

export interface GreenFacts {
  /** 1–5, the role's. */
  readonly risk: number;
  readonly privileged: boolean;
  readonly analysis: Pick<Analysis, 'state' | 'validTo'>;
  readonly grantUnitId: string;
  /** Where the employment is today; other than the grant's after a move. */
  readonly employmentUnitId: string;
}

/** Roles up to here may be kept in bulk. */
export const lowRisk = 2;

/** Nothing about it calls for a second look, so it may be kept together with others. */
export function isGreen(facts: GreenFacts, today: Day): boolean {
  return (
    facts.risk <= lowRisk &&
    !facts.privileged &&
    isLive(facts.analysis, today) &&
    facts.grantUnitId === facts.employmentUnitId
  );
}
