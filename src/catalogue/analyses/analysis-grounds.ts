import { Injectable } from '@nestjs/common';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { ReadStaff } from '../../people/read-staff.js';
import { may, type Ground, type Verb } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { AnalysesStore, type AnalysisRow } from './analyses.store.js';

/** On what grounds somebody meets an analysis. */
@Injectable()
export class AnalysisGrounds {
  constructor(
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly rights: ReadRightsHeld,
    private readonly staff: ReadStaff,
  ) {}

  async of(reader: Reader, actor: PersonActor, row: AnalysisRow): Promise<Set<Ground>> {
    const now = this.clock.now();
    const { personId } = actor;
    const grounds = new Set<Ground>(await this.rights.run(reader, personId, now));
    if (row.informationOwnerId === personId) grounds.add('information-owner');
    if (row.systemOwnerId === personId) grounds.add('system-owner');
    const asked = await this.store.consultations(reader, row.id);
    if (asked.some((question) => question.personId === personId)) grounds.add('consulted');
    const actions = await this.store.actionsOf(reader, row.roleId);
    if (actions.some((action) => action.ownerId === personId && action.state !== 'cancelled'))
      grounds.add('action-owner');
    if (
      row.state === 'approved' &&
      row.requestable &&
      (await this.staff.leadsAnyone(reader, personId, dayOf(now)))
    )
      grounds.add('manager');
    return grounds;
  }

  /** The analysis when the actor may do the verb with it. @throws Refused not-found before not-allowed */
  async require(
    reader: Reader,
    actor: PersonActor,
    row: AnalysisRow | null,
    verb: Verb,
  ): Promise<AnalysisRow> {
    const grounds: ReadonlySet<Ground> = row ? await this.of(reader, actor, row) : new Set();
    const forbidden = may('analysis.read', grounds, 'such analysis') ?? may(verb, grounds, 'such analysis');
    if (forbidden) throw new Refused(forbidden);
    if (!row) throw Refused.because('not-found', 'There is no such analysis, or you may not see it.');
    return row;
  }
}
