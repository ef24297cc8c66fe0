import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AddFoundEntitlement } from './add-found-entitlement.js';
import { NoticesModule } from '../notices/notices.module.js';
import { PeopleModule } from '../people/people.module.js';
import { CatalogueStore } from './catalogue.store.js';
import { ChangeOwner } from './change-owner.js';
import { DeclaredCatalogueStore } from './declared-catalogue.store.js';
import { DeclaredOwners } from './declared-owners.js';
import { DeclaredOwnersStore } from './declared-owners.store.js';
import { DeclaredItemsStore } from './declared-items.store.js';
import { DeclaredPrerequisitesStore } from './declared-prerequisites.store.js';
import { FoundEntitlementsStore } from './found-entitlements.store.js';
import { HandOverSystems } from './hand-over-systems.js';
import { LoadCatalogue } from './load-catalogue.js';
import { LoadPrerequisites } from './load-prerequisites.js';
import { OwnersStore } from './owners.store.js';
import { ReadCatalogue } from './read-catalogue.js';
import { ApproveRoleVersion } from './approve-role-version.js';
import { CatalogueJobs } from './catalogue.jobs.js';
import { ConfirmClassification } from './confirm-classification.js';
import { DecideSystem } from './decide-system.js';
import { EntitlementsController } from './entitlements.controller.js';
import { EntitlementsStore } from './entitlements.store.js';
import { FindRole } from './find-role.js';
import { FindSystem } from './find-system.js';
import { ForeseeRole } from './foresee-role.js';
import { MaterialiseRoles } from './materialise-roles.js';
import { MoveSystem } from './move-system.js';
import { NameSystemOwners } from './name-system-owners.js';
import { ProposeRole } from './propose-role.js';
import { PutRoleInForce } from './put-role-in-force.js';
import { ReadRoleImpact } from './read-role-impact.js';
import { ReadRoles } from './read-roles.js';
import { ReadSelectors } from './read-selectors.js';
import { ReadSystems } from './read-systems.js';
import { RegisterGrounds } from './register-grounds.js';
import { RegisterPagesStore } from './register-pages.store.js';
import { RegisterSystem } from './register-system.js';
import { RetireRole } from './retire-role.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';
import { RolesController } from './roles.controller.js';
import { SelectorsController } from './selectors.controller.js';
import { SelectorsStore } from './selectors.store.js';
import { SystemVersionsStore } from './system-versions.store.js';
import { SystemsController } from './systems.controller.js';
import { SystemsStore } from './systems.store.js';
import { WriteEntitlement } from './write-entitlement.js';
import { WriteSystem } from './write-system.js';

@Module({
  imports: [AuditModule, NoticesModule, PeopleModule],
  controllers: [SelectorsController, SystemsController, EntitlementsController, RolesController],
  providers: [
    AddFoundEntitlement,
    FoundEntitlementsStore,
    ApproveRoleVersion,
    CatalogueJobs,
    ConfirmClassification,
    DecideSystem,
    EntitlementsStore,
    FindRole,
    FindSystem,
    ForeseeRole,
    MaterialiseRoles,
    MoveSystem,
    NameSystemOwners,
    ProposeRole,
    PutRoleInForce,
    ReadRoleImpact,
    ReadRoles,
    ReadSelectors,
    ReadSystems,
    RegisterGrounds,
    RegisterPagesStore,
    RegisterSystem,
    RetireRole,
    RoleGraphStore,
    RoleVersionsStore,
    SelectorsStore,
    SystemVersionsStore,
    SystemsStore,
    WriteEntitlement,
    WriteSystem,
    CatalogueStore,
    DeclaredCatalogueStore,
    DeclaredItemsStore,
    DeclaredOwners,
    DeclaredOwnersStore,
    DeclaredPrerequisitesStore,
    HandOverSystems,
    LoadCatalogue,
    LoadPrerequisites,
    ReadCatalogue,
    OwnersStore,
    ChangeOwner,
  ],
  exports: [
    AddFoundEntitlement,
    HandOverSystems,
    LoadCatalogue,
    ReadCatalogue,
    ChangeOwner,
    ApproveRoleVersion,
    PutRoleInForce,
    ReadRoles,
    ReadSystems,
    CatalogueJobs,
  ],
})
export class CatalogueModule {}
