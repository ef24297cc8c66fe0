import { queryOptions } from '@tanstack/react-query';
import type {
  AccountKeeping,
  KeepAccount,
  PersonShifts,
  ProvisioningHoldData,
  ProvisioningReadData,
  ProvisioningReleaseData,
  ShiftsListData,
  ShiftsOfPersonData,
  ShiftSnapshots,
  ShiftsTaken,
  ShiftsUploadData,
} from './generated/types.gen.js';
import { get, post } from './http.js';

export const shiftSnapshotsQuery = queryOptions({
  queryKey: ['shifts'],
  queryFn: ({ signal }) => get<ShiftsListData, ShiftSnapshots>('/api/hr/shifts', {}, signal),
});

export interface ShiftFile {
  source: string;
  from: string;
  to: string;
  file: File;
  /** Somebody has seen that it cancels most of what is planned. */
  isConfirmed: boolean;
}

/** Sends all planned shifts of a period. */
export function sendShifts({ source, from, to, file, isConfirmed }: ShiftFile): Promise<ShiftsTaken> {
  const body = new FormData();
  body.set('source', source);
  body.set('from', from);
  body.set('to', to);
  body.set('confirmed', String(isConfirmed));
  body.append('files', file, file.name);
  return post<Omit<ShiftsUploadData, 'body'> & { body: FormData }, ShiftsTaken>('/api/hr/shifts/files', {
    body,
  });
}

export function personShiftsQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id, 'shifts'],
    queryFn: ({ signal }) =>
      get<ShiftsOfPersonData, PersonShifts>('/api/people/{id}/shifts', { path: { id } }, signal),
  });
}

/** What becomes of a disabled account; only for those who may keep it. */
export function keepingQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id, 'account-hold'],
    queryFn: ({ signal }) =>
      get<ProvisioningReadData, AccountKeeping>('/api/people/{id}/account-hold', { path: { id } }, signal),
    retry: false,
  });
}

export function keepAccount(id: string, body: KeepAccount): Promise<AccountKeeping> {
  return post<ProvisioningHoldData, AccountKeeping>('/api/people/{id}/account-hold', { path: { id }, body });
}

export function releaseAccount(id: string): Promise<AccountKeeping> {
  return post<ProvisioningReleaseData, AccountKeeping>('/api/people/{id}/account-hold/release', {
    path: { id },
  });
}
