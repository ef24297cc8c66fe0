import { Injectable, Logger } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { Refused } from '../../platform/refused.js';
import type { Actor } from '../../policy/model/actor.js';
import { PullSource } from './pull-source.js';
import { pullQueue } from './pull.queue.js';

const actor: Actor = { kind: 'system', name: 'hr-pull', channel: 'schedule' };

/** Each source that is asked for its snapshot, by its own schedule. */
@Injectable()
export class PullJobs {
  readonly #log = new Logger('HrPull');

  constructor(
    private readonly jobs: Jobs,
    private readonly pull: PullSource,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(pullQueue, {}, async ([job]) => {
      if (job) await this.#fetch(job.data.source);
    });
    const schedules = this.pull.scheduled();
    await this.jobs.scheduleEach(
      pullQueue,
      schedules.map(({ id, cron }) => ({ key: id, cron, data: { source: id } })),
    );
  }

  async #fetch(source: string): Promise<void> {
    try {
      const { outcome, rejection } = await this.pull.run(actor, source);
      this.#log.log(`${source}: ${outcome}${rejection ? ` (${rejection.code})` : ''}`);
    } catch (error) {
      // Another delivery of it is being taken in, or the configuration has lost it: the next hour comes.
      if (!(error instanceof Refused)) throw error;
      this.#log.warn(`${source}: ${error.refusal.code}`);
    }
  }
}
