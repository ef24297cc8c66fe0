import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ProposeRole } from './propose-role.js';
import { ReadRoleImpact } from './read-role-impact.js';
import { ReadRoles } from './read-roles.js';
import { RetireRole } from './retire-role.js';
import { definitionOf } from './role-definition-view.js';
import {
  affectedQuerySchema,
  affectedSchema,
  createRoleSchema,
  foreseenRoleSchema,
  foreseeRoleSchema,
  proposedRoleSchema,
  reasonSchema,
  restoreRoleSchema,
  reviseRoleSchema,
  roleChoicesQuerySchema,
  roleChoicesSchema,
  roleImpactSchema,
  rolesListSchema,
  rolesQuerySchema,
  roleViewSchema,
  type RoleChoicesQuery,
  type RoleImpact,
  type RolesQuery,
  type RoleView,
} from './roles.schema.js';
import { historyQuerySchema, historySchema, registerIdSchema } from './systems.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

/** Roles and their versions (H15.5). Decisions on versions lie in the room lifecycle, which follows them up. */
@ApiTags('register')
@Controller('roles')
export class RolesController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadRoles,
    private readonly impacts: ReadRoleImpact,
    private readonly propose: ProposeRole,
    private readonly retire: RetireRole,
  ) {}

  @Get()
  @Returns(rolesListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: rolesQuerySchema }) query: RolesQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof rolesListSchema> {
    return this.read.list({ reader: this.database, actor, language }, query);
  }

  // Before `:id`, which would take it for an id.
  @Get('choices')
  @Returns(roleChoicesSchema)
  choices(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: roleChoicesQuerySchema }) query: RoleChoicesQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof roleChoicesSchema> {
    return this.read.choices({ reader: this.database, actor, language }, query);
  }

  @Get(':id')
  @Returns(roleViewSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<RoleView> {
    return this.read.one({ reader: this.database, actor, language }, id);
  }

  @Get(':id/versions/:version/impact')
  @Returns(roleImpactSchema)
  impact(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Param('version', ParseIntPipe) version: number,
    @WantedLanguage() language: Language,
  ): Promise<RoleImpact> {
    return this.impacts.ofVersion({ reader: this.database, actor, language }, id, version);
  }

  @Get(':id/versions/:version/affected')
  @Returns(affectedSchema)
  affected(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Param('version', ParseIntPipe) version: number,
    @Query({ schema: affectedQuerySchema }) query: z.output<typeof affectedQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof affectedSchema> {
    return this.impacts.affected({ reader: this.database, actor, language }, id, version, query);
  }

  @Get(':id/history')
  @Returns(historySchema)
  history(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Query({ schema: historyQuerySchema }) query: z.output<typeof historyQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof historySchema> {
    return this.read.history({ reader: this.database, actor, language }, id, query.after, query.limit);
  }

  /** Whom what is being written would touch; nothing is kept. */
  @Demands('role.write')
  @Post(':id/previews')
  @HttpCode(200)
  @Returns(foreseenRoleSchema)
  preview(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: foreseeRoleSchema }) body: z.output<typeof foreseeRoleSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof foreseenRoleSchema> {
    const asking = { reader: this.database, actor, language };
    return this.impacts.ofDraft(asking, id, definitionOf(body.content));
  }

  @Demands('role.write')
  @Post()
  @Returns(proposedRoleSchema, 201)
  async create(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: createRoleSchema }) body: z.output<typeof createRoleSchema>,
  ): Answer<typeof proposedRoleSchema> {
    const { systemId, content, reason } = body;
    const input = { content: definitionOf(content), reason };
    return { id: await this.propose.create(actor, systemId, input), version: 1 };
  }

  @Demands('role.write')
  @Post(':id/versions')
  @Returns(proposedRoleSchema, 201)
  async revise(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: reviseRoleSchema }) body: z.output<typeof reviseRoleSchema>,
  ): Answer<typeof proposedRoleSchema> {
    const { base, content, reason } = body;
    const input = { base, content: definitionOf(content), reason };
    return { id, version: await this.propose.revise(actor, id, input) };
  }

  @Demands('role.write')
  @Post(':id/restorations')
  @Returns(proposedRoleSchema, 201)
  async restore(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: restoreRoleSchema }) body: z.output<typeof restoreRoleSchema>,
  ): Answer<typeof proposedRoleSchema> {
    return { id, version: await this.propose.restore(actor, id, body) };
  }

  @Demands('role.write')
  @Post(':id/retirement')
  @HttpCode(200)
  @Returns(roleViewSchema)
  async retireRole(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: reasonSchema }) body: z.output<typeof reasonSchema>,
    @WantedLanguage() language: Language,
  ): Promise<RoleView> {
    await this.retire.run(actor, id, body.reason);
    return this.one(actor, id, language);
  }
}
