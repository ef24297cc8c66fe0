import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { ExpireGrants } from './expire-grants.js';

/** A task in it means "look for grants whose time is up"; sent ahead, it arrives when the time is. */
export const expireGrantsQueue: QueueDefinition<object> = {
  name: 'grants-expire',
  options: {
    policy: 'standard',
    retryLimit: 5,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: 300,
    notify: true,
  },
};

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
