import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { IdempotencyStore } from '../platform/http/idempotency.store.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { EndDeadSessions } from './end-dead-sessions.js';

export const signInCleanUpQueue: QueueDefinition<object> = {
  name: 'sign-in-clean-up',
  options: { policy: 'stately', retryLimit: 2, expireInSeconds: 120 },
};

const keepAnswersMs = 24 * 3_600_000;

/** Every ten minutes: dead sessions, unfinished sign-ins, and answers kept for an Idempotency-Key for a day. */
@Injectable()
export class SignInJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly endDead: EndDeadSessions,
    private readonly answers: IdempotencyStore,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(signInCleanUpQueue, {}, () => this.cleanUp());
    await this.jobs.schedule(signInCleanUpQueue, '*/10 * * * *');
  }

  async cleanUp(): Promise<void> {
    await this.endDead.run();
    await this.answers.clear(new Date(this.clock.now().getTime() - keepAnswersMs));
  }
}
