import { Injectable } from '@nestjs/common';
import type { Job } from 'pg-boss';
import { deliverQueue, deliverUrgentlyQueue, type DeliverTask } from '../grants/deliver.queue.js';
import { Jobs } from '../platform/jobs.js';
import { DeliverAccounts } from './deliver-accounts.js';
import { deliverSweepQueue } from './deliver-sweep.queue.js';
import { SweepDeliveries } from './sweep-deliveries.js';

/** To be started only where a directory is configured; until then tasks wait. */
@Injectable()
export class ProvisioningJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly deliver: DeliverAccounts,
    private readonly sweep: SweepDeliveries,
  ) {}

  async start(): Promise<void> {
    const work = async (tasks: Job<DeliverTask>[]): Promise<void> => {
      for (const task of tasks) await this.deliver.run(task.data, task.signal);
    };
    await this.jobs.work(deliverUrgentlyQueue, { batchSize: 1, concurrency: 2 }, work);
    // Two, so that the directory has work while the other batch reads or is written down.
    await this.jobs.work(deliverQueue, { batchSize: 1, concurrency: 2 }, work);
    await this.jobs.work(deliverSweepQueue, {}, async () => {
      await this.sweep.run();
    });
    await this.jobs.schedule(deliverSweepQueue, '* * * * *');
    await this.sweep.run();
  }
}
