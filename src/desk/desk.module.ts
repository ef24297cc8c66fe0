import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { LeavingModule } from '../lifecycle/leaving/leaving.module.js';
import { OversightModule } from '../oversight/oversight.module.js';
import { PeopleModule } from '../people/people.module.js';
import { PrivilegeModule } from '../privilege/privilege.module.js';
import { ByHandModule } from '../provisioning/by-hand/by-hand.module.js';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { BreakGlassModule } from '../sign-in/break-glass/break-glass.module.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { LostCredentialsModule } from '../credentials/lost-credentials.module.js';
import { TakeoverModule } from '../takeover/takeover.module.js';
import { DeskController } from './desk.controller.js';
import { DeskStore } from './desk.store.js';
import { ListNotices } from './list-notices.js';
import { ReadAuthority } from './read-authority.js';
import { ReadMe } from './read-me.js';
import { ReadTasks } from './read-tasks.js';

/** The first page: reads across the other rooms and writes nothing. */
@Module({
  imports: [
    PeopleModule,
    CatalogueModule,
    GrantsModule,
    LeavingModule,
    SignInModule,
    LostCredentialsModule,
    OversightModule,
    TakeoverModule,
    ByHandModule,
    BreakGlassModule,
    ReviewsModule,
    PrivilegeModule,
    NoticesModule,
  ],
  controllers: [DeskController],
  providers: [DeskStore, ReadAuthority, ReadMe, ReadTasks, ListNotices],
})
export class DeskModule {}
