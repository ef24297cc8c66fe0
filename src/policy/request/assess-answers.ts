import { holdsPersonalNumber } from '../model/personal-number-in-text.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { RoleQuestion } from '../catalogue/role-definition.js';
import type { Assessment } from './assess-need.js';

/** A question of the role with what was answered; the question is kept as it was put. */
export interface AnsweredQuestion extends RoleQuestion {
  readonly answer: string;
}

const shortest = 2;

/** Every question of the role is answered. Null when so. */
export function assessAnswers(assessment: Assessment, questions: readonly RoleQuestion[]): Refusal | null {
  for (const [place, { sv }] of questions.entries()) {
    const answer = (assessment.answers?.[place] ?? '').replace(/[\s\p{C}]+/gu, ' ').trim();
    if (answer.length < shortest) return unanswered(place, `the question "${sv}" is not answered`);
    if (holdsPersonalNumber(answer))
      return refuse(
        'personal-number-in-text',
        `The answer to "${sv}" holds a personal number: leave it out.`,
        {
          pointer: pointerTo(place),
        },
      );
  }
  return null;
}

/** What is kept with the assessment; answers to nothing are not. */
export function answered(assessment: Assessment, questions: readonly RoleQuestion[]): AnsweredQuestion[] {
  return questions.map(({ sv, en }, place) => ({
    sv,
    en,
    answer: assessment.answers?.[place]?.trim() ?? '',
  }));
}

function unanswered(place: number, what: string): Refusal {
  return refuse('assessment-incomplete', `The assessment is not complete: ${what}.`, {
    pointer: pointerTo(place),
  });
}

function pointerTo(place: number): string {
  return `/assessment/answers/${String(place)}`;
}
