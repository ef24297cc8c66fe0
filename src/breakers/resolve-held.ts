import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { cancelHeld, releaseHeld } from '../policy/lifecycle/resolve-held.js';
import type { PersonActor } from '../policy/model/actor.js';
import { HeldChangesStore, type StoredHeld } from './held-changes.store.js';
import { WeighLosses } from './weigh-losses.js';

export type HeldWork = StoredHeld & { payload: unknown };

/**
 * Settles a held change: lets it through, done anew with what stands now, or throws it away. One transaction, the
 * row locked: pressed twice, or released and cancelled at once, one of them wins and the other is told.
 */
@Injectable()
export class ResolveHeld {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HeldChangesStore,
    private readonly standing: ReadStanding,
    private readonly weigh: WeighLosses,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @param carryOut does the change in the given transaction, when it is released
   * @throws Refused 'not-allowed', 'not-found', 'change-not-held', 'held-same-person'
   */
  async run(
    actor: PersonActor,
    id: string,
    way: 'release' | 'cancel',
    reason: string,
    carryOut: (tx: Tx, held: HeldWork, now: Date) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const denied = may('held.resolve', await this.standing.run(tx, actor.personId, now), 'held change');
      if (denied) throw new Refused(denied);
      const held = await this.store.lock(tx, id);
      if (!held) throw Refused.because('not-found', 'There is no such held change.');
      const refusal = way === 'release' ? releaseHeld(held, actor.personId) : cancelHeld(held);
      if (refusal) throw new Refused(refusal);
      const state = way === 'release' ? 'released' : 'cancelled';
      let persons = 0;
      if (way === 'release') {
        await carryOut(tx, held, now);
        const weighing = { cause: held.kind, objectId: held.objectId, now, by: 'released' as const };
        persons = (await this.weigh.run(tx, weighing)).persons;
      }
      await this.store.resolve(tx, id, { state, by: actor.personId, at: now, reason });
      await this.audit.run(tx, actor, [
        {
          action: `change.${state}`,
          objectKind: 'held-change',
          objectId: id,
          reason,
          detail: { kind: held.kind, object: held.objectId, expected: held.persons, persons },
        },
      ]);
    });
  }
}
