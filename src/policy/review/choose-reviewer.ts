/** One employment under review and who leads it today. */
export interface ReviewerFacts {
  readonly employmentId: string;
  readonly personId: string;
  /** Whom the employment's effective manager is; null when it has none. */
  readonly managerId: string | null;
  /** The manager's own employment is in force. */
  readonly managerInForce: boolean;
}

/**
 * The effective manager, never the person themself (invariant 2). Null is "no reviewer could be found", which is told
 * apart from a reviewer who never answered: the one is the organisation's fault, the other the reviewer's.
 */
export function chooseReviewer(facts: ReviewerFacts): string | null {
  if (facts.managerId === null || !facts.managerInForce || facts.managerId === facts.personId) return null;
  return facts.managerId;
}
