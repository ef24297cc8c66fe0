/** One employment under review, who leads it today, and who leads that one. */
export interface ReviewerFacts {
  readonly employmentId: string;
  readonly personId: string;
  /** Whom the employment's effective manager is; null when it has none. */
  readonly managerId: string | null;
  /** The manager's own employment is in force, and no leave keeps them away from it. */
  readonly managerAtWork: boolean;
  /** The manager's manager. */
  readonly nextId: string | null;
  readonly nextAtWork: boolean;
}

/**
 * The effective manager, never the person themself (invariant 2); the manager's manager when that one is missing, away
 * or the person. Null is "no reviewer could be found", which is told apart from a reviewer who never answered: the one
 * is the organisation's fault, the other the reviewer's.
 */
export function chooseReviewer(facts: ReviewerFacts): string | null {
  if (facts.managerId !== null && facts.managerAtWork && facts.managerId !== facts.personId)
    return facts.managerId;
  if (facts.nextId !== null && facts.nextAtWork && facts.nextId !== facts.personId) return facts.nextId;
  return null;
}
