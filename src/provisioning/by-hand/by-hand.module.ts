import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { GrantsModule } from '../../grants/grants.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { Database } from '../../platform/database.js';
import { Metrics } from '../../platform/metrics.js';
import { ByHandController } from './by-hand.controller.js';
import { ByHandJobs } from './by-hand.jobs.js';
import { ByHandStore } from './by-hand.store.js';
import { ConfirmHandling } from './confirm-handling.js';
import { ReadHandler } from './read-handler.js';
import { ReadHandling } from './read-handling.js';

@Module({
  imports: [AuditModule, PeopleModule, GrantsModule, NoticesModule],
  controllers: [ByHandController],
  providers: [ByHandStore, ReadHandler, ReadHandling, ConfirmHandling, ByHandJobs],
  exports: [ReadHandler, ByHandJobs],
})
export class ByHandModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly store: ByHandStore,
  ) {}

  onModuleInit(): void {
    this.metrics.watch(
      'grindvakt_handling_waiting',
      'Accesses that nobody has confirmed to be set up or taken away by hand',
      () => this.store.waiting(this.database),
    );
  }
}
