import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { remarksOf } from '../../policy/lifecycle/confirm-staff.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ConfirmationsStore } from './confirmations.store.js';

/**
 * A manager says that employments and their access are right, as they were shown (Hu). More than one at a time only
 * where nothing is remarkable: those with a remark are looked at one by one.
 */
@Injectable()
export class ConfirmStaff {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ConfirmationsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many were confirmed @throws Refused not-found, staff-changed, keep-one-by-one */
  async run(
    actor: PersonActor,
    staff: readonly { employmentId: string; version: string }[],
  ): Promise<number> {
    const seen = new Map(staff.map(({ employmentId, version }) => [employmentId, version]));
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const by = { managerId: actor.personId, today, everyDays: this.config.confirmation.everyDays };
      const rows = await this.store.lock(tx, by, [...seen.keys()]);
      if (rows.length < seen.size)
        throw Refused.because(
          'not-found',
          'You do not lead one of these employments, or it is not in force.',
        );
      if (rows.some((row) => row.version !== seen.get(row.id)))
        throw Refused.because('staff-changed', 'Something has changed since it was shown: look at it again.');
      if (rows.length > 1 && rows.some((row) => remarksOf(row, today).length > 0))
        throw Refused.because('keep-one-by-one', 'Those with a remark are confirmed one by one.');
      await this.store.confirm(tx, actor.personId, [...seen.keys()], { now, today }, rows.length > 1);
      await this.audit.run(
        tx,
        actor,
        rows.map((row) => ({
          action: 'staff.confirmed',
          personId: row.personId,
          objectKind: 'employment',
          objectId: row.id,
          detail: { grants: row.grants, together: rows.length },
        })),
      );
      return rows.length;
    });
  }
}
