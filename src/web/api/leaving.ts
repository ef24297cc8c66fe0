import { queryOptions } from '@tanstack/react-query';
import type {
  AnswerCorrection,
  ConfirmationsAnswerData,
  ConfirmationsConfirmData,
  ConfirmationsCorrectionsData,
  ConfirmationsReportData,
  ConfirmationsStaffData,
  ConfirmedStaff,
  ConfirmStaff,
  CorrectionList,
  DutiesListData,
  DutiesNameData,
  DutyList,
  LeaverDetail,
  LeaverItemAnswer,
  LeaverList,
  LeaversAnswerData,
  LeaversListData,
  LeaversOneData,
  NameSuccessor,
  ReportCorrection,
  ReportedCorrection,
  StaffList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const leaverFilters = ['open', 'late', 'mine', 'closed'] as const;
export type LeaverFilter = (typeof leaverFilters)[number];

export function leaversQuery(show: LeaverFilter | 'every', person?: string) {
  return pages(['leavers', show, person], (after, signal) =>
    get<LeaversListData, LeaverList>('/api/leavers', { query: { show, person, after } }, signal),
  );
}

export function leaverQuery(id: string) {
  return queryOptions({
    queryKey: ['leavers', 'one', id],
    queryFn: ({ signal }) => get<LeaversOneData, LeaverDetail>('/api/leavers/{id}', { path: { id } }, signal),
  });
}

export function answerItem(id: string, item: string, body: LeaverItemAnswer): Promise<LeaverDetail> {
  return post<LeaversAnswerData, LeaverDetail>('/api/leavers/{id}/items/{item}/answer', {
    path: { id, item },
    body,
  });
}

export const dutiesQuery = queryOptions({
  queryKey: ['duties'],
  queryFn: ({ signal }) => get<DutiesListData, DutyList>('/api/duties', {}, signal),
});

export function nameSuccessor(id: string, body: NameSuccessor): Promise<DutyList> {
  return post<DutiesNameData, DutyList>('/api/duties/{id}/successor', { path: { id }, body });
}

export const staffToConfirmQuery = pages(['confirmations'], (after, signal) =>
  get<ConfirmationsStaffData, StaffList>('/api/staff/confirmations', { query: { after } }, signal),
);

export function confirmStaff(body: ConfirmStaff): Promise<ConfirmedStaff> {
  return post<ConfirmationsConfirmData, ConfirmedStaff>('/api/staff/confirmations', { body });
}

export const correctionsQuery = pages(['corrections'], (after, signal) =>
  get<ConfirmationsCorrectionsData, CorrectionList>('/api/staff/corrections', { query: { after } }, signal),
);

export function reportCorrection(body: ReportCorrection): Promise<ReportedCorrection> {
  return post<ConfirmationsReportData, ReportedCorrection>('/api/staff/corrections', { body });
}

export function answerCorrection(id: string, body: AnswerCorrection): Promise<ReportedCorrection> {
  return post<ConfirmationsAnswerData, ReportedCorrection>('/api/staff/corrections/{id}/answer', {
    path: { id },
    body,
  });
}
