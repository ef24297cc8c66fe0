import { Inject, Injectable } from '@nestjs/common';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { FollowFacts } from '../following/follow-facts.js';
import { ShiftsStore } from './shifts.store.js';

const actor: Actor = { kind: 'system', name: 'shifts', channel: 'schedule' };

/**
 * Opens and closes access as shifts begin and end (H13.1.2). Only persons whose state flips are touched; time that was
 * slept through is made up in one go, and two schedulers at once do it once. Another policy is applied to everybody
 * whom it concerns the first time it is seen.
 */
@Injectable()
export class FollowShifts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ShiftsStore,
    private readonly follow: FollowFacts,
    @Inject(configToken) private readonly config: Pick<Config, 'lifecycle'>,
  ) {}

  /** @returns how many persons were touched */
  async run(): Promise<number> {
    const { hourly, shifts } = this.config.lifecycle;
    const policy = JSON.stringify(hourly === 'contract' ? { hourly } : { hourly, ...shifts });
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const clock = await this.store.lockClock(tx);
      if (clock?.policy === policy && hourly === 'contract') return 0;
      let persons: string[];
      if (clock?.policy !== policy) {
        const kinds = hourly === 'contract' ? [] : (shifts.who.employmentKinds ?? null);
        persons = await this.store.concerned(tx, kinds, dayOf(now));
      } else {
        // A clock that ran ahead and was put right: what was done for moments that have not come is looked at again.
        const [from, to] = clock.doneAt <= now ? [clock.doneAt, now] : [now, clock.doneAt];
        persons = await this.store.flippingBetween(tx, from, to, shifts);
      }
      await this.follow.run(tx, actor, persons, now);
      await this.store.setClock(tx, now, policy);
      return persons.length;
    });
  }

  /** The moments in the coming minute at which somebody's access opens or closes. */
  async comingMinute(): Promise<Date[]> {
    const { hourly, shifts } = this.config.lifecycle;
    if (hourly === 'contract') return [];
    const now = this.clock.now();
    return this.store.boundaries(this.database, now, new Date(now.getTime() + 65_000), shifts);
  }
}
