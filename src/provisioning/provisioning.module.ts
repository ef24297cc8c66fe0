import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { directoryConnector, type DirectoryConnector } from '../connectors/connector.js';
import { DeliverAccounts } from './deliver-accounts.js';
import { ProvisioningJobs } from './provisioning.jobs.js';
import { ProvisioningStore } from './provisioning.store.js';
import { ReadDeliveries } from './read-deliveries.js';
import { SweepDeliveries } from './sweep-deliveries.js';

/** What is delivered where; app.module.ts says by which connector. */
@Module({})
export class ProvisioningModule {
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
