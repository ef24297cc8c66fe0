import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadWho, type Viewer } from '../people/read-who.js';
import { ReadConflicts } from '../separation/read-conflicts.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { levelToAsk } from '../policy/assurance/exceptions.js';
import { requireLevel } from '../policy/assurance/required-assurance.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ApprovalsStore } from './approvals.store.js';
import { AttachmentsStore } from './attachments.store.js';
import type { AttachmentView } from './drafts.schema.js';
import { QuestionsStore } from './questions.store.js';
import { RequestListsStore } from './request-lists.store.js';
import { viewOf, type Surroundings } from './request-view.js';
import type { requestsListSchema, RequestsQuery, RequestView } from './requests.schema.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

/** Requests as their requester, their approver or the person they are about sees them. */
@Injectable()
export class ReadRequests {
  constructor(
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly lists: RequestListsStore,
    private readonly standing: ReadStanding,
    private readonly people: ReadPeople,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
    private readonly catalogue: ReadCatalogue,
    private readonly attachments: AttachmentsStore,
    private readonly questions: QuestionsStore,
    private readonly approvals: ApprovalsStore,
    private readonly conflicts: ReadConflicts,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused not-found for a request that is none of the caller's business, insufficient-assurance */
  async one(reader: Reader, actor: PersonActor, requestId: string, language: Language): Promise<RequestView> {
    return (await this.seen(reader, actor, requestId, language)).view;
  }

  /** The same with what it is made of, and what gives the caller the right to read it. */
  async seen(
    reader: Reader,
    actor: PersonActor,
    requestId: string,
    language: Language,
  ): Promise<{ view: RequestView; request: StoredRequest; grounds: ReadonlySet<Ground> }> {
    const request = (await this.store.byIds(reader, [requestId]))[0];
    const viewer = await this.#viewer(reader, actor, language);
    const grounds = new Set<Ground>(request ? viewer.standing : []);
    if (request?.personId === actor.personId) grounds.add('self');
    if (request?.requestedBy === actor.personId) grounds.add('requester');
    if (request && (await this.#asks(reader, request, viewer))) grounds.add('approver');
    if (
      request &&
      (await this.staff.leadsEmployment(reader, actor.personId, request.employmentId, viewer.today))
    )
      grounds.add('manager');
    if (request && (await this.catalogue.ownsSystem(reader, actor.personId, request.systemId)))
      grounds.add('system-owner');
    const forbidden = may('request.read', grounds, 'such request');
    if (forbidden) throw new Refused(forbidden);
    const [view] = request ? await this.#views(reader, viewer, [request]) : [];
    if (!request || !view)
      throw Refused.because('not-found', 'There is no such request, or you may not see it.');
    const tooWeak = requireLevel(actor.level, levelToAsk(view));
    if (tooWeak) throw new Refused(tooWeak);
    return { view, request, grounds };
  }

  /** The caller's own lists, newest first; each holds only what `one` would show them too. */
  async list(
    reader: Reader,
    actor: PersonActor,
    query: RequestsQuery,
    language: Language,
  ): Promise<z.input<typeof requestsListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const filter = {
      view: query.view,
      state: query.state,
      personId: actor.personId,
      today: viewer.today,
      roleId: query.roleId,
    };
    const after = decodeCursor(query.after, ['number'])?.[0];
    const rows = await this.lists.list(
      reader,
      filter,
      typeof after === 'number' ? after : null,
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#views(reader, viewer, shown),
      next: last ? encodeCursor([last.number]) : null,
      total: await this.lists.count(reader, filter),
    };
  }

  /** Sits in one of its stages, or for somebody who does. */
  async #asks(reader: Reader, request: StoredRequest, viewer: Viewer): Promise<boolean> {
    const stages = (await this.approvals.of(reader, [request.id])).get(request.id) ?? [];
    const lent = await this.approvals.delegators(reader, viewer.personId, [request.id], viewer.today, false);
    const involved = [viewer.personId, ...(lent.get(request.id) ?? [])];
    return stages.some(({ seats }) =>
      seats.some(({ personId, onBehalfOf }) =>
        [personId, onBehalfOf].some((id) => id !== null && involved.includes(id)),
      ),
    );
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #attachments(
    reader: Reader,
    requests: readonly StoredRequest[],
  ): Promise<Map<string, AttachmentView[]>> {
    const found = await this.attachments.listOf(
      reader,
      requests.map(({ id }) => id),
    );
    return Map.groupBy(found, ({ requestId }) => requestId);
  }

  async #views(reader: Reader, viewer: Viewer, requests: readonly StoredRequest[]): Promise<RequestView[]> {
    const employmentIds = requests.map((q) => q.employmentId);
    const roleIds = requests.map((q) => q.roleId);
    const analyses = await this.catalogue.analysesById(
      reader,
      requests.map((q) => q.analysisId),
    );
    const facts = await this.people.employmentsOf(reader, [...new Set(requests.map((q) => q.personId))]);
    const entitlements = await this.catalogue.entitlementsOf(reader, [...new Set(roleIds)]);
    const ids = requests.map((q) => q.id);
    const stages = await this.approvals.of(reader, ids);
    const questions = await this.questions.ofRequests(
      reader,
      requests.map(({ id }) => id),
    );
    const around: Surroundings = {
      viewer,
      policy: this.config.approvals,
      stages,
      delegators: await this.approvals.delegators(reader, viewer.personId, ids, viewer.today, false),
      analyses,
      whoIs: await this.who.run(reader, viewer, [
        ...requests.flatMap((q) => [q.personId, q.requestedBy, q.decidedBy]),
        ...questions.flatMap((w) => [w.askedBy, w.answeredBy]),
        ...[...stages.values()]
          .flat()
          .flatMap(({ seats }) => seats.flatMap((seat) => [seat.personId, seat.onBehalfOf])),
        ...[...analyses.values()].map((a) => a.approvedBy),
      ]),
      employments: await this.people.employmentViews(reader, viewer, employmentIds),
      facts: new Map(facts.map((e) => [e.id, e])),
      roles: await this.catalogue.rolesById(reader, [
        ...roleIds,
        ...requests.flatMap(({ askedRole }) => askedRole?.id ?? []),
      ]),
      entitlements: Map.groupBy(entitlements, (e) => e.roleId),
      attachments: await this.#attachments(reader, requests),
      questions: Map.groupBy(questions, ({ requestId }) => requestId),
      conflicts: await this.conflicts.run(
        reader,
        requests
          .filter(({ state, kind }) => state === 'pending' && kind === 'new')
          .map(({ id, personId, roleId }) => ({ key: id, personId, roleIds: [roleId] })),
        this.clock.now(),
        viewer.today,
      ),
    };
    return requests.flatMap((request) => viewOf(request, around) ?? []);
  }
}
