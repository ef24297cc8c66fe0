import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BreakersModule } from '../breakers/breakers.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { EndUnassessed } from './end-unassessed.js';
import { OpenTakeover } from './open-takeover.js';
import { ReadUnassessed } from './read-unassessed.js';
import { RemoveUnassessed } from './remove-unassessed.js';
import { SettleTakeover } from './settle-takeover.js';
import { TakeoverJobs } from './takeover.jobs.js';
import { UnassessedController } from './unassessed.controller.js';
import { UnassessedPagesStore } from './unassessed-pages.store.js';
import { UnassessedStore } from './unassessed.store.js';

/** What is kept until it is assessed; what the directory holds is read in discovery.module.ts. */
@Module({
  imports: [AuditModule, BreakersModule, GrantsModule, NoticesModule, PeopleModule],
  controllers: [UnassessedController],
  providers: [
    UnassessedStore,
    UnassessedPagesStore,
    EndUnassessed,
    RemoveUnassessed,
    OpenTakeover,
    SettleTakeover,
    ReadUnassessed,
    TakeoverJobs,
  ],
  exports: [EndUnassessed, SettleTakeover, ReadUnassessed, TakeoverJobs],
})
export class TakeoverModule {}
