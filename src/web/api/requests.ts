import { queryOptions } from '@tanstack/react-query';
import type {
  AssessmentBegun,
  DecidedTogether,
  DecideRequest,
  DecideTogether,
  Deviations,
  PreviewRequest,
  RequestableRoles,
  RequestPreview,
  NarrowerUnits,
  RequestsDecideRequestData,
  RequestsDecideTogetherData,
  RequestsGroupsData,
  RequestsNarrowerUnitsData,
  RequestsList,
  AssessmentDeviationsData,
  RequestsListData,
  RequestsOneData,
  RequestsPreviewRequestData,
  RequestsRolesData,
  RequestsSubmitRequestData,
  RequestsWithdrawRequestData,
  RequestCircumstances,
  RequestsAroundData,
  RequestView,
  SubmitRequest,
  WaitingGroups,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type Assessment = SubmitRequest['assessment'];
export type Wanted = Pick<SubmitRequest, 'personId' | 'employmentId' | 'roleId' | 'kind'>;
export type RequestsView = 'to-decide' | 'sent';

export function requestableRolesQuery(personId: string, employmentId: string) {
  return queryOptions({
    queryKey: ['requestable', personId, employmentId],
    queryFn: ({ signal }) =>
      get<RequestsRolesData, RequestableRoles>(
        '/api/requests/roles',
        { query: { personId, employmentId } },
        signal,
      ),
    enabled: employmentId !== '',
  });
}

export function previewQuery(wanted: PreviewRequest) {
  return queryOptions({
    queryKey: ['preview', wanted],
    queryFn: () =>
      post<RequestsPreviewRequestData, RequestPreview>('/api/requests/preview', { body: wanted }),
    staleTime: 0,
  });
}

/** Where what is written departs from the analysis; asked again as it changes. */
export function deviationsQuery(begun: AssessmentBegun) {
  return queryOptions({
    queryKey: ['deviations', begun],
    queryFn: () => post<AssessmentDeviationsData, Deviations>('/api/requests/deviations', { body: begun }),
    enabled: begun.assessment.days > 0,
    placeholderData: (before) => before,
  });
}

export function submitRequest(body: SubmitRequest, idempotencyKey: string): Promise<RequestView> {
  return post<RequestsSubmitRequestData, RequestView>('/api/requests', { body }, idempotencyKey);
}

export function requestsQuery(view: RequestsView, state: 'pending' | 'decided', roleId?: string) {
  return pages(['requests', view, state, roleId], (after, signal) =>
    get<RequestsListData, RequestsList>('/api/requests', { query: { view, state, roleId, after } }, signal),
  );
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ['request', id],
    queryFn: ({ signal }) =>
      get<RequestsOneData, RequestView>('/api/requests/{id}', { path: { id } }, signal),
  });
}

export function decideRequest(id: string, body: DecideRequest): Promise<RequestView> {
  return post<RequestsDecideRequestData, RequestView>('/api/requests/{id}/decisions', { path: { id }, body });
}

export function withdrawRequest(id: string): Promise<RequestView> {
  return post<RequestsWithdrawRequestData, RequestView>('/api/requests/{id}/withdrawal', {
    path: { id },
    body: {},
  });
}

/** What waits for one, by role. */
export const waitingGroupsQuery = queryOptions({
  queryKey: ['requests', 'waiting'],
  queryFn: ({ signal }) => get<RequestsGroupsData, WaitingGroups>('/api/requests/waiting', {}, signal),
});

/** Units to which an approver could narrow the access. */
export function narrowerUnitsQuery(id: string) {
  return queryOptions({
    queryKey: ['narrower', id],
    queryFn: ({ signal }) =>
      get<RequestsNarrowerUnitsData, NarrowerUnits>(
        '/api/requests/{id}/narrower-units',
        { path: { id } },
        signal,
      ),
  });
}

/** Like requests with one answer; each is decided by itself, and those that could not be say why. */
export function decideTogether(body: DecideTogether): Promise<DecidedTogether> {
  return post<RequestsDecideTogetherData, DecidedTogether>('/api/requests/decisions', { body });
}

/** What a decider weighs beside the request itself. */
export function circumstancesQuery(requestId: string) {
  return queryOptions({
    queryKey: ['request', requestId, 'circumstances'],
    queryFn: ({ signal }) =>
      get<RequestsAroundData, RequestCircumstances>(
        '/api/requests/{id}/circumstances',
        { path: { id: requestId } },
        signal,
      ),
  });
}
