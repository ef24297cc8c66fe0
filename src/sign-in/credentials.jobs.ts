import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { AttemptsStore } from './codes/attempts.store.js';
import { PasskeysStore } from './passkeys/passkeys.store.js';

export const credentialsCleanUpQueue: QueueDefinition<object> = {
  name: 'credentials-clean-up',
  options: { policy: 'stately', retryLimit: 2, expireInSeconds: 120 },
};

const keepCountersMs = 24 * 3_600_000;

/** Each hour: ceremonies that nobody finished, and counters of addresses and unknown names that have rested a day. */
@Injectable()
export class CredentialsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly passkeys: PasskeysStore,
    private readonly attempts: AttemptsStore,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(credentialsCleanUpQueue, {}, () => this.cleanUp());
    await this.jobs.schedule(credentialsCleanUpQueue, '23 * * * *');
  }

  async cleanUp(): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.passkeys.deleteOldChallenges(tx, now);
      await this.attempts.deleteOld(tx, new Date(now.getTime() - keepCountersMs));
    });
  }
}
