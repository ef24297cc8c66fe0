import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { WeighLosses } from '../../breakers/weigh-losses.js';
import { ApplyChanges } from '../../grants/apply-changes.js';
import { ReadPeople } from '../../people/read-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { hasLeft } from '../../policy/lifecycle/plan-person.js';
import { planLeaver } from '../../policy/lifecycle/plan-leaver.js';
import type { Actor } from '../../policy/model/actor.js';
import { isRefusal } from '../../policy/model/refusal.js';
import { CloseRequests } from '../../requests/close-requests.js';
import { HandOverReviews } from '../../reviews/hand-over-reviews.js';
import { EndSessions } from '../../sign-in/end-sessions.js';
import { RetireCredentials } from '../../sign-in/retire-credentials.js';
import { EndUnassessed } from '../../takeover/end-unassessed.js';
import { ReadTerminationScope } from './read-termination-scope.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { SettleLeaving } from './settle-leaving.js';
import { PrepareJoiners } from '../following/prepare-joiners.js';
import { StandingStore } from '../following/standing.store.js';
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
  employmentsEnded: number;
  /** Employments that go on: they are led by somebody else. */
  employmentsLeft: number;
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
 *
 * A manager ends the employments that they lead; HR and the security officer end the whole person. Where another
 * employment goes on, its access and requests stay, and the sessions end all the same.
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
    private readonly retire: RetireCredentials,
    private readonly closeRequests: CloseRequests,
    private readonly apply: ApplyChanges,
    private readonly audit: RecordEntries,
    private readonly scope: ReadTerminationScope,
    private readonly handOver: HandOverReviews,
    private readonly weigh: WeighLosses,
    private readonly leaving: SettleLeaving,
    private readonly prepare: PrepareJoiners,
    private readonly unassessed: EndUnassessed,
  ) {}

  /** @throws Refused 'not-found', 'own-termination', 'already-terminated' */
  async run(actor: Actor, input: TerminationInput): Promise<Termination> {
    const { personId, reason, note } = input;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const known = await this.store.lockPerson(tx, personId);
      const scope = await this.scope.run(tx, actor, personId, now);
      if (isRefusal(scope)) throw new Refused(scope);
      if (!known) throw Refused.because('not-found', 'There is no such person.');
      const ended = await this.store.endEmployments(tx, scope.ends, now);
      if (ended.length === 0)
        throw Refused.because(
          'already-terminated',
          'The person has no employment left to end: it is already done.',
        );

      const whole = scope.stays.length === 0;
      const endedIds = ended.map((employment) => employment.id);
      await this.leaving.run(tx, actor, [personId], now);
      const sessionsEnded = await this.endSessions.run(tx, actor, [personId], 'terminated');
      if (whole) await this.retire.all(tx, actor, [personId], 'terminated');
      const requestsClosed = whole
        ? await this.closeRequests.run(tx, actor, [personId], 'terminated')
        : await this.closeRequests.forEmployments(tx, actor, endedIds, 'terminated');
      const employments = await this.people.employmentsOf(tx, [personId]);
      const grants = await this.standing.liveGrants(tx, [personId]);
      const changes = employments
        .filter((employment) => whole || endedIds.includes(employment.id))
        .flatMap((employment) =>
          planLeaver(
            employment,
            grants.filter((grant) => grant.employmentId === employment.id),
            today,
          ),
        );
      const applied = await this.apply.run(tx, actor, changes, now, { urgent: true });
      await this.unassessed.ofLeavers(tx, actor, [personId], now, today);
      await this.prepare.forPersons(tx, actor, [{ personId, employments }], [], now);
      await this.store.writeEvents(tx, personId, ended, now, today);
      const released = await this.managers.settle(tx, today, [], endedIds);
      await this.handOver.of(tx, actor, hasLeft({ employments }, today) ? [personId] : []);
      await this.handOver.toNewManagers(tx, actor, released);
      await this.audit.run(tx, actor, [
        {
          action: 'person.terminated',
          personId,
          reason: note,
          detail: {
            reason,
            employments: ended.length,
            employmentsLeft: scope.stays.length,
            grants: applied.ended.length,
            sessions: sessionsEnded,
          },
        },
      ]);
      // One by one and by hand it is never stopped, but the hour counts it.
      await this.weigh.run(tx, { cause: 'termination', objectId: personId, now, by: 'hand' });
      return {
        personId,
        terminatedAt: now,
        employmentsEnded: ended.length,
        employmentsLeft: scope.stays.length,
        sessionsEnded,
        requestsClosed,
        grantsEnded: applied.ended.length,
        accountsToDisable: applied.deliveries,
      };
    });
  }
}
