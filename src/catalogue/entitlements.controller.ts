import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { Demands } from '../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ReadSystems } from './read-systems.js';
import { entitlementOf } from './role-definition-view.js';
import {
  addEntitlementSchema,
  changeEntitlementSchema,
  entitlementsListSchema,
  reasonSchema,
} from './roles.schema.js';
import { registerIdSchema } from './systems.schema.js';
import { WriteEntitlement } from './write-entitlement.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

/** What a system offers. */
@ApiTags('register')
@Controller('systems/:systemId/entitlements')
export class EntitlementsController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadSystems,
    private readonly write: WriteEntitlement,
  ) {}

  @Get()
  @Returns(entitlementsListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Param('systemId', { schema: registerIdSchema }) systemId: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof entitlementsListSchema> {
    return this.read.entitlements({ reader: this.database, actor, language }, systemId);
  }

  @Demands('entitlement.write')
  @Post()
  @Returns(entitlementsListSchema, 201)
  async add(
    @CurrentActor() actor: PersonActor,
    @Param('systemId', { schema: registerIdSchema }) systemId: string,
    @Body({ schema: addEntitlementSchema }) body: z.output<typeof addEntitlementSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof entitlementsListSchema> {
    await this.write.add(actor, systemId, entitlementOf(body));
    return this.list(actor, systemId, language);
  }

  @Demands('entitlement.write')
  @Post(':id/changes')
  @HttpCode(200)
  @Returns(entitlementsListSchema)
  async change(
    @CurrentActor() actor: PersonActor,
    @Param('systemId', { schema: registerIdSchema }) systemId: string,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: changeEntitlementSchema }) body: z.output<typeof changeEntitlementSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof entitlementsListSchema> {
    const { reason, ...fields } = body;
    await this.write.change(actor, id, entitlementOf(fields), reason);
    return this.list(actor, systemId, language);
  }

  @Demands('entitlement.write')
  @Post(':id/retirement')
  @HttpCode(200)
  @Returns(entitlementsListSchema)
  async retire(
    @CurrentActor() actor: PersonActor,
    @Param('systemId', { schema: registerIdSchema }) systemId: string,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Body({ schema: reasonSchema }) body: z.output<typeof reasonSchema>,
    @WantedLanguage() language: Language,
  ): Answer<typeof entitlementsListSchema> {
    await this.write.retire(actor, id, body.reason);
    return this.list(actor, systemId, language);
  }
}
