import { queryOptions } from '@tanstack/react-query';
import type {
  CredentialMeansList,
  CredentialReportList,
  LostCredentialsAddData,
  LostCredentialsAddFromOutsideData,
  LostCredentialsListData,
  LostCredentialsListMeansData,
  LostCredentialsMineData,
  LostCredentialsStepData,
  FollowCredentialReport,
  FollowedReport,
  OwnCredentialReportList,
  ReceivedFromOutside,
  ReportCredential,
  ReportedCredential,
  ReportFromOutside,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const meansQuery = queryOptions({
  queryKey: ['credential-means'],
  queryFn: ({ signal }) =>
    get<LostCredentialsListMeansData, CredentialMeansList>('/api/credential-reports/means', {}, signal),
  staleTime: Infinity,
});

export const ownReportsQuery = queryOptions({
  queryKey: ['credential-reports', 'mine'],
  queryFn: ({ signal }) =>
    get<LostCredentialsMineData, OwnCredentialReportList>('/api/credential-reports/mine', {}, signal),
});

export function reportsQuery(show: 'open' | 'closed') {
  return pages(['credential-reports', show], (after, signal) =>
    get<LostCredentialsListData, CredentialReportList>(
      '/api/credential-reports',
      { query: { show, after } },
      signal,
    ),
  );
}

export function reportCredential(body: ReportCredential): Promise<ReportedCredential> {
  return post<LostCredentialsAddData, ReportedCredential>('/api/credential-reports', { body });
}

export function reportFromOutside(body: ReportFromOutside): Promise<ReceivedFromOutside> {
  return post<LostCredentialsAddFromOutsideData, ReceivedFromOutside>('/api/credential-reports/outside', {
    body,
  });
}

export function followReport(id: string, body: FollowCredentialReport): Promise<FollowedReport> {
  return post<LostCredentialsStepData, FollowedReport>('/api/credential-reports/{id}/steps', {
    path: { id },
    body,
  });
}
