import type { DraftContent } from '../draft-content.js';

/** A start for the analysis of a common role: to be made one's own, never approved as it is. */
export interface AnalysisTemplate {
  readonly key: string;
  readonly name: { readonly sv: string; readonly en: string };
  readonly about: { readonly sv: string; readonly en: string };
  readonly content: DraftContent;
}

type Scale = 1 | 2 | 3 | 4;

/** A risk with its grade before and after the safeguard, each as likelihood and consequence. */
export function risk(
  words: string,
  before: readonly [Scale, Scale],
  safeguard: string,
  after: readonly [Scale, Scale],
): NonNullable<DraftContent['risks']>[number] {
  return {
    risk: words,
    likelihood: before[0],
    consequence: before[1],
    safeguard,
    likelihoodAfter: after[0],
    consequenceAfter: after[1],
    decision: 'accepted',
  };
}

/** What holds for every role that meets people's records; a template says what is its own. */
export const usual = {
  specialCategories:
    'Hälsouppgifter och sociala förhållanden hos alla. Skyddade personuppgifter och kollegor, anhöriga eller grannar som själva får vård och omsorg kan förekomma; då gäller särskild återhållsamhet och utökad loggkontroll.',
  mandate: 'Informationsägaren enligt förvaltningens delegationsordning.',
  consulted: ['Dataskyddsombud', 'Systemägare', 'Verksamhetsföreträdare'],
  revisedWhen: [
    'Arbetssätt, organisation eller uppdrag ändras',
    'Ny version av systemet ändrar vad rollen ger',
    'En incident eller loggkontroll visar brister',
    'Lagstiftningen ändras',
  ],
  acrossCareProviders: false,
} satisfies DraftContent;
