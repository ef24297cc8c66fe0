import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PersonActor } from '../policy/model/actor.js';
import { Database } from '../platform/database.js';
import { BeforeSigning, CurrentActor, type SignedInRequest } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import {
  authorityListSchema,
  meSchema,
  noticeListSchema,
  noticesQuerySchema,
  taskListSchema,
  tasksQuerySchema,
} from './desk.schema.js';
import { ListNotices } from './list-notices.js';
import { ReadAuthority } from './read-authority.js';
import { ReadMe } from './read-me.js';
import { ReadTasks } from './read-tasks.js';

@ApiTags('desk')
@Controller()
export class DeskController {
  constructor(
    private readonly database: Database,
    private readonly readMe: ReadMe,
    private readonly readAuthority: ReadAuthority,
    private readonly readTasks: ReadTasks,
    private readonly listNotices: ListNotices,
  ) {}

  @BeforeSigning()
  @Demands('own.read')
  @Get('me')
  @Returns(meSchema)
  me(
    @CurrentActor() actor: PersonActor,
    @Req() request: SignedInRequest,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof meSchema>> {
    return this.database.transaction((tx) => this.readMe.run(tx, actor, request.sessionId, language));
  }

  @Get('authority')
  @Returns(authorityListSchema)
  authority(@CurrentActor() actor: PersonActor): Promise<z.input<typeof authorityListSchema>> {
    return this.readAuthority.run(this.database, actor);
  }

  @Demands('own.read')
  @Get('tasks')
  @Returns(taskListSchema)
  tasks(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: tasksQuerySchema }) query: z.output<typeof tasksQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof taskListSchema>> {
    return this.database.transaction((tx) => this.readTasks.run(tx, actor, query, language));
  }

  @Demands('own.read')
  @Get('notices')
  @Returns(noticeListSchema)
  notices(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: noticesQuerySchema }) query: z.output<typeof noticesQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof noticeListSchema>> {
    return this.listNotices.run(this.database, actor, query, language);
  }
}
