import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import {
  confirmedHandlingSchema,
  confirmHandlingSchema,
  handlingIdSchema,
  handlingListSchema,
  handlingQuerySchema,
  type HandlingQuery,
} from './by-hand.schema.js';
import { ConfirmHandling } from './confirm-handling.js';
import { ReadHandling } from './read-handling.js';

/** Access that is set up by hand where no connector reaches (H13.1.1, H10.5.1). */
@ApiTags('handling')
@Controller('handling')
export class ByHandController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadHandling,
    private readonly confirm: ConfirmHandling,
  ) {}

  @Demands('handling.read')
  @Get()
  @Returns(handlingListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: handlingQuerySchema }) query: HandlingQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof handlingListSchema>> {
    return this.read.run(this.database, actor, query, language);
  }

  @Demands('handling.confirm')
  @Post(':id/confirmation')
  @HttpCode(200)
  @Returns(confirmedHandlingSchema)
  async done(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: handlingIdSchema }) id: string,
    @Body({ schema: confirmHandlingSchema }) body: z.output<typeof confirmHandlingSchema>,
  ): Promise<z.input<typeof confirmedHandlingSchema>> {
    return { next: await this.confirm.run(actor, id, body) };
  }
}
