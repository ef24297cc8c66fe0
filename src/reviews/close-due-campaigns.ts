import { Injectable } from '@nestjs/common';
import { ReadHeld } from '../breakers/read-held.js';
import type { Actor } from '../policy/model/actor.js';
import { isOverdue } from '../policy/review/campaign-states.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { CloseCampaign } from './close-campaign.js';
import { ReviewsStore } from './reviews.store.js';

const expected: ReadonlySet<string> = new Set(['campaign-closed', 'change-held']);

/** Closes, each in a transaction of its own, the campaigns whose last day has passed. */
@Injectable()
export class CloseDueCampaigns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly close: CloseCampaign,
    private readonly held: ReadHeld,
  ) {}

  /** @returns the campaigns that this run closed. */
  async run(actor: Actor): Promise<string[]> {
    const closed: string[] = [];
    const today = this.clock.today();
    for (const { id, closesOn } of await this.store.openCampaigns(this.database)) {
      if (!isOverdue(closesOn, today)) continue;
      // It waits at the breaker, or somebody has stopped it there: no schedule tries again.
      if (await this.held.wasHeld(this.database, 'campaign', id)) continue;
      try {
        await this.close.run(actor, id);
        closed.push(id);
      } catch (error) {
        // It is held now; or somebody closed it by hand, or another instance did, since the list was read.
        if (!(error instanceof Refused && expected.has(error.refusal.code))) throw error;
      }
    }
    return closed;
  }
}
