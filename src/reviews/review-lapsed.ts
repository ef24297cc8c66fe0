import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { SchedulesStore, type LapsedAnalysis } from './schedules.store.js';
import { StartCampaign } from './start-campaign.js';

/**
 * A lapsed analysis gives nothing new, and what it left behind is asked about (H13.1.3, H13.1.4): one campaign for each
 * top unit that holds the role, opened once. What nobody answers for is removed, since nothing justifies it any more.
 */
@Injectable()
export class ReviewLapsed {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SchedulesStore,
    private readonly start: StartCampaign,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @returns the campaigns opened */
  async run(actor: Actor): Promise<string[]> {
    const opened: string[] = [];
    for (const lapsed of await this.store.lapsedAnalyses(this.database)) {
      const id = await this.#open(actor, lapsed);
      if (id !== null) opened.push(id);
    }
    return opened;
  }

  async #open(actor: Actor, { analysisId, roleId, name, unit }: LapsedAnalysis): Promise<string | null> {
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(async (tx) => {
      if (!(await this.store.claimLapsed(tx, analysisId, unit.id))) return null;
      const started = await this.start.run(
        tx,
        actor,
        {
          name: `Analysen har gått ut: ${name}, ${unit.name}`,
          unit,
          scheduleId: null,
          closesOn: addDays(today, this.config.analyses.reviewDays),
          noAnswer: 'remove',
          lapsed: { analysisId, roleId },
        },
        now,
        today,
      );
      return isRefusal(started) ? null : started.id;
    });
  }
}
