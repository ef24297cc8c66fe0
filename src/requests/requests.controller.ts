import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { circumstancesSchema, type Circumstances } from './circumstances.schema.js';
import { DecideRequest } from './decide-request.js';
import { ReadCircumstances } from './read-circumstances.js';
import { PreviewRequest } from './preview-request.js';
import { ReadRequestable } from './read-requestable.js';
import { ReadWaiting } from './read-waiting.js';
import { ReadRequests } from './read-requests.js';
import {
  decidedTogetherSchema,
  decideTogetherSchema,
  decisionSchema,
  narrowerUnitsSchema,
  waitingGroupsSchema,
  previewSchema,
  previewViewSchema,
  requestableRolesSchema,
  requestIdSchema,
  requestsListSchema,
  requestsQuerySchema,
  requestViewSchema,
  rolesQuerySchema,
  submitSchema,
  withdrawalSchema,
  type RequestableRoles,
  type RequestPreview,
  type RequestsQuery,
  type RequestView,
} from './requests.schema.js';
import { SubmitRequest } from './submit-request.js';
import { WithdrawRequest } from './withdraw-request.js';

@ApiTags('requests')
@Controller('requests')
export class RequestsController {
  constructor(
    private readonly database: Database,
    private readonly requests: ReadRequests,
    private readonly circumstances: ReadCircumstances,
    private readonly requestable: ReadRequestable,
    private readonly preview: PreviewRequest,
    private readonly submit: SubmitRequest,
    private readonly decide: DecideRequest,
    private readonly withdraw: WithdrawRequest,
    private readonly waiting: ReadWaiting,
  ) {}

  @Demands('request.by-role')
  @Get('roles')
  @Returns(requestableRolesSchema)
  roles(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: rolesQuerySchema }) query: z.output<typeof rolesQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestableRoles> {
    return this.requestable.run(this.database, actor, query, language);
  }

  @Demands('request.by-role')
  @Post('preview')
  @HttpCode(200)
  @Returns(previewViewSchema)
  previewRequest(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: previewSchema }) body: z.output<typeof previewSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestPreview> {
    return this.preview.run(this.database, actor, body, language);
  }

  @Demands('request.by-role')
  @Post()
  @Returns(requestViewSchema, 201)
  async submitRequest(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: submitSchema }) body: z.output<typeof submitSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    const { id } = await this.submit.run(actor, body);
    return this.requests.one(this.database, actor, id, language);
  }

  @Get()
  @Returns(requestsListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: requestsQuerySchema }) query: RequestsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof requestsListSchema>> {
    return this.requests.list(this.database, actor, query, language);
  }

  @Post('decisions')
  @HttpCode(200)
  @Returns(decidedTogetherSchema)
  async decideTogether(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: decideTogetherSchema }) { items, ...decision }: z.output<typeof decideTogetherSchema>,
  ): Promise<z.input<typeof decidedTogetherSchema>> {
    const outcomes = await this.decide.together(actor, items, decision);
    return {
      items: outcomes.map((each) =>
        'refusal' in each
          ? { id: each.id, outcome: null, problem: { code: each.refusal.code, detail: each.refusal.message } }
          : { ...each, problem: null },
      ),
    };
  }

  @Get('waiting')
  @Returns(waitingGroupsSchema)
  groups(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof waitingGroupsSchema>> {
    return this.waiting.groups(this.database, actor, language);
  }

  @Get(':id/narrower-units')
  @Returns(narrowerUnitsSchema)
  narrowerUnits(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: requestIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof narrowerUnitsSchema>> {
    return this.waiting.narrower(this.database, actor, id, language);
  }

  @Demands('request.by-role')
  @Get(':id')
  @Returns(requestViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: requestIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    return this.requests.one(this.database, actor, id, language);
  }

  @Demands('request.by-role')
  @Get(':id/circumstances')
  @Returns(circumstancesSchema)
  around(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: requestIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<Circumstances> {
    return this.circumstances.run(this.database, actor, id, language);
  }

  @Demands('request.by-role')
  @Post(':id/decisions')
  @HttpCode(200)
  @Returns(requestViewSchema)
  async decideRequest(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: requestIdSchema }) id: string,
    @Body({ schema: decisionSchema }) body: z.output<typeof decisionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    await this.decide.run(actor, id, body);
    return this.requests.one(this.database, actor, id, language);
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Returns(requestViewSchema)
  async withdrawRequest(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: requestIdSchema }) id: string,
    @Body({ schema: withdrawalSchema }) _body: z.output<typeof withdrawalSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RequestView> {
    await this.withdraw.run(actor, id);
    return this.requests.one(this.database, actor, id, language);
  }
}
