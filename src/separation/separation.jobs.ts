import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import type { Actor } from '../policy/model/actor.js';
import { RefreshConflicts } from './refresh-conflicts.js';

export const separationQueue: QueueDefinition<object> = {
  name: 'separation-hourly',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 1800 },
};

const actor: Actor = { kind: 'system', name: 'separation', channel: 'schedule' };

/** Each hour: what ended by itself closes its conflicts, and what came by another way is found. */
@Injectable()
export class SeparationJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly refresh: RefreshConflicts,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(separationQueue, {}, async () => {
      await this.run();
    });
    await this.jobs.schedule(separationQueue, '35 * * * *');
  }

  async run(): Promise<void> {
    await this.database.transaction((tx) => this.refresh.run(tx, actor, null, this.clock.now()));
  }
}
