import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { AdoptGroup } from './adopt-group.js';
import { DiscoverGroups } from './discover-groups.js';
import { ReadDiscovery } from './read-discovery.js';
import {
  adoptedSchema,
  adoptGroupSchema,
  discoverySchema,
  exemptGroupSchema,
  foundGroupListSchema,
  groupsQuerySchema,
  referenceSchema,
  takenSchema,
  takeoverIdSchema,
} from './takeover.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('discovery')
@Controller('discovery')
export class DiscoveryController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadDiscovery,
    private readonly discover: DiscoverGroups,
    private readonly adopt: AdoptGroup,
  ) {}

  @Get()
  @Returns(discoverySchema)
  one(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Answer<typeof discoverySchema> {
    return this.read.run(this.database, actor, language);
  }

  @Get('groups')
  @Returns(foundGroupListSchema)
  groups(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: groupsQuerySchema }) query: z.output<typeof groupsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof foundGroupListSchema> {
    return this.read.groups(this.database, actor, query, language);
  }

  @Post('readings')
  @HttpCode(200)
  @Returns(takenSchema)
  readDirectory(@CurrentActor() actor: PersonActor): Answer<typeof takenSchema> {
    return this.discover.run(actor);
  }

  @Post('takeovers')
  @HttpCode(200)
  @Demands('takeover.run')
  @Returns(takenSchema)
  takeOver(@CurrentActor() actor: PersonActor): Answer<typeof takenSchema> {
    return this.discover.takeOver(actor);
  }

  @Post('groups/:id/entitlement')
  @Demands('group.adopt')
  @Returns(adoptedSchema, 201)
  adoptGroup(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: takeoverIdSchema }) groupId: string,
    @Body({ schema: adoptGroupSchema }) body: z.output<typeof adoptGroupSchema>,
  ): Answer<typeof adoptedSchema> {
    return this.adopt.run(actor, { ...body, groupId, sentenceEn: body.sentenceEn ?? null });
  }

  @Post('groups/:id/exemption')
  @HttpCode(200)
  @Returns(referenceSchema)
  async exemptGroup(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: takeoverIdSchema }) groupId: string,
    @Body({ schema: exemptGroupSchema }) body: z.output<typeof exemptGroupSchema>,
  ): Answer<typeof referenceSchema> {
    await this.adopt.exempt(actor, groupId, body.reason);
    return { id: groupId };
  }
}
