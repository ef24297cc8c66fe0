import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { moveTo } from '../../policy/analysis/analysis-states.js';
import { approveAnalysis, overdue } from '../../policy/analysis/decide-analysis.js';
import { requireLevel } from '../../policy/assurance/required-assurance.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { DecideAnalysisInput } from './analyses.schema.js';
import { AnalysesStore, type AnalysisRow } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { completed } from './draft-content.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/**
 * The information owner puts an analysis in force, rejects the draft, or takes back what is in force. Taken back is as
 * lapsed: nothing new is given on it, and what was given comes under review (H13.1.3, H13.1.4).
 */
@Injectable()
export class DecideAnalysis {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly grounds: AnalysisGrounds,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, id: string, input: DecideAnalysisInput): Promise<void> {
    const weak = requireLevel(actor.level);
    if (weak) throw new Refused(weak);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const row = await this.grounds.require(tx, actor, await this.store.lock(tx, id), 'analysis.decide');
      if (input.outcome === 'approve') await this.#approve(tx, actor, row, input.revision, now);
      else await this.#end(tx, actor, row, input, now);
    });
  }

  async #approve(tx: Tx, actor: PersonActor, row: AnalysisRow, revision: number, now: Date): Promise<void> {
    const today = dayOf(now);
    const questions = await this.store.consultations(tx, row.id);
    const actions = await this.store.actionsOf(tx, row.roleId);
    const wrong = approveAnalysis(
      {
        state: row.state,
        revision: row.revision,
        validTo: row.validTo,
        risks: row.content.risks ?? [],
        residualLevel: row.content.residualLevel,
        answeredBy: questions
          .filter((question) => question.round === row.round && question.answer !== null)
          .map((question) => question.personId),
        actions,
      },
      { personId: actor.personId, revision },
      today,
    );
    if (wrong) throw new Refused(wrong);
    completed(row.content, row.maxDays); // the role may have been shortened since the draft was sent out
    const { version, rules } = await this.write.approve(tx, row.id, row.roleId, actor.personId, now);
    if (row.draftedBy !== null && row.draftedBy !== actor.personId)
      await this.#tellWriter(tx, row, 'analysis-approved', row.draftedBy);
    await this.audit.run(tx, actor, [
      {
        action: 'analysis.approved',
        objectKind: 'analysis',
        objectId: row.id,
        detail: {
          role: row.roleId,
          version,
          revision,
          validTo: row.validTo,
          overdueActions: overdue(actions, today).length,
        },
      },
      ...rules.map((rule) => ({
        action: 'birthright-rule.changed',
        objectKind: 'birthright-rule',
        objectId: rule,
        detail: { analysis: row.id, version },
      })),
    ]);
  }

  async #end(
    tx: Tx,
    actor: PersonActor,
    row: AnalysisRow,
    input: Extract<DecideAnalysisInput, { reason: string }>,
    now: Date,
  ): Promise<void> {
    const state = input.outcome === 'reject' ? 'rejected' : 'lapsed';
    const wrong = moveTo(row.state, state);
    if (wrong) throw new Refused(wrong);
    await this.write.end(tx, row.id, state, actor.personId, input.reason, now);
    const cancelled =
      state === 'rejected' ? await this.write.cancelActions(tx, row.id, actor.personId, now) : [];
    if (state === 'rejected' && row.draftedBy !== null && row.draftedBy !== actor.personId)
      await this.#tellWriter(tx, row, 'analysis-rejected', row.draftedBy);
    await this.audit.run(tx, actor, [
      {
        action: input.outcome === 'reject' ? 'analysis.rejected' : 'analysis.revoked',
        objectKind: 'analysis',
        objectId: row.id,
        reason: input.reason,
        detail: { role: row.roleId, version: row.version },
      },
      ...cancelled.map((action) => ({
        action: 'analysis-action.cancelled',
        objectKind: 'analysis-action',
        objectId: action,
        reason: input.reason,
      })),
    ]);
  }

  async #tellWriter(
    tx: Tx,
    row: AnalysisRow,
    kind: 'analysis-approved' | 'analysis-rejected',
    to: string,
  ): Promise<void> {
    await this.tell.run(tx, [
      {
        to,
        kind,
        objectKind: 'analysis',
        objectId: row.id,
        facts: { roleSv: row.nameSv, roleEn: row.nameEn },
      },
    ]);
  }
}
