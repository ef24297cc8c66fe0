import { queryOptions } from '@tanstack/react-query';
import type { ImportView, Who } from './generated/types.gen.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

interface HrSource {
  id: string;
  name: string;
  files: string[];
  watchFolder: boolean;
}

export interface QuarantinedRow {
  file: string;
  line: number;
  reason: string;
  detail: string;
  column: string | null;
}

export interface Difference {
  person: Who;
  kind: 'joiner' | 'mover' | 'leaver' | 'rehire' | 'changed' | 'employment-added' | 'employment-ended';
  text: string;
  day: string | null;
}

export const sourcesQuery = queryOptions({
  queryKey: ['hr-sources'],
  queryFn: ({ signal }) => call<Page<HrSource>>('GET', '/hr/sources', { signal }),
  staleTime: 300_000,
});

export const importsQuery = pages<Page<ImportView>>(['imports'], '/hr/imports');

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call<ImportView>('GET', `/hr/imports/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 700 : false),
  });
}

export function quarantineQuery(id: string) {
  return pages<Page<QuarantinedRow>>(['quarantine', id], `/hr/imports/${encodeURIComponent(id)}/quarantine`);
}

export function differencesQuery(id: string) {
  return pages<Page<Difference>>(['differences', id], `/hr/imports/${encodeURIComponent(id)}/differences`);
}

/** Sends a snapshot's files. `isDryRun` shows what would change and changes nothing. */
export function startImport(
  source: string,
  files: readonly File[],
  isDryRun: boolean,
  idempotencyKey: string,
): Promise<ImportView> {
  const body = new FormData();
  body.set('source', source);
  if (isDryRun) body.set('dryRun', 'true');
  for (const file of files) body.append('files', file, file.name);
  return call('POST', '/hr/imports', { body, idempotencyKey });
}

export function releaseImport(id: string, reason: string): Promise<ImportView> {
  return call('POST', `/hr/imports/${encodeURIComponent(id)}/release`, { body: { reason } });
}

export function cancelImport(id: string, reason: string): Promise<ImportView> {
  return call('POST', `/hr/imports/${encodeURIComponent(id)}/cancellation`, { body: { reason } });
}
