import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { OwnCredentialsModule } from '../own-credentials.module.js';
import { SignInModule } from '../sign-in.module.js';
import { BreakGlassController } from './break-glass.controller.js';
import { BreakGlassJobs } from './break-glass.jobs.js';
import { BreakGlassStore } from './break-glass.store.js';
import { OpenAccount } from './open-account.js';
import { ReadEmergencies } from './read-emergencies.js';
import { ReviewOpening } from './review-opening.js';
import { SealAccount } from './seal-account.js';
import { SignInByEmergency } from './sign-in-by-emergency.js';
import { SoundAlarm } from './sound-alarm.js';
import { WatchOpenings } from './watch-openings.js';

@Module({
  imports: [AuditModule, NoticesModule, PeopleModule, SignInModule, OwnCredentialsModule],
  controllers: [BreakGlassController],
  providers: [
    BreakGlassStore,
    SoundAlarm,
    SealAccount,
    OpenAccount,
    SignInByEmergency,
    ReadEmergencies,
    ReviewOpening,
    WatchOpenings,
    BreakGlassJobs,
  ],
  exports: [SealAccount, OpenAccount, ReadEmergencies, BreakGlassJobs],
})
export class BreakGlassModule {}
