import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { askQuestion } from '../policy/request/question.js';
import { QuestionsStore } from './questions.store.js';
import { RequestsStore } from './requests.store.js';

/** An approver asks the requester before deciding; until the answer comes the stage's clock stands still. */
@Injectable()
export class AskQuestion {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly requests: RequestsStore,
    private readonly store: QuestionsStore,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, requestId: string, question: string): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, requestId);
      const waits = request && (await this.store.waitsFor(tx, request.id, actor.personId, dayOf(now)));
      const forbidden = may('request.ask', new Set<Ground>(waits ? ['approver'] : []), 'such request');
      if (forbidden) throw new Refused(forbidden);
      if (!request) return;
      const open = await this.store.open(tx, request.id);
      const refusal = askQuestion(request, open !== null);
      if (refusal) throw new Refused(refusal);
      await this.store.ask(tx, request.id, actor.personId, question, now);
      await this.audit.run(tx, actor, [
        {
          action: 'request.question-asked',
          personId: request.personId,
          objectKind: 'request',
          objectId: request.id,
          reason: question,
          detail: { number: request.number },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: request.requestedBy,
          kind: 'request-question',
          about: request.personId,
          objectKind: 'request',
          objectId: request.id,
          facts: { number: request.number },
        },
      ]);
    });
  }
}
