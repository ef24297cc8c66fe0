import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
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
    const wrong = await this.writes.restingWrongly(this.database, today, 'everybody');
    for (let from = 0; from < wrong.length; from += personsAtATime) {
      const chunk = wrong.slice(from, from + personsAtATime);
      await this.database.transaction(async (tx) => {
        await this.follow.run(tx, actor, chunk, now);
        await this.tell.run(tx, (await this.store.lapsed(tx, today, chunk)).flatMap(lapsedNotices));
      });
    }
    return { warned, followed: wrong.length };
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
