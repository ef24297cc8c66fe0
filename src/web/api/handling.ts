import type {
  ByHandDoneData,
  ByHandListData,
  ConfirmedHandling,
  ConfirmHandling,
  HandlingList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

/** What is set up and taken away by hand: what waits, or what has been confirmed. */
export function handlingQuery(show: 'open' | 'done', system: string | undefined) {
  return pages(['handling', show, system], (after, signal) =>
    get<ByHandListData, HandlingList>('/api/handling', { query: { show, system, after } }, signal),
  );
}

export function confirmHandling(id: string, body: ConfirmHandling): Promise<ConfirmedHandling> {
  return post<ByHandDoneData, ConfirmedHandling>('/api/handling/{id}/confirmation', { path: { id }, body });
}
