import type { Language } from '../platform/http/language.decorator.js';
import type { Deviation } from '../policy/request/deviations.js';

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
  }
}
