import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadStanding } from '../grants/read-standing.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { PrivilegeStore } from './privilege.store.js';

/** Ends an administrator right before its time: the holder when done with it, the security officer when it must stop. */
@Injectable()
export class EndActivation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PrivilegeStore,
    private readonly standing: ReadStanding,
    private readonly changes: ApplyChanges,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused `activation-ended` when it has ended already, by whomever. */
  async run(actor: PersonActor, activationId: string): Promise<{ id: string; endedAt: Date }> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const activation = await this.store.activation(tx, activationId);
      const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
      if (activation?.personId === actor.personId) grounds.add('self');
      const foreign = may('privilege.end', grounds, 'such activation');
      if (foreign) throw new Refused(foreign);
      if (!activation)
        throw Refused.because('not-found', 'There is no such activation, or you may not see it.');

      const { grantId, personId, roleId } = activation;
      const ended =
        activation.endsAt > now
          ? (
              await this.changes.run(
                tx,
                actor,
                [{ kind: 'end', grantId, personId, reason: 'ended-by-hand' }],
                now,
              )
            ).ended
          : [];
      if (ended.length === 0)
        throw Refused.because('activation-ended', 'This administrator right has ended already.');
      await this.audit.run(tx, actor, [
        {
          action: 'activation.ended',
          personId,
          objectKind: 'activation',
          objectId: activationId,
          detail: { role: roleId, grant: grantId },
        },
      ]);
      return { id: activationId, endedAt: now };
    });
  }
}
