import type { AnalysisState } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { moveTo, sameRevision } from './analysis-states.js';
import { residualLevel, type Risk, type RiskLevel } from './risks.js';

/** An analysis holds for three years at the most, whatever happens. */
export const longestDays = 1096;

export interface PlannedAction {
  readonly riskId: string;
  readonly state: 'open' | 'done' | 'cancelled';
  readonly dueOn: Day;
}

export interface AnalysisFacts {
  readonly state: AnalysisState;
  readonly revision: number;
  readonly validTo: Day;
  readonly risks: readonly Risk[];
  readonly residualLevel: RiskLevel | undefined;
  /** Who has answered about the present wording. */
  readonly answeredBy: readonly string[];
  /** Every plan for a risk of the role, also those made in earlier versions. */
  readonly actions: readonly PlannedAction[];
}

/** How many who were consulted must have answered: two where much risk remains (HSLF-FS 4:2). */
export function answersNeeded(risks: readonly Risk[], stated: RiskLevel | undefined): 1 | 2 {
  return residualLevel(risks, stated) === 'high' ? 2 : 1;
}

/**
 * APPROVAL (H13.1.3). By the information owner, who may have written it: so at least one other has answered about the
 * present wording, two where the remaining risk is high, and nobody counts who decides. Each risk that is not accepted
 * has an open plan (H8.1.5). Null when it may be approved.
 */
export function approveAnalysis(
  facts: AnalysisFacts,
  by: { readonly personId: string; readonly revision: number },
  today: Day,
): Refusal | null {
  const wrong = moveTo(facts.state, 'approved') ?? sameRevision(facts.revision, by.revision);
  if (wrong) return wrong;
  const needed = answersNeeded(facts.risks, facts.residualLevel);
  const answered = new Set(facts.answeredBy.filter((personId) => personId !== by.personId)).size;
  if (answered < needed)
    return refuse(
      'analysis-not-consulted',
      `${String(answered)} of those who were consulted have answered; it takes ${String(needed)}.`,
      { facts: { answered, needed } },
    );
  return withoutPlan(facts) ?? checkValidTo(facts.validTo, today);
}

/** The first risk that is not accepted and that nobody has a plan for. */
export function withoutPlan({ risks, actions }: Pick<AnalysisFacts, 'risks' | 'actions'>): Refusal | null {
  const index = risks.findIndex(
    (risk) =>
      risk.decision === 'not-accepted' &&
      !actions.some((action) => action.state === 'open' && action.riskId === risk.id),
  );
  if (index < 0) return null;
  return refuse(
    'action-plan-missing',
    `The risk "${risks[index]?.risk ?? ''}" is not accepted: plan what is to be done, by whom and when.`,
    { pointer: `/content/risks/${String(index)}/decision` },
  );
}

export function checkValidTo(validTo: Day, today: Day): Refusal | null {
  if (validTo > today && validTo <= addDays(today, longestDays)) return null;
  return refuse(
    'invalid',
    `An analysis holds from tomorrow at the earliest to ${addDays(today, longestDays)} at the latest; ${validTo} is not there.`,
    { pointer: '/validTo' },
  );
}

/** Plans that should have been carried out: no hindrance, but whoever approves is told. */
export function overdue<Action extends PlannedAction>(actions: readonly Action[], today: Day): Action[] {
  return actions.filter((action) => action.state === 'open' && action.dueOn < today);
}
