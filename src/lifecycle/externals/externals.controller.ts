import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ChangeExternal } from './change-external.js';
import {
  endExternalSchema,
  extensionSchema,
  externalIdSchema,
  externalListSchema,
  externalSchema,
  externalsQuerySchema,
  externalUnitsQuerySchema,
  externalUnitsSchema,
  newSponsorSchema,
  registrationSchema,
  type ExternalListView,
  type ExternalsQuery,
  type ExternalView,
  type Registration,
} from './externals.schema.js';
import { ReadExternals } from './read-externals.js';
import { RegisterExternal } from './register-external.js';

@ApiTags('externals')
@Controller('externals')
export class ExternalsController {
  constructor(
    private readonly database: Database,
    private readonly externals: ReadExternals,
    private readonly register: RegisterExternal,
    private readonly change: ChangeExternal,
  ) {}

  @Get()
  @Returns(externalListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: externalsQuerySchema }) query: ExternalsQuery,
    @WantedLanguage() language: Language,
  ): Promise<ExternalListView> {
    return this.externals.list(this.database, actor, query, language);
  }

  // Before `:id`, which would take "units" for an id.
  @Get('units')
  @Returns(externalUnitsSchema)
  async units(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: externalUnitsQuerySchema }) query: z.output<typeof externalUnitsQuerySchema>,
  ): Promise<z.input<typeof externalUnitsSchema>> {
    return { items: await this.externals.units(this.database, actor, query.q) };
  }

  @Get(':id')
  @Returns(externalSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: externalIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<ExternalView> {
    return this.externals.one(this.database, actor, id, language);
  }

  @Post()
  @HttpCode(201)
  @Returns(externalSchema, 201)
  async add(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: registrationSchema }) body: Registration,
    @WantedLanguage() language: Language,
  ): Promise<ExternalView> {
    const id = await this.register.run(actor, body);
    return this.externals.one(this.database, actor, id, language);
  }

  @Post(':id/extension')
  @HttpCode(200)
  @Returns(externalSchema)
  async extend(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: externalIdSchema }) id: string,
    @Body({ schema: extensionSchema }) body: z.output<typeof extensionSchema>,
    @WantedLanguage() language: Language,
  ): Promise<ExternalView> {
    await this.change.run(actor, id, { kind: 'extend', ...body });
    return this.externals.one(this.database, actor, id, language);
  }

  /** The former sponsor may not see it any more; what was done is answered all the same. */
  @Post(':id/sponsor')
  @HttpCode(200)
  @Returns(newSponsorSchema)
  async changeSponsor(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: externalIdSchema }) id: string,
    @Body({ schema: newSponsorSchema }) body: z.output<typeof newSponsorSchema>,
  ): Promise<z.input<typeof newSponsorSchema>> {
    await this.change.run(actor, id, { kind: 'change-sponsor', ...body });
    return body;
  }

  @Demands('external.end')
  @Post(':id/end')
  @HttpCode(200)
  @Returns(externalSchema)
  async end(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: externalIdSchema }) id: string,
    @Body({ schema: endExternalSchema }) body: z.output<typeof endExternalSchema>,
    @WantedLanguage() language: Language,
  ): Promise<ExternalView> {
    await this.change.run(actor, id, { kind: 'end', ...body });
    return this.externals.one(this.database, actor, id, language);
  }
}
