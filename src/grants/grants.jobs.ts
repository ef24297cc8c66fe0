import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { Jobs } from '../platform/jobs.js';
import { ExpireGrants } from './expire-grants.js';
import { expireGrantsQueue } from './expire.queue.js';

const actor: Actor = { kind: 'system', name: 'expiry', channel: 'schedule' };

@Injectable()
export class GrantsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly expire: ExpireGrants,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(expireGrantsQueue, {}, async () => {
      await this.expire.run(actor);
    });
    // Whatever became of the task that was sent ahead, nothing outlives its time by more than a minute.
    await this.jobs.schedule(expireGrantsQueue, '* * * * *');
  }
}
