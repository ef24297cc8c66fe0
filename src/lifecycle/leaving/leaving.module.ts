import { Module } from '@nestjs/common';
import { ApiClientsModule } from '../../api-clients/api-clients.module.js';
import { AuditModule } from '../../audit/audit.module.js';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { GrantsModule } from '../../grants/grants.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { AnswerCorrection } from '../confirmations/answer-correction.js';
import { AnswerItem } from './answer-item.js';
import { ChecklistStore } from './checklist.store.js';
import { ConfirmationsController } from '../confirmations/confirmations.controller.js';
import { ConfirmationsStore } from '../confirmations/confirmations.store.js';
import { ConfirmStaff } from '../confirmations/confirm-staff.js';
import { DutiesController } from './duties.controller.js';
import { DutiesStore } from './duties.store.js';
import { ExternalPagesStore } from '../externals/external-pages.store.js';
import { GiveDuties } from './give-duties.js';
import { LeaversController } from './leavers.controller.js';
import { LeaversStore } from './leavers.store.js';
import { NameSuccessor } from './name-successor.js';
import { ReadConfirmations } from '../confirmations/read-confirmations.js';
import { ReadDuties } from './read-duties.js';
import { ReadExternals } from '../externals/read-externals.js';
import { ReadLeavers } from './read-leavers.js';
import { ReadOwnedGroups } from './read-owned-groups.js';
import { ReportCorrection } from '../confirmations/report-correction.js';
import { SettleChecklists } from './settle-checklists.js';
import { SettleDuties } from './settle-duties.js';
import { SettleExternals } from '../externals/settle-externals.js';
import { SettleLeaving } from './settle-leaving.js';
import { SponsorCandidates } from '../externals/sponsor-candidates.store.js';
import { SponsorsStore } from '../externals/sponsors.store.js';

/**
 * What somebody leaves behind: checklists, duties, the external people they answered for; and what managers confirm.
 * What changes employments by hand needs the intake's verbs and stands in lifecycle.module.
 */
@Module({
  imports: [ApiClientsModule, AuditModule, CatalogueModule, GrantsModule, NoticesModule, PeopleModule],
  controllers: [LeaversController, DutiesController, ConfirmationsController],
  providers: [
    ChecklistStore,
    ConfirmationsStore,
    DutiesStore,
    ExternalPagesStore,
    LeaversStore,
    SponsorCandidates,
    SponsorsStore,
    SettleChecklists,
    GiveDuties,
    SettleDuties,
    SettleExternals,
    SettleLeaving,
    ReadOwnedGroups,
    ReadLeavers,
    ReadDuties,
    ReadExternals,
    ReadConfirmations,
    AnswerItem,
    NameSuccessor,
    ConfirmStaff,
    ReportCorrection,
    AnswerCorrection,
  ],
  exports: [
    ChecklistStore,
    ConfirmationsStore,
    SponsorCandidates,
    SponsorsStore,
    SettleChecklists,
    SettleDuties,
    SettleExternals,
    SettleLeaving,
    ReadOwnedGroups,
    ReadLeavers,
    ReadDuties,
    ReadExternals,
  ],
})
export class LeavingModule {}
