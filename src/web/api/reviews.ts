import { queryOptions } from '@tanstack/react-query';
import type { CampaignView, Named, ReviewItemView } from './generated/types.gen.js';
import { call } from './http.js';
import { pages, type Page } from './page.js';

export type Answer = 'keep' | 'remove' | 'dont-know';

export interface ItemDecision {
  itemId: string;
  decision: Answer;
  reason?: string;
}

export function campaignsQuery(state: 'open' | 'closed') {
  return pages<Page<CampaignView>>(['campaigns', state], '/reviews', { state });
}

export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => call<CampaignView>('GET', `/reviews/${encodeURIComponent(id)}`, { signal }),
  });
}

/** All of the caller's items at once: a sitting is small, and going back and forth must not wait. */
export function reviewItemsQuery(id: string) {
  return queryOptions({
    queryKey: ['review-items', id],
    queryFn: async ({ signal }) => {
      const items: ReviewItemView[] = [];
      let after: string | undefined;
      do {
        const page: Page<ReviewItemView> = await call('GET', `/reviews/${encodeURIComponent(id)}/items`, {
          query: { after, limit: 200 },
          signal,
        });
        items.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return items;
    },
  });
}

export function reviewUnitsQuery(q: string) {
  return queryOptions({
    queryKey: ['review-units', q],
    queryFn: ({ signal }) => call<Page<Named>>('GET', '/reviews/units', { query: { q }, signal }),
  });
}

export function openCampaign(
  body: { name: string; unitId: string; closesOn: string; noAnswer: 'keep' | 'remove' },
  idempotencyKey: string,
): Promise<CampaignView> {
  return call('POST', '/reviews', { body, idempotencyKey });
}

export function decideItems(
  id: string,
  decisions: readonly ItemDecision[],
): Promise<{ decided: number; campaign: CampaignView }> {
  return call('POST', `/reviews/${encodeURIComponent(id)}/decisions`, { body: { decisions } });
}

export function signOff(id: string): Promise<CampaignView> {
  return call('POST', `/reviews/${encodeURIComponent(id)}/sign-off`, { body: {} });
}

export function closeCampaign(id: string): Promise<CampaignView> {
  return call('POST', `/reviews/${encodeURIComponent(id)}/closing`, { body: {} });
}
