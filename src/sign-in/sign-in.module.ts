import { Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '../audit/audit.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { Database } from '../platform/database.js';
import { Metrics } from '../platform/metrics.js';
import { BeginSignIn } from './begin-sign-in.js';
import { CheckProvider } from './check-provider.js';
import { DevicesController } from './devices/devices.controller.js';
import { DevicesStore } from './devices/devices.store.js';
import { ForgetDevices } from './devices/forget-devices.js';
import { ReadDevices } from './devices/read-devices.js';
import { RememberDevice } from './devices/remember-device.js';
import { SignInByDevice } from './devices/sign-in-by-device.js';
import { EndDeadSessions } from './end-dead-sessions.js';
import { EndSessions } from './end-sessions.js';
import { FindIdentified } from './find-identified.js';
import { FinishSignIn } from './finish-sign-in.js';
import { FollowLogout } from './follow-logout.js';
import { OidcStrategy } from './oidc.strategy.js';
import { ProviderChecksController } from './provider-checks.controller.js';
import { ProviderIdentity } from './provider-identity.js';
import { ProviderLogoutController } from './provider-logout.controller.js';
import { ProviderLogoutStore } from './provider-logout.store.js';
import { ProvidersModule } from './providers/providers.module.js';
import { RecordRefused } from './record-refused.js';
import { ReadSession } from './read-session.js';
import { SessionLimits } from './session-limits.js';
import { SessionGuard } from './session.guard.js';
import { EndOwnSessions } from './sessions/end-own-sessions.js';
import { EndSomeSessions } from './sessions/end-some-sessions.js';
import { NamePlace } from './sessions/name-place.js';
import { OverseeSessions } from './sessions/oversee-sessions.js';
import { PersonSessionsController } from './sessions/person-sessions.controller.js';
import { ReadSessions } from './sessions/read-sessions.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsStore } from './sessions/sessions.store.js';
import { SignInController } from './sign-in.controller.js';
import { SignInJobs } from './sign-in.jobs.js';
import { SignInStore } from './sign-in.store.js';
import { SignOut } from './sign-out.js';
import { StartSession } from './start-session.js';
import { TriedProvider } from './tried-provider.js';

@Module({
  imports: [
    AuditModule,
    NoticesModule,
    PeopleModule,
    PassportModule.register({ session: false }),
    ProvidersModule,
  ],
  controllers: [
    SessionsController,
    PersonSessionsController,
    SignInController,
    ProviderLogoutController,
    ProviderChecksController,
    DevicesController,
  ],
  providers: [
    SignInStore,
    SessionLimits,
    SessionsStore,
    NamePlace,
    ReadSessions,
    EndSomeSessions,
    EndOwnSessions,
    OverseeSessions,
    BeginSignIn,
    FindIdentified,
    ProviderIdentity,
    ProviderLogoutStore,
    FollowLogout,
    TriedProvider,
    CheckProvider,
    FinishSignIn,
    StartSession,
    OidcStrategy,
    SignOut,
    EndSessions,
    EndDeadSessions,
    ReadSession,
    SignInJobs,
    RecordRefused,
    DevicesStore,
    ForgetDevices,
    ReadDevices,
    RememberDevice,
    SignInByDevice,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [
    SignInStore,
    StartSession,
    EndSessions,
    EndSomeSessions,
    ReadSessions,
    ReadSession,
    SignInJobs,
    RecordRefused,
    ForgetDevices,
    SignInByDevice,
  ],
})
export class SignInModule implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly store: SignInStore,
    private readonly limits: SessionLimits,
  ) {}

  onModuleInit(): void {
    this.metrics.watch('grindvakt_sessions', 'Sessions that count now', () => {
      const { now, idleSince } = this.limits.now();
      return this.store.countSessions(this.database, now, idleSince);
    });
  }
}
