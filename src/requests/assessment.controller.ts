import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { deviationsOfSchema, deviationsViewSchema, type DeviationsView } from './assessment.schema.js';
import { ForeseeDeviations } from './foresee-deviations.js';

@ApiTags('requests')
@Controller('requests')
export class AssessmentController {
  constructor(
    private readonly database: Database,
    private readonly foresee: ForeseeDeviations,
  ) {}

  @Post('deviations')
  @HttpCode(200)
  @Returns(deviationsViewSchema)
  deviations(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: deviationsOfSchema }) body: z.output<typeof deviationsOfSchema>,
    @WantedLanguage() language: Language,
  ): Promise<DeviationsView> {
    return this.foresee.run(this.database, actor, body, language);
  }
}
