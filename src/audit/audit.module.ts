import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditJobs } from './audit.jobs.js';
import { AuditStore } from './audit.store.js';
import { RecordDenials } from './record-denials.interceptor.js';
import { RecordEntries } from './record-entries.js';
import { SealLog } from './seal-log.js';
import { VerifyLog } from './verify-log.js';

@Module({
  providers: [
    AuditStore,
    RecordEntries,
    SealLog,
    VerifyLog,
    AuditJobs,
    { provide: APP_INTERCEPTOR, useClass: RecordDenials },
  ],
  exports: [RecordEntries, SealLog, VerifyLog, AuditJobs],
})
export class AuditModule {}
