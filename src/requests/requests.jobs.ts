import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { FollowApprovals } from './follow-approvals.js';

export const approvalsQueue: QueueDefinition<object> = {
  name: 'approvals-hourly',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 3600 },
};

/** Reminders, escalation and refusal of requests that nobody answers: hourly, in Swedish time. */
@Injectable()
export class RequestsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly follow: FollowApprovals,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(approvalsQueue, {}, async () => {
      await this.follow.run();
    });
    await this.jobs.schedule(approvalsQueue, '20 * * * *');
  }
}
