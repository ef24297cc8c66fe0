import { queryOptions } from '@tanstack/react-query';
import type {
  CampaignList,
  CampaignView,
  DecideItems,
  OpenCampaign,
  ReviewDecided,
  ReviewItemList,
  ReviewItemView,
  ReviewsCloseCampaignData,
  ReviewsDecideItemsData,
  ReviewsListData,
  ReviewsListItemsData,
  ReviewsListUnitsData,
  ReviewsOneData,
  ReviewsOpenCampaignData,
  ReviewsSignOffData,
  ReviewUnitList,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export type ItemDecision = DecideItems['decisions'][number];
export type Answer = ItemDecision['decision'];

export function campaignsQuery(state: 'open' | 'closed') {
  return pages(['campaigns', state], (after, signal) =>
    get<ReviewsListData, CampaignList>('/api/reviews', { query: { state, after } }, signal),
  );
}

export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => get<ReviewsOneData, CampaignView>('/api/reviews/{id}', { path: { id } }, signal),
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
        const page: ReviewItemList = await get<ReviewsListItemsData, ReviewItemList>(
          '/api/reviews/{id}/items',
          { path: { id }, query: { after, limit: 200 } },
          signal,
        );
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
    queryFn: ({ signal }) =>
      get<ReviewsListUnitsData, ReviewUnitList>('/api/reviews/units', { query: { q } }, signal),
  });
}

export function openCampaign(body: OpenCampaign, idempotencyKey: string): Promise<CampaignView> {
  return post<ReviewsOpenCampaignData, CampaignView>('/api/reviews', { body }, idempotencyKey);
}

export function decideItems(id: string, decisions: readonly ItemDecision[]): Promise<ReviewDecided> {
  return post<ReviewsDecideItemsData, ReviewDecided>('/api/reviews/{id}/decisions', {
    path: { id },
    body: { decisions: [...decisions] },
  });
}

export function signOff(id: string): Promise<CampaignView> {
  return post<ReviewsSignOffData, CampaignView>('/api/reviews/{id}/sign-off', { path: { id } });
}

export function closeCampaign(id: string): Promise<CampaignView> {
  return post<ReviewsCloseCampaignData, CampaignView>('/api/reviews/{id}/closing', { path: { id } });
}
