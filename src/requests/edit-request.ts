import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { answered } from '../policy/request/assess-answers.js';
import type { Assessment } from '../policy/request/assess-need.js';
import { mayEdit } from '../policy/request/request-states.js';
import { submitRequest } from '../policy/request/submit-request.js';
import { AskingStore } from './asking.store.js';
import { BeginAnew } from './begin-anew.js';
import { GatherFacts } from './gather-facts.js';
import { RequestsStore } from './requests.store.js';

/**
 * The requester writes the assessment anew while nobody has decided. Whatever was approved was approved for other words:
 * the revision counts up, all stages begin again, and a decision on the earlier revision is refused, even raced.
 */
@Injectable()
export class EditRequest {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly asking: AskingStore,
    private readonly facts: GatherFacts,
    private readonly anew: BeginAnew,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    actor: PersonActor,
    requestId: string,
    edit: { revision: number; assessment: Assessment },
  ): Promise<void> {
    const now = this.clock.now();
    const today = dayOf(now);
    await this.database.transaction(async (tx) => {
      // The person first, then the request: the order in which a termination takes them.
      const seen = (await this.store.byIds(tx, [requestId]))[0];
      if (seen) await this.store.lockPersons(tx, [seen.personId]);
      const request = seen ? await this.store.lock(tx, requestId) : null;
      const grounds = new Set<Ground>(request?.requestedBy === actor.personId ? ['requester'] : []);
      const forbidden = may('request.edit', grounds, 'such request');
      if (forbidden) throw new Refused(forbidden);
      if (!request) return;
      const refusal = mayEdit(request, edit.revision);
      if (refusal) throw new Refused(refusal);
      const kind = request.kind === 'extension' ? 'extension' : 'new';
      const { personId, employmentId } = request;
      // What was narrowed is asked for whole again: the approvals are void.
      const roleId = request.askedRole?.id ?? request.roleId;
      const wanted = { personId, employmentId, roleId, kind } as const;
      const gathered = await this.facts.one(tx, actor, wanted, today, edit.assessment);
      const answer = submitRequest({ ...gathered.facts, alreadyRequested: false }, edit.assessment);
      if (isRefusal(answer)) throw new Refused(answer);
      const revision = await this.asking.edit(
        tx,
        {
          ...wanted,
          requestId: request.id,
          analysisId: answer.analysisId,
          roleVersion: gathered.role.version,
          writtenBy: actor.personId,
          assessment: edit.assessment,
          answers: answered(edit.assessment, gathered.role.questions),
        },
        now,
      );
      await this.anew.run(tx, request, revision, answer.stages, now);
      await this.audit.run(tx, actor, [
        {
          action: 'request.edited',
          personId,
          objectKind: 'request',
          objectId: request.id,
          reason: edit.assessment.need,
          detail: { number: request.number, revision, days: edit.assessment.days },
        },
      ]);
    });
  }
}
