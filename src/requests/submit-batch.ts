import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Refusal } from '../policy/model/refusal.js';
import { assessAnswers } from '../policy/request/assess-answers.js';
import { assessNeed, type Assessment } from '../policy/request/assess-need.js';
import { assessRisk } from '../policy/request/assess-risk.js';
import { DraftsStore } from './drafts.store.js';
import { SubmitRequest } from './submit-request.js';
import { UseDraft } from './use-draft.js';

export interface Beneficiary {
  readonly personId: string;
  readonly employmentId: string;
}

export interface SentOne extends Beneficiary {
  readonly request: { id: string; number: number } | null;
  readonly refusal: Refusal | null;
}

/**
 * The same role and assessment for several people. Each is looked at by itself, in a transaction of its own: those for
 * whom something stands in the way are told about with the reason, and hinder nobody else. What is wrong with the
 * assessment itself stops all of them before anything is sent.
 */
@Injectable()
export class SubmitBatch {
  constructor(
    private readonly database: Database,
    private readonly catalogue: ReadCatalogue,
    private readonly submit: SubmitRequest,
    private readonly draft: UseDraft,
    private readonly drafts: DraftsStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    actor: PersonActor,
    wanted: {
      beneficiaries: readonly Beneficiary[];
      roleId: string;
      assessment: Assessment;
      draftId?: string | undefined;
    },
  ): Promise<{ batchId: string; results: SentOne[] }> {
    const { roleId, assessment, draftId } = wanted;
    const beneficiaries = distinct(wanted.beneficiaries, this.config.requests.peopleAtOnce);
    const role = await this.catalogue.role(this.database, roleId);
    if (!role) throw Refused.because('not-found', 'There is no such role.', { pointer: '/roleId' });
    const incomplete =
      assessNeed(assessment) ?? assessRisk(assessment, role) ?? assessAnswers(assessment, role.questions);
    if (incomplete) throw new Refused(incomplete);
    if (draftId !== undefined) await this.database.transaction((tx) => this.draft.check(tx, actor, draftId));
    const batchId = randomUUID();
    const results: SentOne[] = [];
    for (const one of beneficiaries)
      results.push(await this.#one(actor, { ...one, roleId, assessment, draftId }, batchId));
    // Only when somebody got through is the draft of no more use.
    if (draftId !== undefined && results.some(({ request }) => request !== null))
      await this.database.transaction((tx) => this.drafts.remove(tx, actor.personId, draftId));
    return { batchId, results };
  }

  async #one(
    actor: PersonActor,
    wanted: Beneficiary & { roleId: string; assessment: Assessment; draftId: string | undefined },
    batchId: string,
  ): Promise<SentOne> {
    const { personId, employmentId } = wanted;
    try {
      return {
        personId,
        employmentId,
        request: await this.submit.run(actor, wanted, batchId),
        refusal: null,
      };
    } catch (error) {
      if (error instanceof Refused) return { personId, employmentId, request: null, refusal: error.refusal };
      throw error;
    }
  }
}

/** Each employment once, in the order given. @throws InvalidInput at `/beneficiaries` when they are too many */
export function distinct(beneficiaries: readonly Beneficiary[], most: number): Beneficiary[] {
  const byEmployment = new Map(beneficiaries.map((one) => [one.employmentId, one]));
  if (byEmployment.size > most)
    throw new InvalidInput([
      { pointer: '/beneficiaries', code: 'invalid', detail: `can be at most ${String(most)} at once` },
    ]);
  return [...byEmployment.values()];
}
