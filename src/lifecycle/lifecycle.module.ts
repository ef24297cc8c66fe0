import { Module, type DynamicModule } from '@nestjs/common';
import { ApiClientsModule } from '../api-clients/api-clients.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { BreakersModule } from '../breakers/breakers.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { hrPuller, type HrPuller } from '../connectors/hr-puller.js';
import { hrReader, type HrReader } from '../connectors/hr-reader.js';
import { tableReader } from '../connectors/table-reader.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { SeparationModule } from '../separation/separation.module.js';
import { OwnCredentialsModule } from '../sign-in/own-credentials.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { TakeoverModule } from '../takeover/takeover.module.js';
import { AcknowledgementsController } from './prerequisites/acknowledgements.controller.js';
import { ApplyDelivery } from './intake/apply-delivery.js';
import { CalendarStore } from './following/calendar.store.js';
import { CancelImport } from './intake/cancel-import.js';
import { CorrelateRecords } from './correlation/correlate-records.js';
import { CorrelationCasesStore } from './correlation/correlation-cases.store.js';
import { CorrelationController } from './correlation/correlation.controller.js';
import { CorrelationStore } from './correlation/correlation.store.js';
import { ComingAccessController } from './simulations/coming-access.controller.js';
import { CompletionsController } from './prerequisites/completions.controller.js';
import { CompletionsStore } from './prerequisites/completions.store.js';
import { DeliveryLossesStore } from './intake/delivery-losses.store.js';
import { DataQualityStore } from './correlation/data-quality.store.js';
import { FinishImport } from './intake/finish-import.js';
import { FollowFacts } from './following/follow-facts.js';
import { FollowMoves } from './following/follow-moves.js';
import { HeldController } from './held/held.controller.js';
import { HrApplyStore } from './intake/hr-apply.store.js';
import { TellTriedAccess } from './intake/tell-tried-access.js';
import { ToldFieldsStore } from './intake/told-fields.store.js';
import { TriedAccessStore } from './intake/tried-access.store.js';
import { HrCompareStore } from './intake/hr-compare.store.js';
import { EventSenderGuard } from './intake/event-sender.guard.js';
import { HrPersonsStore } from './intake/hr-persons.store.js';
import { HrController } from './intake/hr.controller.js';
import { HrEventsController } from './intake/hr-events.controller.js';
import { HrEventsStore } from './intake/hr-events.store.js';
import { HrStagingStore } from './intake/hr-staging.store.js';
import { KnownDigestsStore } from './intake/known-digests.store.js';
import { ImportsStore } from './intake/imports.store.js';
import { LapsePrerequisites } from './prerequisites/lapse-prerequisites.js';
import { LapsePrerequisitesStore } from './prerequisites/lapse-prerequisites.store.js';
import { LifecycleJobs } from './lifecycle.jobs.js';
import { ManagersStore } from './organisation/managers.store.js';
import { NoteOrganisation } from './organisation/note-organisation.js';
import { OrganisationController } from './organisation/organisation.controller.js';
import { OrganisationPagesStore } from './organisation/organisation-pages.store.js';
import { OrganisationStore } from './organisation/organisation.store.js';
import { MergePersons } from './correlation/merge-persons.js';
import { JoinPrerequisites } from './prerequisites/join-prerequisites.js';
import { JoinedStandingsStore } from './prerequisites/joined-standings.store.js';
import { RetireKey } from './correlation/retire-key.js';
import { MergeFollowsStore } from './correlation/merge-follows.store.js';
import { MergesStore } from './correlation/merges.store.js';
import { MovePerson } from './following/move-person.js';
import { PassMidnight } from './following/pass-midnight.js';
import { ReadHrEvents } from './intake/read-hr-events.js';
import { PrerequisitesJobs } from './prerequisites/prerequisites.jobs.js';
import { PrerequisiteWritesStore } from './prerequisites/prerequisites.store.js';
import { ReadCompletions } from './prerequisites/read-completions.js';
import { ReadCorrelation } from './correlation/read-correlation.js';
import { ReadDataQuality } from './correlation/read-data-quality.js';
import { ReadImports } from './intake/read-imports.js';
import { ReadOrganisation } from './organisation/read-organisation.js';
import { ReadTerms } from './externals/read-terms.js';
import { ReadTerminationScope } from './leaving/read-termination-scope.js';
import { ReadPersonFacts } from './following/read-person-facts.js';
import { WhatFollowsStore } from './following/what-follows.store.js';
import { ReadTermination } from './leaving/read-termination.js';
import { RecordFactsStore } from './intake/record-facts.store.js';
import { PullJobs } from './intake/pull.jobs.js';
import { PullSource } from './intake/pull-source.js';
import { RecomputeAccess } from './following/recompute-access.js';
import { ReleaseHrEvent } from './intake/release-hr-event.js';
import { DecideRoleVersion } from './roles/decide-role-version.js';
import { RoleHoldersStore } from './roles/role-holders.store.js';
import { RolesDecisionsController } from './roles/role-decisions.controller.js';
import { RolesJobs } from './roles/roles.jobs.js';
import { ReleaseHeld } from './held/release-held.js';
import { ReleaseImport } from './intake/release-import.js';
import { RetryHrEvents } from './intake/retry-hr-events.js';
import { SettleHrEvent } from './intake/settle-hr-event.js';
import { RegisterPrerequisite } from './prerequisites/register-prerequisite.js';
import { SignAcknowledgement } from './prerequisites/sign-acknowledgement.js';
import { FollowShifts } from './shifts/follow-shifts.js';
import { PreparationStore } from './following/preparation.store.js';
import { PrepareJoiners } from './following/prepare-joiners.js';
import { ReadShifts } from './shifts/read-shifts.js';
import { ShiftIntakeStore } from './shifts/shift-intake.store.js';
import { ShiftStanding } from './shifts/shift-standing.js';
import { ShiftsController } from './shifts/shifts.controller.js';
import { ShiftsJobs } from './shifts/shifts.jobs.js';
import { ShiftsStore } from './shifts/shifts.store.js';
import { simulating } from './simulations/simulating.js';
import { SimulationsController } from './simulations/simulations.controller.js';
import { StageDelivery } from './intake/stage-delivery.js';
import { StagedTablesStore } from './following/staged-tables.store.js';
import { StandingStore } from './following/standing.store.js';
import { TakeCompletions } from './prerequisites/take-completions.js';
import { TakeCatalogue } from './held/take-catalogue.js';
import { TakeHrEvent } from './intake/take-hr-event.js';
import { TakeHrSnapshot } from './intake/take-hr-snapshot.js';
import { TakeOverSignatures } from './prerequisites/take-over-signatures.js';
import { TakeShifts } from './shifts/take-shifts.js';
import { TerminatePerson } from './leaving/terminate-person.js';
import { TerminationController } from './leaving/termination.controller.js';
import { TerminationStore } from './leaving/termination.store.js';
import { ResolveCorrelation } from './correlation/resolve-correlation.js';
import { UnmaskCase } from './correlation/unmask-case.js';
import { UndoMerge } from './correlation/undo-merge.js';
import { WriteFacts } from './intake/write-facts.js';
import { ChangeExternal } from './externals/change-external.js';
import { ExternalsController } from './externals/externals.controller.js';
import { ExternalsStore } from './externals/externals.store.js';
import { FollowLeaving } from './leaving/follow-leaving.js';
import { FollowPerson } from './following/follow-person.js';
import { LeavingJobs } from './leaving/leaving.jobs.js';
import { LeavingModule } from './leaving/leaving.module.js';
import { RegisterExternal } from './externals/register-external.js';
import { TellIntake } from './intake/tell-intake.js';
import { WatchFolders } from './intake/watch-folders.js';
import { WeighDelivery } from './intake/weigh-delivery.js';
import { Clock } from '../platform/clock.js';

@Module({})
export class LifecycleModule {
  /**
   * @param reader makes what reads the HR system's deliveries, and other tables
   * @param puller makes what asks HR systems; without it none can be asked
   */
  static with(
    reader: { useFactory: () => HrReader },
    puller?: { inject: (typeof Clock)[]; useFactory: (clock: Clock) => HrPuller },
  ): DynamicModule {
    return {
      module: LifecycleModule,
      imports: [
        ApiClientsModule,
        AuditModule,
        BreakersModule,
        CatalogueModule,
        GrantsModule,
        LeavingModule,
        PeopleModule,
        RequestsModule,
        ReviewsModule,
        SeparationModule,
        NoticesModule,
        SignInModule,
        OwnCredentialsModule,
        TakeoverModule,
      ],
      controllers: [
        HeldController,
        RolesDecisionsController,
        CorrelationController,
        SimulationsController,
        ComingAccessController,
        HrController,
        HrEventsController,
        OrganisationController,
        TerminationController,
        AcknowledgementsController,
        CompletionsController,
        ShiftsController,
        ExternalsController,
      ],
      providers: [
        { provide: hrReader, ...reader },
        { provide: tableReader, useFactory: (hr: HrReader) => hr.tables, inject: [hrReader] },
        ...(puller ? [{ provide: hrPuller, ...puller }] : []),
        PullSource,
        PullJobs,
        CalendarStore,
        DeliveryLossesStore,
        HrApplyStore,
        HrCompareStore,
        TellTriedAccess,
        ToldFieldsStore,
        TriedAccessStore,
        HrEventsStore,
        HrPersonsStore,
        CorrelationStore,
        HrStagingStore,
        KnownDigestsStore,
        ImportsStore,
        ManagersStore,
        RecordFactsStore,
        StagedTablesStore,
        StandingStore,
        OrganisationStore,
        OrganisationPagesStore,
        NoteOrganisation,
        ReadOrganisation,
        TerminationStore,
        CompletionsStore,
        LapsePrerequisitesStore,
        PrerequisiteWritesStore,
        StageDelivery,
        ShiftsStore,
        ShiftIntakeStore,
        PreparationStore,
        PrepareJoiners,
        ShiftStanding,
        ReadPersonFacts,
        WhatFollowsStore,
        FollowFacts,
        TakeCatalogue,
        FollowMoves,
        ReadTerms,
        ...simulating,
        CorrelateRecords,
        CorrelationCasesStore,
        DataQualityStore,
        MergesStore,
        MergeFollowsStore,
        RetireKey,
        JoinedStandingsStore,
        JoinPrerequisites,
        MovePerson,
        MergePersons,
        UndoMerge,
        UnmaskCase,
        ResolveCorrelation,
        ReadCorrelation,
        ReadDataQuality,
        WriteFacts,
        FollowShifts,
        TakeShifts,
        ReadShifts,
        ShiftsJobs,
        WeighDelivery,
        ApplyDelivery,
        FinishImport,
        TakeHrSnapshot,
        EventSenderGuard,
        SettleHrEvent,
        TakeHrEvent,
        RetryHrEvents,
        ReleaseHrEvent,
        ReadHrEvents,
        ReleaseImport,
        ReleaseHeld,
        DecideRoleVersion,
        RoleHoldersStore,
        RolesJobs,
        CancelImport,
        ReadImports,
        TellIntake,
        WatchFolders,
        PassMidnight,
        RecomputeAccess,
        TerminatePerson,
        ReadTermination,
        ReadTerminationScope,
        RegisterPrerequisite,
        SignAcknowledgement,
        TakeOverSignatures,
        TakeCompletions,
        ReadCompletions,
        LapsePrerequisites,
        LifecycleJobs,
        PrerequisitesJobs,
        ExternalsStore,
        FollowPerson,
        RegisterExternal,
        ChangeExternal,
        FollowLeaving,
        LeavingJobs,
      ],
      exports: [
        TakeCatalogue,
        TakeHrEvent,
        RetryHrEvents,
        TakeHrSnapshot,
        ReadImports,
        PassMidnight,
        RecomputeAccess,
        TerminatePerson,
        TakeCompletions,
        TakeOverSignatures,
        LapsePrerequisites,
        LifecycleJobs,
        PrerequisitesJobs,
        FollowShifts,
        PrepareJoiners,
        TakeShifts,
        ShiftsJobs,
        FollowLeaving,
        LeavingJobs,
        PullSource,
        RolesJobs,
        PullJobs,
      ],
    };
  }
}
