import { queryOptions } from '@tanstack/react-query';
import type {
  CorrelationUnmaskData,
  Unmask,
  CorrelationCase,
  CorrelationCaseList,
  CorrelationCasesData,
  CorrelationCountsData,
  CorrelationDecideData,
  CorrelationFindingsData,
  CorrelationMergesData,
  CorrelationMergeTwoData,
  CorrelationOneData,
  CorrelationUndoOneData,
  DataFindingList,
  DataQuality,
  MovedAccess,
  PersonMergeList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type QualityKind = DataQuality['items'][number]['kind'];
export type FindingKind = Exclude<QualityKind, 'correlation'>;

/** As they may stand in the page's address. */
export const findingKinds = [
  'suspected-duplicate',
  'no-manager',
  'unit-no-manager',
  'no-end',
  'two-mains',
  'over-100',
  'no-aid',
  'no-hsa',
  'set-aside',
  'held',
] as const satisfies readonly FindingKind[];

export const qualityQuery = queryOptions({
  queryKey: ['data-quality', 'counts'],
  queryFn: ({ signal }) => get<CorrelationCountsData, DataQuality>('/api/data-quality', {}, signal),
});

export function findingsQuery(kind: FindingKind) {
  return pages(['data-quality', 'findings', kind], (after, signal) =>
    get<CorrelationFindingsData, DataFindingList>(
      '/api/data-quality/findings/{kind}',
      { path: { kind }, query: { after } },
      signal,
    ),
  );
}

export const casesQuery = pages(['data-quality', 'cases'], (after, signal) =>
  get<CorrelationCasesData, CorrelationCaseList>('/api/data-quality/cases', { query: { after } }, signal),
);

export function caseQuery(id: string) {
  return queryOptions({
    queryKey: ['data-quality', 'case', id],
    queryFn: ({ signal }) =>
      get<CorrelationOneData, CorrelationCase>('/api/data-quality/cases/{id}', { path: { id } }, signal),
  });
}

export const mergesQuery = pages(['data-quality', 'merges'], (after, signal) =>
  get<CorrelationMergesData, PersonMergeList>('/api/data-quality/merges', { query: { after } }, signal),
);

export function decideCase(id: string, body: CorrelationDecideData['body']): Promise<CorrelationCase> {
  return post<CorrelationDecideData, CorrelationCase>('/api/data-quality/cases/{id}/decision', {
    path: { id },
    body,
  });
}

/** Says why one needs to see the protected people whom the case is about. */
export function unmaskCase(id: string, body: Unmask): Promise<CorrelationCase> {
  return post<CorrelationUnmaskData, CorrelationCase>('/api/data-quality/cases/{id}/unmaskings', {
    path: { id },
    body,
  });
}

export function mergePersons(body: CorrelationMergeTwoData['body']): Promise<MovedAccess> {
  return post<CorrelationMergeTwoData, MovedAccess>('/api/data-quality/merges', { body });
}

export function undoMerge(id: string, reason: string): Promise<MovedAccess> {
  return post<CorrelationUndoOneData, MovedAccess>('/api/data-quality/merges/{id}/undo', {
    path: { id },
    body: { reason },
  });
}
