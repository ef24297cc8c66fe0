import { ReadConflicts } from '../separation/read-conflicts.js';
import { Clock } from '../platform/clock.js';
import { Injectable } from '@nestjs/common';
import { ReadCatalogue, type CatalogueRole, type StoredAnalysis } from '../catalogue/read-catalogue.js';
import { ReadPeople } from '../people/read-people.js';
import type { Reader } from '../platform/database.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import type { StageFacts } from '../policy/request/choose-approvers.js';
import type { Decision, DecisionFacts } from '../policy/request/decide-request.js';
import type { NarrowerRole } from '../policy/request/narrow-role.js';
import type { Alike } from '../policy/request/decide-together.js';
import { outsideAnalysis, type Deviation } from '../policy/request/deviations.js';
import { GatherNarrower } from './gather-narrower.js';
import { ApprovalsStore, type StoredStage } from './approvals.store.js';
import { GatherApproval } from './gather-approval.js';
import type { StoredRequest } from './requests.store.js';
import { deviationsOf } from './stored-deviations.js';

/** A request with all that a decision on it is measured by. */
export interface Case {
  readonly request: StoredRequest;
  readonly facts: DecisionFacts;
  readonly alike: Alike;
  /** A privileged role or a risk of 4 and more: to approve it takes a recent sign-in. */
  readonly sensitive: boolean;
}

/** What a stored request rests on, without regard to who decides. */
export interface Basis {
  readonly request: StoredRequest;
  readonly role: CatalogueRole;
  readonly pinned: StoredAnalysis;
  readonly employment: Employment;
  readonly stages: readonly StoredStage[];
  readonly approval: StageFacts;
  readonly deviations: readonly Deviation[];
}

/** The facts about stored requests, in as many statements for many as for one. */
@Injectable()
export class GatherDecision {
  constructor(
    private readonly store: ApprovalsStore,
    private readonly approval: GatherApproval,
    private readonly catalogue: ReadCatalogue,
    private readonly people: ReadPeople,
    private readonly conflicts: ReadConflicts,
    private readonly clock: Clock,
    private readonly narrower: GatherNarrower,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    requests: readonly StoredRequest[],
    decisions: ReadonlyMap<string, Decision>,
    today: Day,
  ): Promise<Case[]> {
    const bases = await this.bases(reader, requests, today);
    const ids = requests.map(({ id }) => id);
    const delegators = await this.store.delegators(reader, actor.personId, ids, today, true);
    const decider = (await this.approval.candidates(reader, [actor.personId], today))(actor.personId);
    const held = await this.store.held(reader, requests);
    const extended = await this.store.extended(
      reader,
      requests.flatMap(({ extendsGrantId }) => extendsGrantId ?? []),
    );
    const apart = await this.conflicts.run(
      reader,
      requests.map(({ id, personId, roleId }) => ({ key: id, personId, roleIds: [roleId] })),
      this.clock.now(),
      today,
    );
    const scopes = await this.store.scopes(
      reader,
      [...decisions.values()].flatMap(({ unitId }) => unitId ?? []),
    );
    const narrower = new Map<string, NarrowerRole>();
    for (const basis of bases) {
      const roleId = decisions.get(basis.request.id)?.roleId;
      if (roleId === undefined || roleId === basis.request.roleId) continue;
      const found = (await this.narrower.run(reader, basis, roleId, today)).get(roleId);
      if (found) narrower.set(basis.request.id, found);
    }
    return bases.map(({ request, role, pinned, employment, stages, approval, deviations: found }) => ({
      request,
      alike: {
        id: request.id,
        number: request.number,
        kind: request.kind,
        roleId: request.roleId,
        stage: stages.find(({ state }) => state === 'open')?.kind ?? null,
        stands: found.length > 0 ? 'deviates' : apart.has(request.id) ? 'conflicts' : 'plain',
      },
      sensitive: role.privileged || role.risk >= 4,
      facts: {
        today,
        request: {
          ...request,
          scope: request.scope ?? { id: request.unitId, path: request.unitPath },
        },
        stages,
        delegators: delegators.get(request.id) ?? [],
        decider,
        approval,
        role,
        pinned,
        employment,
        separation: apart.get(request.id) ?? [],
        alreadyGranted: held.has(`${request.employmentId} ${request.roleId}`),
        extends: extended.get(request.extendsGrantId ?? '') ?? null,
        narrowTo: scopes.get(decisions.get(request.id)?.unitId ?? '') ?? null,
        narrowToRole: narrower.get(request.id) ?? null,
      },
    }));
  }

  /** @param gone counted as not employed, whatever the database says */
  async bases(
    reader: Reader,
    requests: readonly StoredRequest[],
    today: Day,
    gone: ReadonlySet<string> = new Set(),
  ): Promise<Basis[]> {
    if (requests.length === 0) return [];
    const roles = await this.catalogue.rolesById(
      reader,
      requests.map(({ roleId }) => roleId),
    );
    const analyses = await this.catalogue.analysesById(
      reader,
      requests.map(({ analysisId }) => analysisId),
    );
    const persons = [...new Set(requests.map(({ personId }) => personId))];
    const employments = new Map((await this.people.employmentsOf(reader, persons)).map((e) => [e.id, e]));
    const stages = await this.store.of(
      reader,
      requests.map(({ id }) => id),
    );
    const found = requests.map((request) => {
      const role = roles.get(request.roleId);
      const pinned = analyses.get(request.analysisId);
      const employment = employments.get(request.employmentId);
      if (!role || !pinned || !employment) throw new Error('A request lacks what its foreign keys promise.');
      return {
        request,
        role,
        pinned,
        employment,
        deviations: deviationsOf(request, role, pinned, employment),
      };
    });
    const approval = await this.approval.run(
      reader,
      found.map((each) => ({
        key: each.request.id,
        employmentId: each.request.employmentId,
        roleId: each.request.roleId,
        requesterId: each.request.requestedBy,
        acrossCareProviders: each.pinned.content.acrossCareProviders,
        outsideAnalysis: outsideAnalysis(each.deviations),
      })),
      today,
      gone,
    );
    return found.flatMap((each) => {
      const facts = approval.get(each.request.id);
      return facts ? [{ ...each, stages: stages.get(each.request.id) ?? [], approval: facts }] : [];
    });
  }
}
