import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { GuardLosses } from '../../breakers/guard-losses.js';
import type { HeldIntent } from '../../breakers/hold-change.js';
import type { StoppedChange } from '../../breakers/stopped-change.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { warningDays } from '../../policy/lifecycle/prerequisites.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import type { Notice } from '../../policy/model/notice.js';
import { FollowFacts } from '../following/follow-facts.js';
import { LapsePrerequisitesStore, type Lapsed, type SoonLapsing } from './lapse-prerequisites.store.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';

const actor: Actor = { kind: 'system', name: 'prerequisites', channel: 'schedule' };
const personsAtATime = 2000;

/**
 * What the calendar does to prerequisites (H10.2, H10.4): the person and the manager are warned 30 and 7 days before one
 * lapses, and from the day after its last one the access that requires it rests. It compares how access is with how it
 * should be, so a night that was slept through, or two runs at once, end alike.
 */
@Injectable()
export class LapsePrerequisites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: LapsePrerequisitesStore,
    private readonly writes: PrerequisiteWritesStore,
    private readonly follow: FollowFacts,
    private readonly guard: GuardLosses,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns warnings given, and persons whose access rests or works again since */
  async run(): Promise<{ warned: number; followed: number }> {
    const now = this.clock.now();
    const today = dayOf(now);
    const warned = await this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      return this.#warn(tx, today);
    });
    return { warned, followed: await this.#follow(now) };
  }

  /**
   * Prerequisites that lapse together are no different from any other mass: too many at once wait for a human, and the
   * rest of the night does not wait for them.
   */
  async #follow(now: Date): Promise<number> {
    const wrong = await this.writes.restingWrongly(this.database, dayOf(now), 'everybody');
    const stopped = await this.guard.stopped('prerequisite');
    const isToday = stopped !== null && dayOf(stopped.seenAt) === dayOf(now);
    const waiting = stopped && (stopped.waits || isToday) ? new Set(stopped.personIds) : new Set<string>();
    const rest = wrong.filter((id) => !waiting.has(id));
    // Those who wait alone, or nobody: nothing to weigh.
    if (rest.length === 0) return this.#settleOver(stopped, wrong, now);
    if (await this.#weighed(rest, now)) return rest.length;
    // Too much beside what waits already: all of it is one change for whoever looks at it.
    if (waiting.size > 0 && (await this.#weighed(wrong, now))) return wrong.length;
    const held = new Set((await this.guard.stopped('prerequisite'))?.personIds);
    const others = wrong.filter((id) => !held.has(id));
    await this.database.transaction((tx) => this.#apply(tx, others, now));
    return others.length;
  }

  /** What waited has been mended in the meantime. */
  async #settleOver(stopped: StoppedChange | null, wrong: readonly string[], now: Date): Promise<number> {
    if (stopped && wrong.length === 0)
      await this.database.transaction((tx) =>
        this.guard.over(tx, stopped.id, now, 'Nothing lapses any more.'),
      );
    return 0;
  }

  /** @returns false when it was too much and is held */
  async #weighed(personIds: readonly string[], now: Date): Promise<boolean> {
    const title = dayOf(now);
    const change: HeldIntent = {
      kind: 'prerequisite',
      objectId: null,
      title,
      causedBy: [],
      payload: {},
      now,
    };
    const outcome = await this.guard.run(actor, async (tx) => {
      await this.#apply(tx, personIds, now);
      return { done: true, change };
    });
    return 'done' in outcome;
  }

  /** Lets access rest and work as the prerequisites say, in the transaction that releases what was held. */
  async carryOut(tx: Tx, now: Date): Promise<void> {
    await this.#apply(tx, await this.writes.restingWrongly(tx, dayOf(now), 'everybody'), now);
  }

  async #apply(tx: Tx, personIds: readonly string[], now: Date): Promise<void> {
    for (let from = 0; from < personIds.length; from += personsAtATime) {
      const chunk = personIds.slice(from, from + personsAtATime);
      await this.follow.run(tx, actor, chunk, now);
      await this.tell.run(tx, (await this.store.lapsed(tx, dayOf(now), chunk)).flatMap(lapsedNotices));
    }
  }

  /** The nearer warning first: who is first seen six days before is told once, not twice. */
  async #warn(tx: Tx, today: Day): Promise<number> {
    let warned = 0;
    for (const days of [...warningDays].reverse()) {
      const due = await this.store.warn(tx, today, days);
      warned += due.length;
      await this.tell.run(
        tx,
        due.flatMap((soon) => warnings(soon, days)),
      );
      await this.audit.run(
        tx,
        actor,
        due.map(({ personId, prerequisiteId, lastDay }) => ({
          action: 'prerequisite.warned',
          personId,
          objectKind: 'prerequisite',
          objectId: prerequisiteId,
          detail: { days, lastDay },
        })),
      );
    }
    return warned;
  }
}

function warnings(soon: SoonLapsing, days: number): Notice[] {
  const { personId, prerequisiteId, nameSv, nameEn, lastDay, managerIds } = soon;
  return [personId, ...managerIds].map((to) => ({
    to,
    kind: 'prerequisite-lapsing',
    about: personId,
    objectKind: 'prerequisite',
    objectId: prerequisiteId,
    facts: { whatSv: nameSv, whatEn: nameEn, day: lastDay },
    dedupe: `prerequisite-lapsing ${prerequisiteId} ${personId} ${lastDay} ${String(days)}`,
  }));
}

function lapsedNotices({ personId, prerequisiteId, nameSv, nameEn, day, managerIds }: Lapsed): Notice[] {
  return [personId, ...managerIds].map((to) => ({
    to,
    kind: 'prerequisite-lapsed',
    about: personId,
    objectKind: 'prerequisite',
    objectId: prerequisiteId,
    facts: { whatSv: nameSv, whatEn: nameEn },
    dedupe: `prerequisite-lapsed ${prerequisiteId} ${personId} ${day ?? 'never'}`,
  }));
}
