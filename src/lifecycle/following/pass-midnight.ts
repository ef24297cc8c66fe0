import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { GuardLosses } from '../../breakers/guard-losses.js';
import type { HeldIntent } from '../../breakers/hold-change.js';
import type { StoppedChange } from '../../breakers/stopped-change.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import { HandOverReviews } from '../../reviews/hand-over-reviews.js';
import { CalendarStore } from './calendar.store.js';
import { FollowFacts, type Followed } from './follow-facts.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { StandingStore } from './standing.store.js';

export interface Passed extends Followed {
  persons: number;
}

const nothing: Passed = { opened: 0, ended: 0, persons: 0 };
const calendar: Actor = { kind: 'system', name: 'calendar', channel: 'schedule' };
const plausibleDays = 7;

/**
 * Lets the calendar do what no file says: employments that begin or end at midnight. Days that were slept through are
 * made up in one go, and a clock that is set back is followed back; run twice or by two schedulers at once it does
 * it once.
 */
@Injectable()
export class PassMidnight {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CalendarStore,
    private readonly standing: StandingStore,
    private readonly managers: ManagersStore,
    private readonly handOver: HandOverReviews,
    private readonly follow: FollowFacts,
    private readonly guard: GuardLosses,
    private readonly audit: RecordEntries,
  ) {}

  async run(): Promise<Passed> {
    const now = this.clock.now();
    const today = dayOf(now);
    const done = await this.store.done(this.database);
    const stopped = await this.guard.stopped('midnight');
    const isLong = done !== null && today > addDays(done, plausibleDays);
    if (stopped && today < dayOf(stopped.heldAt)) return this.#afterWrongClock(stopped, now);
    const isNew = stopped !== null && dayOf(stopped.seenAt) < today && done !== today;
    if (isLong ? stopped === null || isNew : isNew && !stopped.waits) return this.#weighed(stopped, now);
    const waits = new Set(stopped?.personIds);
    return this.database.transaction((tx) => this.carryOut(tx, now, { but: waits }));
  }

  /**
   * More days than a pause is likely to last, or what a human has stopped once: weighed, and where it is too much, what
   * takes access waits for a human. All the rest passes: a joiner does not wait for somebody else's end.
   */
  async #weighed(stopped: StoppedChange | null, now: Date): Promise<Passed> {
    const done = await this.store.done(this.database);
    const also = stopped?.personIds ?? [];
    const title = `${done ?? dayOf(now)} – ${dayOf(now)}`;
    const change: HeldIntent = { kind: 'midnight', objectId: null, title, causedBy: [], payload: {}, now };
    const outcome = await this.guard.run(calendar, async (tx) => {
      const passed = await this.carryOut(tx, now, { also });
      if (stopped) await this.guard.over(tx, stopped.id, now, 'Passed with a later midnight.');
      return { done: passed, change };
    });
    if ('done' in outcome) return outcome.done;
    const held = await this.guard.stopped('midnight');
    const waits = new Set(held?.personIds);
    return this.database.transaction((tx) => this.carryOut(tx, now, { but: waits }));
  }

  /** What was held for a day that has not come: the clock was wrong. Everybody is looked at as of today. */
  async #afterWrongClock(stopped: StoppedChange, now: Date): Promise<Passed> {
    return this.database.transaction(async (tx) => {
      const passed = await this.carryOut(tx, now, { also: stopped.personIds });
      await this.guard.over(tx, stopped.id, now, 'The clock was put right.');
      return passed;
    });
  }

  /** Lets the access of those whom a released midnight was held for follow, in the transaction that settles it. */
  async release(tx: Tx, heldId: string, now: Date): Promise<void> {
    await this.carryOut(tx, now, { also: await this.guard.personsOf(tx, heldId) });
  }

  /**
   * Passes to today in the caller's transaction, however far that is.
   * @param whose persons whose access follows though the days do not say so, and those whose access does not
   */
  async carryOut(
    tx: Tx,
    now: Date,
    whose: { also?: readonly string[]; but?: ReadonlySet<string> } = {},
  ): Promise<Passed> {
    const today = dayOf(now);
    const { also = [], but = new Set() } = whose;
    const done = await this.store.lock(tx, today);
    if (done === today && also.length === 0) return nothing;
    // A clock that ran ahead and was put right: what was done for days that have not come is looked at again.
    const [from, to] = done < today ? [done, today] : [today, done];
    const turning = done === today ? [] : await this.store.personsTurning(tx, from, to);
    const persons = [...new Set([...turning, ...also])].sort();
    await this.standing.lock(tx, persons);
    await this.standing.remember(tx, done, persons);
    await this.standing.findFlipped(tx, today);
    const relead = await this.managers.settle(tx, today, [], 'was_flipped');
    await this.handOver.toNewManagers(tx, calendar, relead);
    if (done < today) await this.standing.writeEvents(tx, now, today, null);
    const following = persons.filter((id) => !but.has(id));
    const followed = await this.follow.run(tx, calendar, following, now);
    await this.store.advance(tx, today);
    await this.audit.run(tx, calendar, [
      {
        action: 'calendar.passed',
        detail: {
          from: done,
          to: today,
          persons: following.length,
          waiting: persons.length - following.length,
          ...followed,
        },
      },
    ]);
    return { ...followed, persons: following.length };
  }
}
