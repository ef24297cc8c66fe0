import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { nextOpening } from '../policy/review/campaign-states.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { SchedulesStore } from './schedules.store.js';
import { StartCampaign } from './start-campaign.js';

/**
 * Opens the campaigns whose day has come, each in a transaction of its own. The schedule's row is locked and its next
 * day moved on in that transaction, so that two schedulers open one campaign and a crash opens none or one.
 */
@Injectable()
export class OpenDueCampaigns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SchedulesStore,
    private readonly start: StartCampaign,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the campaigns opened. A unit where nobody holds anything is passed over until its next day. */
  async run(actor: Actor): Promise<string[]> {
    const opened: string[] = [];
    for (const id of await this.store.dueSchedules(this.database, this.clock.today())) {
      const campaign = await this.#open(actor, id);
      if (campaign !== null) opened.push(campaign);
    }
    return opened;
  }

  async #open(actor: Actor, scheduleId: string): Promise<string | null> {
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(async (tx) => {
      const schedule = await this.store.lockDueSchedule(tx, scheduleId, today);
      if (!schedule) return null; // another instance was first
      await this.store.moveSchedule(
        tx,
        scheduleId,
        nextOpening(schedule.nextOpenOn, schedule.everyDays, today),
      );
      const closesOn = addDays(today, schedule.openDays);
      const { name, unit, noAnswer } = schedule;
      const started = await this.start.run(
        tx,
        actor,
        { name: `${name} ${today}`, unit, scheduleId, closesOn, noAnswer },
        now,
        today,
      );
      if (!isRefusal(started)) return started.id;
      await this.audit.run(tx, actor, [
        {
          action: 'campaign.skipped',
          objectKind: 'schedule',
          objectId: scheduleId,
          reason: started.code,
          detail: { name, unit: unit.id },
        },
      ]);
      return null;
    });
  }
}
