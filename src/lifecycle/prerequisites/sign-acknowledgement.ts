import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadAcknowledgements } from '../../people/read-acknowledgements.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { signAcknowledgement } from '../../policy/lifecycle/register-prerequisite.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { FollowFacts } from '../following/follow-facts.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';

/**
 * Somebody signs a reminder of secrecy or an agreement (H10.3.1–H10.3.3): for themselves alone, at their session's level,
 * the text's version and digest kept with it. Access that rested for want of it works again in the same transaction.
 */
@Injectable()
export class SignAcknowledgement {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly writes: PrerequisiteWritesStore,
    private readonly asked: ReadAcknowledgements,
    private readonly follow: FollowFacts,
    private readonly audit: RecordEntries,
  ) {}

  /** Signing what is signed already changes nothing. @param digest of the text as it was shown, hex */
  async run(actor: PersonActor, textId: string, digest: string): Promise<void> {
    const { personId, level } = actor;
    await this.database.transaction(async (tx) => {
      await this.writes.lockPerson(tx, personId);
      const now = this.clock.now();
      const today = dayOf(now);
      const found = await this.asked.text(tx, personId, textId, today);
      if (!found) throw Refused.because('not-found', 'There is no such text, or it is not asked of you.');
      const { prerequisite, text, applies, isSigned } = found;
      const refusal = signAcknowledgement({ prerequisite, text, applies }, digest, today);
      if (refusal) throw new Refused(refusal);
      if (isSigned) return;
      await this.writes.record(
        tx,
        {
          personId,
          prerequisiteId: prerequisite.id,
          origin: 'signature',
          met: true,
          day: today,
          until: null,
          text,
          level,
          recordedBy: personId,
        },
        now,
      );
      await this.audit.run(tx, actor, [
        {
          action: 'acknowledgement.signed',
          personId,
          objectKind: 'acknowledgement-text',
          objectId: text.id,
          detail: { key: prerequisite.key, version: text.version, digest: text.digest },
        },
      ]);
      await this.follow.run(tx, actor, [personId], now);
    });
  }
}
