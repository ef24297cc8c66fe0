import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { mayAnswer } from '../../policy/analysis/consult.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { AnalysesStore } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/** Somebody who was asked says that they agree, or what they miss (HSLF-FS 4:2). */
@Injectable()
export class AnswerConsultation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    actor: PersonActor,
    id: string,
    input: { answer: 'agrees' | 'comments'; comment?: string | undefined },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.grounds.require(tx, actor, await this.store.lock(tx, id), 'analysis.answer');
      const questions = await this.store.consultations(tx, id);
      const mine = questions.find((question) => question.personId === actor.personId);
      if (!mine) throw Refused.because('not-found', 'You have not been asked about this analysis.');
      const wrong = mayAnswer(row, { round: mine.round, answered: mine.answer !== null });
      if (wrong) throw new Refused(wrong);
      const comment = input.comment?.trim() || null;
      await this.write.answer(tx, mine.id, input.answer, comment, this.clock.now());
      await this.tell.run(tx, [
        {
          to: mine.askedBy,
          kind: 'analysis-answered',
          about: actor.personId,
          objectKind: 'analysis',
          objectId: id,
          facts: { roleSv: row.nameSv, roleEn: row.nameEn },
        },
      ]);
      await this.audit.run(tx, actor, [
        {
          action: 'analysis.answered',
          objectKind: 'analysis',
          objectId: id,
          reason: comment,
          detail: { role: row.roleId, version: row.version, round: mine.round, answer: input.answer },
        },
      ]);
    });
  }
}
