import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AdoptGroup } from './adopt-group.js';
import { DiscoverGroups } from './discover-groups.js';
import { DiscoveryController } from './discovery.controller.js';
import { FoundGroupsStore } from './found-groups.store.js';
import { MembershipsStore } from './memberships.store.js';
import { ReadDirectory } from './read-directory.js';
import { ReadDiscovery } from './read-discovery.js';
import { TakeMembers } from './take-members.js';

/** What the directory holds beside Grindvakt. */
@Module({})
export class DiscoveryModule {
  /** @param directory the modules that give the directory's connector; none where no directory is configured */
  static with(directory: readonly DynamicModule[]): DynamicModule {
    return {
      module: DiscoveryModule,
      imports: [AuditModule, CatalogueModule, GrantsModule, PeopleModule, ...directory],
      controllers: [DiscoveryController],
      providers: [
        FoundGroupsStore,
        MembershipsStore,
        ReadDirectory,
        TakeMembers,
        DiscoverGroups,
        AdoptGroup,
        ReadDiscovery,
      ],
    };
  }
}
