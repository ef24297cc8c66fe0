import { Injectable } from '@nestjs/common';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { SealLog } from './seal-log.js';

export const sealQueue: QueueDefinition<object> = {
  name: 'audit-seal',
  options: { policy: 'stately', retryLimit: 2, expireInSeconds: 120 },
};

@Injectable()
export class AuditJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly seal: SealLog,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(sealQueue, {}, async () => {
      await this.seal.run();
    });
    await this.jobs.schedule(sealQueue, '* * * * *');
  }
}
