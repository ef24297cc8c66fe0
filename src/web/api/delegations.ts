import { queryOptions } from '@tanstack/react-query';
import type {
  DelegationColleagues,
  Delegations,
  DelegationsColleaguesData,
  DelegationsEndDelegationData,
  DelegationsGiveDelegationData,
  DelegationsListData,
  GiveDelegation,
} from './generated/types.gen.js';
import { get, post } from './http.js';

export const delegationsQuery = queryOptions({
  queryKey: ['delegations'],
  queryFn: ({ signal }) => get<DelegationsListData, Delegations>('/api/delegations', {}, signal),
});

/** To whom one could delegate; asked from two letters on. */
export function colleaguesQuery(q: string) {
  return queryOptions({
    queryKey: ['delegations', 'colleagues', q],
    queryFn: ({ signal }) =>
      get<DelegationsColleaguesData, DelegationColleagues>(
        '/api/delegations/colleagues',
        { query: { q } },
        signal,
      ),
    enabled: q.trim().length > 1,
    placeholderData: (before) => before,
  });
}

export function giveDelegation(body: GiveDelegation): Promise<Delegations> {
  return post<DelegationsGiveDelegationData, Delegations>('/api/delegations', { body });
}

export function endDelegation(id: string): Promise<Delegations> {
  return post<DelegationsEndDelegationData, Delegations>('/api/delegations/{id}/ending', {
    path: { id },
    body: {},
  });
}
