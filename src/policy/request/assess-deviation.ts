import { holdsPersonalNumber } from '../model/personal-number-in-text.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { minimumLetters } from './assess-need.js';
import type { Deviation } from './deviations.js';

const pointer = '/assessment/deviationReason';

/** A departure from the analysis is explained (H8.1.3). Null when there is none, or it is. */
export function assessDeviation(found: readonly Deviation[], reason: string | null): Refusal | null {
  const text = (reason ?? '').replace(/[\s\p{C}]+/gu, ' ').trim();
  if (holdsPersonalNumber(text))
    return refuse('personal-number-in-text', 'The reason holds a personal number: leave it out.', {
      pointer,
    });
  if (found.length === 0 || text.length >= minimumLetters) return null;
  return refuse(
    'assessment-incomplete',
    `The assessment departs from the analysis (${found.map(({ kind }) => kind).join(', ')}): say why, with at ` +
      `least ${String(minimumLetters)} characters.`,
    { pointer },
  );
}
