import { queryOptions } from '@tanstack/react-query';
import { whileActive } from '../session/activity.js';
import type {
  DeskMeData,
  DeskNoticesData,
  DeskTasksData,
  MarkedRead,
  MarkRead,
  Me,
  NoticeList,
  NoticesReadData,
  Providers,
  SignedOut,
  SignInLogoutData,
  SignInProvidersData,
  TaskList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';
import type { Demands } from './problem.js';

export type Right = Me['rights'][number];

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<DeskMeData, Me>('/api/me', {}, signal),
  // The navigation's counter and the countdown stay fresh without a press.
  refetchInterval: whileActive(60_000),
});

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => get<SignInProvidersData, Providers>('/api/auth/providers', {}, signal),
  staleTime: Infinity,
});

export const tasksQuery = pages(['tasks'], (after, signal) =>
  get<DeskTasksData, TaskList>('/api/tasks', { query: { after } }, signal),
);

export const noticesQuery = pages(['notices'], (after, signal) =>
  get<DeskNoticesData, NoticeList>('/api/notices', { query: { after } }, signal),
);

export function markRead(body: MarkRead): Promise<MarkedRead> {
  return post<NoticesReadData, MarkedRead>('/api/notices/read', { body });
}

/** Where the browser goes to sign in and come back to `path`. */
export function signInAddress(provider: string, path: string): string {
  return `/api/auth/login?${new URLSearchParams({ provider, return: path }).toString()}`;
}

/** The same to prove anew, and strongly enough, who one is. */
export function stepUpAddress(provider: string, path: string, { level, maxAge }: Demands): string {
  const fresh: Record<string, string> = maxAge === null ? {} : { fresh: '1' };
  const query = { provider, return: path, level: String(level), ...fresh };
  return `/api/auth/login?${new URLSearchParams(query).toString()}`;
}

export function signOut(): Promise<SignedOut> {
  return post<SignInLogoutData, SignedOut>('/api/auth/logout', {});
}
