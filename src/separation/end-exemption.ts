import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ExemptionsStore } from './exemptions.store.js';

/** Takes an exemption back before its day; the conflict is open again from then on. */
@Injectable()
export class EndExemption {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExemptionsStore,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-allowed, not-found */
  async run(actor: PersonActor, id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const refusal = may('separation.exempt', await this.standing.run(tx, actor.personId, now), 'exemption');
      if (refusal) throw new Refused(refusal);
      const ended = await this.store.end(tx, id, { personId: actor.personId, at: now, reason });
      if (!ended) throw Refused.because('not-found', 'There is no such exemption that runs.');
      await this.audit.run(tx, actor, [
        {
          action: 'separation-exemption.ended',
          personId: ended.personId,
          objectKind: 'separation-exemption',
          objectId: id,
          reason,
          detail: { rule: ended.ruleId },
        },
      ]);
    });
  }
}
