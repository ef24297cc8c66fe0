import { queryOptions } from '@tanstack/react-query';
import type { Named, PersonCard, Who } from './generated/types.gen.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

export interface PersonLine {
  id: string;
  person: Who;
  title: string;
  unit: Named;
  state: 'coming' | 'active' | 'leaving' | 'ended';
  to: string | null;
  grants: number;
  expiringSoon: number;
}

export type PeopleScope = 'staff' | 'all';

export function peopleQuery(scope: PeopleScope, q: string) {
  return pages<Page<PersonLine> & { total: number }>(['people', scope, q], '/people', { scope, q });
}

/** The first hits for a search box. */
export function findPeopleQuery(scope: PeopleScope, q: string) {
  return queryOptions({
    queryKey: ['people', 'find', scope, q],
    queryFn: ({ signal }) =>
      call<Page<PersonLine>>('GET', '/people', { query: { scope, q, limit: 8 }, signal }),
  });
}

/** `id` may be "me". */
export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id],
    queryFn: ({ signal }) => call<PersonCard>('GET', `/people/${encodeURIComponent(id)}`, { signal }),
  });
}

export type TerminationReason = 'left' | 'dismissed' | 'security' | 'deceased' | 'other';

export interface Termination {
  personId: string;
  terminatedAt: string;
  sessionsEnded: number;
  requestsClosed: number;
  grantsEnded: number;
  accountsToDisable: number;
}

export function terminate(
  personId: string,
  body: { reason: TerminationReason; note: string },
  idempotencyKey: string,
): Promise<Termination> {
  return call('POST', `/people/${encodeURIComponent(personId)}/termination`, { body, idempotencyKey });
}

interface TerminationProgress {
  terminatedAt: string;
  account: { state: 'pending' | 'disabled'; confirmedAt: string | null; waitingSince: string | null } | null;
}

/** Asks twice a second until the directory has confirmed, since somebody stands there waiting for the word. */
export function terminationQuery(personId: string) {
  return queryOptions({
    queryKey: ['termination', personId],
    queryFn: ({ signal }) =>
      call<TerminationProgress>('GET', `/people/${encodeURIComponent(personId)}/termination`, { signal }),
    refetchInterval: (query) => (query.state.data?.account?.state === 'pending' ? 500 : false),
  });
}
