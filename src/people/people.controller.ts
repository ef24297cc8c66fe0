import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../platform/database.js';
import { BeforeSigning, CurrentActor } from '../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../platform/http/language.decorator.js';
import { Returns } from '../platform/http/returns.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { ListPeople } from './list-people.js';
import {
  peopleListSchema,
  peopleQuerySchema,
  personCardSchema,
  personIdSchema,
  type PeopleQuery,
} from './people.schema.js';
import { ReadCard } from './read-card.js';

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly database: Database,
    private readonly people: ListPeople,
    private readonly cards: ReadCard,
  ) {}

  @Get()
  @Returns(peopleListSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: peopleQuerySchema }) query: PeopleQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof peopleListSchema>> {
    return this.people.run(this.database, actor, query, language);
  }

  // Before `:id`, which would take "me" for an id.
  @BeforeSigning()
  @Get('me')
  @Returns(personCardSchema)
  me(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof personCardSchema>> {
    return this.cards.run(actor, actor.personId, language);
  }

  @Get(':id')
  @Returns(personCardSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof personCardSchema>> {
    return this.cards.run(actor, id, language);
  }
}
