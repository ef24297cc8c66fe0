import { Injectable } from '@nestjs/common';
import { WeighLosses } from '../breakers/weigh-losses.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { decideUnassessed, removalReason } from '../policy/takeover/decide-unassessed.js';
import { EndUnassessed } from './end-unassessed.js';
import { UnassessedStore, type UnassessedRow } from './unassessed.store.js';

/** The manager says that access from before is not needed: it is taken away in the directory, which confirms it. */
@Injectable()
export class RemoveUnassessed {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: UnassessedStore,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly ends: EndUnassessed,
    private readonly weigh: WeighLosses,
  ) {}

  /**
   * All of them or none.
   * @throws Refused 'not-found', 'own-approval', 'already-decided', 'reason-required'
   */
  async run(actor: PersonActor, ids: readonly string[], reason: string): Promise<void> {
    const now = this.clock.now();
    const today = dayOf(now);
    await this.database.transaction(async (tx) => {
      const rows = await this.store.lock(tx, ids);
      if (rows.length < new Set(ids).size) throw Refused.because('not-found', 'There is no such access.');
      await this.#mayDecide(tx, actor, rows, now, today);
      for (const row of rows) {
        const refusal = decideUnassessed(row, actor.personId);
        if (refusal) throw new Refused(refusal);
      }
      const wrong = removalReason(reason);
      if (wrong) throw new Refused(wrong);
      const endings = rows.map(({ id, personId }) => ({ id, personId, outcome: 'not-needed' as const }));
      await this.ends.run(tx, actor, endings, { reason: reason.trim(), now });
      await this.weigh.run(tx, { cause: 'takeover', objectId: null, now, by: 'hand' });
    });
  }

  async #mayDecide(
    tx: Tx,
    actor: PersonActor,
    rows: readonly UnassessedRow[],
    now: Date,
    today: string,
  ): Promise<void> {
    const standing = await this.standing.run(tx, actor.personId, now);
    const led = new Set(
      await this.staff.employmentsLedBy(
        tx,
        actor.personId,
        rows.map((row) => row.employmentId),
        today,
      ),
    );
    for (const row of rows) {
      const grounds = new Set<Ground>(standing);
      if (led.has(row.employmentId)) grounds.add('manager');
      if (row.informationOwnerId === actor.personId) grounds.add('information-owner');
      const forbidden = may('unassessed.decide', grounds, 'such access');
      if (forbidden) throw new Refused(forbidden);
    }
  }
}
