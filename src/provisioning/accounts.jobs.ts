import { Injectable } from '@nestjs/common';
import { deliveryAlarmsQueue } from '../grants/deliver.queue.js';
import { Jobs } from '../platform/jobs.js';
import { DeleteAccounts } from './delete-accounts.js';
import { deleteAccountsQueue } from './delete-accounts.queue.js';
import { RaiseAlarms } from './raise-alarms.js';

/** What is looked for by the clock: deliveries that are not confirmed in time, and accounts whose days are over. */
@Injectable()
export class AccountsJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly alarms: RaiseAlarms,
    private readonly deletion: DeleteAccounts,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(deliveryAlarmsQueue, {}, async () => {
      await this.alarms.run();
    });
    await this.jobs.schedule(deliveryAlarmsQueue, '* * * * *');
    await this.jobs.work(deleteAccountsQueue, {}, async () => {
      await this.deletion.run();
    });
    await this.jobs.schedule(deleteAccountsQueue, '35 * * * *');
    await this.alarms.run();
  }
}
