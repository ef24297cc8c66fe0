import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database } from '../platform/database.js';
import { isOverdue } from '../policy/api/api-client.js';
import type { Actor } from '../policy/model/actor.js';
import { ApiClientsStore } from './api-clients.store.js';

const actor: Actor = { kind: 'system', name: 'api-clients', channel: 'schedule' };

/** A program whose owner has left is nobody's: it is listed so, and closed when nobody takes it over in time. */
@Injectable()
export class FollowOwners {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ApiClientsStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(): Promise<void> {
    const today = this.clock.today();
    const now = this.clock.now();
    const { ownerlessDays } = this.config.apiClients;
    await this.database.transaction(async (tx) => {
      const { left } = await this.store.followOwners(tx, today);
      const overdue = (await this.store.ownerless(tx)).filter(
        ({ ownerlessSince }) => ownerlessSince !== null && isOverdue(ownerlessSince, today, ownerlessDays),
      );
      const ids = overdue.map(({ id }) => id);
      if (ids.length > 0) {
        await this.store.setDisabled(tx, ids, now, 'ownerless');
        await this.store.endTokens(tx, ids);
      }
      await this.audit.run(tx, actor, [
        ...left.map(({ id, name, ownerId }) => ({
          action: 'api-client.owner-left',
          personId: ownerId,
          detail: { client: name, id },
        })),
        ...overdue.map(({ id, name, ownerId }) => ({
          action: 'api-client.disabled',
          personId: ownerId,
          reason: 'ownerless',
          detail: { client: name, id, days: ownerlessDays },
        })),
      ]);
      await this.store.forget(tx, now);
    });
  }
}
