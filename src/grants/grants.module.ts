import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ApplyChanges } from './apply-changes.js';
import { GrantsStore } from './grants.store.js';
import { ReadStanding } from './read-standing.js';

@Module({
  imports: [AuditModule],
  providers: [GrantsStore, ApplyChanges, ReadStanding],
  exports: [ApplyChanges, ReadStanding],
})
export class GrantsModule {}
