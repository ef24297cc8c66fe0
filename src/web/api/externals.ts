import { queryOptions } from '@tanstack/react-query';
import type {
  ExtendExternal,
  External,
  ExternalList,
  ExternalsAddData,
  ExternalsChangeSponsorData,
  ExternalsEndData,
  ExternalsExtendData,
  ExternalsListData,
  ExternalsOneData,
  ExternalsUnitsData,
  ExternalUnits,
  NewSponsor,
  RegisterExternal,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const externalFilters = ['current', 'mine', 'ending', 'short', 'past'] as const;
export type ExternalFilter = (typeof externalFilters)[number];

export function externalsQuery(show: ExternalFilter) {
  return pages(['externals', show], (after, signal) =>
    get<ExternalsListData, ExternalList>('/api/externals', { query: { show, after } }, signal),
  );
}

export function externalQuery(id: string) {
  return queryOptions({
    queryKey: ['externals', 'one', id],
    queryFn: ({ signal }) => get<ExternalsOneData, External>('/api/externals/{id}', { path: { id } }, signal),
  });
}

/** Units in which the caller may register somebody. */
export function findExternalUnits(q: string, signal: AbortSignal): Promise<ExternalUnits> {
  return get<ExternalsUnitsData, ExternalUnits>('/api/externals/units', { query: { q } }, signal);
}

export function registerExternal(body: RegisterExternal, idempotencyKey: string): Promise<External> {
  return post<ExternalsAddData, External>('/api/externals', { body }, idempotencyKey);
}

export function extendExternal(id: string, body: ExtendExternal): Promise<External> {
  return post<ExternalsExtendData, External>('/api/externals/{id}/extension', { path: { id }, body });
}

export function changeSponsor(id: string, body: NewSponsor): Promise<NewSponsor> {
  return post<ExternalsChangeSponsorData, NewSponsor>('/api/externals/{id}/sponsor', { path: { id }, body });
}

export function endExternal(id: string, reason: string): Promise<External> {
  return post<ExternalsEndData, External>('/api/externals/{id}/end', { path: { id }, body: { reason } });
}
