import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { requireLevel } from '../../policy/assurance/required-assurance.js';
import { may } from '../../policy/authority/authority.js';
import { mergePersons } from '../../policy/lifecycle/merge-persons.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CorrelationStore } from './correlation.store.js';
import { MergesStore } from './merges.store.js';
import { MovePerson, type Moved } from '../following/move-person.js';

export interface MergeInput {
  /** Who stays. */
  readonly survivorId: string;
  /** Who goes into them; a stub that points to the survivor stays, with the history. */
  readonly mergedId: string;
  readonly reason: string;
}

/**
 * Two known persons are one (H13.2.1): records, HSA-ids and employments follow, requested access is carried on a copy of
 * its assessment, birthrights are given anew, both are signed out and the merged one's account shuts. It can be undone.
 */
@Injectable()
export class MergePersons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: MergesStore,
    private readonly correlation: CorrelationStore,
    private readonly standing: ReadStanding,
    private readonly move: MovePerson,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused 'not-allowed', 'not-found', 'invalid', 'own-merge', 'already-merged', 'import-running' */
  async run(actor: PersonActor, input: MergeInput): Promise<Moved & { id: string }> {
    return this.database.transaction((tx) => this.within(tx, actor, input));
  }

  /** The same in the caller's transaction. */
  async within(tx: Tx, actor: PersonActor, input: MergeInput): Promise<Moved & { id: string }> {
    const now = this.clock.now();
    const denied =
      requireLevel(actor.level) ??
      may('correlation.resolve', await this.standing.run(tx, actor.personId, now), 'merge');
    if (denied) throw new Refused(denied);
    if (!(await this.correlation.ownRecords(tx)))
      throw Refused.because(
        'import-running',
        'A delivery from HR is being taken in: try again when it is done.',
      );
    const { survivorId, mergedId } = input;
    const persons = await this.store.lockPersons(tx, [survivorId, mergedId]);
    const survivor = persons.find(({ id }) => id === survivorId);
    const merged = persons.find(({ id }) => id === mergedId);
    if (!survivor || !merged) throw Refused.because('not-found', 'There is no such person.');
    const refusal = mergePersons(survivor, merged, actor.personId);
    if (refusal) throw new Refused(refusal);
    const moved = await this.move.into(tx, actor, input, now);
    await this.audit.run(
      tx,
      actor,
      [survivorId, mergedId].map((personId) => ({
        action: 'person.merged',
        personId,
        objectKind: 'merge',
        objectId: moved.id,
        reason: input.reason,
        detail: { survivor: survivorId, merged: mergedId, carried: moved.carried, lapsed: moved.lapsed },
      })),
    );
    return moved;
  }
}
