import type { Analysis, Grant } from '../model/access.js';
import type { Day } from '../model/day.js';
import type { Employment } from '../model/people.js';
import type { Prerequisite, PrerequisiteStanding } from '../model/prerequisite.js';
import type { PeopleSelector } from '../model/selector.js';
import type { LeavePolicy } from './rest-for-leave.js';

/** A birthright that a reviewer took away: the rule does not hand it out again on the same employment in the same unit. */
export interface DeclinedBirthright {
  readonly personId: string;
  readonly employmentId: string;
  readonly roleId: string;
  readonly unitId: string;
}

/** A live grant with what deciding over it after a change takes. */
export interface HeldGrant extends Grant {
  /** The title's code when it was given: what it was suggested for then. */
  readonly titleCode: string | null;
  /** Of the grant's unit. */
  readonly careProviderId: string;
  readonly analysis: Pick<Analysis, 'id' | 'state' | 'validTo'>;
  readonly assessmentId: string | null;
  readonly nextReview: Day | null;
}

/** What a role says about its holder's move: the catalogue's own policy for each role. */
export interface RoleTerms {
  /** Ends now, stays until the handover is over, or is put to the new manager. */
  readonly mover: 'end' | 'review' | { readonly keepUntil: Date };
  readonly suggestedFor: PeopleSelector | null;
  /** Of an administrator right: who may activate it. */
  readonly eligible: PeopleSelector | null;
}

/** What catalogue and configuration say that is the same for everybody. */
export interface LifecycleTerms {
  readonly roles: ReadonlyMap<string, RoleTerms>;
  readonly leave: LeavePolicy;
}

export interface PersonFacts {
  readonly personId: string;
  /** All of the person's employments: ended, in force and coming. */
  readonly employments: readonly Employment[];
  /** Live grants only: what has ended is never revived (invariant 5). */
  readonly grants: readonly HeldGrant[];
  readonly declined: readonly DeclinedBirthright[];
  readonly terms: LifecycleTerms;
  /** What roles require, by role, and how the person stands; left out: no role requires anything. */
  readonly prerequisites?: {
    readonly required: ReadonlyMap<string, readonly Prerequisite[]>;
    readonly standings: ReadonlyMap<string, PrerequisiteStanding>;
  };
  /** Employments whose access follows planned shifts and that are outside every one now; left out: none. */
  readonly offShift?: ReadonlySet<string>;
}
