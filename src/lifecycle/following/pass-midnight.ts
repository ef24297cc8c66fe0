import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { GuardLosses } from '../../breakers/guard-losses.js';
import type { HeldIntent } from '../../breakers/hold-change.js';
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
    const done = await this.store.done(this.database);
    if (done === null || dayOf(now) <= addDays(done, plausibleDays))
      return this.database.transaction((tx) => this.carryOut(tx, now));
    if (await this.guard.waits('midnight')) return nothing;
    const title = `${done} – ${dayOf(now)}`;
    const change: HeldIntent = { kind: 'midnight', objectId: null, title, causedBy: [], payload: {}, now };
    const outcome = await this.guard.run(calendar, async (tx) => ({
      done: await this.carryOut(tx, now),
      change,
    }));
    return 'done' in outcome ? outcome.done : nothing;
  }

  /** Passes to today in the caller's transaction, however far that is. */
  async carryOut(tx: Tx, now: Date): Promise<Passed> {
    const today = dayOf(now);
    const done = await this.store.lock(tx, today);
    if (done === today) return nothing;
    // A clock that ran ahead and was put right: what was done for days that have not come is looked at again.
    const [from, to] = done < today ? [done, today] : [today, done];
    const persons = await this.store.personsTurning(tx, from, to);
    await this.standing.lock(tx, persons);
    await this.standing.remember(tx, done, persons);
    await this.standing.findFlipped(tx, today);
    const relead = await this.managers.settle(tx, today, [], 'was_flipped');
    await this.handOver.toNewManagers(tx, calendar, relead);
    if (done < today) await this.standing.writeEvents(tx, now, today, null);
    const followed = await this.follow.run(tx, calendar, persons, now);
    await this.store.advance(tx, today);
    await this.audit.run(tx, calendar, [
      {
        action: 'calendar.passed',
        detail: { from: done, to: today, persons: persons.length, ...followed },
      },
    ]);
    return { ...followed, persons: persons.length };
  }
}
