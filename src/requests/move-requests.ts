import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { CatalogueRole } from '../catalogue/read-catalogue.js';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import type { Assessment } from '../policy/request/assess-need.js';
import { submitRequest } from '../policy/request/submit-request.js';
import type { Stage } from '../policy/request/choose-approvers.js';
import { AskingStore } from './asking.store.js';
import { BeginAnew } from './begin-anew.js';
import { GatherFacts } from './gather-facts.js';
import { RequestsStore, type StoredRequest } from './requests.store.js';

/**
 * What somebody has asked for, and what was asked for them, when two records turn out to be one person or a merge was
 * wrong: each request is asked anew, in the same words, by and for the person who has the employment now, and one for
 * more time about the grant that went along. Policy judges it as a new one; what was approved was approved for another,
 * so all stages begin again, and what was narrowed is asked for whole. What policy refuses is left as it is, for the
 * caller to close.
 */
@Injectable()
export class MoveRequests {
  constructor(
    private readonly store: RequestsStore,
    private readonly asking: AskingStore,
    private readonly facts: GatherFacts,
    private readonly anew: BeginAnew,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * Call it with both persons locked, and the employments and their grants moved.
   * @param only these requests, and those on these employments; null for all
   * @returns the ids of those that were moved
   */
  async run(
    tx: Tx,
    actor: PersonActor,
    persons: { from: string; to: string },
    only: { ids: readonly string[]; employments: readonly string[] } | null,
    now: Date,
  ): Promise<string[]> {
    const { from, to } = persons;
    const ids = await this.store.lockPendingOf(tx, [from]);
    const moved: string[] = [];
    for (const request of await this.store.byIds(tx, ids)) {
      if (request.personId !== from && request.requestedBy !== from) continue;
      const { id, employmentId } = request;
      if (only !== null && !only.ids.includes(id) && !only.employments.includes(employmentId)) continue;
      const personId = request.personId === from ? to : request.personId;
      const requestedBy = request.requestedBy === from ? to : request.requestedBy;
      if ((personId === requestedBy) !== request.forSelf) continue;
      if (await this.#again(tx, actor, { ...request, personId, requestedBy }, now)) moved.push(request.id);
    }
    return moved;
  }

  async #again(tx: Tx, actor: PersonActor, request: StoredRequest, now: Date): Promise<boolean> {
    const { personId, requestedBy, employmentId } = request;
    const assessment: Assessment = {
      need: request.need,
      data: request.data,
      riskTooWide: request.riskTooWide,
      riskTooNarrow: request.riskTooNarrow,
      days: request.askedDays,
      deviationReason: request.deviationReason,
      answers: request.answers.map(({ answer }) => answer),
    };
    const answer = await this.#judged(tx, { ...actor, personId: requestedBy }, request, assessment, now);
    if (answer === null) return false;
    const { roleId, roleVersion, analysisId, extendsGrantId, stages } = answer;
    await this.store.move(tx, request.id, { personId, requestedBy, extendsGrantId });
    const revision = await this.asking.edit(
      tx,
      {
        personId,
        roleId,
        requestId: request.id,
        analysisId,
        roleVersion,
        writtenBy: requestedBy,
        assessment,
        answers: request.answers,
      },
      now,
    );
    await this.anew.run(tx, request, revision, stages, now);
    await this.audit.run(tx, actor, [
      {
        action: 'request.moved',
        personId,
        objectKind: 'request',
        objectId: request.id,
        detail: { number: request.number, revision, employment: employmentId },
      },
    ]);
    return true;
  }

  /** Null when it could not be asked today by and for these. */
  async #judged(
    tx: Tx,
    asker: PersonActor,
    request: StoredRequest,
    assessment: Assessment,
    now: Date,
  ): Promise<AskedAnew | null> {
    const { personId, employmentId, askedRole } = request;
    const roleId = askedRole?.id ?? request.roleId;
    const kind = request.kind === 'extension' ? 'extension' : 'new';
    try {
      const wanted = { personId, employmentId, roleId, kind } as const;
      const { facts, role } = await this.facts.one(tx, asker, wanted, dayOf(now), assessment);
      const answer = submitRequest({ ...facts, alreadyRequested: false }, assessment);
      if (isRefusal(answer) || !isAsItWas(request, role)) return null;
      const extendsGrantId = kind === 'extension' ? (facts.held?.id ?? null) : null;
      return { ...answer, roleId, roleVersion: role.version, extendsGrantId };
    } catch (error) {
      if (error instanceof Refused) return null; // who asked does not lead the employment any more
      throw error;
    }
  }
}

interface AskedAnew {
  readonly stages: Stage[];
  readonly analysisId: string;
  readonly roleId: string;
  readonly roleVersion: number;
  readonly extendsGrantId: string | null;
}

/** The words were written about this very role; of one that was narrowed since, its questions tell. */
function isAsItWas(request: StoredRequest, role: CatalogueRole): boolean {
  if (request.askedRole === null) return role.version === request.roleVersion;
  const asked = request.answers.map(({ sv }) => sv);
  return role.questions.length === asked.length && role.questions.every(({ sv }, nth) => sv === asked[nth]);
}
