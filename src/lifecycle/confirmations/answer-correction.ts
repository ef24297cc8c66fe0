import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ConfirmationsStore } from './confirmations.store.js';

/** HR has put right what a manager reported, or says why not; the manager is told. */
@Injectable()
export class AnswerCorrection {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ConfirmationsStore,
    private readonly standing: ReadStanding,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-allowed, not-found, correction-answered */
  async run(
    actor: PersonActor,
    id: string,
    input: { outcome: 'corrected' | 'declined'; answer: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const refusal = may('correction.answer', await this.standing.run(tx, actor.personId, now), 'report');
      if (refusal) throw new Refused(refusal);
      const report = await this.store.lockCorrection(tx, id);
      // About oneself: for the answerer there is no such report, a colleague at HR sees to it.
      if (!report || report.personId === actor.personId)
        throw Refused.because('not-found', 'There is no such report, or it is about yourself.');
      if (report.state !== 'open')
        throw Refused.because('correction-answered', 'The report has been answered already.');
      await this.store.answer(tx, id, { ...input, text: input.answer, by: actor.personId, at: now });
      await this.audit.run(tx, actor, [
        {
          action: `correction.${input.outcome}`,
          personId: report.personId,
          objectKind: 'correction',
          objectId: id,
          reason: input.answer,
          detail: { kind: report.kind },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: report.reportedBy,
          kind: 'correction-answered',
          about: report.personId,
          objectKind: 'person',
          facts: { answer: input.answer },
          dedupe: `correction:${id}`,
        },
      ]);
    });
  }
}
