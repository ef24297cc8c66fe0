import { Injectable } from '@nestjs/common';
import { deliverQueue, deliverUrgentlyQueue, personsPerTask } from '../grants/deliver.queue.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';
import { ProvisioningStore } from './provisioning.store.js';

const atOnce = 100 * personsPerTask;

/** Makes new tasks for accounts that wait without one. Ordinarily there are none. */
@Injectable()
export class SweepDeliveries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ProvisioningStore,
    private readonly jobs: Jobs,
  ) {}

  /** @returns the number of accounts that have a task again */
  async run(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const queues = [deliverQueue.name, deliverUrgentlyQueue.name];
      const waiting = await this.store.waitingWithoutTask(tx, queues, this.clock.now(), atOnce);
      const byTarget = Map.groupBy(waiting, (account) => account.target);
      for (const [target, accounts] of byTarget)
        for (let from = 0; from < accounts.length; from += personsPerTask) {
          const personIds = accounts.slice(from, from + personsPerTask).map((account) => account.personId);
          await this.jobs.send(tx, deliverQueue, { target, personIds });
        }
      return waiting.length;
    });
  }
}
