import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { checkException, type RoleGroup } from '../../policy/assurance/exceptions.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { ExceptionsStore } from './exceptions.store.js';

export interface OrderExceptionInput {
  readonly systemId: string;
  readonly roleIds: RoleGroup;
  readonly riskAnalysis: string;
  /** What is done instead of the second factor. */
  readonly safeguards: string;
  readonly validTo: Day;
  /** So many days a known device signs in who holds the roles, by itself; null: never. */
  readonly knownDeviceDays: number | null;
}

/** Somebody asks that two factors need not be had for a system of low class; its information owner decides (H13.1.7). */
@Injectable()
export class OrderException {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExceptionsStore,
    private readonly standing: ReadStanding,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @returns its id
   * @throws Refused not-found, not-in-use, class-too-high, privileged-role, invalid, exception-waits
   */
  async run(actor: PersonActor, input: OrderExceptionInput): Promise<string> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      await this.store.lockSystem(tx, input.systemId);
      const [system] = await this.store.systems(tx, [input.systemId]);
      const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
      if (system?.systemOwnerId === actor.personId) grounds.add('system-owner');
      const foreign = may('exception.order', grounds, 'such system');
      if (foreign) throw new Refused(foreign);
      if (!system) throw Refused.because('not-found', 'There is no such system, or you may not see it.');
      const unfit = checkException(system, input, today, this.config.assurance.exceptions.highestClass);
      if (unfit) throw new Refused(unfit);
      const id = await this.store.order(tx, { ...input, orderedBy: actor.personId, orderedAt: now });
      if (id === null)
        throw Refused.because('exception-waits', `An exception for ${system.name} waits for its decision.`, {
          pointer: '/systemId',
        });
      await this.audit.run(tx, actor, [
        {
          action: 'assurance-exception.ordered',
          objectKind: 'assurance-exception',
          objectId: id,
          reason: input.riskAnalysis,
          detail: {
            system: input.systemId,
            roles: input.roleIds,
            safeguards: input.safeguards,
            validTo: input.validTo,
            knownDeviceDays: input.knownDeviceDays,
          },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: system.informationOwnerId,
          kind: 'exception-ordered',
          objectKind: 'assurance-exception',
          objectId: id,
          facts: { system: system.name },
        },
      ]);
      return id;
    });
  }
}
