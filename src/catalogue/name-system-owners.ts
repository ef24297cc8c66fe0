import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FindSystem } from './find-system.js';
import { requireOwners } from './require-owners.js';
import { SystemsStore } from './systems.store.js';

export interface NewOwners {
  informationOwnerId: string;
  systemOwnerId: string;
  reason: string;
}

/** Gives a system other owners (H5.1.2). Not the owners themselves: who writes could else name who approves. */
@Injectable()
export class NameSystemOwners {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly store: SystemsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, not-allowed, invalid */
  async run(actor: PersonActor, systemId: string, input: NewOwners): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { system, grounds } = await this.find.lock(tx, actor.personId, systemId, now);
      const barred = may('system.name-owners', grounds, 'system');
      if (barred) throw new Refused(barred);
      await requireOwners(this.store, tx, input, dayOf(now));
      await this.store.nameOwners(tx, systemId, input.informationOwnerId, input.systemOwnerId);
      await this.audit.run(
        tx,
        actor,
        (['informationOwnerId', 'systemOwnerId'] as const)
          .filter((field) => system[field] !== input[field])
          .map((field) => ({
            action: 'system.owner-changed',
            personId: input[field],
            objectKind: 'system',
            objectId: systemId,
            reason: input.reason,
            detail: {
              owner: field === 'systemOwnerId' ? 'system-owner' : 'information-owner',
              from: system[field],
              to: input[field],
            },
          })),
      );
    });
  }
}
