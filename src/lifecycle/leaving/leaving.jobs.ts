import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { FollowLeaving } from './follow-leaving.js';

export const leavingQueue: QueueDefinition<object> = {
  name: 'leaving-daily',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 3600 },
};

/** Leavers, external people and confirmations, after midnight's ends; hourly, should the night have been missed. */
@Injectable()
export class LeavingJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly follow: FollowLeaving,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(leavingQueue, {}, async () => {
      await this.follow.run();
    });
    await this.jobs.schedule(leavingQueue, '10 * * * *');
  }
}
