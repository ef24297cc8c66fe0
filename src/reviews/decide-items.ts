import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { refuse } from '../policy/model/refusal.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Decision } from '../policy/review/campaign-states.js';
import { decideItem } from '../policy/review/decide-item.js';
import { isGreen } from '../policy/review/green-item.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { ReviewsStore } from './reviews.store.js';

export interface DecideItemsInput {
  campaignId: string;
  decisions: readonly { itemId: string; decision: Decision; reason: string | null }[];
}

/** Answers for one's own items, and those of whoever has delegated their reviews to one: all of them, or none when one is refused. Nothing changes until the sign-off. */
@Injectable()
export class DecideItems {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many items now have the answer given. */
  async run(actor: PersonActor, input: DecideItemsInput): Promise<number> {
    const now = this.clock.now();
    const today = dayOf(now);
    const { campaignId, decisions } = input;
    return this.database.transaction(async (tx) => {
      const campaign = await this.store.lockCampaign(tx, campaignId);
      await this.store.holdLent(tx, actor.personId, today);
      const items = campaign
        ? await this.store.lockItems(
            tx,
            campaignId,
            decisions.map((d) => d.itemId),
            { personId: actor.personId, today },
            now,
          )
        : [];
      const known = new Map(items.map((item) => [item.id, item]));
      const seen = new Set<string>();
      for (const [index, { itemId, decision, reason }] of decisions.entries()) {
        const pointer = `/decisions/${String(index)}`;
        const item = known.get(itemId);
        if (!campaign || !item)
          throw Refused.because('not-found', 'There is no such item in this review.', { pointer });
        if (seen.has(itemId))
          throw Refused.because('invalid', 'One item has been given two answers.', { pointer });
        seen.add(itemId);
        const refusal = decideItem(
          campaign,
          { ...item, green: isGreen(item, today) },
          { decision, reason },
          actor.personId,
          decisions.length,
          today,
        );
        if (refusal)
          throw new Refused(refuse(refusal.code, refusal.message, { pointer, facts: refusal.facts }));
      }
      await this.store.answer(tx, actor.personId, decisions, now);
      const newly = items.filter((item) => item.state === 'open').length;
      await this.store.count(tx, campaignId, { decided: newly });
      await this.audit.run(
        tx,
        actor,
        decisions.map(({ itemId, decision, reason }) => ({
          action: 'review.decided',
          personId: known.get(itemId)?.personId ?? null,
          objectKind: 'review-item',
          objectId: itemId,
          reason,
          detail: {
            campaign: campaignId,
            grant: known.get(itemId)?.grantId ?? null,
            decision,
            ...(known.get(itemId)?.lent ? { onBehalfOf: known.get(itemId)?.reviewerId ?? null } : {}),
          },
        })),
      );
      return decisions.length;
    });
  }
}
