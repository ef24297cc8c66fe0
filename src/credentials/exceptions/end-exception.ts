import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ExceptionsStore } from './exceptions.store.js';

/** Takes back what was ordered, or ends what runs: two factors are needed again from the next request. */
@Injectable()
export class EndException {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExceptionsStore,
    private readonly standing: ReadStanding,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, exception-closed */
  async run(actor: PersonActor, id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const exception = await this.store.lock(tx, id);
      const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
      if (exception?.informationOwnerId === actor.personId) grounds.add('information-owner');
      if (exception?.orderedBy === actor.personId) grounds.add('requester');
      const foreign = may('exception.end', grounds, 'exception');
      if (foreign) throw new Refused(foreign);
      if (!exception) throw Refused.because('not-found', 'There is no such exception.');
      const isOver =
        exception.endedAt !== null ||
        exception.outcome === 'refused' ||
        (exception.outcome === 'approved' && exception.validTo < dayOf(now));
      if (isOver) throw Refused.because('exception-closed', 'The exception is over already.');
      await this.store.end(tx, id, { personId: actor.personId, at: now, reason });
      await this.audit.run(tx, actor, [
        {
          action: 'assurance-exception.ended',
          objectKind: 'assurance-exception',
          objectId: id,
          reason,
          detail: { system: exception.systemId, roles: exception.roleIds, validTo: exception.validTo },
        },
      ]);
    });
  }
}
