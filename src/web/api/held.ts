import { queryOptions } from '@tanstack/react-query';
import type {
  HeldChange,
  HeldChangeList,
  HeldLetThroughData,
  HeldListData,
  HeldLossesData,
  HeldLossList,
  HeldOneData,
  HeldThrowAwayData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

/** Changes that a breaker stopped, beside deliveries; those that wait first. */
export const heldListQuery = pages(['held'], (after, signal) =>
  get<HeldListData, HeldChangeList>('/api/held', { query: { after } }, signal),
);

export function heldQuery(id: string) {
  return queryOptions({
    queryKey: ['held', id],
    queryFn: ({ signal }) => get<HeldOneData, HeldChange>('/api/held/{id}', { path: { id } }, signal),
  });
}

export function heldLossesQuery(id: string) {
  return pages(['held-losses', id], (after, signal) =>
    get<HeldLossesData, HeldLossList>('/api/held/{id}/losses', { path: { id }, query: { after } }, signal),
  );
}

export function releaseHeld(id: string, reason: string): Promise<HeldChange> {
  return post<HeldLetThroughData, HeldChange>('/api/held/{id}/release', { path: { id }, body: { reason } });
}

export function cancelHeld(id: string, reason: string): Promise<HeldChange> {
  return post<HeldThrowAwayData, HeldChange>('/api/held/{id}/cancellation', {
    path: { id },
    body: { reason },
  });
}
