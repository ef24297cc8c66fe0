import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ClientCertificate } from '../platform/http/client-certificate.js';
import { ApiClientsController } from './api-clients.controller.js';
import { ApiClientsJobs } from './api-clients.jobs.js';
import { ApiClientsStore } from './api-clients.store.js';
import { Authorise } from './authorise.js';
import { ChangeClient } from './change-client.js';
import { FollowOwners } from './follow-owners.js';
import { HandOverClients } from './hand-over-clients.js';
import { IssueToken } from './issue-token.js';
import { KeySets } from './key-sets.js';
import { ListClients } from './list-clients.js';
import { ReadProgram } from './read-program.js';
import { RegisterClient } from './register-client.js';
import { TokenController } from './token.controller.js';

/** Programs that call the API, and the tokens that let them in. */
@Module({
  imports: [AuditModule, PeopleModule],
  controllers: [ApiClientsController, TokenController],
  providers: [
    ApiClientsStore,
    Authorise,
    ClientCertificate,
    KeySets,
    RegisterClient,
    ChangeClient,
    ListClients,
    IssueToken,
    ReadProgram,
    FollowOwners,
    HandOverClients,
    ApiClientsJobs,
  ],
  exports: [ReadProgram, FollowOwners, HandOverClients, ApiClientsJobs],
})
export class ApiClientsModule {}
