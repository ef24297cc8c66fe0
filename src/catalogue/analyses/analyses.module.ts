import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { AnalysesController } from './analyses.controller.js';
import { AnalysesJobs } from './analyses.jobs.js';
import { AnalysesListStore } from './analyses-list.store.js';
import { AnalysesStore } from './analyses.store.js';
import { AnalysisGrounds } from './analysis-grounds.js';
import { AnswerConsultation } from './answer-consultation.js';
import { ConsultOnAnalysis } from './consult-on-analysis.js';
import { DecideAnalysis } from './decide-analysis.js';
import { DraftAnalysis } from './draft-analysis.js';
import { EditAnalysis } from './edit-analysis.js';
import { FindPeople } from './find-people.js';
import { LapseAnalyses } from './lapse-analyses.js';
import { LapseAnalysesStore } from './lapse-analyses.store.js';
import { ListAnalyses } from './list-analyses.js';
import { PlanAction } from './plan-action.js';
import { ReadAnalysis } from './read-analysis.js';
import { WriteAnalysesStore } from './write-analyses.store.js';

/** Need-and-risk analyses: written, asked about, approved, followed up, lapsed (H13.1.3, H8.1.1–H8.1.5). */
@Module({
  imports: [AuditModule, NoticesModule, PeopleModule],
  controllers: [AnalysesController],
  providers: [
    AnalysesStore,
    AnalysesListStore,
    WriteAnalysesStore,
    LapseAnalysesStore,
    AnalysisGrounds,
    ListAnalyses,
    ReadAnalysis,
    FindPeople,
    DraftAnalysis,
    EditAnalysis,
    ConsultOnAnalysis,
    AnswerConsultation,
    DecideAnalysis,
    PlanAction,
    LapseAnalyses,
    AnalysesJobs,
  ],
  exports: [AnalysesJobs, LapseAnalyses],
})
export class AnalysesModule {}
