import type { Day } from './day.js';
import type { PeopleSelector } from './selector.js';

export type GrantSource = 'request' | 'birthright' | 'activation';

/** Why a live grant rests: it gives nothing until the cause is gone, and then works again without a new decision. */
export const suspensionCauses = ['leave', 'off-shift', 'prerequisite'] as const;
export type SuspensionCause = (typeof suspensionCauses)[number];

/** A live grant: person × employment × role × unit × period. */
export interface Grant {
  readonly id: string;
  readonly personId: string;
  readonly employmentId: string;
  readonly roleId: string;
  readonly unitId: string;
  readonly source: GrantSource;
  readonly ruleId: string | null;
  readonly validFrom: Date;
  readonly validTo: Date | null;
  /** Empty: it works. */
  readonly suspendedFor: readonly SuspensionCause[];
  /** Since when the employment is in another unit than the grant: it waits for handover or review. */
  readonly outgrownAt: Date | null;
}

export interface Role {
  readonly id: string;
  readonly systemId: string;
  readonly name: string;
  readonly privileged: boolean;
  readonly risk: number;
  readonly requiredLevel: number;
  readonly maxDays: number;
  readonly reviewDays: number;
  readonly requestable: boolean;
}

/** In this order: written, asked about, decided, and how it ended. */
export const analysisStates = [
  'draft',
  'consulting',
  'approved',
  'superseded',
  'lapsed',
  'rejected',
] as const;
export type AnalysisState = (typeof analysisStates)[number];

/** The need-and-risk analysis as far as the rules need it. */
export interface Analysis {
  readonly id: string;
  readonly roleId: string;
  readonly version: number;
  readonly state: AnalysisState;
  readonly validTo: Day;
}

/** Approved and not expired: only then may a grant pin it (H13.1.3, invariant 1). */
export function isLive(analysis: Pick<Analysis, 'state' | 'validTo'>, day: Day): boolean {
  return analysis.state === 'approved' && analysis.validTo >= day;
}

export interface BirthrightRule {
  readonly id: string;
  readonly name: string;
  readonly roleId: string;
  readonly analysis: Analysis;
  readonly reviewDays: number;
  readonly selector: PeopleSelector;
  /** The role or a system that it reaches is not in use: gives nothing new, takes nothing away. */
  readonly paused?: boolean;
}

export const endReasons = [
  'expired',
  'employment-ended',
  'terminated',
  'no-longer-matched',
  'moved',
  'continued',
  'review-removed',
  'review-unanswered',
  'ended-by-hand',
  'asked-to-end',
  'merged',
  'unmerged',
] as const;
export type EndReason = (typeof endReasons)[number];

/** What policy wants done to access; carried out by grants/apply-changes and nowhere else. */
export type Change =
  | {
      readonly kind: 'open';
      readonly personId: string;
      readonly employmentId: string;
      readonly roleId: string;
      readonly unitId: string;
      /** The part of the unit that it is for; left out or null: all of it. */
      readonly scopeUnitId?: string | null;
      /** The title it was given for; without it the employment's present one. */
      readonly titleCode?: string | null;
      readonly source: GrantSource;
      readonly analysisId: string;
      readonly assessmentId: string | null;
      readonly ruleId: string | null;
      readonly validTo: Date | null;
      readonly nextReview: Day | null;
      /** Why it rests from its first moment; left out or empty: it works. */
      readonly restsFor?: readonly SuspensionCause[];
    }
  | {
      readonly kind: 'end';
      readonly grantId: string;
      readonly personId: string;
      readonly reason: EndReason;
    }
  | {
      readonly kind: 'suspend' | 'resume';
      readonly grantId: string;
      readonly personId: string;
      readonly cause: SuspensionCause;
    }
  | {
      /** Ends earlier; never later. `outgrown`: because the employment moved away from it. */
      readonly kind: 'shorten';
      readonly grantId: string;
      readonly personId: string;
      readonly validTo: Date;
      readonly outgrown: boolean;
    }
  | {
      /** Lasts longer, by an assessment of its own that is pinned instead of the old one; never shortens. */
      readonly kind: 'extend';
      readonly grantId: string;
      readonly personId: string;
      readonly validTo: Date;
      readonly assessmentId: string;
      readonly analysisId: string;
    }
  | {
      /** The employment moved away from the grant's unit, or back. */
      readonly kind: 'outgrow' | 'fits';
      readonly grantId: string;
      readonly personId: string;
    }
  | {
      /** An account ahead of the first day; or away with one that nobody needs any more. */
      readonly kind: 'prepare-account' | 'delete-account';
      readonly personId: string;
    }
  | {
      /** An account that was in the target before Grindvakt becomes the person's, by the name it has there. */
      readonly kind: 'adopt-account';
      readonly personId: string;
      readonly username: string;
    }
  | {
      /** The account must follow something other than a grant: a membership that was taken over. */
      readonly kind: 'follow-account';
      readonly personId: string;
      /** Something is taken away: it goes before what is given, and must be confirmed in time. */
      readonly losing: boolean;
    }
  | {
      readonly kind: 'reviewed';
      readonly grantId: string;
      readonly personId: string;
      readonly nextReview: Day;
    };
