import type { Language } from '../platform/http/language.decorator.js';
import type { Deviation, Operation } from '../policy/request/deviations.js';

/** A deviation as a sentence for the approver. */
export function sentenceOf(deviation: Deviation, language: Language): string {
  return language === 'en' ? english(deviation) : swedish(deviation);
}

function swedish(d: Deviation): string {
  switch (d.kind) {
    case 'longer-than-suggested':
      return `Tiden, ${String(d.days)} dagar, är längre än analysens ${String(d.suggested)} dagar.`;
    case 'unit-kind-outside':
      return `Analysen gäller ${d.covered.join(', ')}; enheten är av slaget ${d.unitKind}.`;
    case 'title-not-usual':
      return `Rollen brukar inte behövas för ${d.title}.`;
    case 'data-not-named':
      return `Ingen av analysens uppgiftstyper nämns: ${d.dataTypes.join(', ')}.`;
    case 'operation-outside':
      return `Bedömningen talar om att ${spelled(d.operations, 'sv')}; analysen gäller att ${spelled(d.covered, 'sv')}.`;
    case 'another-provider':
      return 'Anställningen är hos en annan vårdgivare än den som begär.';
  }
}

function english(d: Deviation): string {
  switch (d.kind) {
    case 'longer-than-suggested':
      return `The time, ${String(d.days)} days, is longer than the ${String(d.suggested)} days of the analysis.`;
    case 'unit-kind-outside':
      return `The analysis covers ${d.covered.join(', ')}; the unit is of the kind ${d.unitKind}.`;
    case 'title-not-usual':
      return `The role is not usually needed by ${d.title}.`;
    case 'data-not-named':
      return `None of the analysis' types of data is named: ${d.dataTypes.join(', ')}.`;
    case 'operation-outside':
      return `The assessment speaks of access to ${spelled(d.operations, 'en')}; the analysis covers access to ${spelled(d.covered, 'en')}.`;
    case 'another-provider':
      return 'The employment is with another care provider than that of whoever asks.';
  }
}

const verbs: Record<Language, Record<Operation, string>> = {
  sv: { read: 'läsa', write: 'skriva', export: 'ta ut uppgifter', administer: 'administrera' },
  en: { read: 'read', write: 'write', export: 'export', administer: 'administer' },
};

function spelled(operations: readonly Operation[], language: Language): string {
  return operations.map((operation) => verbs[language][operation]).join(', ');
}
