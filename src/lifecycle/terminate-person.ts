import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { planPerson } from '../policy/lifecycle/plan-person.js';
import type { Actor } from '../policy/model/actor.js';
import { CloseRequests } from '../requests/close-requests.js';
import { EndSessions } from '../sign-in/end-sessions.js';
import { ManagersStore } from './managers.store.js';
import { StandingStore } from './standing.store.js';
import { TerminationStore } from './termination.store.js';

export const terminationReasons = ['left', 'dismissed', 'security', 'deceased', 'other'] as const;
export type TerminationReason = (typeof terminationReasons)[number];

export interface TerminationInput {
  personId: string;
  reason: TerminationReason;
  /** 10–500 characters, for the audit log. */
  note: string;
}

export interface Termination {
  personId: string;
  terminatedAt: Date;
  sessionsEnded: number;
  requestsClosed: number;
  grantsEnded: number;
  /** Accounts whose disabling is on its way, first in line. */
  accountsToDisable: number;
}

/**
 * "AVSLUTA NU" (H10.5.1, invariant 4). One transaction, in order of urgency: employments end, sessions die, requests
 * close, grants end, tasks to the directory go into the lane of their own. When it commits our doors are closed,
 * whatever the directory does. Nothing but a new employment from HR lets the person in again.
 */
@Injectable()
export class TerminatePerson {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: TerminationStore,
    private readonly standing: StandingStore,
    private readonly people: ReadPeople,
    private readonly managers: ManagersStore,
    private readonly endSessions: EndSessions,
    private readonly closeRequests: CloseRequests,
    private readonly apply: ApplyChanges,
    private readonly audit: RecordEntries,
    private readonly staff: ReadStaff,
    private readonly rights: ReadStanding,
  ) {}

  /** @throws Refused 'not-found', 'own-termination', 'already-terminated' */
  async run(actor: Actor, input: TerminationInput): Promise<Termination> {
    const { personId, reason, note } = input;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const known = await this.store.lockPerson(tx, personId);
      await this.#authorise(tx, actor, personId, now);
      if (!known) throw Refused.because('not-found', 'There is no such person.');
      const ended = await this.store.endEmployments(tx, personId, now, today);
      if (ended.length === 0)
        throw Refused.because(
          'already-terminated',
          'The person has no employment left to end: it is already done.',
        );

      const sessionsEnded = await this.endSessions.run(tx, actor, [personId], 'terminated');
      const requestsClosed = await this.closeRequests.run(tx, actor, [personId], 'terminated');
      const [employments, grants] = [
        await this.people.employmentsOf(tx, [personId]),
        await this.standing.liveGrants(tx, [personId]),
      ];
      const changes = planPerson({ personId, employments, grants, declined: [] }, [], today);
      const applied = await this.apply.run(tx, actor, changes, now, { urgent: true });
      await this.store.writeEvents(tx, personId, ended, now, today);
      await this.managers.settle(
        tx,
        today,
        [],
        ended.map((employment) => employment.id),
      );
      await this.audit.run(tx, actor, [
        {
          action: 'person.terminated',
          personId,
          reason: note,
          detail: {
            reason,
            employments: ended.length,
            grants: applied.ended.length,
            sessions: sessionsEnded,
          },
        },
      ]);
      return {
        personId,
        terminatedAt: now,
        sessionsEnded,
        requestsClosed,
        grantsEnded: applied.ended.length,
        accountsToDisable: applied.deliveries,
      };
    });
  }

  /** An operator at the command line has the machine itself; a person needs a ground. */
  async #authorise(tx: Tx, actor: Actor, personId: string, now: Date): Promise<void> {
    if (actor.kind !== 'person') return;
    if (actor.personId === personId)
      throw Refused.because('own-termination', 'Nobody ends their own employment here: another person must.');
    const grounds = new Set<Ground>(await this.rights.run(tx, actor.personId, now));
    if (await this.staff.leadsPerson(tx, actor.personId, personId, dayOf(now))) grounds.add('manager');
    const refusal = may('person.terminate', grounds, 'person');
    if (refusal) throw new Refused(refusal);
  }
}
