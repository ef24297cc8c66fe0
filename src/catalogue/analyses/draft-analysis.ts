import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database, violatedConstraint } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { AnalysesStore } from './analyses.store.js';
import { draftContentSchema, withRiskIds, type DraftContent } from './draft-content.js';
import { templateOf } from './templates/templates.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/** Begins the next version of a role's analysis: from a template, or from what the latest one says (H13.1.3). */
@Injectable()
export class DraftAnalysis {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly write: WriteAnalysesStore,
    private readonly rights: ReadRightsHeld,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the draft's id. */
  async run(actor: PersonActor, input: { roleId: string; template?: string | undefined }): Promise<string> {
    const now = this.clock.now();
    try {
      return await this.database.transaction(async (tx) => {
        const role = await this.store.lockRole(tx, input.roleId);
        const grounds = new Set<Ground>(await this.rights.run(tx, actor.personId, now));
        if (role?.informationOwnerId === actor.personId) grounds.add('information-owner');
        if (role?.systemOwnerId === actor.personId) grounds.add('system-owner');
        const forbidden =
          may('analysis.read', grounds, 'such role') ?? may('analysis.draft', grounds, 'role');
        if (forbidden) throw new Refused(forbidden);
        if (!role) throw Refused.because('not-found', 'There is no such role, or you may not see it.');
        const { id, version } = await this.write.draft(
          tx,
          {
            roleId: role.roleId,
            content: withRiskIds(contentOf(input.template, role.latest, role.maxDays)),
            validTo: addDays(dayOf(now), 365),
            template: input.template ?? null,
            by: actor.personId,
          },
          now,
        );
        await this.audit.run(tx, actor, [
          {
            action: 'analysis.drafted',
            objectKind: 'analysis',
            objectId: id,
            detail: { role: role.roleId, version, template: input.template ?? null },
          },
        ]);
        return id;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'analysis_one_draft_idx')
        throw Refused.because('already-drafted', 'A draft for this role has been begun already.');
      throw error;
    }
  }
}

function contentOf(template: string | undefined, latest: DraftContent | null, maxDays: number): DraftContent {
  if (template === undefined) {
    const carried = draftContentSchema.safeParse(latest ?? {});
    return carried.success ? carried.data : {};
  }
  const content = templateOf(template);
  if (!content)
    throw Refused.because('invalid', `There is no template ${template}.`, { pointer: '/template' });
  const days = Math.min(content.suggested?.days ?? maxDays, maxDays);
  return { ...content, suggested: { ...content.suggested, days } };
}
