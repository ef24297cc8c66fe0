import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { moveTo, sameRevision } from '../../policy/analysis/analysis-states.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { AnalysesStore } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { withRiskIds, type DraftContent } from './draft-content.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/**
 * Keeps what has been written of a draft. The writer states the revision that was read, so that two who write at the
 * same time never write over one another; what was being asked about becomes a draft again.
 */
@Injectable()
export class EditAnalysis {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    actor: PersonActor,
    id: string,
    input: { revision: number; validTo: Day; content: DraftContent },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.grounds.require(tx, actor, await this.store.lock(tx, id), 'analysis.draft');
      const wrong = moveTo(row.state, 'draft') ?? sameRevision(row.revision, input.revision);
      if (wrong) throw new Refused(wrong);
      await this.write.edit(
        tx,
        id,
        withRiskIds(input.content),
        input.validTo,
        actor.personId,
        this.clock.now(),
      );
      // Autosave comes every few seconds: one entry for each writer's turn is what the log needs.
      if (row.editedBy !== actor.personId || row.state === 'consulting')
        await this.audit.run(tx, actor, [
          {
            action: row.state === 'consulting' ? 'analysis.reopened' : 'analysis.edited',
            objectKind: 'analysis',
            objectId: id,
            detail: { role: row.roleId, version: row.version, revision: row.revision + 1 },
          },
        ]);
    });
  }
}
