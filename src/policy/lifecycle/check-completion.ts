import { isDay, type Day } from '../model/day.js';

/** Ways a training system may write a day. */
export type DateFormat = 'yyyy-MM-dd' | 'yyyyMMdd' | 'dd/MM/yyyy' | 'dd.MM.yyyy';

export const completionReasons = [
  'malformed-quotes',
  'column-count',
  'missing-value',
  'invalid-date',
  'future-date',
  'unknown-person',
  'unknown-course',
] as const;
export type CompletionReason = (typeof completionReasons)[number];
export type CompletionField = 'person' | 'course' | 'completed';

export interface Completion {
  readonly person: string;
  readonly course: string;
  readonly day: Day;
}

export interface CompletionFault {
  readonly reason: CompletionReason;
  readonly field: CompletionField;
}

const longest = 100;

/** One line of completions as it counts, or why it is set aside. A course that has not been taken yet counts for nothing. */
export function checkCompletion(
  read: (field: CompletionField) => string,
  format: DateFormat,
  today: Day,
): Completion | CompletionFault {
  const person = read('person').trim();
  const course = read('course').trim();
  if (person === '' || person.length > longest) return { reason: 'missing-value', field: 'person' };
  if (course === '' || course.length > longest) return { reason: 'missing-value', field: 'course' };
  const day = dayIn(read('completed').trim(), format);
  if (day === null) return { reason: 'invalid-date', field: 'completed' };
  if (day > today) return { reason: 'future-date', field: 'completed' };
  return { person, course, day };
}

export function isCompletionFault(checked: Completion | CompletionFault): checked is CompletionFault {
  return 'reason' in checked;
}

const patterns: Record<DateFormat, RegExp> = {
  'yyyy-MM-dd': /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/,
  yyyyMMdd: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  'dd/MM/yyyy': /^(?<d>\d{2})\/(?<m>\d{2})\/(?<y>\d{4})$/,
  'dd.MM.yyyy': /^(?<d>\d{2})\.(?<m>\d{2})\.(?<y>\d{4})$/,
};

function dayIn(text: string, format: DateFormat): Day | null {
  const { y, m, d } = patterns[format].exec(text)?.groups ?? {};
  const day = `${y ?? ''}-${m ?? ''}-${d ?? ''}`;
  return isDay(day) ? day : null;
}
