import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ConflictsStore } from './conflicts.store.js';
import { EndExemption } from './end-exemption.js';
import { ExemptPerson } from './exempt-person.js';
import { ExemptionsStore } from './exemptions.store.js';
import { ReadConflicts } from './read-conflicts.js';
import { ReadSeparation } from './read-separation.js';
import { RefreshConflicts } from './refresh-conflicts.js';
import { RulesStore } from './rules.store.js';
import { SaveRule } from './save-rule.js';
import { SeparationController } from './separation.controller.js';
import { SeparationJobs } from './separation.jobs.js';
import { WithholdConflicting } from './withhold-conflicting.js';

/** Separation of duties: which duties nobody may have together, who has them all the same, and who is exempt. */
@Module({
  imports: [AuditModule, CatalogueModule, GrantsModule, NoticesModule, PeopleModule],
  controllers: [SeparationController],
  providers: [
    RulesStore,
    ConflictsStore,
    ExemptionsStore,
    ReadConflicts,
    RefreshConflicts,
    WithholdConflicting,
    SaveRule,
    ExemptPerson,
    EndExemption,
    ReadSeparation,
    SeparationJobs,
  ],
  exports: [ReadConflicts, RefreshConflicts, WithholdConflicting, SeparationJobs],
})
export class SeparationModule {}
