import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SeparationModule } from '../separation/separation.module.js';
import { ApprovalsStore } from './approvals.store.js';
import { AssessmentController } from './assessment.controller.js';
import { AnswerBatch } from './answer-batch.js';
import { AnswerQuestion } from './answer-question.js';
import { AskQuestion } from './ask-question.js';
import { AskRemoval } from './ask-removal.js';
import { AskingController } from './asking.controller.js';
import { AskingStore } from './asking.store.js';
import { AttachFile } from './attach-file.js';
import { AttachmentsStore } from './attachments.store.js';
import { CircumstancesStore } from './circumstances.store.js';
import { CloseRequests } from './close-requests.js';
import { BeginAnew } from './begin-anew.js';
import { MoveRequests } from './move-requests.js';
import { DecideRequest } from './decide-request.js';
import { DelegationsController } from './delegations.controller.js';
import { DelegationsStore } from './delegations.store.js';
import { EditRequest } from './edit-request.js';
import { EndDelegation } from './end-delegation.js';
import { FollowApprovals } from './follow-approvals.js';
import { GiveDelegation } from './give-delegation.js';
import { ReadCircumstances } from './read-circumstances.js';
import { ReadDelegations } from './read-delegations.js';
import { ReadWaiting } from './read-waiting.js';
import { RequestsJobs } from './requests.jobs.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsStore } from './drafts.store.js';
import { ForeseeDeviations } from './foresee-deviations.js';
import { GatherApproval } from './gather-approval.js';
import { GatherNarrower } from './gather-narrower.js';
import { GatherDecision } from './gather-decision.js';
import { GatherFacts } from './gather-facts.js';
import { HistoryController } from './history.controller.js';
import { HistoryStore } from './history.store.js';
import { OpenApproved } from './open-approved.js';
import { PendingController } from './pending.controller.js';
import { PreviewBatch } from './preview-batch.js';
import { PreviewRequest } from './preview-request.js';
import { QuestionsStore } from './questions.store.js';
import { ReadDrafts } from './read-drafts.js';
import { ReadLike } from './read-like.js';
import { ReadRequestable } from './read-requestable.js';
import { ReadRequests } from './read-requests.js';
import { RequestListsStore } from './request-lists.store.js';
import { RequestsController } from './requests.controller.js';
import { RequestsStore } from './requests.store.js';
import { SaveDraft } from './save-draft.js';
import { SearchHistory } from './search-history.js';
import { SubmitBatch } from './submit-batch.js';
import { SubmitRequest } from './submit-request.js';
import { UseDraft } from './use-draft.js';
import { WaitingStore } from './waiting.store.js';
import { WithdrawRequest } from './withdraw-request.js';

@Module({
  imports: [AuditModule, CatalogueModule, GrantsModule, NoticesModule, PeopleModule, SeparationModule],
  controllers: [
    DelegationsController,
    AssessmentController,
    RequestsController,
    AskingController,
    DraftsController,
    HistoryController,
    PendingController,
  ],
  providers: [
    ForeseeDeviations,
    RequestsStore,
    AskingStore,
    AskRemoval,
    QuestionsStore,
    AskQuestion,
    AnswerQuestion,
    EditRequest,
    SubmitBatch,
    AnswerBatch,
    PreviewBatch,
    ReadLike,
    AttachmentsStore,
    AttachFile,
    DraftsStore,
    SaveDraft,
    UseDraft,
    ReadDrafts,
    HistoryStore,
    SearchHistory,
    CircumstancesStore,
    ReadCircumstances,
    RequestListsStore,
    ApprovalsStore,
    DelegationsStore,
    EndDelegation,
    FollowApprovals,
    GiveDelegation,
    ReadDelegations,
    ReadWaiting,
    WaitingStore,
    RequestsJobs,
    GatherApproval,
    GatherDecision,
    GatherNarrower,
    GatherFacts,
    OpenApproved,
    ReadRequests,
    ReadRequestable,
    PreviewRequest,
    SubmitRequest,
    DecideRequest,
    WithdrawRequest,
    CloseRequests,
    BeginAnew,
    MoveRequests,
  ],
  exports: [ReadRequests, SubmitRequest, DecideRequest, WithdrawRequest, CloseRequests, MoveRequests],
})
export class RequestsModule {}
