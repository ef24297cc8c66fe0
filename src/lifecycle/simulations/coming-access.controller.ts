import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { comingAccessIdSchema, comingAccessSchema } from './coming-access.schema.js';
import { ReadComingAccess } from './read-coming-access.js';

@ApiTags('people')
@Controller('people/:id/coming-access')
export class ComingAccessController {
  constructor(private readonly coming: ReadComingAccess) {}

  @Get()
  @Returns(comingAccessSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: comingAccessIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof comingAccessSchema>> {
    return this.coming.run(actor, id, language);
  }
}
