import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadStaff } from '../../people/read-staff.js';
import { dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import { terminationScope, type TerminationScope } from '../../policy/lifecycle/termination-scope.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Refusal } from '../../policy/model/refusal.js';
import { TerminationStore } from './termination.store.js';

/** Which of a person's employments the actor's "Avsluta nu" would end. */
@Injectable()
export class ReadTerminationScope {
  constructor(
    private readonly store: TerminationStore,
    private readonly staff: ReadStaff,
    private readonly rights: ReadStanding,
  ) {}

  /** An operator at the command line has the machine itself; a person needs a ground. */
  async run(reader: Reader, actor: Actor, personId: string, now: Date): Promise<TerminationScope | Refusal> {
    const today = dayOf(now);
    const running = await this.store.running(reader, personId, today);
    if (actor.kind !== 'person') return { ends: running, stays: [] };
    const led = await this.staff.employmentsLedBy(reader, actor.personId, running, today);
    const rights = await this.rights.run(reader, actor.personId, now);
    return terminationScope(rights, running, new Set(led), actor.personId === personId);
  }
}
