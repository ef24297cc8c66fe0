import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { slugOf } from '../policy/model/slug.js';
import { RegisterGrounds } from './register-grounds.js';
import { requireOwners } from './require-owners.js';
import { SystemsStore } from './systems.store.js';

export interface NewSystem {
  name: string;
  purpose: string;
  informationOwnerId: string;
  systemOwnerId: string;
}

/** Enters a system in the register with its owners (H5.1.2); it is a draft until it is classified and approved. */
@Injectable()
export class RegisterSystem {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SystemsStore,
    private readonly grounds: RegisterGrounds,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns its id. @throws Refused not-allowed, invalid (an owner without an employment) */
  async run(actor: PersonActor, input: NewSystem): Promise<string> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const barred = may('system.register', await this.grounds.of(tx, actor.personId, now), 'system');
      if (barred) throw new Refused(barred);
      await requireOwners(this.store, tx, input, dayOf(now));
      const key = await this.store.freeKey(tx, slugOf(input.name));
      const id = await this.store.add(tx, { ...input, key, by: actor.personId });
      const { informationOwnerId, systemOwnerId } = input;
      await this.audit.run(tx, actor, [
        {
          action: 'system.registered',
          objectKind: 'system',
          objectId: id,
          detail: { key, informationOwner: informationOwnerId, systemOwner: systemOwnerId },
        },
      ]);
      return id;
    });
  }
}
