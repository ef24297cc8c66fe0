import { Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, sqlState, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { RequireAssurance } from '../platform/require-assurance.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Notice } from '../policy/model/notice.js';
import { isRefusal, refuse, type Refusal } from '../policy/model/refusal.js';
import { decideRequest, type Decision, type DecisionAnswer } from '../policy/request/decide-request.js';
import type { NarrowerRole } from '../policy/request/narrow-role.js';
import { mayDecideTogether } from '../policy/request/decide-together.js';
import { ApprovalsStore } from './approvals.store.js';
import { GatherApproval } from './gather-approval.js';
import { GatherDecision, type Case } from './gather-decision.js';
import { OpenApproved } from './open-approved.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

/** What became of one request: decided, handed on to those who come next, or why it was not decided. */
export type Outcome =
  | { readonly id: string; readonly outcome: 'approved' | 'refused' | 'passed-on' }
  | { readonly id: string; readonly refusal: Refusal };

type Decided = Case & { readonly decision: Decision; readonly answer: DecisionAnswer };
type Approved = Decided & { readonly answer: Extract<DecisionAnswer, { outcome: 'approved' }> };

/**
 * Whoever sits in the stage that is open approves, shortens, narrows or refuses, or somebody to whom they have delegated
 * does. The last approval opens the grant in the same transaction; the request's row lock makes parallel decisions take
 * turns, so that only the first counts. The number of statements does not depend on how many are decided together.
 */
@Injectable()
export class DecideRequest {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly approvals: ApprovalsStore,
    private readonly gather: GatherDecision,
    private readonly approval: GatherApproval,
    private readonly open: OpenApproved,
    private readonly audit: RecordEntries,
    private readonly assurance: RequireAssurance,
    private readonly tell: TellPeople,
  ) {}

  /** @throws Refused when the decision cannot be taken. */
  async run(actor: PersonActor, requestId: string, decision: Decision): Promise<void> {
    await this.#inOne(async (tx) => {
      const [outcome] = await this.#decide(tx, actor, new Map([[requestId, decision]]));
      if (outcome && 'refusal' in outcome) throw new Refused(outcome.refusal);
    });
  }

  /**
   * Several like requests with one answer: each is decided in its own right, with an entry of its own in the log; what
   * must be looked at by itself, or has been decided by somebody else, is left with its reason.
   */
  async together(
    actor: PersonActor,
    items: readonly { id: string; revision?: number | undefined }[],
    decision: Omit<Decision, 'revision'>,
  ): Promise<Outcome[]> {
    const wanted = new Map(items.map(({ id, revision }) => [id, { ...decision, revision }]));
    return this.#inOne((tx) => this.#decide(tx, actor, wanted));
  }

  async #inOne<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work);
    } catch (error) {
      if (sqlState(error) === 'GV002')
        throw Refused.because('analysis-changed', 'The analysis was replaced at this moment: ask anew.');
      throw error;
    }
  }

  async #decide(tx: Tx, actor: PersonActor, wanted: ReadonlyMap<string, Decision>): Promise<Outcome[]> {
    const now = this.clock.now();
    const ids = [...wanted.keys()];
    // The persons first, then the requests: the order in which a termination takes them.
    const seen = await this.store.byIds(tx, ids);
    await this.store.lockPersons(
      tx,
      seen.map(({ personId }) => personId),
    );
    const requests = await this.store.lockAll(tx, ids);
    const cases = await this.gather.run(tx, actor, requests, wanted, dayOf(now));
    const answered = cases.map((each): Case & { answer: DecisionAnswer | Refusal; decision: Decision } => {
      const decision = wanted.get(each.request.id) ?? { outcome: 'refuse' };
      const answer = decideRequest(each.facts, actor, decision);
      const isWeak = !isRefusal(answer) && decision.outcome === 'approve' && each.sensitive;
      const weak = isWeak ? this.assurance.check(actor, 'request.decide-sensitive') : null;
      return { ...each, decision, answer: weak ?? answer };
    });
    // Alike to the first that is listed and can be decided: one that somebody else has decided meanwhile is no model.
    const place = new Map(ids.map((id, index) => [id, index]));
    const open = answered.filter(({ answer }) => !isRefusal(answer)).map(({ alike }) => alike);
    open.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
    const apart = wanted.size > 1 ? mayDecideTogether(open) : new Map();
    const verdicts = new Map<string, Refusal | Decided>(
      answered.map(({ answer, ...each }) => {
        const refusal = isRefusal(answer) ? answer : (apart.get(each.request.id) as Refusal | undefined);
        return [each.request.id, refusal ?? { ...each, answer: answer as DecisionAnswer }];
      }),
    );
    const decided = [...verdicts.values()].filter((verdict): verdict is Decided => !isRefusal(verdict));
    await this.#write(tx, actor, decided, now);
    return ids.map((id): Outcome => {
      const verdict =
        verdicts.get(id) ?? refuse('not-found', 'There is no such request, or you may not see it.');
      return isRefusal(verdict) ? { id, refusal: verdict } : { id, outcome: outcomeOf(verdict.answer) };
    });
  }

  async #write(tx: Tx, actor: PersonActor, decided: readonly Decided[], now: Date): Promise<void> {
    if (decided.length === 0) return;
    const today = dayOf(now);
    await this.approvals.answer(
      tx,
      decided.map(({ request, decision, answer }) => ({
        requestId: request.id,
        position: answer.sitting.position,
        seatOf: answer.sitting.seatOf,
        by: actor.personId,
        onBehalfOf: answer.sitting.onBehalfOf,
        outcome: answer.outcome,
        days: answer.outcome === 'approved' ? answer.days : null,
        reason: decision.reason?.trim() === '' ? null : (decision.reason?.trim() ?? null),
      })),
      now,
    );
    await this.approvals.move(
      tx,
      decided
        .filter(({ answer }) => answer.outcome === 'refused' || answer.next !== 'same-stage')
        .map(({ request, answer }) => ({
          requestId: request.id,
          position: answer.sitting.position,
          state: answer.outcome,
        })),
      decided.flatMap(({ request, answer, facts }) => {
        if (answer.outcome === 'refused' || typeof answer.next === 'string') return [];
        const { position } = answer.next;
        const kind = facts.stages.find((stage) => stage.position === position)?.kind ?? 'extra';
        return [{ requestId: request.id, position, dueOn: this.approval.dueOn(kind, today) }];
      }),
      now,
    );
    const refused = decided.flatMap(({ request, answer }) =>
      answer.outcome === 'refused' ? [{ request, id: request.id, reason: answer.reason }] : [],
    );
    await this.store.refuse(tx, refused, actor.personId, now);
    await this.approvals.skip(
      tx,
      refused.map(({ id }) => id),
    );
    const approved = decided.filter((each): each is Approved => each.answer.outcome === 'approved');
    await this.store.narrow(
      tx,
      approved
        .filter(({ facts, answer }) => answer.scopeId !== facts.request.scope.id)
        .map(({ request, answer }) => ({ id: request.id, unitId: answer.scopeId })),
    );
    const rests = await this.store.narrowRole(
      tx,
      approved.flatMap(({ request, answer: { narrowed } }) =>
        narrowed?.analysis
          ? [
              {
                id: request.id,
                roleId: narrowed.id,
                roleVersion: narrowed.role.version,
                analysisId: narrowed.analysis.id,
              },
            ]
          : [],
      ),
    );
    const opened = await this.open.run(
      tx,
      actor,
      approved
        .filter(({ answer }) => answer.next === 'granted')
        .map(({ request, facts, answer, decision }) => ({
          request: narrowedTo(request, answer.narrowed, rests.get(request.id)),
          employment: facts.employment,
          days: answer.days,
          scopeUnitId: answer.scopeId === request.unitId ? null : answer.scopeId,
          reason: decision.reason?.trim() ?? null,
        })),
      now,
    );
    await this.audit.run(tx, actor, [
      ...refused.map(({ request, reason }) => entry('request.refused', request, reason, {})),
      ...approved.map(({ request, decision, answer }) =>
        entry(
          answer.next === 'granted' ? 'request.approved' : 'request.passed-on',
          request,
          decision.reason?.trim() ?? null,
          {
            days: answer.days,
            asked: request.askedDays,
            stage: answer.sitting.position,
            ...(answer.sitting.onBehalfOf === null ? {} : { onBehalfOf: answer.sitting.onBehalfOf }),
            ...(answer.scopeId === request.unitId ? {} : { scope: answer.scopeId }),
            ...(answer.narrowed ? { narrowedFrom: request.roleId, narrowedTo: answer.narrowed.id } : {}),
            ...(opened.get(request.id) ?? {}),
          },
        ),
      ),
    ]);
    await this.tell.run(tx, decided.flatMap(noticesOf));
  }
}

/** As it stands once it is narrowed to a role of its own assessment. */
function narrowedTo(
  request: StoredRequest,
  narrowed: NarrowerRole | null,
  assessmentId: string | undefined,
): StoredRequest {
  return narrowed?.analysis && assessmentId !== undefined
    ? { ...request, roleId: narrowed.id, analysisId: narrowed.analysis.id, assessmentId }
    : request;
}

/** Who asked, and whom it is about, are told when it is decided. */
function noticesOf({ request, answer }: Decided): Notice[] {
  const outcome = outcomeOf(answer);
  if (outcome === 'passed-on') return [];
  return [...new Set([request.requestedBy, request.personId])].map((to) => ({
    to,
    kind: outcome === 'approved' ? 'request-approved' : 'request-refused',
    about: request.personId,
    objectKind: 'request',
    objectId: request.id,
    facts: { number: request.number },
  }));
}

function outcomeOf(answer: DecisionAnswer): 'approved' | 'refused' | 'passed-on' {
  if (answer.outcome === 'refused') return 'refused';
  return answer.next === 'granted' ? 'approved' : 'passed-on';
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
    reason: reason === '' ? null : reason,
    detail: { number: request.number, ...detail },
  };
}
