import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { requireLevel } from '../../policy/assurance/required-assurance.js';
import { may } from '../../policy/authority/authority.js';
import { undoMerge } from '../../policy/lifecycle/merge-persons.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CorrelationStore } from './correlation.store.js';
import { MergesStore } from './merges.store.js';
import { MovePerson, type Moved } from '../following/move-person.js';

/** A merge was wrong: what was moved goes back, and facts that have come since stay with the record they came by. */
@Injectable()
export class UndoMerge {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: MergesStore,
    private readonly correlation: CorrelationStore,
    private readonly standing: ReadStanding,
    private readonly move: MovePerson,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused 'not-allowed', 'not-found', 'own-merge', 'merge-undone', 'merge-not-last', 'import-running' */
  async run(actor: PersonActor, mergeId: string, reason: string): Promise<Moved> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const denied =
        requireLevel(actor.level) ??
        may('correlation.resolve', await this.standing.run(tx, actor.personId, now), 'merge');
      if (denied) throw new Refused(denied);
      if (!(await this.correlation.ownRecords(tx)))
        throw Refused.because(
          'import-running',
          'A delivery from HR is being taken in: try again when it is done.',
        );
      const merge = await this.store.lock(tx, mergeId);
      if (!merge) throw Refused.because('not-found', 'There is no such merge.');
      const refusal = undoMerge(merge, actor.personId);
      if (refusal) throw new Refused(refusal);
      const { survivorId, mergedId } = merge;
      await this.store.lockPersons(tx, [survivorId, mergedId]);
      const moved = await this.move.back(tx, actor, merge, now);
      await this.store.markUndone(tx, mergeId, actor.personId, now, reason);
      await this.audit.run(
        tx,
        actor,
        [survivorId, mergedId].map((personId) => ({
          action: 'person.unmerged',
          personId,
          objectKind: 'merge',
          objectId: mergeId,
          reason,
          detail: { survivor: survivorId, merged: mergedId, carried: moved.carried, lapsed: moved.lapsed },
        })),
      );
      return moved;
    });
  }
}
