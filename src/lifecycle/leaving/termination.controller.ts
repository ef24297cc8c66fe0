import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ReadTermination, type TerminationProgress } from './read-termination.js';
import { TerminatePerson, type Termination } from './terminate-person.js';
import {
  terminatedPersonSchema,
  terminationProgressSchema,
  terminationSchema,
  terminationViewSchema,
} from './termination.schema.js';

@ApiTags('people')
@Controller('people/:id/termination')
export class TerminationController {
  constructor(
    private readonly terminate: TerminatePerson,
    private readonly progress: ReadTermination,
  ) {}

  @Demands('person.terminate')
  @Post()
  @HttpCode(200)
  @Returns(terminationViewSchema)
  end(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: terminatedPersonSchema }) personId: string,
    @Body({ schema: terminationSchema }) body: z.output<typeof terminationSchema>,
  ): Promise<Termination> {
    return this.terminate.run(actor, { personId, ...body });
  }

  @Get()
  @Returns(terminationProgressSchema)
  read(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: terminatedPersonSchema }) personId: string,
    @WantedLanguage() language: Language,
  ): Promise<TerminationProgress> {
    return this.progress.run(actor, personId, language);
  }
}
