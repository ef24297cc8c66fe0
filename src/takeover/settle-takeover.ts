import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { GuardLosses } from '../breakers/guard-losses.js';
import { ReadHeld } from '../breakers/read-held.js';
import { WeighLosses } from '../breakers/weigh-losses.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database, type Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { isUnanswered, keptUntil } from '../policy/takeover/campaign-terms.js';
import { EndUnassessed } from './end-unassessed.js';
import { UnassessedStore } from './unassessed.store.js';

/**
 * What becomes of unassessed access by itself: a grant now gives it, its request was refused, its person has left, or
 * nobody has answered by its last day. May be run as often as one likes.
 */
@Injectable()
export class SettleTakeover {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: UnassessedStore,
    private readonly ends: EndUnassessed,
    private readonly weigh: WeighLosses,
    private readonly guard: GuardLosses,
    private readonly held: ReadHeld,
    private readonly apply: ApplyChanges,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'takeover' | 'lifecycle'>,
  ) {}

  async run(actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.store.followEmployments(tx);
      await this.#followLeave(tx, actor, now);
      const settled = await this.store.settled(tx, null, dayOf(now));
      await this.ends.run(tx, actor, settled, { reason: null, now });
      await this.store.followRequests(tx);
      // Each of them somebody has decided on: counted, never stopped.
      await this.weigh.run(tx, { cause: 'takeover', objectId: null, now, by: 'hand' });
    });
    for (const systemId of await this.store.overdueSystems(this.database, this.clock.today())) {
      // It waits at the breaker, or somebody has stopped it there: no schedule tries again.
      const campaign = await this.store.campaignOf(this.database, systemId);
      const objectId = campaign?.id ?? systemId;
      if (await this.held.wasHeld(this.database, 'takeover', objectId)) continue;
      await this.guard.run(actor, async (tx) => {
        const now = this.clock.now();
        const { title, openedBy } = await this.carryOut(tx, actor, systemId, now);
        return {
          done: undefined,
          change: { kind: 'takeover', objectId, title, causedBy: openedBy, payload: { systemId }, now },
        };
      });
    }
  }

  /** Leave rests it like any access; it comes back with its person, still unassessed. */
  async #followLeave(tx: Tx, actor: Actor, now: Date): Promise<void> {
    const turned = await this.store.followLeave(tx, dayOf(now), this.config.lifecycle.leave);
    await this.audit.run(
      tx,
      actor,
      turned.map(({ id, personId, rests }) => ({
        action: rests ? 'unassessed.rested' : 'unassessed.woken',
        personId,
        objectKind: 'unassessed-access',
        objectId: id,
        reason: 'leave',
      })),
    );
    const people = new Map(turned.map(({ personId, rests }) => [personId, rests]));
    await this.apply.run(
      tx,
      actor,
      [...people].map(([personId, losing]) => ({ kind: 'follow-account' as const, personId, losing })),
      now,
    );
  }

  /** Ends what nobody has answered for in a system, or keeps it with a flag, as the campaign or else the configuration says. */
  async carryOut(
    tx: Tx,
    actor: Actor,
    systemId: string,
    now: Date,
  ): Promise<{ title: string; openedBy: string[] }> {
    const today = dayOf(now);
    const system = await this.store.system(tx, systemId);
    const campaign = await this.store.campaignOf(tx, systemId);
    const overdue = await this.store.overdue(tx, systemId, today);
    const rule = campaign?.unanswered ?? this.config.takeover.unanswered;
    if (rule === 'remove')
      await this.ends.run(
        tx,
        actor,
        overdue.map((one) => ({ ...one, outcome: 'unanswered' as const })),
        { reason: null, now },
      );
    else {
      await this.store.keepOn(
        tx,
        overdue.map((one) => one.id),
        keptUntil(today, this.config.takeover.keepDays),
        now,
      );
      await this.audit.run(
        tx,
        actor,
        overdue.map(({ id, personId }) => ({
          action: 'unassessed.flagged',
          personId,
          objectKind: 'unassessed-access',
          objectId: id,
          reason: 'unanswered',
        })),
      );
    }
    if (campaign && isUnanswered(campaign.closesOn, today)) {
      await this.store.closeCampaign(tx, campaign.id, now);
      await this.audit.run(tx, actor, [
        {
          action: 'takeover.closed',
          objectKind: 'system',
          objectId: systemId,
          detail: { campaign: campaign.id, unanswered: overdue.length, rule },
        },
      ]);
    }
    return { title: system?.name ?? '', openedBy: campaign ? [campaign.openedBy] : [] };
  }
}
