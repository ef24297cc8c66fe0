import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { DecideException } from './decide-exception.js';
import { EndException } from './end-exception.js';
import {
  decideExceptionSchema,
  endExceptionSchema,
  exceptionChoicesSchema,
  exceptionDoneSchema,
  exceptionIdSchema,
  exceptionListSchema,
  exceptionsQuerySchema,
  orderExceptionSchema,
  type ExceptionsQuery,
} from './exceptions.schema.js';
import { OrderException } from './order-exception.js';
import { ReadExceptions } from './read-exceptions.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('assurance-exceptions')
@Controller('assurance-exceptions')
export class ExceptionsController {
  constructor(
    private readonly database: Database,
    private readonly reads: ReadExceptions,
    private readonly orderException: OrderException,
    private readonly decideException: DecideException,
    private readonly endException: EndException,
  ) {}

  @Demands('exception.read')
  @Get()
  @Returns(exceptionListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: exceptionsQuerySchema }) query: ExceptionsQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof exceptionListSchema> {
    return this.reads.list(this.database, actor, query, language);
  }

  @Demands('exception.read')
  @Get('choices')
  @Returns(exceptionChoicesSchema)
  choices(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof exceptionChoicesSchema> {
    return this.reads.choices(this.database, actor, language);
  }

  @Demands('exception.order')
  @Post()
  @Returns(exceptionDoneSchema, 201)
  async order(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: orderExceptionSchema }) body: z.output<typeof orderExceptionSchema>,
  ): Answer<typeof exceptionDoneSchema> {
    return { id: await this.orderException.run(actor, body) };
  }

  @Demands('exception.decide')
  @Post(':id/decision')
  @HttpCode(200)
  @Returns(exceptionDoneSchema)
  async decide(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: exceptionIdSchema }) id: string,
    @Body({ schema: decideExceptionSchema }) body: z.output<typeof decideExceptionSchema>,
  ): Answer<typeof exceptionDoneSchema> {
    await this.decideException.run(actor, id, body);
    return { id };
  }

  @Demands('exception.end')
  @Post(':id/end')
  @HttpCode(200)
  @Returns(exceptionDoneSchema)
  async end(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: exceptionIdSchema }) id: string,
    @Body({ schema: endExceptionSchema }) body: z.output<typeof endExceptionSchema>,
  ): Answer<typeof exceptionDoneSchema> {
    await this.endException.run(actor, id, body.reason);
    return { id };
  }
}
