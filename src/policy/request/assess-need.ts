import { holdsPersonalNumber } from '../model/personal-number-in-text.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** One person's need-and-risk assessment (H13.1.3, HSLF-FS 4:2): why, which data, the two risks, how long. */
export interface Assessment {
  readonly need: string;
  readonly data: string;
  readonly riskTooWide: string;
  readonly riskTooNarrow: string;
  readonly days: number;
  /** Why it departs from the analysis, where it does. */
  readonly deviationReason?: string | null | undefined;
  /** To the role's own questions, in their order. */
  readonly answers?: readonly string[] | undefined;
}

export type TextField = Exclude<keyof Assessment, 'days' | 'deviationReason' | 'answers'>;

export const minimumLetters = 10;

const names: Record<TextField, string> = {
  need: 'why it is needed',
  data: 'which data it concerns',
  riskTooWide: 'the risk of too wide access',
  riskTooNarrow: 'the risk of too narrow access',
};

/** The need is stated: why, and which data. Null when it is. */
export function assessNeed(assessment: Assessment): Refusal | null {
  return missing(assessment, ['need', 'data']);
}

/** The first of the fields that is blank, too short to say anything, or the same words as an earlier field. */
export function missing(assessment: Assessment, fields: readonly TextField[]): Refusal | null {
  for (const field of fields) {
    const text = plain(assessment[field]);
    if (text.length < minimumLetters)
      return incomplete(field, `says nothing yet: write at least ${String(minimumLetters)} characters`);
    if (holdsPersonalNumber(assessment[field]))
      return refuse(
        'personal-number-in-text',
        `${sentenceOf(field)} holds a personal number: leave it out, the request already says who.`,
        {
          pointer: `/assessment/${field}`,
        },
      );
    const copied = order.slice(0, order.indexOf(field)).find((other) => plain(assessment[other]) === text);
    if (copied)
      return refuse('assessment-repeats', `${sentenceOf(field)} repeats ${names[copied]}.`, {
        pointer: `/assessment/${field}`,
      });
  }
  return null;
}

const order: readonly TextField[] = ['need', 'data', 'riskTooWide', 'riskTooNarrow'];

function sentenceOf(field: TextField): string {
  return names[field].charAt(0).toUpperCase() + names[field].slice(1);
}

function incomplete(field: TextField, what: string): Refusal {
  return refuse('assessment-incomplete', `The assessment is not complete: ${names[field]} ${what}.`, {
    pointer: `/assessment/${field}`,
  });
}

/** What is left to read when blanks, invisible characters and the case of letters are taken away. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
