import { Inject, Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadPrerequisites } from '../people/read-prerequisites.js';
import { Clock, endOfDay } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database, sqlState, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { leaveSuspends } from '../policy/lifecycle/rest-for-leave.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays, type Day } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { decideRequest, type Decision, type DecisionFacts } from '../policy/request/decide-request.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

/**
 * The information owner approves, shortens or refuses. Approving opens the grant in the same transaction; the request's
 * row lock makes parallel decisions take turns, so that only the first counts.
 */
@Injectable()
export class DecideRequest {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly catalogue: ReadCatalogue,
    private readonly people: ReadPeople,
    private readonly prerequisites: ReadPrerequisites,
    private readonly grants: ApplyChanges,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(actor: PersonActor, requestId: string, decision: Decision): Promise<void> {
    const now = this.clock.now();
    const today = this.clock.today();
    try {
      await this.database.transaction((tx) => this.#decide(tx, actor, requestId, decision, now, today));
    } catch (error) {
      if (sqlState(error) === 'GV002')
        throw Refused.because('analysis-changed', 'The analysis was replaced at this moment: ask anew.');
      throw error;
    }
  }

  async #decide(
    tx: Tx,
    actor: PersonActor,
    requestId: string,
    decision: Decision,
    now: Date,
    today: Day,
  ): Promise<void> {
    const request = await this.#lock(tx, requestId);
    const facts = await this.#facts(tx, request, today);
    const answer = decideRequest(facts, actor, decision);
    if (isRefusal(answer)) throw new Refused(answer);
    if (answer.outcome === 'refused') {
      await this.store.refuse(tx, request.id, actor.personId, now, answer.reason);
      await this.audit.run(tx, actor, [entry('request.refused', request, answer.reason, {})]);
      return;
    }
    // Approved is approved: what is lacking makes the access rest, and it works by itself once it is there (H10.2).
    const lacking = await this.prerequisites.lackingFor(tx, facts.employment, [request.roleId], today);
    const rests = lacking.has(request.roleId);
    const away = leaveSuspends(facts.employment.leave, this.config.lifecycle.leave, today);
    const { opened } = await this.grants.run(
      tx,
      actor,
      [
        {
          kind: 'open',
          personId: request.personId,
          employmentId: request.employmentId,
          roleId: request.roleId,
          unitId: request.unitId,
          source: 'request',
          analysisId: request.analysisId,
          assessmentId: request.assessmentId,
          ruleId: null,
          validTo: endOfDay(addDays(today, answer.days)),
          nextReview: null,
          // Approved while the person is away, or before what the role requires holds: it rests until then.
          restsFor: [...(rests ? (['prerequisite'] as const) : []), ...(away ? (['leave'] as const) : [])],
        },
      ],
      now,
    );
    const grant = opened[0];
    if (!grant) throw Refused.because('already-granted', 'The role is already held on this employment.');
    const reason = decision.reason?.trim() ?? null;
    await this.store.approve(tx, request.id, actor.personId, now, answer.days, reason, grant.id);
    await this.audit.run(tx, actor, [
      entry('request.approved', request, reason, {
        days: answer.days,
        asked: request.askedDays,
        grant: grant.id,
        ...(rests ? { restsFor: 'prerequisite' } : {}),
      }),
    ]);
  }

  /** The person first, then the request: the order in which a termination takes them. */
  async #lock(tx: Tx, requestId: string): Promise<StoredRequest> {
    const seen = (await this.store.byIds(tx, [requestId]))[0];
    if (seen) await this.store.lockPersons(tx, [seen.personId]);
    const request = seen ? await this.store.lock(tx, requestId) : null;
    if (!request) throw Refused.because('not-found', 'There is no such request, or you may not see it.');
    return request;
  }

  async #facts(tx: Tx, request: StoredRequest, today: Day): Promise<DecisionFacts> {
    const role = await this.catalogue.role(tx, request.roleId);
    const pinned = (await this.catalogue.analysesById(tx, [request.analysisId])).get(request.analysisId);
    const employment = await this.people.employment(tx, request.employmentId);
    if (!role || !pinned || !employment) throw new Error('A request lacks what its foreign keys promise.');
    const standing = await this.store.standing(tx, request.employmentId, [request.roleId]);
    const ownerIds = [role.informationOwnerId, role.systemOwnerId];
    const alreadyGranted = standing.granted.has(request.roleId);
    return { today, request, role, pinned, employment, ownerIds, alreadyGranted };
  }
}

function entry(
  action: string,
  request: StoredRequest,
  reason: string | null,
  detail: Record<string, string | number>,
): AuditRecord {
  return {
    action,
    personId: request.personId,
    objectKind: 'request',
    objectId: request.id,
    reason,
    detail: { number: request.number, ...detail },
  };
}
