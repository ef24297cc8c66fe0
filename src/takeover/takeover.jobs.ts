import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import type { Actor } from '../policy/model/actor.js';
import { SettleTakeover } from './settle-takeover.js';

export const settleTakeoverQueue: QueueDefinition<object> = {
  name: 'settle-takeover',
  options: { policy: 'standard', retryLimit: 3, retryDelay: 10, retryBackoff: true, expireInSeconds: 600 },
};

const actor: Actor = { kind: 'system', name: 'takeover', channel: 'schedule' };

/** Each minute: unassessed access follows what was decided about it. */
@Injectable()
export class TakeoverJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly settle: SettleTakeover,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(settleTakeoverQueue, {}, async () => {
      await this.settle.run(actor);
    });
    await this.jobs.schedule(settleTakeoverQueue, '* * * * *');
  }
}
