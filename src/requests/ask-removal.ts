import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { askRemoval } from '../policy/request/ask-removal.js';
import { AskingStore } from './asking.store.js';
import { RequestsStore } from './requests.store.js';

/**
 * A manager, or the one who has it, ends access that is no longer needed. It takes no approval: the grant ends in the same
 * transaction, and the request is on the record with its reason (H13.1.2, H13.1.4).
 */
@Injectable()
export class AskRemoval {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly requests: RequestsStore,
    private readonly store: AskingStore,
    private readonly staff: ReadStaff,
    private readonly grants: ApplyChanges,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns the request on the record. */
  async run(
    actor: PersonActor,
    wanted: { grantId: string; reason: string },
  ): Promise<{ id: string; number: number }> {
    const now = this.clock.now();
    const reason = wanted.reason.trim();
    return this.database.transaction(async (tx) => {
      const seen = await this.store.grant(tx, wanted.grantId, now);
      if (seen) await this.requests.lockPersons(tx, [seen.personId]);
      const grant = seen && (await this.store.grant(tx, wanted.grantId, now));
      if (!grant) throw Refused.because('not-found', 'There is no such access, or you may not see it.');
      const forSelf = grant.personId === actor.personId;
      const grounds = new Set<Ground>(forSelf ? ['self'] : []);
      if (await this.staff.leadsEmployment(tx, actor.personId, grant.employmentId, dayOf(now)))
        grounds.add('manager');
      const { live, source } = grant;
      const refusal = askRemoval({ roleName: grant.roleSv, live, source, grounds }, reason);
      if (refusal) throw new Refused(refusal);
      await this.grants.run(
        tx,
        actor,
        [{ kind: 'end', grantId: grant.id, personId: grant.personId, reason: 'asked-to-end' }],
        now,
      );
      const added = await this.store.addRemoval(
        tx,
        { grant, reason, requestedBy: actor.personId, forSelf },
        now,
      );
      await this.audit.run(tx, actor, [
        {
          action: 'request.removal-carried-out',
          personId: grant.personId,
          objectKind: 'request',
          objectId: added.id,
          reason,
          detail: { number: added.number, role: grant.roleId, grant: grant.id },
        },
      ]);
      return added;
    });
  }
}
