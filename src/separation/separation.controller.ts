import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { EndExemption } from './end-exemption.js';
import { ExemptPerson } from './exempt-person.js';
import { ReadSeparation } from './read-separation.js';
import { SaveRule } from './save-rule.js';
import {
  choicesSchema,
  conflictListSchema,
  conflictsQuerySchema,
  endExemptionSchema,
  exemptedSchema,
  exemptionIdSchema,
  exemptionListSchema,
  exemptionsQuerySchema,
  exemptSchema,
  ruleIdSchema,
  ruleListSchema,
  ruleVersionsSchema,
  savedRuleSchema,
  saveRuleSchema,
  type ConflictsQuery,
  type ExemptionsQuery,
} from './separation.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('separation')
@Controller('separation')
export class SeparationController {
  constructor(
    private readonly database: Database,
    private readonly reads: ReadSeparation,
    private readonly save: SaveRule,
    private readonly exemptPerson: ExemptPerson,
    private readonly endExemption: EndExemption,
  ) {}

  @Get('rules')
  @Returns(ruleListSchema)
  rules(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof ruleListSchema> {
    return this.reads.list(this.database, actor, language);
  }

  @Get('choices')
  @Returns(choicesSchema)
  choices(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof choicesSchema> {
    return this.reads.choices(this.database, actor, language);
  }

  @Demands('separation.change')
  @Post('rules')
  @Returns(savedRuleSchema, 201)
  async add(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: saveRuleSchema }) body: z.output<typeof saveRuleSchema>,
  ): Answer<typeof savedRuleSchema> {
    return { id: await this.save.run(actor, null, body) };
  }

  @Demands('separation.change')
  @Post('rules/:id')
  @HttpCode(200)
  @Returns(savedRuleSchema)
  async change(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: ruleIdSchema }) id: string,
    @Body({ schema: saveRuleSchema }) body: z.output<typeof saveRuleSchema>,
  ): Answer<typeof savedRuleSchema> {
    return { id: await this.save.run(actor, id, body) };
  }

  @Get('rules/:id/versions')
  @Returns(ruleVersionsSchema)
  versions(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: ruleIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof ruleVersionsSchema> {
    return this.reads.versions(this.database, actor, id, language);
  }

  @Get('conflicts')
  @Returns(conflictListSchema)
  conflicts(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: conflictsQuerySchema }) query: ConflictsQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof conflictListSchema> {
    return this.reads.found(this.database, actor, query, language);
  }

  @Get('exemptions')
  @Returns(exemptionListSchema)
  exemptions(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: exemptionsQuerySchema }) query: ExemptionsQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof exemptionListSchema> {
    return this.reads.exempt(this.database, actor, query, language);
  }

  @Demands('separation.exempt')
  @Post('exemptions')
  @Returns(exemptedSchema, 201)
  async exempt(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: exemptSchema }) body: z.output<typeof exemptSchema>,
  ): Answer<typeof exemptedSchema> {
    return { id: await this.exemptPerson.run(actor, body) };
  }

  @Demands('separation.exempt')
  @Post('exemptions/:id/end')
  @HttpCode(200)
  @Returns(exemptedSchema)
  async end(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: exemptionIdSchema }) id: string,
    @Body({ schema: endExemptionSchema }) body: z.output<typeof endExemptionSchema>,
  ): Answer<typeof exemptedSchema> {
    await this.endExemption.run(actor, id, body.reason);
    return { id };
  }
}
