import { Injectable } from '@nestjs/common';
import { TellPeople } from '../notices/tell-people.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { SystemsStore } from './systems.store.js';

export const catalogueDailyQueue: QueueDefinition<object> = {
  name: 'catalogue-daily',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 60, retryBackoff: true, expireInSeconds: 600 },
};

/** Each morning: tells the owners of systems whose classification is to be looked at again (H17.1.2). */
@Injectable()
export class CatalogueJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SystemsStore,
    private readonly tell: TellPeople,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(catalogueDailyQueue, {}, async () => {
      await this.run();
    });
    await this.jobs.schedule(catalogueDailyQueue, '40 5 * * *');
  }

  /** Told once for each day on which a review falls due. */
  async run(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const due = await this.store.dueReviews(tx, this.clock.today());
      await this.tell.run(
        tx,
        due.flatMap(({ id, reviewOn, informationOwnerId, systemOwnerId }) =>
          [...new Set([informationOwnerId, systemOwnerId])].map((to) => ({
            to,
            kind: 'system-review-due' as const,
            objectKind: 'system',
            objectId: id,
            facts: { day: reviewOn },
            dedupe: `system-review ${id} ${reviewOn}`,
          })),
        ),
      );
    });
  }
}
