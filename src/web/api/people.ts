import { queryOptions } from '@tanstack/react-query';
import type {
  ComingAccessList,
  ComingAccessListData,
  PeopleList,
  PeopleListData,
  PeopleMeData,
  PeopleOneData,
  PersonCard,
  TerminatePerson,
  Termination,
  TerminationEndData,
  TerminationProgress,
  TerminationReadData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type PeopleScope = 'staff' | 'all';

export function peopleQuery(scope: PeopleScope, q: string) {
  return pages(['people', scope, q], (after, signal) =>
    get<PeopleListData, PeopleList>('/api/people', { query: { scope, q, after } }, signal),
  );
}

/** The first hits for a search box. */
export function findPeopleQuery(scope: PeopleScope, q: string) {
  return queryOptions({
    queryKey: ['people', 'find', scope, q],
    queryFn: ({ signal }) =>
      get<PeopleListData, PeopleList>('/api/people', { query: { scope, q, limit: 8 } }, signal),
  });
}

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id],
    queryFn: ({ signal }) => get<PeopleOneData, PersonCard>('/api/people/{id}', { path: { id } }, signal),
  });
}

/** What the person's employments that have not begun will give on their first day. */
export function comingAccessQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id, 'coming-access'],
    queryFn: ({ signal }) =>
      get<ComingAccessListData, ComingAccessList>('/api/people/{id}/coming-access', { path: { id } }, signal),
  });
}

export const ownCardQuery = queryOptions({
  queryKey: ['person', 'me'],
  queryFn: ({ signal }) => get<PeopleMeData, PersonCard>('/api/people/me', {}, signal),
});

export function terminate(id: string, body: TerminatePerson, idempotencyKey: string): Promise<Termination> {
  return post<TerminationEndData, Termination>(
    '/api/people/{id}/termination',
    { path: { id }, body },
    idempotencyKey,
  );
}

/** Asks twice a second until the directory has confirmed, since somebody stands there waiting for the word. */
export function terminationQuery(id: string) {
  return queryOptions({
    queryKey: ['termination', id],
    queryFn: ({ signal }) =>
      get<TerminationReadData, TerminationProgress>('/api/people/{id}/termination', { path: { id } }, signal),
    refetchInterval: (query) => (query.state.data?.account?.state === 'pending' ? 500 : false),
  });
}
