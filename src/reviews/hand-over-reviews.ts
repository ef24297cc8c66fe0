import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import { chooseReviewer } from '../policy/review/choose-reviewer.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { ReviewsStore } from './reviews.store.js';

/**
 * Gives the unsigned items of reviewers who no longer work here to whoever leads those employments now, and items
 * that nobody could be asked about to a manager who has been found since. Nothing is dropped: without a new reviewer
 * the item waits without one.
 */
@Injectable()
export class HandOverReviews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many items changed hands. */
  async run(actor: Actor): Promise<number> {
    const today = this.clock.today();
    return this.database.transaction(async (tx) => {
      const stranded = await this.store.lockStrandedItems(tx, today);
      const moves = stranded.flatMap((item) => {
        const to = chooseReviewer(item);
        return to === item.reviewerId ? [] : [{ ...item, to }];
      });
      if (moves.length === 0) return 0;
      await this.store.handOver(tx, moves);
      await this.audit.run(
        tx,
        actor,
        moves.map((m) => ({
          action: 'review.handed-over',
          personId: m.personId,
          objectKind: 'review-item',
          objectId: m.itemId,
          detail: { campaign: m.campaignId, from: m.reviewerId, to: m.to },
        })),
      );
      return moves.length;
    });
  }
}
