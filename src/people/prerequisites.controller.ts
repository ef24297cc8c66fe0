import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ListPrerequisites } from './list-prerequisites.js';
import { personIdSchema } from './people.schema.js';
import {
  personPrerequisitesSchema,
  prerequisiteListSchema,
  prerequisitePeopleQuerySchema,
  prerequisitePeopleSchema,
  type PersonPrerequisites,
  type PrerequisiteList,
  type PrerequisitePeople,
  type PrerequisitePeopleQuery,
} from './prerequisites.schema.js';
import { ReadPersonPrerequisites } from './read-person-prerequisites.js';

@ApiTags('prerequisites')
@Controller()
export class PrerequisitesController {
  constructor(
    private readonly prerequisites: ListPrerequisites,
    private readonly ofPerson: ReadPersonPrerequisites,
  ) {}

  @Get('prerequisites')
  @Returns(prerequisiteListSchema)
  list(@CurrentActor() actor: PersonActor, @WantedLanguage() language: Language): Promise<PrerequisiteList> {
    return this.prerequisites.all(actor, language);
  }

  @Get('prerequisites/:id/people')
  @Returns(prerequisitePeopleSchema)
  people(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @Query({ schema: prerequisitePeopleQuerySchema }) query: PrerequisitePeopleQuery,
    @WantedLanguage() language: Language,
  ): Promise<PrerequisitePeople> {
    return this.prerequisites.one(actor, id, query, language);
  }

  @Get('people/:id/prerequisites')
  @Returns(personPrerequisitesSchema)
  person(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<PersonPrerequisites> {
    return this.ofPerson.run(actor, id, language);
  }
}
