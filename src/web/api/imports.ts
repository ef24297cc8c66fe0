import { queryOptions } from '@tanstack/react-query';
import type {
  EventList,
  HrDifferencesData,
  HrFetchData,
  HrEventsListData,
  HrLetThroughData,
  HrListData,
  HrOneData,
  HrQuarantineData,
  HrSourceList,
  HrSourcesData,
  HrThrowAwayData,
  HrUploadData,
  ImportDifferenceList,
  ImportList,
  ImportView,
  QuarantineList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const sourcesQuery = queryOptions({
  queryKey: ['hr-sources'],
  queryFn: ({ signal }) => get<HrSourcesData, HrSourceList>('/api/hr/sources', {}, signal),
  staleTime: 300_000,
});

export const importsQuery = pages(['imports'], (after, signal) =>
  get<HrListData, ImportList>('/api/hr/imports', { query: { after } }, signal),
);

/** What HR systems have pushed; `attention` for what somebody has to look at. */
export function eventsQuery(show: 'all' | 'attention') {
  return pages(['hr-events', show], (after, signal) =>
    get<HrEventsListData, EventList>('/api/hr/events', { query: { show, after } }, signal),
  );
}

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => get<HrOneData, ImportView>('/api/hr/imports/{id}', { path: { id } }, signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 700 : false),
  });
}

export function quarantineQuery(id: string) {
  return pages(['quarantine', id], (after, signal) =>
    get<HrQuarantineData, QuarantineList>(
      '/api/hr/imports/{id}/quarantine',
      { path: { id }, query: { after } },
      signal,
    ),
  );
}

export function differencesQuery(id: string) {
  return pages(['differences', id], (after, signal) =>
    get<HrDifferencesData, ImportDifferenceList>(
      '/api/hr/imports/{id}/differences',
      { path: { id }, query: { after } },
      signal,
    ),
  );
}

/** Sends a snapshot's files. `isDryRun` shows what would change and changes nothing. */
export function startImport(
  source: string,
  files: readonly File[],
  announced: { rows: string },
  isDryRun: boolean,
  idempotencyKey: string,
): Promise<ImportView> {
  const body = new FormData();
  body.set('source', source);
  if (isDryRun) body.set('dryRun', 'true');
  if (announced.rows !== '') body.set('rows', announced.rows);
  for (const file of files) body.append('files', file, file.name);
  return post<Omit<HrUploadData, 'body'> & { body: FormData }, ImportView>(
    '/api/hr/imports',
    { body },
    idempotencyKey,
  );
}

/** Has the service ask the HR system for its snapshot. */
export function fetchSource(id: string, isDryRun: boolean, idempotencyKey: string): Promise<ImportView> {
  return post<HrFetchData, ImportView>(
    '/api/hr/sources/{id}/pull',
    { path: { id }, body: { dryRun: isDryRun } },
    idempotencyKey,
  );
}

export function releaseImport(id: string, reason: string): Promise<ImportView> {
  return post<HrLetThroughData, ImportView>('/api/hr/imports/{id}/release', {
    path: { id },
    body: { reason },
  });
}

export function cancelImport(id: string, reason: string): Promise<ImportView> {
  return post<HrThrowAwayData, ImportView>('/api/hr/imports/{id}/cancellation', {
    path: { id },
    body: { reason },
  });
}
