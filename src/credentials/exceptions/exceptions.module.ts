import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { GrantsModule } from '../../grants/grants.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { DecideException } from './decide-exception.js';
import { EndException } from './end-exception.js';
import { ExceptionsController } from './exceptions.controller.js';
import { ExceptionsJobs } from './exceptions.jobs.js';
import { ExceptionsStore } from './exceptions.store.js';
import { OrderException } from './order-exception.js';
import { ReadExceptions } from './read-exceptions.js';

/** Where two factors are not possible: exceptions for systems of low class, with an end. */
@Module({
  imports: [AuditModule, CatalogueModule, GrantsModule, NoticesModule, PeopleModule],
  controllers: [ExceptionsController],
  providers: [ExceptionsStore, ReadExceptions, OrderException, DecideException, EndException, ExceptionsJobs],
  exports: [ExceptionsJobs],
})
export class ExceptionsModule {}
