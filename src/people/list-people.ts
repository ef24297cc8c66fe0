import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { namePatterns } from './name-patterns.js';
import { PeopleListStore, type PeopleFilter } from './people-list.store.js';
import { PeopleStore } from './people.store.js';
import type { peopleListSchema, PeopleQuery } from './people.schema.js';
import { unitBeside } from './read-people.js';
import { ReadWho } from './read-who.js';

type PeopleList = z.input<typeof peopleListSchema>;

/** The manager's staff; or everybody, for those whose right it is. */
@Injectable()
export class ListPeople {
  constructor(
    private readonly clock: Clock,
    private readonly people: PeopleStore,
    private readonly store: PeopleListStore,
    private readonly who: ReadWho,
  ) {}

  async run(reader: Reader, actor: PersonActor, query: PeopleQuery, language: Language): Promise<PeopleList> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.people.rightsHeld(reader, actor.personId, now);
    const forbidden = query.scope === 'all' ? may('person.search-all', standing, 'list') : null;
    if (forbidden) throw new Refused(forbidden);
    const filter: PeopleFilter = {
      viewerId: actor.personId,
      scope: query.scope,
      // Who may not see a protected name must not find it by search, place it by order or count it (H11.6.1).
      seesProtected: may('person.unmask', standing, 'person') === null,
      patterns: namePatterns(query.q ?? '', '/q'),
      today,
    };
    const after = decodeCursor(query.after, ['uuid'])?.[0]; // an id: no names in addresses
    const rows = await this.store.list(reader, filter, String(after ?? '') || null, query.limit + 1, now);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today, language },
      shown.map((row) => row.id),
    );
    return {
      items: shown.map(({ unitId, unitName, title, leave, ...row }) => {
        const person = whoIs(row.id);
        const { withheld } = person;
        return {
          ...row,
          person,
          title: withheld ? '' : title,
          unit: unitBeside(person, { id: unitId, name: unitName }),
          leave: withheld ? null : leave,
        };
      }),
      next: last ? encodeCursor([last.id]) : null,
      total: await this.store.count(reader, filter),
    };
  }
}
