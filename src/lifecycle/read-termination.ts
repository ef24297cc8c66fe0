import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { TerminationStore } from './termination.store.js';

export interface TerminationProgress {
  terminatedAt: Date | null;
  account: { state: 'pending' | 'disabled'; confirmedAt: Date | null; waitingSince: Date | null } | null;
}

/** How far an urgent end has come: our doors at once, the directory's account when it has confirmed. */
@Injectable()
export class ReadTermination {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: TerminationStore,
    private readonly staff: ReadStaff,
    private readonly rights: ReadStanding,
  ) {}

  /** Whoever may terminate may see it; a manager is known by having led the person. @throws Refused 'not-found' */
  async run(actor: PersonActor, personId: string): Promise<TerminationProgress> {
    const now = this.clock.now();
    const today = dayOf(now);
    const grounds = new Set<Ground>(await this.rights.run(this.database, actor.personId, now));
    if (actor.personId === personId) grounds.add('self');
    if (await this.staff.leadsPerson(this.database, actor.personId, personId, today)) grounds.add('manager');
    if (await this.store.wasTerminatedBy(this.database, personId, actor.personId)) grounds.add('manager');
    const refusal = may('person.read', grounds, 'person');
    const state = refusal ? null : await this.store.state(this.database, personId, today);
    if (refusal) throw new Refused(refusal);
    if (!state) throw Refused.because('not-found', 'There is no such person.');
    const { terminatedAt, account } = state;
    if (
      terminatedAt === null ||
      account === null ||
      (account.state === 'none' && account.waitingSince === null)
    )
      return { terminatedAt, account: null };
    const done = account.waitingSince === null && account.state === 'disabled';
    return {
      terminatedAt,
      account: {
        state: done ? 'disabled' : 'pending',
        confirmedAt: account.confirmedAt,
        waitingSince: account.waitingSince,
      },
    };
  }
}
