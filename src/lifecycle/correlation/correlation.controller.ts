import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { unmaskSchema, type UnmaskInput } from '../../people/unmaskings.schema.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import {
  correlationCaseSchema,
  correlationCasesSchema,
  correlationDecisionSchema,
  correlationIdSchema,
  correlationQuerySchema,
  findingKindSchema,
  findingsQuerySchema,
  findingsSchema,
  mergeInputSchema,
  mergesSchema,
  movedSchema,
  qualitySchema,
  undoInputSchema,
} from './correlation.schema.js';
import type { FindingKind } from './data-quality.store.js';
import { MergePersons } from './merge-persons.js';
import { ReadCorrelation } from './read-correlation.js';
import { ReadDataQuality } from './read-data-quality.js';
import { ResolveCorrelation } from './resolve-correlation.js';
import { UndoMerge } from './undo-merge.js';
import { UnmaskCase } from './unmask-case.js';

@ApiTags('data-quality')
@Controller('data-quality')
export class CorrelationController {
  constructor(
    private readonly quality: ReadDataQuality,
    private readonly read: ReadCorrelation,
    private readonly resolve: ResolveCorrelation,
    private readonly merge: MergePersons,
    private readonly undo: UndoMerge,
    private readonly unmaskings: UnmaskCase,
  ) {}

  @Get()
  @Returns(qualitySchema)
  counts(@CurrentActor() actor: PersonActor): Promise<z.input<typeof qualitySchema>> {
    return this.quality.counts(actor);
  }

  @Get('findings/:kind')
  @Returns(findingsSchema)
  findings(
    @CurrentActor() actor: PersonActor,
    @Param('kind', { schema: findingKindSchema }) kind: FindingKind,
    @Query({ schema: findingsQuerySchema }) query: z.output<typeof findingsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof findingsSchema>> {
    return this.quality.page(actor, kind, query, language);
  }

  @Get('cases')
  @Returns(correlationCasesSchema)
  cases(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: correlationQuerySchema }) query: z.output<typeof correlationQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof correlationCasesSchema>> {
    return this.read.page(actor, query, language);
  }

  @Get('cases/:id')
  @Returns(correlationCaseSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: correlationIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof correlationCaseSchema>> {
    return this.read.one(actor, id, language);
  }

  @Post('cases/:id/unmaskings')
  @HttpCode(200)
  @Returns(correlationCaseSchema)
  async unmask(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: correlationIdSchema }) id: string,
    @Body({ schema: unmaskSchema }) body: UnmaskInput,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof correlationCaseSchema>> {
    await this.unmaskings.run(actor, id, body);
    return this.read.one(actor, id, language);
  }

  @Demands('correlation.resolve')
  @Post('cases/:id/decision')
  @HttpCode(200)
  @Returns(correlationCaseSchema)
  async decide(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: correlationIdSchema }) id: string,
    @Body({ schema: correlationDecisionSchema }) body: z.output<typeof correlationDecisionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof correlationCaseSchema>> {
    await this.resolve.run(actor, id, body);
    return this.read.one(actor, id, language);
  }

  @Get('merges')
  @Returns(mergesSchema)
  merges(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: findingsQuerySchema }) query: z.output<typeof findingsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof mergesSchema>> {
    return this.read.mergePage(actor, query, language);
  }

  @Demands('correlation.resolve')
  @Post('merges')
  @Returns(movedSchema, 201)
  mergeTwo(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: mergeInputSchema }) body: z.output<typeof mergeInputSchema>,
  ): Promise<z.input<typeof movedSchema>> {
    return this.merge.run(actor, body);
  }

  @Demands('correlation.resolve')
  @Post('merges/:id/undo')
  @HttpCode(200)
  @Returns(movedSchema)
  async undoOne(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: correlationIdSchema }) id: string,
    @Body({ schema: undoInputSchema }) body: z.output<typeof undoInputSchema>,
  ): Promise<z.input<typeof movedSchema>> {
    return { id, ...(await this.undo.run(actor, id, body.reason)) };
  }
}
