import { refuse, type Refusal } from '../model/refusal.js';

/** Somebody who could decide, and what bears on whether they may. */
export interface Candidate {
  readonly personId: string;
  /** Has an employment in force today; a leaver decides nothing. */
  readonly employed: boolean;
  /** The care providers in which they are employed. */
  readonly careProviderIds: readonly string[];
}

export interface ApprovalFacts {
  readonly systemName: string;
  readonly informationOwner: Candidate;
  readonly systemOwner: Candidate;
  readonly requesterId: string;
  readonly beneficiaryId: string;
  /** The provider in which the access would be used, and whether its analysis lets others decide on it. */
  readonly careProviderId: string;
  readonly acrossCareProviders: boolean;
}

/**
 * Who decides: the system's information owner (H13.1.3); the system owner where the information owner asked, would
 * gain, or has left. Nobody decides on their own access (invariant 2) or from another care provider (invariant 11).
 */
export function chooseApprover(facts: ApprovalFacts): { approverId: string } | Refusal {
  const approver = [facts.informationOwner, facts.systemOwner].find((candidate) => maySit(candidate, facts));
  return approver
    ? { approverId: approver.personId }
    : refuse(
        'no-approver',
        `Nobody can approve access to ${facts.systemName}: its information owner and its system owner ` +
          'asked for it, would gain by it, work for another care provider or have left.',
      );
}

function maySit(candidate: Candidate, facts: ApprovalFacts): boolean {
  return (
    candidate.employed &&
    candidate.personId !== facts.requesterId &&
    candidate.personId !== facts.beneficiaryId &&
    (facts.acrossCareProviders || candidate.careProviderIds.includes(facts.careProviderId))
  );
}
