import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { isOpen } from '../../policy/analysis/analysis-states.js';
import { mayPlan } from '../../policy/analysis/consult.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { PlanInput } from './analyses.schema.js';
import { AnalysesStore } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/** Action plans of risks that nobody accepted: made, carried out, or given up with a reason (H8.1.5). */
@Injectable()
export class PlanAction {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly audit: RecordEntries,
  ) {}

  /** To a draft, or to what is in force: a plan that failed is followed by another. */
  async run(actor: PersonActor, analysisId: string, input: PlanInput): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const found = await this.store.lock(tx, analysisId);
      const row = await this.grounds.require(tx, actor, found, 'analysis.draft');
      if (!isOpen(row.state) && row.state !== 'approved')
        throw Refused.because(
          'analysis-decided',
          `The analysis is ${row.state}: plan in the one that follows.`,
        );
      const employed = await this.store.employed(tx, [input.ownerId], dayOf(now));
      const wrong = mayPlan(
        { ...input, ownerEmployed: employed.has(input.ownerId) },
        (row.content.risks ?? []).flatMap((risk) => risk.id ?? []),
        dayOf(now),
      );
      if (wrong) throw new Refused(wrong);
      const id = await this.write.plan(tx, { ...input, analysisId, by: actor.personId }, now);
      await this.audit.run(tx, actor, [
        {
          action: 'analysis-action.planned',
          personId: input.ownerId,
          objectKind: 'analysis-action',
          objectId: id,
          reason: input.what,
          detail: { analysis: analysisId, role: row.roleId, risk: input.riskId, dueOn: input.dueOn },
        },
      ]);
    });
  }

  /** Done by who was to see to it; given up by the information owner alone. @returns the analysis it belongs to */
  async close(
    actor: PersonActor,
    actionId: string,
    input: { outcome: 'done' | 'cancelled'; note: string },
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      const action = await this.store.lockAction(tx, actionId);
      const row = action ? await this.store.one(tx, action.analysisId) : null;
      const found = await this.grounds.require(
        tx,
        actor,
        row,
        input.outcome === 'done' ? 'analysis.finish-action' : 'analysis.decide',
      );
      if (!action) throw Refused.because('not-found', 'There is no such action plan.');
      const others = input.outcome === 'done' && action.ownerId !== actor.personId;
      const forbidden = others ? may('analysis.finish-action', new Set(), 'such action plan') : null;
      if (forbidden) throw new Refused(forbidden);
      if (action.state !== 'open')
        throw Refused.because('action-closed', `The action plan is ${action.state} already.`);
      await this.write.closeAction(tx, actionId, input.outcome, input.note, actor.personId, this.clock.now());
      await this.audit.run(tx, actor, [
        {
          action: input.outcome === 'done' ? 'analysis-action.done' : 'analysis-action.cancelled',
          personId: action.ownerId,
          objectKind: 'analysis-action',
          objectId: actionId,
          reason: input.note,
          detail: { analysis: found.id, role: found.roleId, risk: action.riskId },
        },
      ]);
      return found.id;
    });
  }
}
