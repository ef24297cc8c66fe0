import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Actor } from '../../policy/model/actor.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';

/**
 * Signatures that were given on paper before Grindvakt, as of the day the text began: kept as taken over, never as
 * signed here. For operators and the system: nobody signed in can say that another has signed.
 */
@Injectable()
export class TakeOverSignatures {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly writes: PrerequisiteWritesStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @param exceptHsaIds those who have not signed. @returns how many signatures; those known are left as they are */
  async run(actor: Actor, exceptHsaIds: readonly string[]): Promise<number> {
    if (actor.kind === 'person')
      throw Refused.because('not-allowed', 'Signatures on paper are taken over by the operator.');
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const signatures = await this.writes.takeOver(tx, dayOf(now), exceptHsaIds, now);
      if (signatures > 0)
        await this.audit.run(tx, actor, [{ action: 'acknowledgements.taken-over', detail: { signatures } }]);
      return signatures;
    });
  }
}
