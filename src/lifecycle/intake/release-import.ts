import { Inject, Injectable } from '@nestjs/common';
import { hrReader, type HrReader } from '../../connectors/hr-reader.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { openPrivateFolder } from '../../platform/private-folder.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { releaseImport } from '../../policy/lifecycle/resolve-import.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ApplyDelivery } from './apply-delivery.js';
import { FinishImport } from './finish-import.js';
import type { ImportResult } from './import-result.js';
import { ImportsStore } from './imports.store.js';
import { momentOf } from './moment-of.js';
import { RecordFactsStore } from './record-facts.store.js';
import { ReleaseHrEvent } from './release-hr-event.js';
import { openSealedFiles } from './sealed-files.js';

/** Lets a held delivery through: the very files that were held, checked and compared anew with what stands now. */
@Injectable()
export class ReleaseImport {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly facts: RecordFactsStore,
    private readonly events: ReleaseHrEvent,
    private readonly standing: ReadStanding,
    private readonly apply: ApplyDelivery,
    private readonly finish: FinishImport,
    private readonly numbers: PersonNumbers,
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused 'not-allowed', 'not-found', 'import-not-held', 'import-same-person', 'import-outdated', 'import-running' */
  async run(actor: PersonActor, importId: string, reason: string): Promise<ImportResult> {
    const folder = await openPrivateFolder();
    try {
      return await this.database.transaction((tx) => this.#release(tx, actor, importId, reason, folder.path));
    } finally {
      await folder.remove();
    }
  }

  async #release(
    tx: Tx,
    actor: PersonActor,
    importId: string,
    reason: string,
    folder: string,
  ): Promise<ImportResult> {
    const now = this.clock.now();
    const denied = may('import.resolve', await this.standing.run(tx, actor.personId, now), 'import');
    if (denied) throw new Refused(denied);
    await this.events.lock(tx, importId);
    const held = await this.store.lockHeld(tx, importId);
    if (!held) throw Refused.because('not-found', 'There is no such import.');
    const refusal = releaseImport(held, actor.personId, {
      now,
      withinDays: this.config.lifecycle.breakers.heldDays,
    });
    if (refusal) throw new Refused(refusal);
    const configured = this.config.hr.sources.find((candidate) => candidate.id === held.source);
    // That it is complete was found when it was held; what said so beside the files is not kept.
    const source = configured && { ...configured, completenessRequired: false };
    if (source && held.channel === 'event') return this.events.run(tx, actor, held, source, reason);
    if (!source || !held.sealed)
      throw Refused.because('unknown-source', `The HR source ${held.source} is not configured any more.`);
    if (!(await this.store.claim(tx, source.id)))
      throw Refused.because('import-running', `Another delivery from ${source.name} is being taken in.`);
    await this.facts.lockSource(tx, source.id);

    const delivery = await openSealedFiles(held.sealed, this.numbers, folder);
    const found = await this.reader.inspect(delivery, source);
    const inspected = { ...found, files: held.result.files ?? found.files };
    await this.store.clearDifferences(tx, importId);
    const applied = await this.apply
      .run(tx, {
        importId,
        actor,
        source,
        delivery,
        asOf: held.asOf,
        moment: momentOf(inspected, held.asOf, held.startedAt),
        now,
        released: true,
        trial: false,
        progress: () => Promise.resolve(), // the import's row is locked by this transaction
      })
      .finally(() => this.reader.close(delivery));
    const release = { by: actor.personId, reason };
    return this.finish.run(tx, actor, {
      importId,
      source,
      delivery,
      asOf: held.asOf,
      inspected,
      takenAt: held.startedAt,
      applied,
      release,
    });
  }
}
