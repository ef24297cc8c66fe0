import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReviewItemView } from '../../api/generated/types.gen.js';
import {
  campaignQuery,
  decideItems,
  reviewItemsQuery,
  signOff,
  type ItemDecision,
} from '../../api/reviews.js';

/** A campaign, the caller's items in it, and the answers: shown at once, sent behind, taken back if refused. */
export function useReview(campaignId: string) {
  const queryClient = useQueryClient();
  const itemsKey = reviewItemsQuery(campaignId).queryKey;
  const campaign = useQuery(campaignQuery(campaignId));
  const items = useQuery({
    ...reviewItemsQuery(campaignId),
    // After the sign-off the removals travel to the directory; show them arrive.
    refetchInterval: (query) =>
      query.state.data?.some(({ removal }) => removal === 'waiting') ? 1_000 : false,
  });

  const deciding = useMutation({
    mutationFn: (decisions: readonly ItemDecision[]) => decideItems(campaignId, decisions),
    // One at a time and in order: two answers under way at once could overtake one another.
    scope: { id: `review ${campaignId}` },
    onMutate: async (decisions) => {
      await queryClient.cancelQueries({ queryKey: itemsKey });
      queryClient.setQueryData<ReviewItemView[]>(itemsKey, (old) =>
        old?.map((item) => answered(item, decisions)),
      );
    },
    // What was refused shows as the server has it; later answers under way are not undone with it.
    onError: () => queryClient.invalidateQueries({ queryKey: itemsKey }),
    onSuccess: ({ campaign: changed }) => {
      queryClient.setQueryData(campaignQuery(campaignId).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
    },
  });

  const signing = useMutation({
    mutationFn: () => signOff(campaignId),
    onSuccess: async (changed) => {
      queryClient.setQueryData(campaignQuery(campaignId).queryKey, changed);
      window.scrollTo({ top: 0 });
      await Promise.all(
        ['review-items', 'campaigns', 'tasks', 'me'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });

  return { campaign, items, deciding, signing };
}

function answered(item: ReviewItemView, decisions: readonly ItemDecision[]): ReviewItemView {
  const decision = decisions.find(({ itemId }) => itemId === item.id);
  return decision
    ? { ...item, state: 'decided', decision: decision.decision, reason: decision.reason ?? null }
    : item;
}
