import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AssessmentController } from './assessment.controller.js';
import { CloseRequests } from './close-requests.js';
import { DecideRequest } from './decide-request.js';
import { ForeseeDeviations } from './foresee-deviations.js';
import { GatherFacts } from './gather-facts.js';
import { PreviewRequest } from './preview-request.js';
import { ReadRequestable } from './read-requestable.js';
import { ReadRequests } from './read-requests.js';
import { RequestsController } from './requests.controller.js';
import { RequestsStore } from './requests.store.js';
import { SubmitRequest } from './submit-request.js';
import { WithdrawRequest } from './withdraw-request.js';

@Module({
  imports: [AuditModule, CatalogueModule, GrantsModule, PeopleModule],
  controllers: [AssessmentController, RequestsController],
  providers: [
    RequestsStore,
    ForeseeDeviations,
    GatherFacts,
    ReadRequests,
    ReadRequestable,
    PreviewRequest,
    SubmitRequest,
    DecideRequest,
    WithdrawRequest,
    CloseRequests,
  ],
  exports: [ReadRequests, SubmitRequest, DecideRequest, WithdrawRequest, CloseRequests],
})
export class RequestsModule {}
