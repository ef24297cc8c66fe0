import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PersonActor } from '../../policy/model/actor.js';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import {
  analysesListSchema,
  analysesQuerySchema,
  analysisIdSchema,
  analysisSchema,
  answerSchema,
  closeActionSchema,
  consultableSchema,
  consultSchema,
  decideAnalysisSchema,
  editAnalysisSchema,
  newAnalysisSchema,
  peopleQuerySchema,
  planSchema,
  templatesSchema,
  type AnalysesList,
  type AnalysesQuery,
  type AnalysisView,
} from './analyses.schema.js';
import { AnswerConsultation } from './answer-consultation.js';
import { ConsultOnAnalysis } from './consult-on-analysis.js';
import { DecideAnalysis } from './decide-analysis.js';
import { DraftAnalysis } from './draft-analysis.js';
import { EditAnalysis } from './edit-analysis.js';
import { FindPeople } from './find-people.js';
import { ListAnalyses } from './list-analyses.js';
import { PlanAction } from './plan-action.js';
import { ReadAnalysis } from './read-analysis.js';
import { templates } from './templates/templates.js';

@ApiTags('analyses')
@Controller('analyses')
export class AnalysesController {
  constructor(
    private readonly database: Database,
    private readonly analyses: ListAnalyses,
    private readonly read: ReadAnalysis,
    private readonly people: FindPeople,
    private readonly draft: DraftAnalysis,
    private readonly edit: EditAnalysis,
    private readonly consult: ConsultOnAnalysis,
    private readonly answer: AnswerConsultation,
    private readonly decide: DecideAnalysis,
    private readonly plan: PlanAction,
  ) {}

  @Get()
  @Demands('analysis.list')
  @Returns(analysesListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: analysesQuerySchema }) query: AnalysesQuery,
    @WantedLanguage() language: Language,
  ): Promise<AnalysesList> {
    return this.analyses.run(this.database, actor, query, language);
  }

  @Get('templates')
  @Demands('analysis.list')
  @Returns(templatesSchema)
  async templates(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof templatesSchema>> {
    await this.analyses.authorise(this.database, actor);
    return {
      items: templates.map(({ key, name, about }) => ({ key, name: name[language], about: about[language] })),
    };
  }

  @Get('people')
  @Demands('analysis.consult')
  @Returns(consultableSchema)
  findPeople(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: peopleQuerySchema }) query: z.output<typeof peopleQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof consultableSchema>> {
    return this.people.run(this.database, actor, query.q, language);
  }

  @Post()
  @Demands('analysis.draft')
  @Returns(analysisSchema, 201)
  async create(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: newAnalysisSchema }) body: z.output<typeof newAnalysisSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    return this.read.run(this.database, actor, await this.draft.run(actor, body), language);
  }

  @Get(':id')
  @Demands('analysis.read')
  @Returns(analysisSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    return this.read.run(this.database, actor, id, language);
  }

  @Post(':id/draft')
  @HttpCode(200)
  @Demands('analysis.draft')
  @Returns(analysisSchema)
  async save(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @Body({ schema: editAnalysisSchema }) body: z.output<typeof editAnalysisSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    await this.edit.run(actor, id, body);
    return this.read.run(this.database, actor, id, language);
  }

  @Post(':id/consultation')
  @HttpCode(200)
  @Demands('analysis.draft')
  @Returns(analysisSchema)
  async ask(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @Body({ schema: consultSchema }) body: z.output<typeof consultSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    await this.consult.run(actor, id, body);
    return this.read.run(this.database, actor, id, language);
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Demands('analysis.answer')
  @Returns(analysisSchema)
  async answerQuestion(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @Body({ schema: answerSchema }) body: z.output<typeof answerSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    await this.answer.run(actor, id, body);
    return this.read.run(this.database, actor, id, language);
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Demands('analysis.decide')
  @Returns(analysisSchema)
  async decideAnalysis(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @Body({ schema: decideAnalysisSchema }) body: z.output<typeof decideAnalysisSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    await this.decide.run(actor, id, body);
    return this.read.run(this.database, actor, id, language);
  }

  @Post(':id/actions')
  @HttpCode(200)
  @Demands('analysis.draft')
  @Returns(analysisSchema)
  async planAction(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: analysisIdSchema }) id: string,
    @Body({ schema: planSchema }) body: z.output<typeof planSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    await this.plan.run(actor, id, body);
    return this.read.run(this.database, actor, id, language);
  }

  @Post('actions/:actionId/outcome')
  @HttpCode(200)
  @Demands('analysis.finish-action')
  @Returns(analysisSchema)
  async closeAction(
    @CurrentActor() actor: PersonActor,
    @Param('actionId', { schema: analysisIdSchema }) actionId: string,
    @Body({ schema: closeActionSchema }) body: z.output<typeof closeActionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<AnalysisView> {
    return this.read.run(this.database, actor, await this.plan.close(actor, actionId, body), language);
  }
}
