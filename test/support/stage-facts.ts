import { approvalsSchema } from '../../src/platform/config-approvals.js';
import type { Candidate, StageFacts } from '../../src/policy/request/choose-approvers.js';

/** Somebody employed by the care provider `p`. */
export function someone(personId: string, more: Partial<Candidate> = {}): Candidate {
  return { personId, employed: true, careProviderIds: ['p'], ...more };
}

/** The manager asks for Anna's access to a system with two owners, under the approval rules that apply by default. */
export const stageFacts: StageFacts = {
  policy: approvalsSchema.parse({}),
  systemName: 'Journal',
  informationOwner: someone('owner'),
  systemOwner: someone('second'),
  managers: [someone('manager'), someone('head')],
  securityOfficers: [someone('officer')],
  requesterId: 'manager',
  beneficiaryId: 'anna',
  careProviderId: 'p',
  acrossCareProviders: false,
  outsideAnalysis: false,
  privileged: false,
  risk: 2,
  securityApproves: false,
};
