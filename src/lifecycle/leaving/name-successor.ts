import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { checkSuccessor } from '../../policy/lifecycle/hand-over-duties.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { DutiesStore } from './duties.store.js';
import { GiveDuties, objectKindOf } from './give-duties.js';
import { SponsorCandidates } from '../externals/sponsor-candidates.store.js';

/** Names who takes a duty over: at once when it is vacant, else on the day its holder leaves (H10.5.1). */
@Injectable()
export class NameSuccessor {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DutiesStore,
    private readonly candidates: SponsorCandidates,
    private readonly standing: ReadStanding,
    private readonly give: GiveDuties,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-allowed, not-found, duty-closed, unfit-successor */
  async run(actor: PersonActor, dutyId: string, input: { personId: string; reason: string }): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const refusal = may('duty.hand-over', await this.standing.run(tx, actor.personId, now), 'duty');
      if (refusal) throw new Refused(refusal);
      await this.candidates.lock(tx, [input.personId]);
      const duty = await this.store.lock(tx, dutyId);
      if (!duty) throw Refused.because('not-found', 'There is no such duty.');
      const open = duty.state === 'coming' || duty.state === 'vacant';
      const unfit = checkSuccessor(
        { holderId: duty.holderId, open },
        await this.candidates.candidate(tx, input.personId, dayOf(now)),
      );
      if (unfit) throw new Refused(unfit);
      const handedOver = duty.state === 'vacant';
      await this.store.name(tx, dutyId, {
        successorId: input.personId,
        by: actor.personId,
        at: now,
        reason: input.reason,
        handedOver,
      });
      if (handedOver)
        await this.give.run(tx, actor, [
          {
            kind: duty.kind,
            objectId: duty.objectId,
            from: duty.holderId,
            to: input.personId,
            reason: input.reason,
          },
        ]);
      await this.audit.run(tx, actor, [
        {
          action: 'duty.successor-named',
          personId: input.personId,
          objectKind: objectKindOf(duty.kind),
          objectId: duty.objectId,
          reason: input.reason,
          detail: { duty: duty.kind, after: duty.holderId, atOnce: handedOver },
        },
      ]);
      if (input.personId !== actor.personId)
        await this.tell.run(tx, [
          {
            to: input.personId,
            kind: 'duty-taken',
            about: duty.holderId,
            objectKind: 'duties',
            facts: { duty: duty.kind, day: dayOf(now) },
          },
        ]);
    });
  }
}
