import type { Employment } from '../model/people.js';
import { selects, type PeopleSelector } from '../model/selector.js';
import type { Assessment } from './assess-need.js';

/** Where an assessment departs from its analysis: no hindrance, but the approver must see it. */
export type Deviation =
  | { readonly kind: 'longer-than-suggested'; readonly days: number; readonly suggested: number }
  | { readonly kind: 'unit-kind-outside'; readonly unitKind: string; readonly covered: readonly string[] }
  | { readonly kind: 'title-not-usual'; readonly title: string }
  | { readonly kind: 'data-not-named'; readonly dataTypes: readonly string[] };

export interface DeviationFacts {
  readonly assessment: Pick<Assessment, 'data' | 'days'>;
  readonly employment: Employment;
  readonly analysis: {
    readonly unitKinds: readonly string[];
    readonly dataTypes: readonly string[];
    readonly suggestedDays: number;
  };
  readonly suggestedFor: PeopleSelector | null;
}

export function deviations({ assessment, employment, analysis, suggestedFor }: DeviationFacts): Deviation[] {
  const found: Deviation[] = [];
  if (assessment.days > analysis.suggestedDays)
    found.push({
      kind: 'longer-than-suggested',
      days: assessment.days,
      suggested: analysis.suggestedDays,
    });
  if (analysis.unitKinds.length > 0 && !analysis.unitKinds.includes(employment.unitKind))
    found.push({ kind: 'unit-kind-outside', unitKind: employment.unitKind, covered: analysis.unitKinds });
  if (suggestedFor && !selects(suggestedFor, employment))
    found.push({ kind: 'title-not-usual', title: employment.title });
  if (!analysis.dataTypes.some((type) => names(assessment.data, type)))
    found.push({ kind: 'data-not-named', dataTypes: analysis.dataTypes });
  return found;
}

/** What is asked for lies outside the analysis, so that one more person has to approve. */
export function outsideAnalysis(found: readonly Deviation[]): boolean {
  return found.some(({ kind }) => kind === 'unit-kind-outside');
}

/** True when the text holds the stem of one of the type's own words; Swedish inflects at the end of the word. */
function names(text: string, dataType: string): boolean {
  const haystack = text.toLowerCase();
  const words = dataType.toLowerCase().match(/\p{L}{5,}/gu) ?? [dataType.toLowerCase()];
  return words.some((word) => haystack.includes(word.slice(0, Math.max(5, word.length - 2))));
}
