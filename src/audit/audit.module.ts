import { Module } from '@nestjs/common';
import { AuditJobs } from './audit.jobs.js';
import { AuditStore } from './audit.store.js';
import { RecordEntries } from './record-entries.js';
import { SealLog } from './seal-log.js';
import { VerifyLog } from './verify-log.js';

@Module({
  providers: [AuditStore, RecordEntries, SealLog, VerifyLog, AuditJobs],
  exports: [RecordEntries, SealLog, VerifyLog, AuditJobs],
})
export class AuditModule {}
