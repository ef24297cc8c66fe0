import type { Employment } from '../model/people.js';
import { selects, type PeopleSelector } from '../model/selector.js';
import type { Assessment } from './assess-need.js';

export type Operation = 'read' | 'write' | 'export' | 'administer';

export const deviationKinds = [
  'longer-than-suggested',
  'unit-kind-outside',
  'title-not-usual',
  'data-not-named',
  'operation-outside',
  'another-provider',
] as const satisfies readonly Deviation['kind'][];

/** Where an assessment departs from its analysis: no hindrance, but it needs a reason and the approver sees it. */
export type Deviation =
  | { readonly kind: 'longer-than-suggested'; readonly days: number; readonly suggested: number }
  | { readonly kind: 'unit-kind-outside'; readonly unitKind: string; readonly covered: readonly string[] }
  | { readonly kind: 'title-not-usual'; readonly title: string }
  | { readonly kind: 'data-not-named'; readonly dataTypes: readonly string[] }
  | {
      readonly kind: 'operation-outside';
      readonly operations: readonly Operation[];
      readonly covered: readonly Operation[];
    }
  | { readonly kind: 'another-provider' };

export interface DeviationFacts {
  readonly assessment: Pick<Assessment, 'need' | 'data' | 'days'>;
  readonly employment: Employment;
  readonly analysis: {
    readonly unitKinds: readonly string[];
    readonly dataTypes: readonly string[];
    readonly operations: readonly Operation[];
    readonly suggestedDays: number;
  };
  readonly suggestedFor: PeopleSelector | null;
  /** The care providers that the requester works for; left out where they are not looked at. */
  readonly requesterProviderIds?: readonly string[];
}

export function deviations(facts: DeviationFacts): Deviation[] {
  const { assessment, employment, analysis, suggestedFor } = facts;
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
  const operations = operationsIn(`${assessment.need} ${assessment.data}`).filter(
    (operation) => !analysis.operations.includes(operation),
  );
  if (operations.length > 0)
    found.push({ kind: 'operation-outside', operations, covered: analysis.operations });
  if (facts.requesterProviderIds && !facts.requesterProviderIds.includes(employment.careProviderId))
    found.push({ kind: 'another-provider' });
  return found;
}

/**
 * True when the access would lie outside what the analysis weighed, not only beside what is usual: then one more has to
 * approve (H8.1.3). A longer time, within what the role allows, and an unusual title are weighed by the first approver.
 */
export function outsideAnalysis(found: readonly Deviation[]): boolean {
  return found.some(({ kind }) => kind !== 'longer-than-suggested' && kind !== 'title-not-usual');
}

/** True when the text holds the stem of one of the type's own words; Swedish inflects at the end of the word. */
function names(text: string, dataType: string): boolean {
  const haystack = text.toLowerCase();
  const words = dataType.toLowerCase().match(/\p{L}{5,}/gu) ?? [dataType.toLowerCase()];
  return words.some((word) => haystack.includes(word.slice(0, Math.max(5, word.length - 2))));
}

/** What gives away that more than reading is meant; a word may be a stem. */
const words: Readonly<Record<Exclude<Operation, 'read'>, RegExp>> = {
  write:
    /\b(skriva (?!ut\b)|skriver (?!ut\b)|dokumentera|registrera|journalföra|ändra|write|record(ing)? |edit)/u,
  export: /\b(exporter|ladda (ner|ned|hem)|skriva ut\b|skriver ut\b|utskrift|export|download|print)/u,
  administer: /\b(administrera|konfigurera|lägga upp användare|administer|configure)/u,
};

function operationsIn(text: string): Operation[] {
  const haystack = text.toLowerCase();
  return (['write', 'export', 'administer'] as const).filter((operation) => words[operation].test(haystack));
}
