import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import { addDays, type Day } from '../policy/model/day.js';
import { chooseReviewer } from '../policy/review/choose-reviewer.js';
import type { MicrocertificationCause } from '../policy/review/microcertification.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { MicrocertificationStore, type OpenedMicrocertification } from './microcertification.store.js';

export interface Microcertification {
  readonly personId: string;
  readonly cause: MicrocertificationCause;
  readonly grantIds: readonly string[];
  /** Whom to ask; without it each employment's effective manager, or the next one up. */
  readonly reviewerId?: string | null;
  /** Days until what is not answered is removed; without it the configuration's. */
  readonly dueDays?: number;
}

/**
 * Asks about some of one person's access after a change (H13.1.2, H13.1.4): a small campaign for each person, cause
 * and last day. Unlike a campaign over a unit it ends by itself when everything is signed. Set-based: the number of
 * statements does not depend on the number of persons, whose rows the caller has locked.
 */
@Injectable()
export class OpenMicrocertification {
  constructor(
    private readonly clock: Clock,
    private readonly store: MicrocertificationStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** The last day for answers to what is opened on `today`. */
  dueOn(today: Day): Day {
    return addDays(today, this.config.lifecycle.microcertification.days);
  }

  /** @returns how many grants are newly asked about; what is ended or asked about already is left out. */
  async run(tx: Tx, actor: Actor, wanted: readonly Microcertification[]): Promise<number> {
    if (wanted.length === 0) return 0;
    const now = this.clock.now();
    const today = dayOf(now);
    const grants = await this.store.toCertify(
      tx,
      wanted.flatMap((one) => one.grantIds),
      today,
      this.config.lifecycle.leave,
    );
    const open = new Map(
      (await this.store.openOf(tx, [...new Set(wanted.map((one) => one.personId))])).map((one) => [
        keyOf(one),
        one,
      ]),
    );
    const byId = new Map(grants.map((grant) => [grant.grantId, grant]));
    const added: (OpenedMicrocertification & { unitId: string; items: number })[] = [];
    const items: { campaignId: string; grantId: string; personId: string; reviewerId: string | null }[] = [];
    for (const { personId, cause, grantIds, reviewerId, dueDays } of wanted) {
      const asked = grantIds.flatMap((id) => byId.get(id) ?? []).filter((g) => g.personId === personId);
      const [first] = asked;
      if (!first) continue;
      const closesOn = dueDays === undefined ? this.dueOn(today) : addDays(today, dueDays);
      const same = open.get(keyOf({ personId, cause, closesOn }));
      const id = same?.id ?? randomUUID();
      if (!same) {
        const campaign = { id, personId, cause, closesOn, unitId: first.unitId, items: asked.length };
        added.push(campaign);
        open.set(keyOf(campaign), campaign);
      }
      for (const facts of asked)
        items.push({
          campaignId: id,
          grantId: facts.grantId,
          personId,
          reviewerId:
            reviewerId === undefined || reviewerId === personId ? chooseReviewer(facts) : reviewerId,
        });
    }
    if (items.length === 0) return 0;
    await this.store.add(tx, added, actor.kind === 'person' ? actor.personId : null, now);
    await this.store.addItems(tx, items);
    await this.audit.run(
      tx,
      actor,
      added.map(({ id, personId, cause, closesOn, items: count }) => ({
        action: 'microcertification.opened',
        personId,
        objectKind: 'campaign',
        objectId: id,
        detail: { cause, closesOn, items: count },
      })),
    );
    return items.length;
  }

  /** What was asked because of a move is moot: the person is back, or it fits again. */
  async withdraw(tx: Tx, actor: Actor, grantIds: readonly string[]): Promise<void> {
    const moot = await this.store.withdraw(tx, grantIds, this.clock.now());
    await this.audit.run(
      tx,
      actor,
      moot.map(({ id, campaignId, personId }) => ({
        action: 'review.withdrawn',
        personId,
        objectKind: 'review-item',
        objectId: id,
        detail: { campaign: campaignId },
      })),
    );
  }
}

function keyOf(one: Pick<OpenedMicrocertification, 'personId' | 'cause' | 'closesOn'>): string {
  return `${one.personId} ${one.cause} ${one.closesOn}`;
}
