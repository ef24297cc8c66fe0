import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addMonths } from '../policy/model/day.js';
import { FindSystem } from './find-system.js';
import { SystemsStore } from './systems.store.js';

/** The information owner has looked at a classification again, and it still holds (H17.1.2). */
@Injectable()
export class ConfirmClassification {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly store: SystemsStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'catalogue'>,
  ) {}

  /** @throws Refused not-found, not-allowed, wrong-state */
  async run(actor: PersonActor, systemId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { system, grounds } = await this.find.lock(tx, actor.personId, systemId, now);
      const barred = may('system.approve', grounds, 'system');
      if (barred) throw new Refused(barred);
      if (!['approved', 'in-use', 'retiring'].includes(system.state))
        throw Refused.because('wrong-state', `${system.content.name} is ${system.state}.`);
      const reviewOn = addMonths(dayOf(now), this.config.catalogue.reviewMonths);
      await this.store.setReview(tx, systemId, reviewOn);
      await this.audit.run(tx, actor, [
        {
          action: 'system.classification-confirmed',
          objectKind: 'system',
          objectId: systemId,
          reason,
          detail: { version: system.version, next: reviewOn },
        },
      ]);
    });
  }
}
