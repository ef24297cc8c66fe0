import { RefreshConflicts } from '../separation/refresh-conflicts.js';
import { Inject, Injectable } from '@nestjs/common';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadPrerequisites } from '../people/read-prerequisites.js';
import { dayOf, endOfDay } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { leaveSuspends } from '../policy/lifecycle/rest-for-leave.js';
import type { Change } from '../policy/model/access.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

export interface ApprovedRequest {
  readonly request: StoredRequest;
  readonly employment: Employment;
  readonly days: number;
  /** The part of the unit to which approvers narrowed it; null: all of it. */
  readonly scopeUnitId: string | null;
  readonly reason: string | null;
}

/** Gives what all stages have approved: a grant is opened, or lasts longer. */
@Injectable()
export class OpenApproved {
  constructor(
    private readonly store: RequestsStore,
    private readonly prerequisites: ReadPrerequisites,
    private readonly grants: ApplyChanges,
    private readonly conflicts: RefreshConflicts,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @returns by request what the audit log says about its grant */
  async run(
    tx: Tx,
    actor: PersonActor,
    approved: readonly ApprovedRequest[],
    now: Date,
  ): Promise<Map<string, { grant: string; restsFor?: string }>> {
    if (approved.length === 0) return new Map();
    const today = dayOf(now);
    const given: { approved: ApprovedRequest; change: Change; rests: boolean }[] = [];
    for (const each of approved) {
      const { request, employment } = each;
      const validTo = endOfDay(addDays(today, each.days));
      if (request.extendsGrantId !== null) {
        const { personId, assessmentId, analysisId } = request;
        const change = {
          kind: 'extend',
          grantId: request.extendsGrantId,
          personId,
          validTo,
          assessmentId,
          analysisId,
        } as const;
        given.push({ approved: each, change, rests: false });
        continue;
      }
      // Approved is approved: what is lacking makes the access rest, and it works by itself once it is there (H10.2).
      const lacking = await this.prerequisites.lackingFor(tx, employment, [request.roleId], today);
      const rests = lacking.has(request.roleId);
      const away = leaveSuspends(employment.leave, this.config.lifecycle.leave, today);
      given.push({
        approved: each,
        rests,
        change: {
          kind: 'open',
          personId: request.personId,
          employmentId: request.employmentId,
          roleId: request.roleId,
          unitId: request.unitId,
          scopeUnitId: each.scopeUnitId,
          source: 'request',
          analysisId: request.analysisId,
          assessmentId: request.assessmentId,
          ruleId: null,
          validTo,
          nextReview: null,
          // Approved while the person is away, or before what the role requires holds: it rests until then.
          restsFor: [...(rests ? (['prerequisite'] as const) : []), ...(away ? (['leave'] as const) : [])],
        },
      });
    }
    const { opened } = await this.grants.run(
      tx,
      actor,
      given.map(({ change }) => change),
      now,
    );
    await this.conflicts.run(tx, actor, [...new Set(opened.map(({ personId }) => personId))], now);
    const byRole = new Map(opened.map((grant) => [`${grant.employmentId} ${grant.roleId}`, grant.id]));
    const told = given.map(({ approved: each, rests }) => {
      const { request } = each;
      const grant = request.extendsGrantId ?? byRole.get(`${request.employmentId} ${request.roleId}`);
      if (grant === undefined)
        throw Refused.because('already-granted', 'The role is already held on this employment.');
      return { ...each, grant, rests };
    });
    await this.store.approve(
      tx,
      told.map(({ request, days, reason, grant }) => ({ id: request.id, days, reason, grantId: grant })),
      actor.personId,
      now,
    );
    return new Map(
      told.map(({ request, grant, rests }) => [
        request.id,
        { grant, ...(rests ? { restsFor: 'prerequisite' } : {}) },
      ]),
    );
  }
}
