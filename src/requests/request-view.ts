import {
  roleRef,
  type CatalogueRole,
  type RoleEntitlement,
  type StoredAnalysis,
} from '../catalogue/read-catalogue.js';
import type { EmploymentView } from '../people/people.schema.js';
import { unitBeside } from '../people/read-people.js';
import type { Viewer, Who } from '../people/read-who.js';
import type { Employment } from '../policy/model/people.js';
import type { ForeseenConflict } from '../policy/privilege/separation-of-duties.js';
import type { ApprovalPolicy } from '../policy/request/approval-policy.js';
import { whenUnanswered } from '../policy/request/follow-stage.js';
import { mayDecide } from '../policy/request/sit-in-stage.js';
import type { StoredStage } from './approvals.store.js';
import { sentenceOf } from './deviation-texts.js';
import type { AttachmentView } from './drafts.schema.js';
import { deviationsOf } from './stored-deviations.js';
import type { StoredQuestion } from './questions.store.js';
import type { RequestView } from './requests.schema.js';
import type { StoredRequest } from './requests.store.js';

/** All that a page of requests is made of, looked up once for the whole page. */
export interface Surroundings {
  viewer: Viewer;
  policy: ApprovalPolicy;
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
  /** Of those that wait: duties kept apart that they would put together. */
  conflicts: Map<string, ForeseenConflict[]>;
}

/** Null for a request that lacks what its foreign keys promise. */
export function viewOf(request: StoredRequest, around: Surroundings): RequestView | null {
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
    stages: stages.map((stage) => stageOf(stage, around)),
    revision: request.revision,
    scope: request.scope ? unitBeside(person, request.scope) : null,
    askedRole: request.askedRole && {
      id: request.askedRole.id,
      name: language === 'en' ? request.askedRole.nameEn : request.askedRole.nameSv,
    },
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
    // An edit asks for the whole again.
    roleQuestions: (around.roles.get(request.askedRole?.id ?? role.id) ?? role).questions.map(
      (one) => one[language],
    ),
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
    conflicts: (around.conflicts.get(request.id) ?? []).map(({ rule, exempt }) => ({
      rule: rule.name,
      mode: rule.mode,
      exempt,
    })),
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

function stageOf(stage: StoredStage, { whoIs, policy }: Surroundings): RequestView['stages'][number] {
  const { position, kind, rule, state, dueOn, seats } = stage;
  return {
    position,
    kind,
    rule,
    state,
    dueOn,
    unanswered: whenUnanswered(policy, stage),
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
