import type { Analysis, Role } from '../model/access.js';
import { isLive } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { assessNeed, type Assessment } from './assess-need.js';
import { assessDays, assessRisk } from './assess-risk.js';
import { assessDeviation } from './assess-deviation.js';
import { chooseApprover, type ApprovalFacts } from './choose-approvers.js';
import { deviations, type DeviationFacts } from './deviations.js';

export interface SubmissionFacts {
  readonly today: Day;
  readonly role: Pick<Role, 'name' | 'maxDays' | 'requestable'>;
  readonly analysis: Analysis | null;
  readonly employment: Employment;
  /** The care providers in which the requester is employed today. */
  readonly requesterProviderIds: readonly string[];
  readonly alreadyGranted: boolean;
  readonly alreadyRequested: boolean;
  readonly approval: ApprovalFacts;
  /** What the assessment is held against; null without an analysis. */
  readonly comparison: Omit<DeviationFacts, 'assessment'> | null;
}

/** What stands in the way of asking for the role at all, whatever the assessment says. Empty when nothing does. */
export function obstacles(facts: SubmissionFacts): Refusal[] {
  const { role, analysis, employment, today, approval } = facts;
  const found: Refusal[] = [];
  if (!role.requestable)
    found.push(refuse('not-requestable', `${role.name} cannot be asked for; it is given in another way.`));
  if (!isInForce(employment, today))
    found.push(
      refuse('employment-not-in-force', `The employment as ${employment.title} is not in force on ${today}.`),
    );
  if (!analysis || !isLive(analysis, today))
    found.push(
      refuse('no-live-analysis', `${role.name} has no approved need-and-risk analysis that is valid today.`),
    );
  if (facts.alreadyGranted)
    found.push(refuse('already-granted', `${role.name} is already held on this employment.`));
  if (facts.alreadyRequested)
    found.push(refuse('already-requested', `${role.name} is already asked for on this employment.`));
  if (!approval.acrossCareProviders && !facts.requesterProviderIds.includes(employment.careProviderId))
    found.push(
      refuse(
        'outside-care-provider',
        'The employment is with another care provider than yours, and the analysis of the role does not reach across.',
      ),
    );
  const approver = chooseApprover(approval);
  if ('code' in approver) found.push(approver);
  return found;
}

/** The request as asked for: to whom it goes and what it pins, or the first reason why not (invariant 1). */
export function submitRequest(
  facts: SubmissionFacts,
  assessment: Assessment,
): { approverId: string; analysisId: string } | Refusal {
  const obstacle = obstacles(facts)[0];
  if (obstacle) return obstacle;
  const incomplete = assessNeed(assessment) ?? assessRisk(assessment, facts.role);
  if (incomplete) return incomplete;
  const unexplained = assessDeviation(
    facts.comparison ? deviations({ ...facts.comparison, assessment }) : [],
    assessment.deviationReason ?? null,
  );
  if (unexplained) return unexplained;
  const approver = chooseApprover(facts.approval);
  if ('code' in approver) return approver;
  if (!facts.analysis) return refuse('no-live-analysis', `${facts.role.name} has no analysis.`);
  return { approverId: approver.approverId, analysisId: facts.analysis.id };
}

/** As `obstacles`, with the number of days looked at too: for a preview, before the assessment is written. */
export function previewProblems(facts: SubmissionFacts, days: number): Refusal[] {
  const tooLong = assessDays(days, facts.role);
  return [...obstacles(facts), ...(tooLong ? [tooLong] : [])];
}
