import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { checkDecider, checkException } from '../../policy/assurance/exceptions.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ExceptionsStore } from './exceptions.store.js';

/** The system's information owner takes the risk, or does not; an approval holds from the same moment (H13.1.7). */
@Injectable()
export class DecideException {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExceptionsStore,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused not-found, own-exemption, exception-closed, and all that ordering it could be refused for */
  async run(
    actor: PersonActor,
    id: string,
    decision: { outcome: 'approved' | 'refused'; reason: string },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const exception = await this.store.lock(tx, id);
      const decides = exception?.informationOwnerId === actor.personId;
      const foreign = may(
        'exception.decide',
        new Set<Ground>(decides ? ['information-owner'] : []),
        'exception',
      );
      if (foreign) throw new Refused(foreign);
      if (!exception) throw Refused.because('not-found', 'There is no such exception.');
      if (exception.outcome !== null || exception.endedAt !== null)
        throw Refused.because('exception-closed', 'The exception is decided, or was taken back.');
      const [system] = await this.store.systems(tx, [exception.systemId]);
      const unfit =
        checkDecider(exception.orderedBy, actor.personId) ??
        (decision.outcome === 'approved' && system
          ? checkException(system, exception, dayOf(now), this.config.assurance.exceptions.highestClass)
          : null);
      if (unfit) throw new Refused(unfit);
      await this.store.decide(tx, id, { ...decision, by: actor.personId, at: now });
      await this.audit.run(tx, actor, [
        {
          action: `assurance-exception.${decision.outcome}`,
          objectKind: 'assurance-exception',
          objectId: id,
          reason: decision.reason,
          detail: {
            system: exception.systemId,
            roles: exception.roleIds,
            validTo: exception.validTo,
            knownDeviceDays: exception.knownDeviceDays,
            orderedBy: exception.orderedBy,
          },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: exception.orderedBy,
          kind: decision.outcome === 'approved' ? 'exception-approved' : 'exception-refused',
          objectKind: 'assurance-exception',
          objectId: id,
          facts: { system: exception.systemName, day: exception.validTo },
        },
      ]);
    });
  }
}
