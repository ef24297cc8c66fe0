import type { AnalysisState } from '../model/access.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

export interface Asked {
  readonly personId: string;
  readonly employed: boolean;
}

/** Whom one may ask about a draft: others, who work here, each once. Null when so. */
export function mayConsult(asked: readonly Asked[], askerId: string): Refusal | null {
  if (asked.length === 0)
    return refuse('invalid', 'Name at least one person to consult.', { pointer: '/people' });
  for (const [index, { personId, employed }] of asked.entries()) {
    const pointer = `/people/${String(index)}/personId`;
    if (personId === askerId) return refuse('own-consultation', 'You can not consult yourself.', { pointer });
    if (!employed)
      return refuse('invalid', 'Whom you consult must have an employment in force.', { pointer });
    if (asked.findIndex((other) => other.personId === personId) !== index)
      return refuse('invalid', 'The same person is named twice.', { pointer });
  }
  return null;
}

/** Null when somebody who was asked may answer now: while the same wording is still being asked about. */
export function mayAnswer(
  analysis: { readonly state: AnalysisState; readonly round: number },
  question: { readonly round: number; readonly answered: boolean },
): Refusal | null {
  if (analysis.state !== 'consulting' || question.round !== analysis.round)
    return refuse(
      'consultation-closed',
      'The draft is no longer being asked about, or it has been rewritten.',
    );
  if (question.answered) return refuse('already-decided', 'You have already answered.');
  return null;
}

/** Null when an action plan may be made: somebody who works here sees to it, within two years. */
export function mayPlan(
  action: { readonly riskId: string; readonly dueOn: Day; readonly ownerEmployed: boolean },
  riskIds: readonly string[],
  today: Day,
): Refusal | null {
  if (!riskIds.includes(action.riskId))
    return refuse('invalid', 'The analysis has no such risk: save it first.', { pointer: '/riskId' });
  if (!action.ownerEmployed)
    return refuse('invalid', 'Who sees to it must have an employment in force.', { pointer: '/ownerId' });
  if (action.dueOn < today || action.dueOn > addDays(today, 730))
    return refuse('invalid', 'A plan is to be done today at the earliest and within two years.', {
      pointer: '/dueOn',
    });
  return null;
}
