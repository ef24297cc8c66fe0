import { queryOptions } from '@tanstack/react-query';
import type {
  AddEntitlement,
  ChangeEntitlement,
  CountedPeople,
  CreateRole,
  DecidedRole,
  DecideRole,
  DecideSystem,
  EntitlementsAddData,
  EntitlementsChangeData,
  EntitlementsList,
  EntitlementsListData,
  EntitlementsRetireData,
  ForeseenRole,
  History,
  MoveSystem,
  NameSystemOwners,
  PeopleSelector,
  ProposedRole,
  RegisterSystem,
  RegisterTerms,
  ReviseRole,
  RoleChoices,
  RoleDefinition,
  RoleImpact,
  RolesChoicesData,
  RolesCreateData,
  RolesDecisionsDecideVersionData,
  RolesHistoryData,
  RolesImpactData,
  RolesList,
  RolesListData,
  RolesOneData,
  RolesPreviewData,
  RolesRestoreData,
  RolesRetireRoleData,
  RolesReviseData,
  RoleView,
  SelectorsCountData,
  SelectorsWordsData,
  SelectorWords,
  SystemsConfirmClassificationData,
  SystemsDecideSystemData,
  SystemsHistoryData,
  SystemsList,
  SystemsListData,
  SystemsMoveSystemData,
  SystemsNameOwnersData,
  SystemsOneData,
  SystemsRegisterSystemData,
  SystemsTermsData,
  SystemsWriteSystemData,
  SystemView,
  WriteSystem,
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

export function registerSystem(body: RegisterSystem): Promise<SystemView> {
  return post<SystemsRegisterSystemData, SystemView>('/api/systems', { body });
}

/** Straight in while it is a draft, else a version that waits for the information owner. */
export function writeSystem(id: string, body: WriteSystem): Promise<SystemView> {
  return post<SystemsWriteSystemData, SystemView>('/api/systems/{id}/versions', { path: { id }, body });
}

export function nameOwners(id: string, body: NameSystemOwners): Promise<SystemView> {
  return post<SystemsNameOwnersData, SystemView>('/api/systems/{id}/owners', { path: { id }, body });
}

export function addEntitlement(systemId: string, body: AddEntitlement): Promise<EntitlementsList> {
  return post<EntitlementsAddData, EntitlementsList>('/api/systems/{systemId}/entitlements', {
    path: { systemId },
    body,
  });
}

export function changeEntitlement(
  systemId: string,
  id: string,
  body: ChangeEntitlement,
): Promise<EntitlementsList> {
  return post<EntitlementsChangeData, EntitlementsList>('/api/systems/{systemId}/entitlements/{id}/changes', {
    path: { systemId, id },
    body,
  });
}

export function retireEntitlement(systemId: string, id: string, reason: string): Promise<EntitlementsList> {
  return post<EntitlementsRetireData, EntitlementsList>(
    '/api/systems/{systemId}/entitlements/{id}/retirement',
    { path: { systemId, id }, body: { reason } },
  );
}

export function createRole(body: CreateRole): Promise<ProposedRole> {
  return post<RolesCreateData, ProposedRole>('/api/roles', { body });
}

export function reviseRole(id: string, body: ReviseRole): Promise<ProposedRole> {
  return post<RolesReviseData, ProposedRole>('/api/roles/{id}/versions', { path: { id }, body });
}

export function retireRole(id: string, reason: string): Promise<RoleView> {
  return post<RolesRetireRoleData, RoleView>('/api/roles/{id}/retirement', {
    path: { id },
    body: { reason },
  });
}

/** Whom a version that is being written would touch; nothing is kept. */
export function foreseeRole(id: string, content: RoleDefinition): Promise<ForeseenRole> {
  return post<RolesPreviewData, ForeseenRole>('/api/roles/{id}/previews', {
    path: { id },
    body: { content },
  });
}

export function roleChoicesQuery(kind: 'entitlement' | 'role', q: string) {
  return queryOptions({
    queryKey: ['register', 'choices', kind, q],
    queryFn: ({ signal }) =>
      get<RolesChoicesData, RoleChoices>('/api/roles/choices', { query: { kind, q } }, signal),
  });
}

export const selectorWordsQuery = queryOptions({
  queryKey: ['selectors', 'words'],
  queryFn: ({ signal }) => get<SelectorsWordsData, SelectorWords>('/api/people-selectors/words', {}, signal),
  staleTime: 5 * 60_000,
});

/** How many people a selector meets today. */
export function countPeopleQuery(selector: PeopleSelector) {
  return queryOptions({
    queryKey: ['selectors', 'count', selector],
    queryFn: () =>
      post<SelectorsCountData, CountedPeople>('/api/people-selectors/count', { body: { selector } }),
  });
}
