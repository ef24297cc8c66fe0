import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import type { NoAnswer } from '../policy/review/campaign-states.js';
import { checkLastDay } from '../policy/review/scope-campaign.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { ReviewsStore } from './reviews.store.js';
import { StartCampaign } from './start-campaign.js';

export interface OpenCampaignInput {
  name: string;
  unitId: string;
  /** The last day on which answers are taken. */
  closesOn: Day;
  noAnswer: NoAnswer;
}

/** Opens a review of all access in a unit and below it, by hand (H13.1.4). */
@Injectable()
export class OpenCampaign {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly standing: ReadStanding,
    private readonly start: StartCampaign,
  ) {}

  /** @returns the campaign's id. */
  async run(actor: PersonActor, input: OpenCampaignInput): Promise<string> {
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(async (tx) => {
      const barred = may('campaign.open', await this.standing.run(tx, actor.personId, now), 'review');
      if (barred) throw new Refused(barred);
      const late = checkLastDay(input.closesOn, today);
      if (late) throw new Refused(late);
      const unit = await this.store.unit(tx, input.unitId);
      if (!unit) throw Refused.because('invalid', 'There is no such unit.', { pointer: '/unitId' });

      const { name, closesOn, noAnswer } = input;
      const started = await this.start.run(
        tx,
        actor,
        { name, unit, scheduleId: null, closesOn, noAnswer },
        now,
        today,
      );
      if (isRefusal(started)) throw new Refused(started);
      return started.id;
    });
  }
}
