import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { GuardLosses } from './guard-losses.js';
import { HeldChangesStore } from './held-changes.store.js';
import { HoldChange } from './hold-change.js';
import { LossesStore } from './losses.store.js';
import { ReadHeld } from './read-held.js';
import { ReadLosses } from './read-losses.js';
import { ResolveHeld } from './resolve-held.js';
import { TellBreakers } from './tell-breakers.js';
import { WeighForeseen } from './weigh-foreseen.js';
import { WeighLosses } from './weigh-losses.js';

@Module({
  imports: [AuditModule, PeopleModule, CatalogueModule, GrantsModule, NoticesModule],
  providers: [
    LossesStore,
    HeldChangesStore,
    WeighLosses,
    WeighForeseen,
    HoldChange,
    GuardLosses,
    ResolveHeld,
    ReadHeld,
    ReadLosses,
    TellBreakers,
  ],
  exports: [
    WeighLosses,
    WeighForeseen,
    HoldChange,
    GuardLosses,
    ResolveHeld,
    ReadHeld,
    ReadLosses,
    TellBreakers,
  ],
})
export class BreakersModule {}
