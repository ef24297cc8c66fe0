import { queryOptions } from '@tanstack/react-query';
import type { RequestView, RoleRef, Who } from './generated/types.gen.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

export interface Assessment {
  need: string;
  data: string;
  riskTooWide: string;
  riskTooNarrow: string;
  days: number;
}

export interface RequestableRole extends RoleRef {
  systemName: string;
  suggested: boolean;
  /** How many colleagues with the same title have it; null where the group is too small to tell. */
  colleagues: { have: number; of: number } | null;
  alreadyHas: boolean;
  maxDays: number;
  requiredLevel: number;
  approver: Who | null;
  analysis: {
    id: string;
    version: number;
    validTo: string;
    purpose: string;
    dataTypes: string;
    riskTooWide: string;
    riskTooNarrow: string;
    suggestedDays: number;
  } | null;
}

export interface Preview {
  entitlements: { name: string; sentence: string; target: string }[];
  approver: Who | null;
  endsOn: string;
  problems: { code: string; detail: string }[];
  readyAbout: string;
}

export interface Wanted {
  personId: string;
  employmentId: string;
  roleId: string;
}

export type RequestsView = 'to-decide' | 'sent' | 'about-me';

export function requestableRolesQuery(personId: string, employmentId: string) {
  return queryOptions({
    queryKey: ['requestable', personId, employmentId],
    queryFn: ({ signal }) =>
      call<Page<RequestableRole>>('GET', '/requests/roles', { query: { personId, employmentId }, signal }),
    enabled: employmentId !== '',
  });
}

export function previewQuery(wanted: Wanted, days: number) {
  return queryOptions({
    queryKey: ['preview', wanted, days],
    queryFn: ({ signal }) =>
      call<Preview>('POST', '/requests/preview', { body: { ...wanted, days }, signal }),
    staleTime: 0,
  });
}

export function submitRequest(
  body: Wanted & { assessment: Assessment },
  idempotencyKey: string,
): Promise<RequestView> {
  return call('POST', '/requests', { body, idempotencyKey });
}

export function requestsQuery(view: RequestsView, state: 'pending' | 'decided') {
  return pages<Page<RequestView> & { total: number }>(['requests', view, state], '/requests', {
    view,
    state,
  });
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ['request', id],
    queryFn: ({ signal }) => call<RequestView>('GET', `/requests/${encodeURIComponent(id)}`, { signal }),
  });
}

export type Decision =
  { outcome: 'approve'; days?: number; reason?: string } | { outcome: 'refuse'; reason: string };

export function decideRequest(id: string, decision: Decision): Promise<RequestView> {
  return call('POST', `/requests/${encodeURIComponent(id)}/decisions`, { body: decision });
}

export function withdrawRequest(id: string): Promise<RequestView> {
  return call('POST', `/requests/${encodeURIComponent(id)}/withdrawal`, { body: {} });
}
