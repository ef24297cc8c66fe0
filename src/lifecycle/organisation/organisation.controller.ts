import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { PersonActor } from '../../policy/model/actor.js';
import { Database } from '../../platform/database.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import {
  organisationChangeListSchema,
  organisationListQuerySchema,
  organisationUnitListSchema,
  unitsBelowQuerySchema,
} from './organisation.schema.js';
import { ReadOrganisation } from './read-organisation.js';

@ApiTags('organisation')
@Controller('organisation')
export class OrganisationController {
  constructor(
    private readonly database: Database,
    private readonly read: ReadOrganisation,
  ) {}

  @Get('units')
  @Returns(organisationUnitListSchema)
  units(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: unitsBelowQuerySchema }) query: z.output<typeof unitsBelowQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof organisationUnitListSchema>> {
    return this.read.below(this.database, actor, query.below ?? null, language);
  }

  @Get('without-manager')
  @Returns(organisationUnitListSchema)
  withoutManager(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: organisationListQuerySchema }) query: z.output<typeof organisationListQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof organisationUnitListSchema>> {
    return this.read.withoutManager(this.database, actor, query, language);
  }

  @Get('changes')
  @Returns(organisationChangeListSchema)
  changes(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: organisationListQuerySchema }) query: z.output<typeof organisationListQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof organisationChangeListSchema>> {
    return this.read.changes(this.database, actor, query, language);
  }
}
