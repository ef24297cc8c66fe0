import type { Grant } from '../model/access.js';
import type { Employment } from '../model/people.js';
import type { Prerequisite, PrerequisiteStanding } from '../model/prerequisite.js';

/** A birthright that a reviewer took away: the rule does not hand it out again on the same employment in the same unit. */
export interface DeclinedBirthright {
  readonly personId: string;
  readonly employmentId: string;
  readonly roleId: string;
  readonly unitId: string;
}

export interface PersonFacts {
  readonly personId: string;
  /** All of the person's employments: ended, in force and coming. */
  readonly employments: readonly Employment[];
  /** Live grants only: what has ended is never revived (invariant 5). */
  readonly grants: readonly Grant[];
  readonly declined: readonly DeclinedBirthright[];
  /** What roles require, by role, and how the person stands; left out: no role requires anything. */
  readonly prerequisites?: {
    readonly required: ReadonlyMap<string, readonly Prerequisite[]>;
    readonly standings: ReadonlyMap<string, PrerequisiteStanding>;
  };
}
