import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { LapsePrerequisites } from './lapse-prerequisites.js';

export const lapsePrerequisitesQueue: QueueDefinition<object> = {
  name: 'lapse-prerequisites',
  options: {
    policy: 'standard',
    retryLimit: 20,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 3600,
  },
};

/** At midnight in Sweden, every hour should it have been missed, and at start. */
@Injectable()
export class PrerequisitesJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly lapse: LapsePrerequisites,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(lapsePrerequisitesQueue, {}, async () => {
      await this.lapse.run();
    });
    await this.jobs.schedule(lapsePrerequisitesQueue, '0 * * * *');
    await this.lapse.run();
  }
}
