import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AccountsStore } from './accounts.store.js';
import { ApplyChanges } from './apply-changes.js';
import { CarryGrants } from './carry-grants.js';
import { CarryGrantsStore } from './carry-grants.store.js';
import { ExpireGrants } from './expire-grants.js';
import { GrantsJobs } from './grants.jobs.js';
import { GrantsStore } from './grants.store.js';
import { HandledAccessStore } from './handled-access.store.js';
import { OrderHandling } from './order-handling.js';
import { ReadStanding } from './read-standing.js';

@Module({
  imports: [AuditModule],
  providers: [
    GrantsStore,
    AccountsStore,
    HandledAccessStore,
    OrderHandling,
    ApplyChanges,
    CarryGrants,
    CarryGrantsStore,
    ExpireGrants,
    GrantsJobs,
    ReadStanding,
  ],
  exports: [ApplyChanges, CarryGrants, ExpireGrants, GrantsJobs, ReadStanding],
})
export class GrantsModule {}
