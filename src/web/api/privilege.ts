import { queryOptions } from '@tanstack/react-query';
import type { RoleRef, Who } from './generated/types.gen.js';
import { whileActive } from '../session/activity.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

export interface PrivilegedRole {
  role: RoleRef;
  /** How many may hold it at the same time. */
  cap: number;
  active: { holder: Who; endsAt: string }[];
  hours: number[];
  requiredLevel: number;
  mine: { id: string; startedAt: string; endsAt: string } | null;
  problems: { code: string; detail: string }[];
}

export interface PastActivation {
  id: string;
  role: RoleRef;
  person: Who;
  reason: string;
  startedAt: string;
  endsAt: string;
  endedAt: string | null;
  endedBy: 'clock' | 'hand' | 'leaver' | null;
}

export const privilegedRolesQuery = queryOptions({
  queryKey: ['privileged-roles'],
  queryFn: ({ signal }) => call<Page<PrivilegedRole>>('GET', '/privilege/roles', { signal }),
  refetchInterval: whileActive(30_000),
});

export const activationsQuery = pages<Page<PastActivation>>(['activations'], '/privilege/activations');

export function activate(
  body: { roleId: string; hours: number; reason: string },
  idempotencyKey: string,
): Promise<{ id: string; role: RoleRef; startedAt: string; endsAt: string }> {
  return call('POST', '/privilege/activations', { body, idempotencyKey });
}

export function endActivation(id: string): Promise<{ id: string; endedAt: string }> {
  return call('POST', `/privilege/activations/${encodeURIComponent(id)}/end`, { body: {} });
}
