import { isLive, type Analysis, type Change, type SuspensionCause } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** A requested grant that its employment has outgrown, and where that employment is now. */
export interface Carry {
  readonly employmentId: string;
  readonly roleId: string;
  readonly unitId: string;
  readonly analysisId: string;
  readonly assessmentId: string;
  readonly validTo: Date | null;
  /** Why it rests, and goes on resting. */
  readonly suspendedFor: readonly SuspensionCause[];
  readonly analysis: Pick<Analysis, 'state' | 'validTo'>;
  readonly sameCareProvider: boolean;
}

/**
 * Null when the grant may be kept. Keeping it where the person works now gives it anew, so what giving takes must hold
 * (invariants 1 and 11); until the analysis is renewed it can only be removed or left waiting.
 */
export function mayCarry(carry: Carry, today: Day): Refusal | null {
  if (!isLive(carry.analysis, today))
    return refuse(
      'no-live-analysis',
      'This access can not be kept after the move: the analysis it was given on is no longer in force.',
    );
  if (!carry.sameCareProvider)
    return refuse(
      'outside-care-provider',
      'This access can not be kept after the move: it belongs to another care provider.',
    );
  return null;
}

/** The grant ends where it was and begins where the person works now, on the same assessment. */
export function carryOver(
  grant: { readonly grantId: string; readonly personId: string; readonly reviewDays: number },
  carry: Carry,
  today: Day,
): Change[] {
  const { employmentId, roleId, unitId, analysisId, assessmentId, validTo } = carry;
  const { grantId, personId, reviewDays } = grant;
  return [
    { kind: 'end', grantId, personId, reason: 'moved' },
    {
      kind: 'open',
      personId,
      employmentId,
      roleId,
      unitId,
      source: 'request',
      analysisId,
      assessmentId,
      ruleId: null,
      validTo,
      restsFor: carry.suspendedFor,
      nextReview: addDays(today, reviewDays),
    },
  ];
}
