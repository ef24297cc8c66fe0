import { queryOptions } from '@tanstack/react-query';
import type {
  ApiClient,
  ApiClientList,
  ApiClientsAddData,
  ApiClientsAlterData,
  ApiClientsListData,
  ChangeApiClient,
  ProviderCheck,
  ProviderChecksListData,
  ProviderChecksLookData,
  ProviderChecksResultData,
  ProviderChecksTryData,
  ProviderSetUps,
  ProviderTest,
  RegisterApiClient,
  TriedProvider,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const setUpsQuery = queryOptions({
  queryKey: ['provider-set-ups'],
  queryFn: ({ signal }) => get<ProviderChecksListData, ProviderSetUps>('/api/identity-providers', {}, signal),
});

export function checkProvider(id: string): Promise<ProviderCheck> {
  return post<ProviderChecksLookData, ProviderCheck>('/api/identity-providers/{id}/checks', { path: { id } });
}

export function tryProvider(id: string): Promise<ProviderTest> {
  return post<ProviderChecksTryData, ProviderTest>('/api/identity-providers/{id}/tests', { path: { id } });
}

/** What came of trying; told once. */
export function triedProvider(): Promise<TriedProvider> {
  return post<ProviderChecksResultData, TriedProvider>('/api/identity-providers/tests/result', {});
}

export const apiClientsQuery = pages(['api-clients'], (after, signal) =>
  get<ApiClientsListData, ApiClientList>('/api/api-clients', { query: { after } }, signal),
);

export function registerApiClient(body: RegisterApiClient): Promise<ApiClient> {
  return post<ApiClientsAddData, ApiClient>('/api/api-clients', { body });
}

export function changeApiClient(id: string, body: ChangeApiClient): Promise<ApiClient> {
  return post<ApiClientsAlterData, ApiClient>('/api/api-clients/{id}/changes', { path: { id }, body });
}
