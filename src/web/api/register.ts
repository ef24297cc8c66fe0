import { queryOptions } from '@tanstack/react-query';
import type {
  DecidedRole,
  DecideRole,
  DecideSystem,
  EntitlementsList,
  EntitlementsListData,
  History,
  MoveSystem,
  RegisterTerms,
  RoleImpact,
  RolesDecisionsDecideVersionData,
  RolesHistoryData,
  RolesImpactData,
  RolesList,
  RolesListData,
  RolesOneData,
  RolesRestoreData,
  RoleView,
  SystemsConfirmClassificationData,
  SystemsDecideSystemData,
  SystemsHistoryData,
  SystemsList,
  SystemsListData,
  SystemsMoveSystemData,
  SystemsOneData,
  SystemsTermsData,
  SystemView,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export function systemsQuery(q: string, isMine: boolean) {
  return pages(['register', 'systems', q, isMine], (after, signal) =>
    get<SystemsListData, SystemsList>('/api/systems', { query: { q, mine: String(isMine), after } }, signal),
  );
}

export function systemQuery(id: string) {
  return queryOptions({
    queryKey: ['register', 'system', id],
    queryFn: ({ signal }) => get<SystemsOneData, SystemView>('/api/systems/{id}', { path: { id } }, signal),
  });
}

export const registerTermsQuery = queryOptions({
  queryKey: ['register', 'terms'],
  queryFn: ({ signal }) => get<SystemsTermsData, RegisterTerms>('/api/systems/terms', {}, signal),
});

export function entitlementsQuery(systemId: string) {
  return queryOptions({
    queryKey: ['register', 'entitlements', systemId],
    queryFn: ({ signal }) =>
      get<EntitlementsListData, EntitlementsList>(
        '/api/systems/{systemId}/entitlements',
        { path: { systemId } },
        signal,
      ),
  });
}

export function systemHistoryQuery(id: string) {
  return pages(['register', 'system-history', id], (after, signal) =>
    get<SystemsHistoryData, History>('/api/systems/{id}/history', { path: { id }, query: { after } }, signal),
  );
}

export function roleHistoryQuery(id: string) {
  return pages(['register', 'role-history', id], (after, signal) =>
    get<RolesHistoryData, History>('/api/roles/{id}/history', { path: { id }, query: { after } }, signal),
  );
}

export function decideSystem(id: string, body: DecideSystem): Promise<SystemView> {
  return post<SystemsDecideSystemData, SystemView>('/api/systems/{id}/decisions', { path: { id }, body });
}

export function moveSystem(id: string, body: MoveSystem): Promise<SystemView> {
  return post<SystemsMoveSystemData, SystemView>('/api/systems/{id}/moves', { path: { id }, body });
}

export function confirmClassification(id: string, reason: string): Promise<SystemView> {
  return post<SystemsConfirmClassificationData, SystemView>('/api/systems/{id}/classification-reviews', {
    path: { id },
    body: { reason },
  });
}

export function rolesQuery(q: string) {
  return pages(['register', 'roles', q], (after, signal) =>
    get<RolesListData, RolesList>('/api/roles', { query: { q, after } }, signal),
  );
}

export function roleQuery(id: string) {
  return queryOptions({
    queryKey: ['register', 'role', id],
    queryFn: ({ signal }) => get<RolesOneData, RoleView>('/api/roles/{id}', { path: { id } }, signal),
  });
}

export function roleImpactQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['register', 'impact', id, version],
    queryFn: ({ signal }) =>
      get<RolesImpactData, RoleImpact>(
        '/api/roles/{id}/versions/{version}/impact',
        { path: { id, version } },
        signal,
      ),
  });
}

export function decideRole(id: string, version: number, body: DecideRole): Promise<DecidedRole> {
  return post<RolesDecisionsDecideVersionData, DecidedRole>('/api/roles/{id}/versions/{version}/decisions', {
    path: { id, version },
    body,
  });
}

export function restoreRole(
  id: string,
  body: { base: number; version: number; reason: string },
): Promise<unknown> {
  return post<RolesRestoreData, unknown>('/api/roles/{id}/restorations', { path: { id }, body });
}
