import { Injectable } from '@nestjs/common';
import { ReadStaff } from '../../people/read-staff.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { OwnRightsStore } from '../own-rights.store.js';

/** On what grounds somebody helps another to sign in. */
@Injectable()
export class GroundsForService {
  constructor(
    private readonly clock: Clock,
    private readonly staff: ReadStaff,
    private readonly rights: OwnRightsStore,
  ) {}

  async of(reader: Reader, { personId: actorId }: PersonActor, personId: string): Promise<Set<Ground>> {
    const now = this.clock.now();
    const grounds = await this.rights.of(reader, actorId, now);
    if (await this.staff.leadsPerson(reader, actorId, personId, dayOf(now))) grounds.add('manager');
    return grounds;
  }

  /** @throws Refused not-found */
  async require(
    reader: Reader,
    actor: PersonActor,
    verb: 'invitation.issue' | 'sign-in.unlock',
    personId: string,
  ): Promise<void> {
    const refusal = may(verb, await this.of(reader, actor, personId), 'person');
    if (refusal) throw new Refused(refusal);
  }
}
