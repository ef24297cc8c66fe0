import { Injectable } from '@nestjs/common';
import type { Job } from 'pg-boss';
import { Database } from '../../platform/database.js';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { FollowShifts } from './follow-shifts.js';
import { PrepareJoiners } from '../following/prepare-joiners.js';

/** A task in it means "look which shifts have begun or ended"; `ahead`: it was sent for one moment only. */
export const shiftsQueue: QueueDefinition<{ ahead?: boolean }> = {
  name: 'follow-shifts',
  options: {
    policy: 'standard',
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    expireInSeconds: 300,
    notify: true,
  },
};

export const prepareQueue: QueueDefinition<object> = {
  name: 'prepare-joiners',
  options: {
    policy: 'standard',
    retryLimit: 20,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 3600,
  },
};

/** Shifts to the moment, and accounts ahead of the first day. */
@Injectable()
export class ShiftsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly follow: FollowShifts,
    private readonly prepare: PrepareJoiners,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(shiftsQueue, {}, async (tasks: Job<{ ahead?: boolean }>[]) => {
      await this.follow.run();
      // The minute's look alone sends tasks ahead: one that was sent ahead sends none.
      if (tasks.some((task) => !task.data.ahead)) await this.#sendAhead();
    });
    await this.jobs.schedule(shiftsQueue, '* * * * *');
    await this.jobs.work(prepareQueue, {}, async () => {
      await this.prepare.run();
    });
    await this.jobs.schedule(prepareQueue, '5 * * * *');
    await this.follow.run();
    await this.#sendAhead();
    await this.prepare.run();
  }

  async #sendAhead(): Promise<void> {
    const moments = await this.follow.comingMinute();
    if (moments.length === 0) return;
    await this.database.transaction(async (tx) => {
      for (const startAfter of moments)
        await this.jobs.send(tx, shiftsQueue, { ahead: true }, { startAfter });
    });
  }
}
