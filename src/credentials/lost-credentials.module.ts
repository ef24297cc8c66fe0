import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { OwnCredentialsModule } from '../sign-in/own-credentials.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { BarMethod } from './bar-method.js';
import { LostCredentialsController } from './lost-credentials.controller.js';
import { LostCredentialsJobs } from './lost-credentials.jobs.js';
import { LostCredentialsStore } from './lost-credentials.store.js';
import { FollowReport } from './follow-report.js';
import { ReadMeans } from './read-means.js';
import { ReadReporter } from './read-reporter.js';
import { ReadReports } from './read-reports.js';
import { ReportCredential } from './report-credential.js';
import { ReportFromOutside } from './report-from-outside.js';

@Module({
  imports: [AuditModule, PeopleModule, GrantsModule, NoticesModule, SignInModule, OwnCredentialsModule],
  controllers: [LostCredentialsController],
  providers: [
    LostCredentialsStore,
    LostCredentialsJobs,
    ReadMeans,
    ReadReporter,
    ReadReports,
    BarMethod,
    ReportCredential,
    ReportFromOutside,
    FollowReport,
  ],
  exports: [ReadReporter, LostCredentialsJobs],
})
export class LostCredentialsModule {}
