import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueStore } from './catalogue.store.js';
import { ChangeOwner } from './change-owner.js';
import { DeclaredCatalogueStore } from './declared-catalogue.store.js';
import { DeclaredPrerequisitesStore } from './declared-prerequisites.store.js';
import { HandOverSystems } from './hand-over-systems.js';
import { LoadCatalogue } from './load-catalogue.js';
import { LoadPrerequisites } from './load-prerequisites.js';
import { OwnersStore } from './owners.store.js';
import { ReadCatalogue } from './read-catalogue.js';

@Module({
  imports: [AuditModule],
  providers: [
    CatalogueStore,
    DeclaredCatalogueStore,
    DeclaredPrerequisitesStore,
    HandOverSystems,
    LoadCatalogue,
    LoadPrerequisites,
    ReadCatalogue,
    OwnersStore,
    ChangeOwner,
  ],
  exports: [HandOverSystems, LoadCatalogue, ReadCatalogue, ChangeOwner],
})
export class CatalogueModule {}
