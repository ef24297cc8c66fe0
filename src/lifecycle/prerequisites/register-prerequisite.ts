import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadPersonPrerequisites } from '../../people/read-person-prerequisites.js';
import { ReadStaff } from '../../people/read-staff.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Ground } from '../../policy/authority/authority.js';
import { registerPrerequisite, type StatedStatus } from '../../policy/lifecycle/register-prerequisite.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { FollowFacts } from '../following/follow-facts.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';

/**
 * HR, or for an identity the manager who has seen it, states that something holds for a person or that it does not:
 * status and day, never what stands in the papers (H10.1.1–H10.1.2). Access follows in the same transaction.
 */
@Injectable()
export class RegisterPrerequisite {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly writes: PrerequisiteWritesStore,
    private readonly known: ReadPersonPrerequisites,
    private readonly staff: ReadStaff,
    private readonly standing: ReadStanding,
    private readonly follow: FollowFacts,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    actor: PersonActor,
    personId: string,
    stated: StatedStatus & { prerequisiteId: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const isKnown = await this.writes.lockPerson(tx, personId);
      const now = this.clock.now();
      const today = dayOf(now);
      const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
      if (actor.personId === personId) grounds.add('self');
      if (await this.staff.leadsPerson(tx, actor.personId, personId, today)) grounds.add('manager');
      const prerequisite = await this.known.definition(tx, stated.prerequisiteId);
      if (!prerequisite)
        throw Refused.because('not-found', 'There is no such prerequisite.', { pointer: '/prerequisiteId' });
      const refusal = registerPrerequisite(prerequisite, grounds, stated, today);
      if (refusal) throw new Refused(refusal);
      if (!isKnown) throw Refused.because('not-found', 'There is no such person, or you may not see it.');
      const { met, day, until } = stated;
      await this.writes.record(
        tx,
        {
          personId,
          prerequisiteId: prerequisite.id,
          origin: 'register',
          met,
          day,
          until,
          text: null,
          level: null,
          recordedBy: actor.personId,
        },
        now,
      );
      await this.audit.run(tx, actor, [
        {
          action: 'prerequisite.registered',
          personId,
          objectKind: 'prerequisite',
          objectId: prerequisite.id,
          detail: { key: prerequisite.key, met, day, until },
        },
      ]);
      await this.follow.run(tx, actor, [personId], now);
    });
  }
}
