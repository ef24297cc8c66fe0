import { Injectable } from '@nestjs/common';
import type { Actor } from '../../policy/model/actor.js';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { LapseAnalyses } from './lapse-analyses.js';

export const analysesQueue: QueueDefinition<object> = {
  name: 'analyses-daily',
  options: { policy: 'standard', retryLimit: 5, retryDelay: 30, retryBackoff: true, expireInSeconds: 3600 },
};

const actor: Actor = { kind: 'system', name: 'analyses', channel: 'schedule' };

/** After midnight; hourly, should the night have been missed. The rules look at the last day themselves meanwhile. */
@Injectable()
export class AnalysesJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly lapse: LapseAnalyses,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(analysesQueue, {}, async () => {
      await this.lapse.run(actor);
    });
    await this.jobs.schedule(analysesQueue, '2 * * * *');
  }
}
