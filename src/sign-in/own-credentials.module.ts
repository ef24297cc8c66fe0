import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AttemptsStore } from './codes/attempts.store.js';
import { CodesStore } from './codes/codes.store.js';
import { CountAttempts } from './codes/count-attempts.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsJobs } from './credentials.jobs.js';
import { AcceptInvitation } from './invitations/accept-invitation.js';
import { GroundsForService } from './invitations/grounds-for-service.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsStore } from './invitations/invitations.store.js';
import { IssueInvitation } from './invitations/issue-invitation.js';
import { ReadService } from './invitations/read-service.js';
import { UnlockSignIn } from './invitations/unlock-sign-in.js';
import { OwnRightsStore } from './own-rights.store.js';
import { BarPasskeys } from './passkeys/bar-passkeys.js';
import { ChangePasskey } from './passkeys/change-passkey.js';
import { EnrolPasskey } from './passkeys/enrol-passkey.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { PasskeysStore } from './passkeys/passkeys.store.js';
import { SignInByPasskey } from './passkeys/sign-in-by-passkey.js';
import { WebAuthn } from './passkeys/webauthn.js';
import { ReadCredentials } from './read-credentials.js';
import { RetireCredentials } from './retire-credentials.js';
import { RetireCredentialsStore } from './retire-credentials.store.js';
import { SignInModule } from './sign-in.module.js';

/** Passkeys, invitations to enrol one, and the counters that slow guessing down. */
@Module({
  imports: [AuditModule, NoticesModule, PeopleModule, SignInModule],
  controllers: [CredentialsController, PasskeysController, InvitationsController],
  providers: [
    OwnRightsStore,
    AttemptsStore,
    CountAttempts,
    CodesStore,
    PasskeysStore,
    WebAuthn,
    SignInByPasskey,
    EnrolPasskey,
    ChangePasskey,
    BarPasskeys,
    RetireCredentialsStore,
    RetireCredentials,
    InvitationsStore,
    GroundsForService,
    IssueInvitation,
    AcceptInvitation,
    ReadService,
    UnlockSignIn,
    ReadCredentials,
    CredentialsJobs,
  ],
  exports: [
    OwnRightsStore,
    CountAttempts,
    CodesStore,
    EnrolPasskey,
    RetireCredentials,
    IssueInvitation,
    CredentialsJobs,
  ],
})
export class OwnCredentialsModule {}
