import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { cancelImport } from '../../policy/lifecycle/resolve-import.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ImportsStore } from './imports.store.js';
import { ReleaseHrEvent } from './release-hr-event.js';

/** Throws a held delivery away, with its files. Nothing has been changed by it, and nothing will be. */
@Injectable()
export class CancelImport {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly events: ReleaseHrEvent,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused 'not-allowed', 'not-found', 'import-not-held', 'import-running' */
  async run(actor: PersonActor, importId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const denied = may('import.resolve', await this.standing.run(tx, actor.personId, now), 'import');
      if (denied) throw new Refused(denied);
      await this.events.lock(tx, importId);
      const held = await this.store.lockHeld(tx, importId);
      if (!held) throw Refused.because('not-found', 'There is no such import.');
      const refusal = cancelImport(held);
      if (refusal) throw new Refused(refusal);
      await this.store.cancel(tx, importId, actor.personId, reason, now);
      await this.events.cancel(tx, importId);
      await this.audit.run(tx, actor, [
        { action: 'import.cancelled', objectKind: 'import', objectId: importId, reason },
      ]);
    });
  }
}
