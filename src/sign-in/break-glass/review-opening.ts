import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { mayReview, type Verdict } from '../../policy/credentials/break-glass.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { BreakGlassStore } from './break-glass.store.js';

/** A security officer judges what was done by an emergency account (H15.6.1); never the one who did it. */
@Injectable()
export class ReviewOpening {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly rights: OwnRightsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, own-emergency, emergency-open, emergency-reviewed */
  async run(actor: PersonActor, id: string, input: { verdict: Verdict; reason: string }): Promise<void> {
    await this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const opening = await this.store.lockOpening(tx, id);
      const refusal =
        may('emergency.review', await this.rights.of(tx, actor.personId, at), 'emergency') ??
        (opening && mayReview(opening, actor.personId));
      if (refusal) throw new Refused(refusal);
      if (!opening) throw Refused.because('not-found', 'There is no such emergency.');
      await this.store.review(tx, id, { ...input, by: actor.personId, at });
      await this.audit.run(tx, actor, [
        {
          action: 'emergency.reviewed',
          personId: opening.personId,
          objectKind: 'emergency',
          objectId: id,
          reason: input.reason,
          detail: { verdict: input.verdict },
        },
      ]);
    });
  }
}
