import { Module, type DynamicModule } from '@nestjs/common';
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
import { SignInModule } from '../sign-in/sign-in.module.js';
import { AcknowledgementsController } from './acknowledgements.controller.js';
import { ApplyDelivery } from './apply-delivery.js';
import { CalendarStore } from './calendar.store.js';
import { CancelImport } from './cancel-import.js';
import { CorrelateRecords } from './correlate-records.js';
import { CorrelationCasesStore } from './correlation-cases.store.js';
import { CorrelationController } from './correlation.controller.js';
import { CorrelationStore } from './correlation.store.js';
import { CompletionsController } from './completions.controller.js';
import { CompletionsStore } from './completions.store.js';
import { DeliveryLossesStore } from './delivery-losses.store.js';
import { DataQualityStore } from './data-quality.store.js';
import { FinishImport } from './finish-import.js';
import { FollowFacts } from './follow-facts.js';
import { ForeseeAccess } from './foresee-access.js';
import { FollowMoves } from './follow-moves.js';
import { HeldController } from './held.controller.js';
import { HrApplyStore } from './hr-apply.store.js';
import { HrCompareStore } from './hr-compare.store.js';
import { EventSenderGuard } from './event-sender.guard.js';
import { HrPersonsStore } from './hr-persons.store.js';
import { HrController } from './hr.controller.js';
import { HrEventsController } from './hr-events.controller.js';
import { HrEventsStore } from './hr-events.store.js';
import { HrStagingStore } from './hr-staging.store.js';
import { ImportsStore } from './imports.store.js';
import { LapsePrerequisites } from './lapse-prerequisites.js';
import { LapsePrerequisitesStore } from './lapse-prerequisites.store.js';
import { KeepSimulation } from './keep-simulation.js';
import { LifecycleJobs } from './lifecycle.jobs.js';
import { ManagersStore } from './managers.store.js';
import { NoteOrganisation } from './note-organisation.js';
import { OrganisationController } from './organisation.controller.js';
import { OrganisationPagesStore } from './organisation-pages.store.js';
import { OrganisationStore } from './organisation.store.js';
import { MergePersons } from './merge-persons.js';
import { JoinPrerequisites } from './join-prerequisites.js';
import { JoinedStandingsStore } from './joined-standings.store.js';
import { MergeFollowsStore } from './merge-follows.store.js';
import { MergesStore } from './merges.store.js';
import { MovePerson } from './move-person.js';
import { PassMidnight } from './pass-midnight.js';
import { ReadHrEvents } from './read-hr-events.js';
import { PrerequisitesJobs } from './prerequisites.jobs.js';
import { PrerequisiteWritesStore } from './prerequisites.store.js';
import { ReadCompletions } from './read-completions.js';
import { ReadCorrelation } from './read-correlation.js';
import { ReadDataQuality } from './read-data-quality.js';
import { ReadImports } from './read-imports.js';
import { ReadOrganisation } from './read-organisation.js';
import { ReadTerms } from './read-terms.js';
import { ReadTerminationScope } from './read-termination-scope.js';
import { ReadPersonFacts } from './read-person-facts.js';
import { ReadSimulations } from './read-simulations.js';
import { ReadTermination } from './read-termination.js';
import { RecordFactsStore } from './record-facts.store.js';
import { PullJobs } from './pull.jobs.js';
import { PullSource } from './pull-source.js';
import { RecomputeAccess } from './recompute-access.js';
import { ReleaseHrEvent } from './release-hr-event.js';
import { ReleaseHeld } from './release-held.js';
import { ReleaseImport } from './release-import.js';
import { RetryHrEvents } from './retry-hr-events.js';
import { SettleHrEvent } from './settle-hr-event.js';
import { RegisterPrerequisite } from './register-prerequisite.js';
import { SignAcknowledgement } from './sign-acknowledgement.js';
import { FollowShifts } from './follow-shifts.js';
import { PreparationStore } from './preparation.store.js';
import { PrepareJoiners } from './prepare-joiners.js';
import { ReadShifts } from './read-shifts.js';
import { ShiftIntakeStore } from './shift-intake.store.js';
import { ShiftStanding } from './shift-standing.js';
import { ShiftsController } from './shifts.controller.js';
import { ShiftsJobs } from './shifts.jobs.js';
import { ShiftsStore } from './shifts.store.js';
import { SimulateOrganisation } from './simulate-organisation.js';
import { SimulateRule } from './simulate-rule.js';
import { SimulatedOrganisationStore } from './simulated-organisation.store.js';
import { SimulationsController } from './simulations.controller.js';
import { SimulationsStore } from './simulations.store.js';
import { StageDelivery } from './stage-delivery.js';
import { StandingStore } from './standing.store.js';
import { TakeCompletions } from './take-completions.js';
import { TakeCatalogue } from './take-catalogue.js';
import { TakeHrEvent } from './take-hr-event.js';
import { TakeHrSnapshot } from './take-hr-snapshot.js';
import { TakeOverSignatures } from './take-over-signatures.js';
import { TakeShifts } from './take-shifts.js';
import { TerminatePerson } from './terminate-person.js';
import { TerminationController } from './termination.controller.js';
import { TerminationStore } from './termination.store.js';
import { ResolveCorrelation } from './resolve-correlation.js';
import { UndoMerge } from './undo-merge.js';
import { WriteFacts } from './write-facts.js';
import { ChangeExternal } from './change-external.js';
import { ExternalsController } from './externals.controller.js';
import { ExternalsStore } from './externals.store.js';
import { FollowLeaving } from './follow-leaving.js';
import { FollowPerson } from './follow-person.js';
import { LeavingJobs } from './leaving.jobs.js';
import { LeavingModule } from './leaving.module.js';
import { RegisterExternal } from './register-external.js';
import { WatchFolders } from './watch-folders.js';
import { WeighDelivery } from './weigh-delivery.js';
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
        AuditModule,
        BreakersModule,
        CatalogueModule,
        GrantsModule,
        LeavingModule,
        PeopleModule,
        RequestsModule,
        ReviewsModule,
        NoticesModule,
        SignInModule,
      ],
      controllers: [
        HeldController,
        CorrelationController,
        SimulationsController,
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
        HrEventsStore,
        HrPersonsStore,
        CorrelationStore,
        HrStagingStore,
        ImportsStore,
        ManagersStore,
        RecordFactsStore,
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
        FollowFacts,
        ForeseeAccess,
        SimulationsStore,
        KeepSimulation,
        SimulateRule,
        SimulatedOrganisationStore,
        SimulateOrganisation,
        ReadSimulations,
        TakeCatalogue,
        FollowMoves,
        ReadTerms,
        CorrelateRecords,
        CorrelationCasesStore,
        DataQualityStore,
        MergesStore,
        MergeFollowsStore,
        JoinedStandingsStore,
        JoinPrerequisites,
        MovePerson,
        MergePersons,
        UndoMerge,
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
        CancelImport,
        ReadImports,
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
        PullJobs,
      ],
    };
  }
}
