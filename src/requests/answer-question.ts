import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { dueAfterAnswer } from '../policy/request/question.js';
import { QuestionsStore } from './questions.store.js';
import { RequestsStore } from './requests.store.js';

/** The requester answers: the approver is told, and has as many working days left as when the question was asked. */
@Injectable()
export class AnswerQuestion {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly requests: RequestsStore,
    private readonly store: QuestionsStore,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(actor: PersonActor, requestId: string, answer: string): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, requestId);
      const grounds = new Set<Ground>(request?.requestedBy === actor.personId ? ['requester'] : []);
      const forbidden = may('request.answer', grounds, 'such request');
      if (forbidden) throw new Refused(forbidden);
      if (!request) return;
      const question = request.state === 'pending' ? await this.store.open(tx, request.id) : null;
      if (!question)
        throw Refused.because('no-question', `No question about request ${String(request.number)} waits.`);
      await this.store.answer(tx, question.id, actor.personId, answer, now);
      const dueOn = await this.store.dueOn(tx, request.id);
      if (dueOn !== null)
        await this.store.setDueOn(
          tx,
          request.id,
          dueAfterAnswer(dueOn, dayOf(question.askedAt), dayOf(now), this.config.approvals.calendar),
        );
      await this.audit.run(tx, actor, [
        {
          action: 'request.question-answered',
          personId: request.personId,
          objectKind: 'request',
          objectId: request.id,
          reason: answer,
          detail: { number: request.number },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: question.askedBy,
          kind: 'request-answered',
          about: request.personId,
          objectKind: 'request',
          objectId: request.id,
          facts: { number: request.number },
        },
      ]);
    });
  }
}
