import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ConfirmClassification } from './confirm-classification.js';
import { DecideSystem } from './decide-system.js';
import { MoveSystem } from './move-system.js';
import { NameSystemOwners } from './name-system-owners.js';
import { ReadSystems } from './read-systems.js';
import { RegisterSystem } from './register-system.js';
import {
  confirmClassificationSchema,
  decideSystemSchema,
  historyQuerySchema,
  historySchema,
  moveSystemSchema,
  nameOwnersSchema,
  registerIdSchema,
  registerSystemSchema,
  registerTermsSchema,
  systemsListSchema,
  systemsQuerySchema,
  systemViewSchema,
  writeSystemSchema,
  type SystemsQuery,
  type SystemView,
} from './systems.schema.js';
import { WriteSystem } from './write-system.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

/** The register of systems (H5.1.2, H11.2). */
@ApiTags('register')
@Controller('systems')
export class SystemsController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadSystems,
    private readonly register: RegisterSystem,
    private readonly write: WriteSystem,
    private readonly decide: DecideSystem,
    private readonly move: MoveSystem,
    private readonly owners: NameSystemOwners,
    private readonly confirm: ConfirmClassification,
  ) {}

  @Get()
  @Returns(systemsListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: systemsQuerySchema }) query: SystemsQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof systemsListSchema> {
    return this.read.list({ reader: this.database, actor, language }, query);
  }

  // Before `:id`, which would take them for ids.
  @Get('terms')
  @Returns(registerTermsSchema)
  terms(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof registerTermsSchema> {
    return this.read.terms({ reader: this.database, actor, language });
  }

  @Get(':id')
  @Returns(systemViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    return this.read.one({ reader: this.database, actor, language }, id);
  }

  @Get(':id/history')
  @Returns(historySchema)
  history(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Query({ schema: historyQuerySchema }) query: z.output<typeof historyQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof historySchema> {
    return this.read.history({ reader: this.database, actor, language }, id, query.after, query.limit);
  }

  @Demands('system.register')
  @Post()
  @Returns(systemViewSchema, 201)
  async registerSystem(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: registerSystemSchema }) body: z.output<typeof registerSystemSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    return this.one(actor, await this.register.run(actor, body), language);
  }

  @Demands('system.write')
  @Post(':id/versions')
  @HttpCode(200)
  @Returns(systemViewSchema)
  async writeSystem(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: writeSystemSchema }) body: z.output<typeof writeSystemSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    await this.write.run(actor, id, body);
    return this.one(actor, id, language);
  }

  @Demands('system.approve')
  @Post(':id/decisions')
  @HttpCode(200)
  @Returns(systemViewSchema)
  async decideSystem(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: decideSystemSchema }) body: z.output<typeof decideSystemSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    await this.decide.run(actor, id, body);
    return this.one(actor, id, language);
  }

  @Demands('system.run')
  @Post(':id/moves')
  @HttpCode(200)
  @Returns(systemViewSchema)
  async moveSystem(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: moveSystemSchema }) body: z.output<typeof moveSystemSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    await this.move.run(actor, id, body.move, body.reason);
    return this.one(actor, id, language);
  }

  @Demands('system.name-owners')
  @Post(':id/owners')
  @HttpCode(200)
  @Returns(systemViewSchema)
  async nameOwners(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: nameOwnersSchema }) body: z.output<typeof nameOwnersSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    await this.owners.run(actor, id, body);
    return this.one(actor, id, language);
  }

  @Demands('system.approve')
  @Post(':id/classification-reviews')
  @HttpCode(200)
  @Returns(systemViewSchema)
  async confirmClassification(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: confirmClassificationSchema }) body: z.output<typeof confirmClassificationSchema>,
    @WantedLanguage() language: Language,
  ): Promise<SystemView> {
    await this.confirm.run(actor, id, body.reason);
    return this.one(actor, id, language);
  }
}
