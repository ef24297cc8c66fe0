import { Inject, Injectable } from '@nestjs/common';
import type { SystemReviewTask } from '../catalogue/system-review.queue.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { StartCampaign } from './start-campaign.js';
import { SystemReviewsStore } from './system-reviews.store.js';

/** Opens a review of all access to a system of which a new version is in force (H13.1.4). Asking again opens none. */
@Injectable()
export class OpenSystemReview {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SystemReviewsStore,
    private readonly start: StartCampaign,
    @Inject(configToken) private readonly config: Pick<Config, 'catalogue'>,
  ) {}

  /** @returns the campaigns, one for each tree of units in which somebody reaches the system */
  async run(actor: Actor, task: SystemReviewTask): Promise<string[]> {
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(async (tx) => {
      const system = await this.store.system(tx, task.systemId);
      if (!system) return [];
      const name = `${system.name}, version ${String(task.version)}`;
      const roleIds = await this.store.roles(tx, task.systemId);
      const opened: string[] = [];
      for (const unit of await this.store.tops(tx, roleIds)) {
        if (await this.store.opened(tx, name, unit.id)) continue;
        const started = await this.start.run(
          tx,
          actor,
          {
            name,
            unit,
            roleIds,
            scheduleId: null,
            closesOn: addDays(today, this.config.catalogue.reviewDays),
            noAnswer: 'keep',
          },
          now,
          today,
        );
        if (!isRefusal(started)) opened.push(started.id);
      }
      return opened;
    });
  }
}
