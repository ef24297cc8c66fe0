import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { AnswerItem } from './answer-item.js';
import {
  itemAnswerSchema,
  leaverDetailSchema,
  leaverIdSchema,
  leaverListSchema,
  leaversQuerySchema,
  type ItemAnswer,
  type LeaverDetailView,
  type LeaversQuery,
} from './leavers.schema.js';
import { ReadLeavers } from './read-leavers.js';

@ApiTags('leavers')
@Controller('leavers')
export class LeaversController {
  constructor(
    private readonly database: Database,
    private readonly leavers: ReadLeavers,
    private readonly answerItem: AnswerItem,
  ) {}

  @Get()
  @Returns(leaverListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: leaversQuerySchema }) query: LeaversQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof leaverListSchema>> {
    return this.leavers.list(this.database, actor, query, language);
  }

  @Get(':id')
  @Returns(leaverDetailSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: leaverIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<LeaverDetailView> {
    return this.leavers.one(this.database, actor, id, language);
  }

  @Post(':id/items/:item/answer')
  @HttpCode(200)
  @Returns(leaverDetailSchema)
  async answer(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: leaverIdSchema }) id: string,
    @Param('item', { schema: leaverIdSchema }) item: string,
    @Body({ schema: itemAnswerSchema }) body: ItemAnswer,
    @WantedLanguage() language: Language,
  ): Promise<LeaverDetailView> {
    await this.answerItem.run(actor, id, item, body);
    return this.leavers.one(this.database, actor, id, language);
  }
}
