import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { roleRef } from '../catalogue/read-catalogue.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import { ActivateRole } from './activate-role.js';
import { EndActivation } from './end-activation.js';
import {
  activatedSchema,
  activateRoleSchema,
  activationEndedSchema,
  activationIdSchema,
  activationListSchema,
  activationsQuerySchema,
  privilegedRoleListSchema,
} from './privilege.schema.js';
import { ReadActivations } from './read-activations.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('privilege')
@Controller('privilege')
export class PrivilegeController {
  constructor(
    private readonly database: Database,
    private readonly activations: ReadActivations,
    private readonly activate: ActivateRole,
    private readonly end: EndActivation,
  ) {}

  @Get('roles')
  @Returns(privilegedRoleListSchema)
  async roles(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof privilegedRoleListSchema> {
    return { items: await this.activations.roles(this.database, actor, language), next: null };
  }

  @Demands('privilege.activate')
  @Post('activations')
  @Returns(activatedSchema, 201)
  async activateRole(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: activateRoleSchema }) body: z.output<typeof activateRoleSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof activatedSchema> {
    const { id, startedAt, endsAt, role } = await this.activate.run(actor, body);
    return { id, role: roleRef(role, language), startedAt, endsAt };
  }

  @Post('activations/:id/end')
  @HttpCode(200)
  @Returns(activationEndedSchema)
  endActivation(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: activationIdSchema }) id: string,
  ): Answer<typeof activationEndedSchema> {
    return this.end.run(actor, id);
  }

  @Get('activations')
  @Returns(activationListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: activationsQuerySchema }) query: z.output<typeof activationsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof activationListSchema> {
    return this.activations.list(this.database, actor, query, language);
  }
}
