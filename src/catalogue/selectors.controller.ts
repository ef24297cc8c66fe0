import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ReadSelectors } from './read-selectors.js';
import { selectorOf } from './role-definition-view.js';
import { countedPeopleSchema, countPeopleSchema, selectorWordsSchema } from './selectors.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

/** Whom people selectors meet, while they are written. */
@ApiTags('register')
@Controller('people-selectors')
export class SelectorsController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadSelectors,
  ) {}

  @Get('words')
  @Returns(selectorWordsSchema)
  words(@CurrentActor() actor: PersonActor): Answer<typeof selectorWordsSchema> {
    return this.read.words(this.database, actor);
  }

  /** Reads alone; a POST because a selector is too long for an address. */
  @Post('count')
  @HttpCode(200)
  @Returns(countedPeopleSchema)
  count(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: countPeopleSchema }) body: z.output<typeof countPeopleSchema>,
  ): Answer<typeof countedPeopleSchema> {
    return this.read.count(this.database, actor, selectorOf(body.selector));
  }
}
