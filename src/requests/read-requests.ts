import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  ReadCatalogue,
  roleRef,
  type CatalogueRole,
  type RoleEntitlement,
  type StoredAnalysis,
} from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPeople, unitBeside } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadWho, type Viewer, type Who } from '../people/read-who.js';
import type { EmploymentView } from '../people/people.schema.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { levelToAsk } from '../policy/assurance/exceptions.js';
import { requireLevel } from '../policy/assurance/required-assurance.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Employment } from '../policy/model/people.js';
import { mayDecide } from '../policy/request/decide-request.js';
import { ApprovalsStore, type StoredStage } from './approvals.store.js';
import { AttachmentsStore } from './attachments.store.js';
import { sentenceOf } from './deviation-texts.js';
import type { AttachmentView } from './drafts.schema.js';
import { deviationsOf } from './gather-decision.js';
import { QuestionsStore, type StoredQuestion } from './questions.store.js';
import type { requestsListSchema, RequestsQuery, RequestView } from './requests.schema.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

/** All that a page of requests is made of, looked up once for the whole page. */
interface Surroundings {
  viewer: Viewer;
  whoIs: (id: string | null) => Who;
  employments: Map<string, EmploymentView>;
  facts: Map<string, Employment>;
  roles: Map<string, CatalogueRole>;
  analyses: Map<string, StoredAnalysis>;
  entitlements: Map<string, RoleEntitlement[]>;
  attachments: Map<string, AttachmentView[]>;
  questions: Map<string, StoredQuestion[]>;
  stages: Map<string, StoredStage[]>;
  delegators: Map<string, string[]>;
}

/** Requests as their requester, their approver or the person they are about sees them. */
@Injectable()
export class ReadRequests {
  constructor(
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly standing: ReadStanding,
    private readonly people: ReadPeople,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
    private readonly catalogue: ReadCatalogue,
    private readonly attachments: AttachmentsStore,
    private readonly questions: QuestionsStore,
    private readonly approvals: ApprovalsStore,
  ) {}

  /** @throws Refused not-found for a request that is none of the caller's business, insufficient-assurance */
  async one(reader: Reader, actor: PersonActor, requestId: string, language: Language): Promise<RequestView> {
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
    if (!view) throw Refused.because('not-found', 'There is no such request, or you may not see it.');
    const tooWeak = requireLevel(actor.level, levelToAsk(view));
    if (tooWeak) throw new Refused(tooWeak);
    return view;
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
    const rows = await this.store.list(
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
      total: await this.store.count(reader, filter),
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
      roles: await this.catalogue.rolesById(reader, roleIds),
      entitlements: Map.groupBy(entitlements, (e) => e.roleId),
      attachments: await this.#attachments(reader, requests),
      questions: Map.groupBy(questions, ({ requestId }) => requestId),
    };
    return requests.flatMap((request) => viewOf(request, around) ?? []);
  }
}

function viewOf(request: StoredRequest, around: Surroundings): RequestView | null {
  const { viewer, whoIs } = around;
  const { language } = viewer;
  const role = around.roles.get(request.roleId);
  const analysis = around.analyses.get(request.analysisId);
  const employment = around.employments.get(request.employmentId);
  const fact = around.facts.get(request.employmentId);
  if (!role || !analysis || !employment || !fact) return null;
  const person = whoIs(request.personId);
  const questions = around.questions.get(request.id) ?? [];
  const { content } = analysis;
  const pending = request.state === 'pending';
  const { need, data, riskTooWide, riskTooNarrow, deviationReason, askedDays: days } = request;
  const stages = around.stages.get(request.id) ?? [];
  const delegators = around.delegators.get(request.id) ?? [];
  const asked = stages.find(({ state }) => state === 'open') ?? stages.at(-1);
  const waits = pending && questions.some(({ answeredAt }) => answeredAt === null);
  const isOwn = pending && request.requestedBy === viewer.personId;
  const decides = pending && mayDecide({ request, stages, delegators }, viewer.personId) === null;
  return {
    id: request.id,
    number: request.number,
    state: request.state,
    person,
    employment,
    role: roleRef(role, language),
    system: { id: role.systemId, name: role.systemName },
    unit: unitBeside(person, { id: request.unitId, name: request.unitName }),
    requestedBy: whoIs(request.requestedBy),
    submittedAt: request.submittedAt,
    approver: asked?.seats[0] ? whoIs(asked.seats[0].personId) : null,
    stages: stages.map((stage) => stageOf(stage, whoIs)),
    revision: request.revision,
    scope: request.scope ? unitBeside(person, request.scope) : null,
    acrossProviders: content.acrossCareProviders,
    requiredLevel: role.requiredLevel,
    daysLeft: Math.min(days, ...stages.flatMap(({ seats }) => seats.map((seat) => seat.days ?? days))),
    assessment: {
      need,
      data,
      riskTooWide,
      riskTooNarrow,
      days,
      deviationReason,
      answers: request.answers.map(({ answer, ...put }) => ({ question: put[language], answer })),
    },
    roleQuestions: role.questions.map((one) => one[language]),
    analysis: {
      id: analysis.id,
      version: analysis.version,
      approvedBy: whoIs(analysis.approvedBy),
      approvedAt: analysis.approvedAt,
      validTo: analysis.validTo,
      purpose: content.purpose,
      tasks: content.tasks.join('; '),
      dataTypes: content.dataTypes.join(', '),
      consequenceWithout: content.consequenceWithout,
      risks: content.risks,
      safeguards: content.safeguards.join('; '),
      residualRisk: content.residualRisk,
    },
    // The kind of a protected person's unit would tell where they work.
    deviations: deviationsOf(request, role, analysis, fact)
      .filter((d) => !(person.withheld && d.kind === 'unit-kind-outside'))
      .map((d) => sentenceOf(d, language)),
    entitlements: (around.entitlements.get(role.id) ?? []).map((e) => ({
      name: e.name,
      sentence: language === 'en' ? e.sentenceEn : e.sentenceSv,
    })),
    kind: request.kind,
    forSelf: request.forSelf,
    attachments: around.attachments.get(request.id) ?? [],
    questions: questions.map((one) => questionView(one, whoIs)),
    decision: decisionOf(request, whoIs),
    grantId: request.grantId,
    may: {
      decide: decides,
      withdraw: isOwn,
      edit: isOwn,
      ask: decides && !waits,
      answer: isOwn && waits,
    },
  };
}

function questionView(
  stored: StoredQuestion,
  whoIs: Surroundings['whoIs'],
): RequestView['questions'][number] {
  const { id, askedBy, askedAt, question, answeredBy, answeredAt, answer } = stored;
  return {
    id,
    by: whoIs(askedBy),
    at: askedAt,
    question,
    answer:
      answeredBy === null || answeredAt === null || answer === null
        ? null
        : { by: whoIs(answeredBy), at: answeredAt, text: answer },
  };
}

function decisionOf(request: StoredRequest, whoIs: Surroundings['whoIs']): RequestView['decision'] {
  const { state, decidedBy, decidedAt, approvedDays, decisionReason } = request;
  if ((state !== 'approved' && state !== 'refused') || decidedBy === null || decidedAt === null) return null;
  return { by: whoIs(decidedBy), at: decidedAt, outcome: state, days: approvedDays, reason: decisionReason };
}

function stageOf(stage: StoredStage, whoIs: Surroundings['whoIs']): RequestView['stages'][number] {
  const { position, kind, rule, state, dueOn, seats } = stage;
  return {
    position,
    kind,
    rule,
    state,
    dueOn,
    approvers: seats.map((seat) => ({
      person: whoIs(seat.personId),
      onBehalfOf: seat.onBehalfOf === null ? null : whoIs(seat.onBehalfOf),
      outcome: seat.outcome,
      at: seat.decidedAt,
      days: seat.days,
      reason: seat.reason,
    })),
  };
}
