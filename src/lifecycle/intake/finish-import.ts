import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import type { Delivery, Inspected } from '../../connectors/hr-reader.js';
import { Clock } from '../../platform/clock.js';
import { filesOf, type HrSource } from '../../platform/config-hr.js';
import type { Tx } from '../../platform/database.js';
import { Jobs } from '../../platform/jobs.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import type { AppliedDelivery } from './apply-delivery.js';
import type { ImportResult } from './import-result.js';
import { HrEventsStore } from './hr-events.store.js';
import { hrEventsQueue } from './hr-events.queue.js';
import { ImportsStore } from './imports.store.js';
import { momentOf } from './moment-of.js';
import { RecordFactsStore } from './record-facts.store.js';
import { sealFiles } from './sealed-files.js';
import { TellIntake } from './tell-intake.js';

export interface FinishedImport {
  readonly importId: string;
  readonly source: HrSource;
  readonly delivery: Delivery;
  readonly asOf: Day;
  /** Null when the delivery could not even be looked at. */
  readonly inspected: Inspected | null;
  /** When it came; else now. */
  readonly takenAt?: Date;
  readonly applied: AppliedDelivery;
  /** Who let a held delivery through, and why. */
  readonly release?: { readonly by: string; readonly reason: string };
}

/** Writes down what came of a delivery, in the transaction that did it. */
@Injectable()
export class FinishImport {
  constructor(
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly facts: RecordFactsStore,
    private readonly events: HrEventsStore,
    private readonly jobs: Jobs,
    private readonly audit: RecordEntries,
    private readonly numbers: PersonNumbers,
    private readonly tell: TellIntake,
  ) {}

  async run(tx: Tx, actor: Actor, finished: FinishedImport): Promise<ImportResult> {
    const { importId, source, delivery, asOf, inspected, applied, release } = finished;
    const { outcome, asides } = applied;
    const figures = { ...applied.figures, files: inspected?.files ?? [] };
    const at = this.clock.now();
    const moment = inspected && momentOf(inspected, asOf, finished.takenAt ?? at);
    const files = [...filesOf(source), source.manifest ?? ''];
    const sealed = outcome === 'held' ? await sealFiles(delivery, files, this.numbers) : null;
    // One that says again what stands is news, too: what was held in between is not what HR says now.
    const later = outcome === 'applied' || outcome === 'held' || outcome === 'unchanged';
    // What else waits of the source is looked for after this one has its state; where nothing is, nobody waits for it.
    const record = (superseded: readonly string[]): Promise<void> =>
      this.audit.run(tx, actor, [
        ...superseded.map((id) => ({ action: 'import.superseded', objectKind: 'import', objectId: id })),
        {
          action: release ? 'import.released' : outcome === 'dry-run' ? 'import.tried' : `import.${outcome}`,
          objectKind: 'import',
          objectId: importId,
          reason: release?.reason ?? figures.rejection?.code ?? null,
          detail: { source: source.id, asOf, rows: figures.rows, changes: figures.changes },
        },
      ]);
    await tx.together(
      () => this.store.writeAsides(tx, importId, asides),
      () =>
        this.store.finish(tx, importId, {
          state: outcome,
          at,
          asOf,
          digest: inspected?.digest ?? null,
          sealed,
          result: { ...figures, snapshotDate: inspected?.snapshotDate ?? null, moment },
          ...(release ? { resolution: release } : {}),
        }),
      async () => {
        if (moment && (outcome === 'applied' || outcome === 'unchanged'))
          await this.#stand(tx, source.id, importId, moment, applied.incomplete ?? [], at);
      },
      () => (later ? Promise.resolve() : record([])),
    );
    // Whoever sent it sees that it was rejected; what comes by itself has nobody who looks.
    if (actor.kind === 'system' && figures.rejection)
      await this.tell.rejected(tx, source, importId, figures.rejection);
    if (later) await record(await this.store.supersedeHeld(tx, source.id, importId, { moment, at }));
    return { outcome, import: importId, source: source.id, asOf, ...figures, quarantined: asides };
  }

  /** The delivery is now what the register stands at, and events that waited for what it brought are tried again. */
  async #stand(
    tx: Tx,
    source: string,
    importId: string,
    moment: Date,
    incomplete: readonly string[],
    at: Date,
  ): Promise<void> {
    const before = incomplete.length > 0 ? (await this.store.standing(tx, source, moment)).moment : null;
    const [, , outdated, waiting] = await tx.together(
      () => this.facts.standAll(tx, source, moment, incomplete, before),
      () => this.store.stand(tx, source, importId),
      () => this.events.outdateHeld(tx, source, moment),
      () => this.events.waiting(tx, { source, states: ['received', 'quarantined'] }, 1),
    );
    for (const old of outdated)
      if (old.importId !== null)
        await this.store.cancel(tx, old.importId, null, 'A later delivery took its place.', at);
    if (waiting.length > 0) await this.jobs.send(tx, hrEventsQueue, {});
  }
}
