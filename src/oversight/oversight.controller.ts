import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import {
  accessMapSchema,
  exportedMapSchema,
  exportMapSchema,
  holderListSchema,
  holdersQuerySchema,
  mapQuerySchema,
  type HoldersQuery,
  type MapExport,
  type MapQuery,
} from './access-map.schema.js';
import { ExportAccessMap } from './export-access-map.js';
import { ReadAccessMap } from './read-access-map.js';
import { ReadWhy } from './read-why.js';
import { grantIdSchema, grantWhySchema } from './why.schema.js';

type Answer<Schema extends z.ZodType> = Promise<z.input<Schema>>;

@ApiTags('oversight')
@Controller()
export class OversightController {
  constructor(
    private readonly database: Database,
    private readonly map: ReadAccessMap,
    private readonly exporting: ExportAccessMap,
    private readonly why: ReadWhy,
  ) {}

  @Get('access-map')
  @Returns(accessMapSchema)
  accessMap(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: mapQuerySchema }) query: MapQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof accessMapSchema> {
    return this.map.run(this.database, actor, query, language);
  }

  @Get('access-map/holders')
  @Returns(holderListSchema)
  holders(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: holdersQuerySchema }) query: HoldersQuery,
    @WantedLanguage() language: Language,
  ): Answer<typeof holderListSchema> {
    return this.map.holders(this.database, actor, query, language);
  }

  @Post('access-map/exports')
  @HttpCode(200)
  @Returns(exportedMapSchema)
  exportMap(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: exportMapSchema }) body: MapExport,
    @WantedLanguage() language: Language,
  ): Answer<typeof exportedMapSchema> {
    return this.exporting.run(actor, body, language);
  }

  @Get('grants/:id/why')
  @Returns(grantWhySchema)
  grantWhy(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: grantIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Answer<typeof grantWhySchema> {
    return this.why.run(actor, id, language);
  }
}
