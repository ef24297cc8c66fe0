import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { isOverdue } from '../policy/review/campaign-states.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { CloseCampaign } from './close-campaign.js';
import { ReviewsStore } from './reviews.store.js';

/** Closes, each in a transaction of its own, the campaigns whose last day has passed. */
@Injectable()
export class CloseDueCampaigns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly close: CloseCampaign,
  ) {}

  /** @returns the campaigns that this run closed. */
  async run(actor: Actor): Promise<string[]> {
    const closed: string[] = [];
    const today = this.clock.today();
    for (const { id, closesOn } of await this.store.openCampaigns(this.database)) {
      if (!isOverdue(closesOn, today)) continue;
      try {
        await this.close.run(actor, id);
        closed.push(id);
      } catch (error) {
        // Somebody closed it by hand, or another instance did, since the list was read.
        if (!(error instanceof Refused && error.refusal.code === 'campaign-closed')) throw error;
      }
    }
    return closed;
  }
}
