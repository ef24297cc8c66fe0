import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SeparationModule } from '../separation/separation.module.js';
import { ActivateRole } from './activate-role.js';
import { EndActivation } from './end-activation.js';
import { PrivilegeController } from './privilege.controller.js';
import { PrivilegeStore } from './privilege.store.js';
import { ReadActivations } from './read-activations.js';
import { ReadEligible } from './read-eligible.js';

@Module({
  imports: [AuditModule, PeopleModule, CatalogueModule, GrantsModule, SeparationModule],
  controllers: [PrivilegeController],
  providers: [PrivilegeStore, ActivateRole, EndActivation, ReadActivations, ReadEligible],
  exports: [ReadActivations, ReadEligible],
})
export class PrivilegeModule {}
