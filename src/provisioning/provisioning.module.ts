import { Inject, Module, type DynamicModule, type FactoryProvider, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { directoryConnector, type DirectoryConnector } from '../connectors/connector.js';
import { Database } from '../platform/database.js';
import { Health } from '../platform/health.js';
import { Metrics } from '../platform/metrics.js';
import { DeliverAccounts } from './deliver-accounts.js';
import { ProvisioningJobs } from './provisioning.jobs.js';
import { ProvisioningStore } from './provisioning.store.js';
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
  }

  static with(
    connector: Omit<FactoryProvider<DirectoryConnector | Promise<DirectoryConnector>>, 'provide'>,
  ): DynamicModule {
    return {
      module: ProvisioningModule,
      imports: [AuditModule],
      providers: [
        { provide: directoryConnector, ...connector },
        ProvisioningStore,
        DeliverAccounts,
        SweepDeliveries,
        ReadDeliveries,
        ProvisioningJobs,
      ],
      exports: [directoryConnector, DeliverAccounts, SweepDeliveries, ReadDeliveries, ProvisioningJobs],
    };
  }
}
