import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { GrantsModule } from '../../grants/grants.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
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
export class ByHandModule {}
