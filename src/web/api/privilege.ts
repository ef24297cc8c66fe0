import { queryOptions } from '@tanstack/react-query';
import { whileActive } from '../session/activity.js';
import type {
  ActivateRole,
  Activated,
  ActivationEnded,
  ActivationList,
  PrivilegeActivateRoleData,
  PrivilegedRoleList,
  PrivilegeEndActivationData,
  PrivilegeListData,
  PrivilegeRolesData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const privilegedRolesQuery = queryOptions({
  queryKey: ['privileged-roles'],
  queryFn: ({ signal }) => get<PrivilegeRolesData, PrivilegedRoleList>('/api/privilege/roles', {}, signal),
  refetchInterval: whileActive(30_000),
});

export const activationsQuery = pages(['activations'], (after, signal) =>
  get<PrivilegeListData, ActivationList>('/api/privilege/activations', { query: { after } }, signal),
);

export function activate(body: ActivateRole, idempotencyKey: string): Promise<Activated> {
  return post<PrivilegeActivateRoleData, Activated>('/api/privilege/activations', { body }, idempotencyKey);
}

export function endActivation(id: string): Promise<ActivationEnded> {
  return post<PrivilegeEndActivationData, ActivationEnded>('/api/privilege/activations/{id}/end', {
    path: { id },
  });
}
