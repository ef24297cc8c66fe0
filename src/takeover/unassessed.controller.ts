import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { OpenTakeover } from './open-takeover.js';
import { ReadUnassessed } from './read-unassessed.js';
import { RemoveUnassessed } from './remove-unassessed.js';
import {
  referenceSchema,
  openTakeoverSchema,
  removedSchema,
  removeUnassessedSchema,
  strayListSchema,
  straysQuerySchema,
  takeoverSystemsSchema,
  unassessedListSchema,
  unassessedQuerySchema,
} from './takeover.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('unassessed')
@Controller('unassessed')
export class UnassessedController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadUnassessed,
    private readonly remove: RemoveUnassessed,
    private readonly open: OpenTakeover,
  ) {}

  @Get()
  @Returns(unassessedListSchema)
  page(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: unassessedQuerySchema }) query: z.output<typeof unassessedQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof unassessedListSchema> {
    return this.read.page(this.database, actor, query, language);
  }

  @Post('removals')
  @HttpCode(200)
  @Returns(removedSchema)
  async removeSome(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: removeUnassessedSchema }) body: z.output<typeof removeUnassessedSchema>,
  ): Answer<typeof removedSchema> {
    await this.remove.run(actor, body.ids, body.reason);
    return { removed: new Set(body.ids).size };
  }

  @Get('systems')
  @Returns(takeoverSystemsSchema)
  systems(@CurrentActor() actor: PersonActor): Answer<typeof takeoverSystemsSchema> {
    return this.read.systems(this.database, actor);
  }

  @Get('strays')
  @Returns(strayListSchema)
  strays(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: straysQuerySchema }) query: z.output<typeof straysQuerySchema>,
  ): Answer<typeof strayListSchema> {
    return this.read.strays(this.database, actor, query);
  }

  @Post('campaigns')
  @Demands('takeover.open')
  @Returns(referenceSchema, 201)
  async openCampaign(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: openTakeoverSchema }) body: z.output<typeof openTakeoverSchema>,
  ): Answer<typeof referenceSchema> {
    return { id: await this.open.run(actor, body) };
  }
}
