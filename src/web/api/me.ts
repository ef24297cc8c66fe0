import { queryOptions } from '@tanstack/react-query';
import type { RoleRef, Who } from './generated/types.gen.js';
import { whileActive } from '../session/activity.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

export type Right =
  'staff' | 'request' | 'approve' | 'review' | 'terminate' | 'privilege' | 'imports' | 'campaigns' | 'own';

type Environment = 'production' | 'test' | 'demo';

export interface Me {
  person: Who & { initials: string };
  title: string | null;
  /** Assurance level of this sign-in, 1–4. */
  level: number;
  method: string;
  signedInAt: string;
  idleMinutes: number;
  expiresAt: string;
  environment: Environment;
  organisation: string;
  rights: Right[];
  activations: { id: string; role: RoleRef; endsAt: string }[];
  waiting: number;
}

export interface Task {
  kind: 'approval' | 'review' | 'import-held' | 'directory-waiting';
  id: string;
  about: string;
  person: Who | null;
  due: string | null;
  minutes: number;
  count: number;
}

interface Providers {
  environment: Environment;
  organisation: string;
  items: { id: string; name: string }[];
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', '/me', { signal }),
  // The navigation's counter and the countdown stay fresh without a press.
  refetchInterval: whileActive(60_000),
});

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => call<Providers>('GET', '/auth/providers', { signal }),
  staleTime: Infinity,
});

export const tasksQuery = pages<Page<Task> & { minutes: number }>(['tasks'], '/tasks');

/** Where the browser goes to sign in and come back to `path`. */
export function signInAddress(provider: string, path: string): string {
  return `/api/auth/login?${new URLSearchParams({ provider, return: path }).toString()}`;
}

export function signOut(): Promise<{ url: string | null }> {
  return call('POST', '/auth/logout', { body: {} });
}
