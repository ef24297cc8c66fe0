import { queryOptions } from '@tanstack/react-query';
import type {
  AcknowledgementList,
  AcknowledgementsSignTextData,
  AcknowledgementsStateData,
  AcknowledgementsWaitingData,
  CompletionAsideList,
  CompletionImport,
  CompletionImportList,
  CompletionsAsidesData,
  CompletionsListData,
  CompletionsSourcesData,
  CompletionsUploadData,
  CompletionSourceList,
  PersonPrerequisites,
  PrerequisiteList,
  PrerequisitePeople,
  PrerequisitesListData,
  PrerequisitesPeopleData,
  PrerequisitesPersonData,
  StateStatus,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type PrerequisiteFilter = NonNullable<NonNullable<PrerequisitesPeopleData['query']>['state']>;

export const prerequisitesQuery = queryOptions({
  queryKey: ['prerequisites'],
  queryFn: ({ signal }) => get<PrerequisitesListData, PrerequisiteList>('/api/prerequisites', {}, signal),
});

export function prerequisitePeopleQuery(id: string, state: PrerequisiteFilter) {
  return pages(['prerequisites', id, state], (after, signal) =>
    get<PrerequisitesPeopleData, PrerequisitePeople>(
      '/api/prerequisites/{id}/people',
      { path: { id }, query: { state, after } },
      signal,
    ),
  );
}

export function personPrerequisitesQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id, 'prerequisites'],
    queryFn: ({ signal }) =>
      get<PrerequisitesPersonData, PersonPrerequisites>(
        '/api/people/{id}/prerequisites',
        { path: { id } },
        signal,
      ),
  });
}

export function stateStatus(id: string, body: StateStatus): Promise<PersonPrerequisites> {
  return post<AcknowledgementsStateData, PersonPrerequisites>('/api/people/{id}/prerequisites', {
    path: { id },
    body,
  });
}

export const acknowledgementsQuery = queryOptions({
  queryKey: ['acknowledgements'],
  queryFn: ({ signal }) =>
    get<AcknowledgementsWaitingData, AcknowledgementList>('/api/acknowledgements', {}, signal),
});

/** `digest` is of the text as it was shown. */
export function signText(id: string, digest: string): Promise<AcknowledgementList> {
  return post<AcknowledgementsSignTextData, AcknowledgementList>('/api/acknowledgements/{id}/signature', {
    path: { id },
    body: { digest },
  });
}

export const completionSourcesQuery = queryOptions({
  queryKey: ['completion-sources'],
  queryFn: ({ signal }) =>
    get<CompletionsSourcesData, CompletionSourceList>('/api/prerequisites/sources', {}, signal),
  staleTime: 300_000,
});

export const completionImportsQuery = pages(['completion-imports'], (after, signal) =>
  get<CompletionsListData, CompletionImportList>('/api/prerequisites/imports', { query: { after } }, signal),
);

export function completionAsidesQuery(id: string) {
  return pages(['completion-asides', id], (after, signal) =>
    get<CompletionsAsidesData, CompletionAsideList>(
      '/api/prerequisites/imports/{id}/asides',
      { path: { id }, query: { after } },
      signal,
    ),
  );
}

/** Sends a file of completions. `isDryRun` shows what it would change and changes nothing. */
export function sendCompletions(
  source: string,
  file: File,
  isDryRun: boolean,
  idempotencyKey: string,
): Promise<CompletionImport> {
  const body = new FormData();
  body.set('source', source);
  if (isDryRun) body.set('dryRun', 'true');
  body.append('file', file, file.name);
  return post<Omit<CompletionsUploadData, 'body'> & { body: FormData }, CompletionImport>(
    '/api/prerequisites/imports',
    { body },
    idempotencyKey,
  );
}
