import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { FollowOwners } from './follow-owners.js';

export const apiClientsQueue: QueueDefinition<object> = {
  name: 'api-clients-hourly',
  options: { policy: 'stately', retryLimit: 3, retryDelay: 30, expireInSeconds: 300 },
};

/** Each hour: programs whose owner has left, and tokens that are over. */
@Injectable()
export class ApiClientsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly follow: FollowOwners,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(apiClientsQueue, {}, () => this.follow.run());
    await this.jobs.schedule(apiClientsQueue, '20 * * * *');
  }
}
