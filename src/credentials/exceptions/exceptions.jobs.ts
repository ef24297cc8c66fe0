import { Injectable } from '@nestjs/common';
import { TellPeople } from '../../notices/tell-people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Jobs, type QueueDefinition } from '../../platform/jobs.js';
import { dueReminder, exceptionReminders } from '../../policy/assurance/exceptions.js';
import { addDays } from '../../policy/model/day.js';
import { ExceptionsStore } from './exceptions.store.js';

export const exceptionsQueue: QueueDefinition<object> = {
  name: 'assurance-exceptions-hourly',
  options: { policy: 'stately', retryLimit: 3, retryDelay: 30, retryBackoff: true, expireInSeconds: 600 },
};

/**
 * Hourly: tells who decided and who ordered that an exception ends in a month, and in a week. That it ends takes no
 * job: its last day is asked for each time.
 */
@Injectable()
export class ExceptionsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly store: ExceptionsStore,
    private readonly tell: TellPeople,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(exceptionsQueue, {}, () => this.remind());
    await this.jobs.schedule(exceptionsQueue, '50 * * * *');
  }

  async remind(): Promise<void> {
    const today = dayOf(this.clock.now());
    await this.database.transaction(async (tx) => {
      const ending = await this.store.endingBy(tx, today, addDays(today, Math.max(...exceptionReminders)));
      await this.tell.run(
        tx,
        ending.flatMap(({ id, systemName, validTo, informationOwnerId, orderedBy }) =>
          [...new Set([informationOwnerId, orderedBy])].map((to) => ({
            to,
            kind: 'exception-ends' as const,
            objectKind: 'assurance-exception',
            objectId: id,
            facts: { system: systemName, day: validTo },
            dedupe: `assurance-exception:${id}:${String(dueReminder(validTo, today))}`,
          })),
        ),
      );
    });
  }
}
