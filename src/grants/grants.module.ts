import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ApplyChanges } from './apply-changes.js';
import { GrantsStore } from './grants.store.js';

@Module({ imports: [AuditModule], providers: [GrantsStore, ApplyChanges], exports: [ApplyChanges] })
export class GrantsModule {}
