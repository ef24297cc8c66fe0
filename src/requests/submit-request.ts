import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { Clock } from '../platform/clock.js';
import { Database, violatedConstraint } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { levelToAsk } from '../policy/assurance/exceptions.js';
import { requireLevel } from '../policy/assurance/required-assurance.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { answered } from '../policy/request/assess-answers.js';
import type { Assessment } from '../policy/request/assess-need.js';
import { submitRequest } from '../policy/request/submit-request.js';
import { GatherApproval } from './gather-approval.js';
import { GatherFacts, type Wanted } from './gather-facts.js';
import { RequestsStore } from './requests.store.js';
import { UseDraft } from './use-draft.js';

/**
 * A manager asks for a role for somebody they lead, or somebody for themself; the assessment is written before any access
 * (H13.1.3).
 */
@Injectable()
export class SubmitRequest {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly catalogue: ReadCatalogue,
    private readonly facts: GatherFacts,
    private readonly draft: UseDraft,
    private readonly approval: GatherApproval,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    actor: PersonActor,
    wanted: Wanted & { assessment: Assessment; draftId?: string | undefined },
    /** One of several that are sent together. */
    batchId: string | null = null,
  ): Promise<{ id: string; number: number }> {
    const now = this.clock.now();
    const today = this.clock.today();
    try {
      return await this.database.transaction(async (tx) => {
        const role = await this.catalogue.role(tx, wanted.roleId);
        const owners = role ? [role.informationOwnerId, role.systemOwnerId] : [];
        // So that none of them is terminated between the look and the write.
        await this.store.sharePersons(tx, [actor.personId, wanted.personId, ...owners]);
        const gathered = await this.facts.one(tx, actor, wanted, today, wanted.assessment);
        const tooWeak = requireLevel(actor.level, levelToAsk(gathered.role));
        if (tooWeak) throw new Refused(tooWeak);
        const answer = submitRequest(gathered.facts, wanted.assessment);
        if (isRefusal(answer)) throw new Refused(answer);
        const added = await this.store.add(
          tx,
          {
            personId: wanted.personId,
            employmentId: wanted.employmentId,
            roleId: wanted.roleId,
            unitId: gathered.employment.unitId,
            analysisId: answer.analysisId,
            roleVersion: gathered.role.version,
            requestedBy: actor.personId,
            assessment: wanted.assessment,
            answers: answered(wanted.assessment, gathered.role.questions),
            kind: gathered.facts.kind,
            extendsGrantId: gathered.facts.kind === 'extension' ? (gathered.facts.held?.id ?? null) : null,
            batchId,
          },
          now,
        );
        const attached = await this.draft.use(
          tx,
          actor,
          { draftId: wanted.draftId, keep: batchId !== null },
          added.id,
        );
        await this.approval.begin(tx, [{ id: added.id, stages: answer.stages }], now);
        await this.audit.run(tx, actor, [
          {
            action: 'request.submitted',
            personId: wanted.personId,
            objectKind: 'request',
            objectId: added.id,
            reason: wanted.assessment.need,
            detail: {
              number: added.number,
              role: wanted.roleId,
              employment: wanted.employmentId,
              days: wanted.assessment.days,
              kind: gathered.facts.kind,
              ...(attached > 0 ? { attachments: attached } : {}),
              stages: answer.stages.map(({ kind, approverIds }) => ({ kind, approvers: approverIds })),
            },
          },
        ]);
        return added;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'access_request_one_pending_idx')
        throw Refused.because('already-requested', 'The role is already asked for on this employment.');
      throw error;
    }
  }
}
