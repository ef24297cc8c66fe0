import { Inject, Module, type DynamicModule, type FactoryProvider, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { directoryConnector, type DirectoryConnector } from '../connectors/connector.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { Database } from '../platform/database.js';
import { Health } from '../platform/health.js';
import { Metrics } from '../platform/metrics.js';
import { AccountsJobs } from './accounts.jobs.js';
import { AlarmsStore } from './alarms.store.js';
import { DeleteAccounts } from './delete-accounts.js';
import { DeletionStore } from './deletion.store.js';
import { DeliverAccounts } from './deliver-accounts.js';
import { HoldsStore } from './holds.store.js';
import { KeepAccount } from './keep-account.js';
import { ProvisioningController } from './provisioning.controller.js';
import { ProvisioningJobs } from './provisioning.jobs.js';
import { ProvisioningStore } from './provisioning.store.js';
import { RaiseAlarms } from './raise-alarms.js';
import { ReadDeliveries } from './read-deliveries.js';
import { SweepDeliveries } from './sweep-deliveries.js';

/** What is delivered where; app.module.ts says by which connector. */
@Module({})
export class ProvisioningModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly deliveries: ReadDeliveries,
    private readonly alarms: AlarmsStore,
    @Inject(directoryConnector) private readonly connector: DirectoryConnector,
  ) {}

  /** A directory that is down is seen, and leaves the service ready: it delays nothing but itself. */
  onModuleInit(): void {
    this.health.show('directory', () => this.connector.check());
    this.metrics.watch(
      'grindvakt_deliveries_waiting',
      'Accounts that the directory has not yet followed',
      async () => (await this.deliveries.waiting(this.database)).count,
    );
    this.metrics.watch(
      'grindvakt_delivery_alarms',
      'Accounts for which the directory has not confirmed in time that access was taken away',
      () => this.alarms.open(this.database),
    );
  }

  static with(
    connector: Omit<FactoryProvider<DirectoryConnector | Promise<DirectoryConnector>>, 'provide'>,
  ): DynamicModule {
    return {
      module: ProvisioningModule,
      imports: [AuditModule, PeopleModule, GrantsModule, NoticesModule],
      controllers: [ProvisioningController],
      providers: [
        { provide: directoryConnector, ...connector },
        ProvisioningStore,
        AlarmsStore,
        DeletionStore,
        HoldsStore,
        KeepAccount,
        DeleteAccounts,
        RaiseAlarms,
        DeliverAccounts,
        SweepDeliveries,
        ReadDeliveries,
        ProvisioningJobs,
        AccountsJobs,
      ],
      exports: [
        directoryConnector,
        DeliverAccounts,
        SweepDeliveries,
        ReadDeliveries,
        DeleteAccounts,
        RaiseAlarms,
        ProvisioningJobs,
        AccountsJobs,
      ],
    };
  }
}
