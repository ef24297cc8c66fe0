import { queryOptions } from '@tanstack/react-query';
import type {
  ExemptedPerson,
  ExemptPerson,
  SavedSeparationRule,
  SaveSeparationRule,
  SeparationAddData,
  SeparationChangeData,
  SeparationChoices,
  SeparationChoicesData,
  SeparationConflictList,
  SeparationConflictsData,
  SeparationEndData,
  SeparationExemptData,
  SeparationExemptionList,
  SeparationExemptionsData,
  SeparationRuleList,
  SeparationRulesData,
  SeparationRuleVersionList,
  SeparationVersionsData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type ConflictState = NonNullable<NonNullable<SeparationConflictsData['query']>['state']>;

export const separationRulesQuery = queryOptions({
  queryKey: ['separation', 'rules'],
  queryFn: ({ signal }) => get<SeparationRulesData, SeparationRuleList>('/api/separation/rules', {}, signal),
});

export const separationChoicesQuery = queryOptions({
  queryKey: ['separation', 'choices'],
  queryFn: ({ signal }) =>
    get<SeparationChoicesData, SeparationChoices>('/api/separation/choices', {}, signal),
});

export function separationVersionsQuery(id: string) {
  return queryOptions({
    queryKey: ['separation', 'versions', id],
    queryFn: ({ signal }) =>
      get<SeparationVersionsData, SeparationRuleVersionList>(
        '/api/separation/rules/{id}/versions',
        { path: { id } },
        signal,
      ),
  });
}

export function separationConflictsQuery(state: ConflictState, rule?: string) {
  return pages(['separation', 'conflicts', state, rule], (after, signal) =>
    get<SeparationConflictsData, SeparationConflictList>(
      '/api/separation/conflicts',
      { query: { state, rule, after } },
      signal,
    ),
  );
}

export const separationExemptionsQuery = pages(['separation', 'exemptions'], (after, signal) =>
  get<SeparationExemptionsData, SeparationExemptionList>(
    '/api/separation/exemptions',
    { query: { after } },
    signal,
  ),
);

/** A new rule, or a new version of one. */
export function saveSeparationRule(
  id: string | null,
  body: SaveSeparationRule,
): Promise<SavedSeparationRule> {
  return id === null
    ? post<SeparationAddData, SavedSeparationRule>('/api/separation/rules', { body })
    : post<SeparationChangeData, SavedSeparationRule>('/api/separation/rules/{id}', { path: { id }, body });
}

export function exemptFromRule(body: ExemptPerson): Promise<ExemptedPerson> {
  return post<SeparationExemptData, ExemptedPerson>('/api/separation/exemptions', { body });
}

export function endSeparationExemption(id: string, reason: string): Promise<ExemptedPerson> {
  return post<SeparationEndData, ExemptedPerson>('/api/separation/exemptions/{id}/end', {
    path: { id },
    body: { reason },
  });
}
