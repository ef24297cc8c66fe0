import { queryOptions } from '@tanstack/react-query';
import type {
  Cookies,
  PersonSessionsEndData,
  PersonSessionsListData,
  SessionList,
  SessionsEnded,
  SessionsEndOneData,
  SessionsEndOthersData,
  SessionsListData,
  SignInCookiesData,
} from './generated/types.gen.js';
import { get, post } from './http.js';

export const ownSessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => get<SessionsListData, SessionList>('/api/me/sessions', {}, signal),
});

export function endSession(id: string): Promise<SessionsEnded> {
  return post<SessionsEndOneData, SessionsEnded>('/api/me/sessions/{id}/end', { path: { id } });
}

export function endOtherSessions(): Promise<SessionsEnded> {
  return post<SessionsEndOthersData, SessionsEnded>('/api/me/sessions/end-others', {});
}

export function personSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ['sessions', id],
    queryFn: ({ signal }) =>
      get<PersonSessionsListData, SessionList>('/api/people/{id}/sessions', { path: { id } }, signal),
  });
}

export function endPersonSessions(id: string): Promise<SessionsEnded> {
  return post<PersonSessionsEndData, SessionsEnded>('/api/people/{id}/sessions/end', { path: { id } });
}

export const cookiesQuery = queryOptions({
  queryKey: ['cookies'],
  queryFn: ({ signal }) => get<SignInCookiesData, Cookies>('/api/auth/cookies', {}, signal),
  staleTime: Infinity,
});
