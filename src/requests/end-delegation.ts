import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadStanding } from '../grants/read-standing.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { DelegationsStore } from './delegations.store.js';

/** Who delegated takes it back, who was asked declines it, or the security officer ends it; at once. */
@Injectable()
export class EndDelegation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DelegationsStore,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
    private readonly tell: TellPeople,
  ) {}

  async run(actor: PersonActor, id: string): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const found = await this.store.lock(tx, id);
      const grounds = new Set<Ground>(found ? await this.standing.run(tx, actor.personId, now) : []);
      if (found?.delegatorId === actor.personId) grounds.add('delegator');
      if (found?.delegateId === actor.personId) grounds.add('delegate');
      const forbidden = may('delegation.end', grounds, 'such delegation');
      if (forbidden || !found)
        throw forbidden
          ? new Refused(forbidden)
          : Refused.because('not-found', 'There is no such delegation.');
      if (found.endedAt !== null)
        throw Refused.because('delegation-over', 'The delegation has already been ended.');
      const reason = actor.personId === found.delegateId ? 'declined' : 'taken-back';
      await this.store.end(tx, id, actor.personId, now, reason);
      await this.audit.run(tx, actor, [
        {
          action: 'delegation.ended',
          personId: found.delegateId,
          objectKind: 'delegation',
          objectId: id,
          reason,
          detail: { delegator: found.delegatorId },
        },
      ]);
      await this.tell.run(
        tx,
        [found.delegatorId, found.delegateId]
          .filter((to) => to !== actor.personId)
          .map((to) => ({
            to,
            kind: 'delegation-ended' as const,
            about: to === found.delegateId ? found.delegatorId : found.delegateId,
            objectKind: 'delegation',
            objectId: id,
          })),
      );
    });
  }
}
