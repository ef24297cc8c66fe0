import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AddFoundEntitlement } from './add-found-entitlement.js';
import { CatalogueStore } from './catalogue.store.js';
import { ChangeOwner } from './change-owner.js';
import { DeclaredCatalogueStore } from './declared-catalogue.store.js';
import { DeclaredPrerequisitesStore } from './declared-prerequisites.store.js';
import { FoundEntitlementsStore } from './found-entitlements.store.js';
import { HandOverSystems } from './hand-over-systems.js';
import { LoadCatalogue } from './load-catalogue.js';
import { LoadPrerequisites } from './load-prerequisites.js';
import { OwnersStore } from './owners.store.js';
import { ReadCatalogue } from './read-catalogue.js';

@Module({
  imports: [AuditModule],
  providers: [
    AddFoundEntitlement,
    FoundEntitlementsStore,
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
  exports: [AddFoundEntitlement, HandOverSystems, LoadCatalogue, ReadCatalogue, ChangeOwner],
})
export class CatalogueModule {}
