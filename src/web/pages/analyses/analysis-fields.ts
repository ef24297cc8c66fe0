import type { Analysis, AnalysisContent } from '../../api/generated/types.gen.js';

/** The sections of an analysis and their fields, in the order that they are thought through. */
export const sections = {
  what: ['purpose', 'legalBasis', 'dataTypes', 'tasks', 'operations', 'unitKinds'],
  who: [
    'whoseData',
    'circumstances',
    'expectedUsers',
    'specialCategories',
    'acrossCareProviders',
    'consequenceWithout',
  ],
  risks: ['risks'],
  safe: ['alternatives', 'safeguards', 'residualRisk', 'residualLevel'],
  decision: ['mandate', 'consulted', 'revisedWhen'],
  suggested: ['suggested'],
} as const satisfies Record<string, readonly (keyof AnalysisContent)[]>;

export type SectionName = keyof typeof sections;
export const sectionNames = Object.keys(sections) as readonly SectionName[];

export const textFields = [
  'purpose',
  'legalBasis',
  'whoseData',
  'circumstances',
  'specialCategories',
  'consequenceWithout',
  'alternatives',
  'residualRisk',
  'mandate',
] as const;
export const listFields = [
  'dataTypes',
  'tasks',
  'unitKinds',
  'safeguards',
  'consulted',
  'revisedWhen',
] as const;
export const operations = ['read', 'write', 'export', 'administer'] as const;
export const levels = ['low', 'medium', 'high'] as const;
export const riskScale = ['1', '2', '3', '4'] as const;

export type TextName = (typeof textFields)[number];
export type ListName = (typeof listFields)[number];
export type Risk = NonNullable<AnalysisContent['risks']>[number];

export function isText(name: string): name is TextName {
  return textFields.some((field) => field === name);
}

export function isList(name: string): name is ListName {
  return listFields.some((field) => field === name);
}

/** What is lacking in a section; `/validTo` belongs to the decision. */
export function problemsIn(section: SectionName, problems: Analysis['problems']): Analysis['problems'] {
  return problems.filter(({ pointer }) =>
    section === 'decision' && pointer === '/validTo'
      ? true
      : sections[section].some(
          (field) => pointer === `/content/${field}` || pointer.startsWith(`/content/${field}/`),
        ),
  );
}
