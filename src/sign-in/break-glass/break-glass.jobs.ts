import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { WatchOpenings } from './watch-openings.js';

export const emergenciesQueue: QueueDefinition<object> = {
  name: 'emergencies',
  options: { policy: 'stately', retryLimit: 2, expireInSeconds: 60 },
};

/** Each minute: emergency accounts that are open beyond their time, and uses that nobody judged. */
@Injectable()
export class BreakGlassJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly watch: WatchOpenings,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(emergenciesQueue, {}, () => this.watch.run());
    await this.jobs.schedule(emergenciesQueue, '* * * * *');
  }
}
