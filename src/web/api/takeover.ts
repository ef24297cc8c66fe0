import { queryOptions } from '@tanstack/react-query';
import type {
  AdoptGroup,
  DirectoryTaken,
  Discovery,
  DiscoveryAdoptGroupData,
  DiscoveryExemptGroupData,
  DiscoveryGroupsData,
  DiscoveryOneData,
  DiscoveryReadDirectoryData,
  DiscoveryTakeOverData,
  FoundGroupList,
  GroupAdopted,
  OpenTakeover,
  Reference,
  RemoveUnassessed,
  StrayList,
  TakeoverSystems,
  UnassessedList,
  UnassessedOpenCampaignData,
  UnassessedPageData,
  UnassessedRemoved,
  UnassessedRemoveSomeData,
  UnassessedStraysData,
  UnassessedSystemsData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const discoveryQuery = queryOptions({
  queryKey: ['discovery'],
  queryFn: ({ signal }) => get<DiscoveryOneData, Discovery>('/api/discovery', {}, signal),
});

export function foundGroupsQuery(view: 'unmanaged' | 'exempt') {
  return pages(['discovery', 'groups', view], (after, signal) =>
    get<DiscoveryGroupsData, FoundGroupList>('/api/discovery/groups', { query: { view, after } }, signal),
  );
}

export function readDirectory(): Promise<DirectoryTaken> {
  return post<DiscoveryReadDirectoryData, DirectoryTaken>('/api/discovery/readings', {});
}

export function takeOver(): Promise<DirectoryTaken> {
  return post<DiscoveryTakeOverData, DirectoryTaken>('/api/discovery/takeovers', {});
}

export function adoptGroup(id: string, body: AdoptGroup): Promise<GroupAdopted> {
  return post<DiscoveryAdoptGroupData, GroupAdopted>('/api/discovery/groups/{id}/entitlement', {
    path: { id },
    body,
  });
}

export function exemptGroup(id: string, reason: string | null): Promise<Reference> {
  return post<DiscoveryExemptGroupData, Reference>('/api/discovery/groups/{id}/exemption', {
    path: { id },
    body: { reason },
  });
}

export function unassessedQuery(scope: 'staff' | 'all', state: 'waiting' | 'decided', systemId?: string) {
  return pages(['unassessed', scope, state, systemId], (after, signal) =>
    get<UnassessedPageData, UnassessedList>(
      '/api/unassessed',
      { query: { scope, state, systemId, after } },
      signal,
    ),
  );
}

export const takeoverSystemsQuery = queryOptions({
  queryKey: ['unassessed', 'systems'],
  queryFn: ({ signal }) => get<UnassessedSystemsData, TakeoverSystems>('/api/unassessed/systems', {}, signal),
});

export const straysQuery = pages(['unassessed', 'strays'], (after, signal) =>
  get<UnassessedStraysData, StrayList>('/api/unassessed/strays', { query: { after } }, signal),
);

export function removeUnassessed(body: RemoveUnassessed): Promise<UnassessedRemoved> {
  return post<UnassessedRemoveSomeData, UnassessedRemoved>('/api/unassessed/removals', { body });
}

export function openTakeover(body: OpenTakeover): Promise<Reference> {
  return post<UnassessedOpenCampaignData, Reference>('/api/unassessed/campaigns', { body });
}
