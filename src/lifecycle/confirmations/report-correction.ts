import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadPeople } from '../../people/read-people.js';
import { ReadStaff } from '../../people/read-staff.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ConfirmationsStore } from './confirmations.store.js';

/** A manager says what is wrong about an employment or its access; it waits for HR (Hu). */
@Injectable()
export class ReportCorrection {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ConfirmationsStore,
    private readonly staff: ReadStaff,
    private readonly people: ReadPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the report's id @throws Refused not-found, already-reported */
  async run(
    actor: PersonActor,
    input: { employmentId: string; kind: string; note: string },
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const leads = await this.staff.leadsEmployment(tx, actor.personId, input.employmentId, dayOf(now));
      const refusal = may('staff.confirm', new Set<Ground>(leads ? ['manager'] : []), 'employment');
      const employment = refusal ? null : await this.people.employment(tx, input.employmentId);
      if (refusal) throw new Refused(refusal);
      const id = await this.store.report(tx, { ...input, by: actor.personId, at: now });
      if (id === null)
        throw Refused.because('already-reported', 'The same is reported already and waits for HR.');
      await this.audit.run(tx, actor, [
        {
          action: 'correction.reported',
          personId: employment?.personId ?? null,
          objectKind: 'employment',
          objectId: input.employmentId,
          reason: input.note,
          detail: { kind: input.kind },
        },
      ]);
      return id;
    });
  }
}
