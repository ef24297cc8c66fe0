import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { ApiClientsJobs } from './api-clients/api-clients.jobs.js';
import { ApiClientsModule } from './api-clients/api-clients.module.js';
import { AuditJobs } from './audit/audit.jobs.js';
import { AuditModule } from './audit/audit.module.js';
import { CatalogueJobs } from './catalogue/catalogue.jobs.js';
import { AnalysesJobs } from './catalogue/analyses/analyses.jobs.js';
import { AnalysesModule } from './catalogue/analyses/analyses.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { TargetUnavailable, type PasswordChecker } from './connectors/connector.js';
import { HrFileReader } from './connectors/hr-file/hr-file-reader.js';
import { RestPuller } from './connectors/hr-rest/rest-puller.js';
import { LdapDirectory } from './connectors/ldap/ldap-directory.js';
import { ExceptionsJobs } from './credentials/exceptions/exceptions.jobs.js';
import { ExceptionsModule } from './credentials/exceptions/exceptions.module.js';
import { LostCredentialsJobs } from './credentials/lost-credentials.jobs.js';
import { LostCredentialsModule } from './credentials/lost-credentials.module.js';
import { DeskModule } from './desk/desk.module.js';
import { GrantsJobs } from './grants/grants.jobs.js';
import { GrantsModule } from './grants/grants.module.js';
import { LeavingJobs } from './lifecycle/leaving/leaving.jobs.js';
import { LifecycleJobs } from './lifecycle/lifecycle.jobs.js';
import { ShiftsJobs } from './lifecycle/shifts/shifts.jobs.js';
import { RolesJobs } from './lifecycle/roles/roles.jobs.js';
import { PullJobs } from './lifecycle/intake/pull.jobs.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { PrerequisitesJobs } from './lifecycle/prerequisites/prerequisites.jobs.js';
import { OversightModule } from './oversight/oversight.module.js';
import { PeopleModule } from './people/people.module.js';
import { Clock } from './platform/clock.js';
import { configToken } from './platform/config-token.js';
import type { Config, DirectoryConfig } from './platform/config.js';
import { PlatformModule } from './platform/platform.module.js';
import { PrivilegeModule } from './privilege/privilege.module.js';
import { AccountsJobs } from './provisioning/accounts.jobs.js';
import { ByHandJobs } from './provisioning/by-hand/by-hand.jobs.js';
import { ByHandModule } from './provisioning/by-hand/by-hand.module.js';
import { ProvisioningJobs } from './provisioning/provisioning.jobs.js';
import { ProvisioningModule } from './provisioning/provisioning.module.js';
import { RequestsJobs } from './requests/requests.jobs.js';
import { RequestsModule } from './requests/requests.module.js';
import { ReviewsJobs } from './reviews/reviews.jobs.js';
import { ReviewsModule } from './reviews/reviews.module.js';
import { SeparationJobs } from './separation/separation.jobs.js';
import { SeparationModule } from './separation/separation.module.js';
import { BreakGlassJobs } from './sign-in/break-glass/break-glass.jobs.js';
import { BreakGlassModule } from './sign-in/break-glass/break-glass.module.js';
import { CodesModule } from './sign-in/codes/codes.module.js';
import { CredentialsJobs } from './sign-in/credentials.jobs.js';
import { OwnCredentialsModule } from './sign-in/own-credentials.module.js';
import { SignInJobs } from './sign-in/sign-in.jobs.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { DiscoveryModule } from './takeover/discovery.module.js';
import { TakeoverJobs } from './takeover/takeover.jobs.js';
import { TakeoverModule } from './takeover/takeover.module.js';

/** The map of the house, and the only place that chooses a concrete connector. */
@Module({})
export class AppModule {
  static with(config: Config, options: { work: boolean }): DynamicModule {
    const directory = config.directory ? [ProvisioningModule.with(ldap(config.directory))] : [];
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config, options),
        AuditModule,
        PeopleModule,
        CatalogueModule,
        AnalysesModule,
        GrantsModule,
        SignInModule,
        ApiClientsModule,
        SeparationModule,
        OwnCredentialsModule,
        CodesModule.with(passwords(config.directory)),
        BreakGlassModule,
        LostCredentialsModule,
        ExceptionsModule,
        RequestsModule,
        ReviewsModule,
        PrivilegeModule,
        LifecycleModule.with({ useFactory: () => new HrFileReader() }, restPuller),
        TakeoverModule,
        ByHandModule,
        OversightModule,
        ...directory,
        DiscoveryModule.with(directory),
        DeskModule,
      ],
    };
  }
}

const restPuller = {
  inject: [Clock],
  useFactory: (clock: Clock): RestPuller => new RestPuller({ now: () => clock.now() }),
};

function ldap(directory: DirectoryConfig): { useFactory: () => LdapDirectory } {
  return { useFactory: () => new LdapDirectory(directory) };
}

function passwords(directory: DirectoryConfig | undefined): { useFactory: () => PasswordChecker } {
  return { useFactory: () => (directory ? new LdapDirectory(directory) : noPasswords) };
}

/** Without a directory nobody's password can be checked. */
const noPasswords: PasswordChecker = {
  checkPassword: () => Promise.reject(new TargetUnavailable('no directory is configured')),
  close: () => Promise.resolve(),
};

/** What an instance in worker mode starts, room by room. Without a directory its tasks wait. */
export async function startWorkers(app: INestApplicationContext): Promise<void> {
  for (const jobs of [
    AuditJobs,
    SignInJobs,
    ApiClientsJobs,
    CredentialsJobs,
    LostCredentialsJobs,
    ExceptionsJobs,
    BreakGlassJobs,
    GrantsJobs,
    ByHandJobs,
    RequestsJobs,
    AnalysesJobs,
    ReviewsJobs,
    SeparationJobs,
    LifecycleJobs,
    PullJobs,
    RolesJobs,
    CatalogueJobs,
    LeavingJobs,
    PrerequisitesJobs,
    ShiftsJobs,
    TakeoverJobs,
  ])
    await app.get<{ start(): Promise<void> }>(jobs).start();
  if (app.get<Config>(configToken).directory) {
    await app.get(ProvisioningJobs).start();
    await app.get(AccountsJobs).start();
  }
}
