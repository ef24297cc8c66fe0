import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Delivery, Inspected } from '../connectors/hr-reader.js';
import { Clock } from '../platform/clock.js';
import type { HrSource } from '../platform/config-hr.js';
import type { Tx } from '../platform/database.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import type { Actor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { AppliedDelivery } from './apply-delivery.js';
import type { ImportResult } from './import-result.js';
import { ImportsStore } from './imports.store.js';
import { sealFiles } from './sealed-files.js';

export interface FinishedImport {
  readonly importId: string;
  readonly source: HrSource;
  readonly delivery: Delivery;
  readonly asOf: Day;
  /** Null when the delivery could not even be looked at. */
  readonly inspected: Inspected | null;
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
    private readonly audit: RecordEntries,
    private readonly numbers: PersonNumbers,
  ) {}

  async run(tx: Tx, actor: Actor, finished: FinishedImport): Promise<ImportResult> {
    const { importId, source, delivery, asOf, inspected, applied, release } = finished;
    const { outcome, figures, asides } = applied;
    const at = this.clock.now();
    const files = [source.employments.file, source.units.file, source.manifest ?? ''];
    await this.store.writeAsides(tx, importId, asides);
    await this.store.finish(tx, importId, {
      state: outcome,
      at,
      asOf,
      digest: inspected?.digest ?? null,
      sealed: outcome === 'held' ? await sealFiles(delivery, files, this.numbers) : null,
      result: { ...figures, snapshotDate: inspected?.snapshotDate ?? null },
      ...(release ? { resolution: release } : {}),
    });
    if (outcome === 'applied' || outcome === 'unchanged') await this.store.stand(tx, source.id, importId);
    const later = outcome === 'applied' || outcome === 'held';
    const superseded = later ? await this.store.supersedeHeld(tx, source.id, importId, at) : [];
    await this.audit.run(tx, actor, [
      ...superseded.map((id) => ({ action: 'import.superseded', objectKind: 'import', objectId: id })),
      {
        action: release ? 'import.released' : outcome === 'dry-run' ? 'import.tried' : `import.${outcome}`,
        objectKind: 'import',
        objectId: importId,
        reason: release?.reason ?? figures.rejection?.code ?? null,
        detail: { source: source.id, asOf, rows: figures.rows, changes: figures.changes },
      },
    ]);
    return { outcome, import: importId, source: source.id, asOf, ...figures, quarantined: asides };
  }
}
