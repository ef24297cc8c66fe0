import { refuse, type Refusal } from '../model/refusal.js';
import { missing, type Assessment } from './assess-need.js';

/** Both risks are stated, and the time is no longer than the role allows (invariant 3). Null when so. */
export function assessRisk(
  assessment: Assessment,
  role: { readonly name: string; readonly maxDays: number },
): Refusal | null {
  return missing(assessment, ['riskTooWide', 'riskTooNarrow']) ?? assessDays(assessment.days, role);
}

export function assessDays(
  days: number,
  role: { readonly name: string; readonly maxDays: number },
): Refusal | null {
  if (!Number.isInteger(days) || days < 1)
    return refuse('assessment-incomplete', 'The assessment must say for how many whole days.', {
      pointer: '/assessment/days',
    });
  if (days > role.maxDays)
    return refuse(
      'duration-too-long',
      `${role.name} can be given for at most ${String(role.maxDays)} days; ${String(days)} were asked for.`,
      { pointer: '/assessment/days', facts: { maxDays: role.maxDays, days } },
    );
  return null;
}
