import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { moveTo, sameRevision } from '../../policy/analysis/analysis-states.js';
import { mayConsult } from '../../policy/analysis/consult.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { ConsultInput } from './analyses.schema.js';
import { AnalysesStore } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { completed } from './draft-content.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/** Asks named persons about a whole draft; it waits on their "Min lista" until they have answered. */
@Injectable()
export class ConsultOnAnalysis {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, id: string, input: ConsultInput): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const row = await this.grounds.require(tx, actor, await this.store.lock(tx, id), 'analysis.draft');
      const employed = await this.store.employed(
        tx,
        input.people.map((one) => one.personId),
        dayOf(now),
      );
      const asked = input.people.map(({ personId }) => ({ personId, employed: employed.has(personId) }));
      const wrong =
        moveTo(row.state, 'consulting') ??
        sameRevision(row.revision, input.revision) ??
        mayConsult(asked, actor.personId);
      if (wrong) throw new Refused(wrong);
      const content = completed(row.content, row.maxDays);
      // Whoever is asked in addition is asked about the same wording; a rewritten draft opens a round of its own.
      const round = row.state === 'consulting' ? row.round : row.round + 1;
      await this.write.consult(tx, id, round, content, input.people, actor.personId, now);
      await this.audit.run(tx, actor, [
        {
          action: 'analysis.consulted',
          objectKind: 'analysis',
          objectId: id,
          detail: {
            role: row.roleId,
            version: row.version,
            round,
            revision: row.revision,
            people: input.people.map(({ personId, capacity }) => ({ personId, capacity })),
          },
        },
      ]);
    });
  }
}
