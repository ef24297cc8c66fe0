import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { dutyIdSchema, dutyListSchema, successorSchema } from './duties.schema.js';
import { NameSuccessor } from './name-successor.js';
import { ReadDuties } from './read-duties.js';

@ApiTags('duties')
@Controller('duties')
export class DutiesController {
  constructor(
    private readonly database: Database,
    private readonly duties: ReadDuties,
    private readonly nameSuccessor: NameSuccessor,
  ) {}

  @Get()
  @Returns(dutyListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof dutyListSchema>> {
    return this.duties.run(this.database, actor, language);
  }

  @Demands('duty.hand-over')
  @Post(':id/successor')
  @HttpCode(200)
  @Returns(dutyListSchema)
  async name(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: dutyIdSchema }) id: string,
    @Body({ schema: successorSchema }) body: z.output<typeof successorSchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof dutyListSchema>> {
    await this.nameSuccessor.run(actor, id, body);
    return this.duties.run(this.database, actor, language);
  }
}
