import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database.js';
import { planSponsor } from '../../policy/lifecycle/external-terms.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import type { Notice } from '../../policy/model/notice.js';
import { ChecklistStore } from './checklist.store.js';
import { ConfirmationsStore } from '../confirmations/confirmations.store.js';
import { ExternalsStore } from '../externals/externals.store.js';
import { FollowPerson } from '../following/follow-person.js';
import { SettleChecklists } from './settle-checklists.js';
import { SettleDuties } from './settle-duties.js';
import { SettleExternals } from '../externals/settle-externals.js';
import { SponsorCandidates } from '../externals/sponsor-candidates.store.js';
import { SponsorsStore } from '../externals/sponsors.store.js';

const actor: Actor = { kind: 'system', name: 'leaving', channel: 'schedule' };
const personsAtATime = 2000;

export interface LeavingRound {
  checklists: number;
  late: number;
  reminded: number;
  ended: number;
  unconfirmed: number;
}

/**
 * What the days bring with them and no change of facts does: ends that come within reach, items that are late, external
 * people whose end is near or whom nobody took over, and staff that nobody confirms. Repeated the same day it does
 * nothing more.
 */
@Injectable()
export class FollowLeaving {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ChecklistStore,
    private readonly rights: ReadRightsHeld,
    private readonly sponsors: SponsorsStore,
    private readonly externals: ExternalsStore,
    private readonly confirmations: ConfirmationsStore,
    private readonly candidates: SponsorCandidates,
    private readonly checklists: SettleChecklists,
    private readonly duties: SettleDuties,
    private readonly terms: SettleExternals,
    private readonly follow: FollowPerson,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  async run(): Promise<LeavingRound> {
    const today = this.clock.today();
    const { openDays, lateDays } = this.config.leavers;
    const [ending, due] = await this.database.transaction(async (tx) => [
      await this.store.personsEnding(tx, addDays(today, -lateDays), addDays(today, openDays)),
      await this.sponsors.personsDue(tx, today),
    ]);
    const settled = await this.#inChunks(ending, (tx, ids, now) => this.checklists.run(tx, actor, ids, now));
    await this.#inChunks(due, (tx, ids, now) => this.terms.run(tx, actor, ids, now));
    await this.database.transaction((tx) => this.duties.run(tx, actor, null, this.clock.now()));
    return {
      checklists: settled,
      late: await this.database.transaction((tx) => this.#tellLate(tx)),
      reminded: await this.database.transaction((tx) => this.#remind(tx)),
      ended: await this.#endUnclaimed(),
      unconfirmed: await this.database.transaction((tx) => this.#tellUnconfirmed(tx)),
    };
  }

  /** The persons are locked first, as by everybody who changes their facts. */
  async #inChunks(
    ids: readonly string[],
    settle: (tx: Tx, ids: readonly string[], now: Date) => Promise<number>,
  ): Promise<number> {
    let changed = 0;
    for (let from = 0; from < ids.length; from += personsAtATime)
      changed += await this.database.transaction(async (tx) => {
        const chunk = ids.slice(from, from + personsAtATime);
        await this.candidates.lock(tx, chunk);
        return settle(tx, chunk, this.clock.now());
      });
    return changed;
  }

  /** Late items: the manager is reminded; the manager's own manager and HR are told. */
  async #tellLate(tx: Tx): Promise<number> {
    const now = this.clock.now();
    const late = await this.store.takeLate(tx, dayOf(now));
    if (late.length === 0) return 0;
    const hr = await this.rights.holders(tx, ['hr'], now);
    const notices = late.flatMap((item): Notice[] => {
      const notice = (to: string, kind: 'checklist-late' | 'checklist-late-below'): Notice => ({
        to,
        kind,
        about: item.personId,
        objectKind: 'leaver',
        objectId: item.checklistId,
        facts: { day: item.dueOn },
        dedupe: `late:${item.checklistId}:${item.dueOn}`,
      });
      const owner = item.owner === 'manager' && item.managerId !== null ? [item.managerId] : [];
      const above = item.aboveId === null || item.owner !== 'manager' ? [] : [item.aboveId];
      return [
        ...owner.map((to) => notice(to, 'checklist-late')),
        ...[...above, ...hr]
          .filter((to) => to !== item.personId)
          .map((to) => notice(to, 'checklist-late-below')),
      ];
    });
    await this.tell.run(tx, notices);
    return late.length;
  }

  /** Once for each of the configured distances to the end. */
  async #remind(tx: Tx): Promise<number> {
    const distances = this.config.externals.remindDays.toSorted((a, b) => a - b);
    const ending = await this.sponsors.ending(tx, this.clock.today(), distances.at(-1) ?? 0);
    const notices = ending.flatMap((external): Notice[] => {
      const distance = distances.find((days) => external.daysLeft <= days);
      if (external.tellId === null || distance === undefined) return [];
      return [
        {
          to: external.tellId,
          kind: 'external-ends',
          about: external.personId,
          objectKind: 'external',
          objectId: external.employmentId,
          facts: { day: external.endDate },
          dedupe: `external-ends:${external.employmentId}:${external.endDate}:${String(distance)}`,
        },
      ];
    });
    await this.tell.run(tx, notices);
    return notices.length;
  }

  /** Each in a transaction of its own: the person is locked, and asked about again. */
  async #endUnclaimed(): Promise<number> {
    const today = this.clock.today();
    const unclaimed = await this.database.transaction((tx) => this.sponsors.unclaimed(tx, today));
    let ended = 0;
    for (const { employmentId, personId } of unclaimed)
      ended += await this.database.transaction(async (tx) => {
        const now = this.clock.now();
        await this.candidates.lock(tx, [personId]);
        const facts = await this.sponsors.lockOne(tx, employmentId, dayOf(now));
        if (!facts || planSponsor(facts, dayOf(now), this.config.externals.takeoverDays)?.kind !== 'end')
          return 0;
        await this.follow.run(tx, actor, personId, now, async () => {
          await this.externals.end(tx, employmentId, now, dayOf(now));
          return employmentId;
        });
        await this.audit.run(tx, actor, [
          {
            action: 'external.ended',
            personId,
            objectKind: 'employment',
            objectId: employmentId,
            reason: 'no-sponsor',
          },
        ]);
        const hr = await this.rights.holders(tx, ['hr'], now);
        await this.tell.run(
          tx,
          [...(facts.actingId === null ? [] : [facts.actingId]), ...hr].map((to): Notice => ({
            to,
            kind: 'external-ended',
            about: personId,
            objectKind: 'external',
            objectId: employmentId,
            dedupe: `external-ended:${employmentId}`,
          })),
        );
        return 1;
      });
    return ended;
  }

  /** After the patience the manager is told, after twice of it the manager's manager too. */
  async #tellUnconfirmed(tx: Tx): Promise<number> {
    const { everyDays, patienceDays } = this.config.confirmation;
    const today = this.clock.today();
    const unanswered = await this.confirmations.unanswered(tx, today, everyDays, patienceDays);
    await this.tell.run(
      tx,
      unanswered.flatMap(({ managerId, aboveId, count, oldest }): Notice[] => {
        const escalates = aboveId !== null && addDays(oldest, 2 * patienceDays) < today;
        const facts = { count };
        const dedupe = `unconfirmed:${managerId}:${oldest}`;
        return [
          { to: managerId, kind: 'staff-unconfirmed', objectKind: 'confirm', facts, dedupe },
          ...(escalates
            ? [{ to: aboveId, kind: 'staff-unconfirmed-below' as const, about: managerId, facts, dedupe }]
            : []),
        ];
      }),
    );
    return unanswered.length;
  }
}
