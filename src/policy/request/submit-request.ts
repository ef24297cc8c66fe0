import { mayBeAskedFor } from '../catalogue/askable.js';
import { separationRefusal, type ForeseenConflict } from '../privilege/separation-of-duties.js';
import type { Analysis, Role } from '../model/access.js';
import { isLive } from '../model/access.js';
import type { Day } from '../model/day.js';
import { isInForce, type Employment } from '../model/people.js';
import { isRefusal, refuse, type Refusal } from '../model/refusal.js';
import { assessNeed, type Assessment } from './assess-need.js';
import type { RoleQuestion } from '../catalogue/role-definition.js';
import { assessAnswers } from './assess-answers.js';
import { assessDays, assessRisk } from './assess-risk.js';
import { assessDeviation } from './assess-deviation.js';
import { chooseStages, type Stage, type StageFacts } from './choose-approvers.js';
import { deviations, type DeviationFacts } from './deviations.js';
import { extensionObstacle, extensionTooShort, type ExtendedGrant } from './extend-grant.js';
import type { PeopleSelector } from '../model/selector.js';

export interface SubmissionFacts {
  readonly today: Day;
  /** Something new, or a grant that is there and shall last longer. */
  readonly kind: 'new' | 'extension';
  readonly role: Pick<Role, 'name' | 'maxDays' | 'requestable'> & {
    /** For whom it may be asked: each must match; empty: for anyone. */
    readonly askableByAll: readonly PeopleSelector[];
    /** What it asks besides the assessment. */
    readonly questions: readonly RoleQuestion[];
  };
  readonly analysis: Analysis | null;
  readonly employment: Employment;
  /** The care providers in which the requester is employed today. */
  readonly requesterProviderIds: readonly string[];
  readonly alreadyGranted: boolean;
  /** The live grant of the role on the employment. */
  readonly held: ExtendedGrant | null;
  readonly extendWithinDays: number;
  readonly alreadyRequested: boolean;
  readonly approval: StageFacts;
  /** Duties kept apart that it would put together. */
  readonly separation: readonly ForeseenConflict[];
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
  if (!mayBeAskedFor(role, employment))
    found.push(
      refuse('not-askable', `${role.name} cannot be asked for on the employment as ${employment.title}.`),
    );
  if (facts.kind === 'extension') {
    const stands = extensionObstacle(role.name, facts.held, today, facts.extendWithinDays);
    if (stands) found.push(stands);
  } else if (facts.alreadyGranted)
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
  const together = separationRefusal(facts.separation);
  if (together) found.push(together);
  const stages = chooseStages(approval);
  if (isRefusal(stages)) found.push(stages);
  return found;
}

/** The request as asked for: to whom it goes and what it pins, or the first reason why not (invariant 1). */
export function submitRequest(
  facts: SubmissionFacts,
  assessment: Assessment,
): { stages: Stage[]; analysisId: string } | Refusal {
  const obstacle = obstacles(facts)[0];
  if (obstacle) return obstacle;
  const incomplete =
    assessNeed(assessment) ??
    assessRisk(assessment, facts.role) ??
    assessAnswers(assessment, facts.role.questions) ??
    tooShort(facts, assessment.days);
  if (incomplete) return incomplete;
  const unexplained = assessDeviation(
    facts.comparison ? deviations({ ...facts.comparison, assessment }) : [],
    assessment.deviationReason ?? null,
  );
  if (unexplained) return unexplained;
  const stages = chooseStages(facts.approval);
  if (isRefusal(stages)) return stages;
  if (!facts.analysis) return refuse('no-live-analysis', `${facts.role.name} has no analysis.`);
  return { stages, analysisId: facts.analysis.id };
}

/** As `obstacles`, with the number of days looked at too: for a preview, before the assessment is written. */
export function previewProblems(facts: SubmissionFacts, days: number): Refusal[] {
  const wrongTime = assessDays(days, facts.role) ?? tooShort(facts, days);
  return [...obstacles(facts), ...(wrongTime ? [wrongTime] : [])];
}

function tooShort({ kind, held, role, today }: SubmissionFacts, days: number): Refusal | null {
  return kind === 'extension' && held ? extensionTooShort(role.name, held, today, days) : null;
}
