import { Injectable } from '@nestjs/common';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Jobs, type QueueDefinition } from '../platform/jobs.js';
import { LostCredentialsStore } from './lost-credentials.store.js';

export const lostCredentialsQueue: QueueDefinition<object> = {
  name: 'lost-credentials-hourly',
  options: { policy: 'stately', retryLimit: 3, retryDelay: 30, retryBackoff: true, expireInSeconds: 600 },
};

/** Hourly: reminds of reports that are late, once a day each, and forgets from where outsiders reported. */
@Injectable()
export class LostCredentialsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly store: LostCredentialsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(lostCredentialsQueue, {}, () => this.remind());
    await this.jobs.schedule(lostCredentialsQueue, '25 * * * *');
  }

  async remind(): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const late = await this.store.takeLate(tx, dayOf(now));
      const administrators =
        late.length > 0 ? await this.rights.holders(tx, ['card-administrator', 'it'], now) : [];
      await this.tell.run(
        tx,
        late.flatMap(({ id, personId, dueOn }) =>
          administrators.map((to) => ({
            to,
            kind: 'credential-late' as const,
            about: personId,
            objectKind: 'credential-report',
            objectId: id,
            facts: { day: dueOn },
          })),
        ),
      );
      await this.store.forgetOutside(tx, new Date(now.getTime() - 24 * 3_600_000));
    });
  }
}
