import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { personIdSchema } from './people.schema.js';
import { UnmaskPerson } from './unmask-person.js';
import { unmaskedSchema, unmaskingsSchema, unmaskSchema, type UnmaskInput } from './unmaskings.schema.js';

@ApiTags('people')
@Controller('people/:id/unmaskings')
export class UnmaskingsController {
  constructor(private readonly unmaskings: UnmaskPerson) {}

  @Get()
  @Returns(unmaskingsSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof unmaskingsSchema>> {
    return this.unmaskings.list(actor, id, language);
  }

  @Post()
  @HttpCode(200)
  @Returns(unmaskedSchema)
  unmask(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @Body({ schema: unmaskSchema }) body: UnmaskInput,
  ): Promise<z.input<typeof unmaskedSchema>> {
    return this.unmaskings.run(actor, id, body);
  }
}
