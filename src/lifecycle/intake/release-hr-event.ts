import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import type { HrSource } from '../../platform/config-hr.js';
import { sqlState, type Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { Refused } from '../../platform/refused.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { HrEventsStore } from './hr-events.store.js';
import type { ImportResult } from './import-result.js';
import { ImportsStore, type StoredImport } from './imports.store.js';
import { readEvent } from './map-event.js';
import { takesEvents } from './retry-hr-events.js';
import { SettleHrEvent } from './settle-hr-event.js';

/** The part of releasing that is an event's own: its sealed contents, checked and compared with what stands now. */
@Injectable()
export class ReleaseHrEvent {
  constructor(
    private readonly clock: Clock,
    private readonly events: HrEventsStore,
    private readonly imports: ImportsStore,
    private readonly settle: SettleHrEvent,
    private readonly numbers: PersonNumbers,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * The record first, as everyone does, then the import: else news of the same person and its release would wait for
   * each other. Nothing to lock when the import stands for no event.
   * @throws Refused 'import-running' while a full delivery of the source is taken in
   */
  async lock(tx: Tx, importId: string): Promise<void> {
    const record = await this.events.recordOf(tx, importId);
    if (!record) return;
    try {
      await this.settle.lock(tx, record.source, record);
    } catch (error) {
      if (sqlState(error) !== '55P03') throw error;
      throw Refused.because(
        'import-running',
        'A delivery of the source is being taken in: try again when it is done.',
      );
    }
  }

  /**
   * @param held the import that stands for the event, locked after its record, and found releasable by this person
   * @throws Refused 'import-not-held' when newer news took its place, 'unknown-source'
   */
  async run(
    tx: Tx,
    actor: PersonActor,
    held: StoredImport,
    source: HrSource,
    reason: string,
  ): Promise<ImportResult> {
    if (!takesEvents(source))
      throw Refused.because('unknown-source', `The HR source ${source.id} takes no events any more.`);
    const waiting = await this.events.heldBy(tx, held.id);
    if (!waiting) throw Refused.because('import-not-held', 'Newer news of the person has taken its place.');
    const now = this.clock.now();
    const event = readEvent(
      JSON.parse(this.numbers.open(waiting.sealed).toString('utf8')) as unknown,
      source.events,
      this.numbers,
    );
    await this.imports.clearDifferences(tx, held.id);
    const applied = await this.settle.release(tx, actor, source, event, {
      id: waiting.id,
      now,
      importId: held.id,
    });
    const { figures, asides, outcome } = applied;
    await this.imports.writeAsides(tx, held.id, asides);
    await this.imports.finish(tx, held.id, {
      state: outcome,
      at: now,
      asOf: held.asOf,
      digest: null,
      sealed: null,
      result: figures,
      resolution: { by: actor.personId, reason },
    });
    await this.audit.run(tx, actor, [
      {
        action: 'import.released',
        objectKind: 'import',
        objectId: held.id,
        reason,
        detail: { source: source.id, event: event.id, changes: figures.changes },
      },
    ]);
    return {
      outcome,
      import: held.id,
      source: source.id,
      asOf: held.asOf,
      ...figures,
      quarantined: asides,
    };
  }

  /** The held import was cancelled: its event is not used either. */
  async cancel(tx: Tx, importId: string): Promise<void> {
    const waiting = await this.events.heldBy(tx, importId);
    if (waiting) await this.events.settle(tx, waiting.id, { state: 'cancelled' }, this.clock.now());
  }
}
