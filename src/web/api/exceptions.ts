import { queryOptions } from '@tanstack/react-query';
import type {
  AssuranceExceptionChoices,
  AssuranceExceptionDone,
  AssuranceExceptionList,
  DecideAssuranceException,
  ExceptionsChoicesData,
  ExceptionsDecideData,
  ExceptionsEndData,
  ExceptionsListData,
  ExceptionsOrderData,
  OrderAssuranceException,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const exceptionsQuery = pages(['exceptions', 'list'], (after, signal) =>
  get<ExceptionsListData, AssuranceExceptionList>('/api/assurance-exceptions', { query: { after } }, signal),
);

export const exceptionChoicesQuery = queryOptions({
  queryKey: ['exceptions', 'choices'],
  queryFn: ({ signal }) =>
    get<ExceptionsChoicesData, AssuranceExceptionChoices>('/api/assurance-exceptions/choices', {}, signal),
});

export function orderException(body: OrderAssuranceException): Promise<AssuranceExceptionDone> {
  return post<ExceptionsOrderData, AssuranceExceptionDone>('/api/assurance-exceptions', { body });
}

export function decideException(id: string, body: DecideAssuranceException): Promise<AssuranceExceptionDone> {
  return post<ExceptionsDecideData, AssuranceExceptionDone>('/api/assurance-exceptions/{id}/decision', {
    path: { id },
    body,
  });
}

export function endException(id: string, reason: string): Promise<AssuranceExceptionDone> {
  return post<ExceptionsEndData, AssuranceExceptionDone>('/api/assurance-exceptions/{id}/end', {
    path: { id },
    body: { reason },
  });
}
