import { Injectable } from '@nestjs/common';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import { prerequisiteStates } from '../policy/model/prerequisite.js';
import { PeopleStore } from './people.store.js';
import type {
  PrerequisiteList,
  PrerequisitePeople,
  PrerequisitePeopleQuery,
} from './prerequisites.schema.js';
import { PrerequisitesStore } from './prerequisites.store.js';
import { unitBeside } from './read-people.js';
import { wordsOf } from './read-prerequisites.js';
import { ReadWho } from './read-who.js';

/** What is demanded over the whole organisation, and whom it fails: for HR, the security officer and the auditor. */
@Injectable()
export class ListPrerequisites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PrerequisitesStore,
    private readonly people: PeopleStore,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-allowed */
  async all(actor: PersonActor, language: Language): Promise<PrerequisiteList> {
    const { today, standing } = await this.#viewer(actor);
    const counts = await this.store.counts(this.database, today, {
      personId: actor.personId,
      seesProtected: may('person.unmask', standing, 'person') === null,
    });
    return {
      items: (await this.store.all(this.database)).map((p) => {
        const count = (state: string): number =>
          counts.find((c) => c.id === p.id && c.state === state)?.count ?? 0;
        const { kind, id, validityMonths } = p;
        return {
          id,
          kind,
          ...wordsOf(p, language),
          validityMonths,
          counts: {
            valid: count('valid'),
            lapsing: count('lapsing'),
            lapsed: count('lapsed') + count('withdrawn'),
            missing: count('missing'),
          },
        };
      }),
      next: null,
    };
  }

  /** Whom it concerns in one state, what lapsed or lapses first on top. @throws Refused not-allowed, not-found */
  async one(
    actor: PersonActor,
    id: string,
    query: PrerequisitePeopleQuery,
    language: Language,
  ): Promise<PrerequisitePeople> {
    const { today, standing } = await this.#viewer(actor);
    if (!(await this.store.all(this.database)).some((p) => p.id === id))
      throw Refused.because('not-found', 'There is no such prerequisite.');
    const after = decodeCursor(query.after, ['day', 'uuid']);
    const states =
      query.state === 'lapsed' ? (['lapsed', 'withdrawn'] as const) : query.state && [query.state];
    const rows = await this.store.people(
      this.database,
      id,
      today,
      {
        states: states ?? prerequisiteStates,
        personId: actor.personId,
        seesProtected: may('person.unmask', standing, 'person') === null,
      },
      after && { sort: String(after[0]), personId: String(after[1]) },
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      this.database,
      { personId: actor.personId, standing, today, language },
      shown.map((row) => row.personId),
    );
    return {
      items: shown.map(({ personId, state, lastDay, day, title, unitId, unitName }) => {
        const person = whoIs(personId);
        return {
          person,
          title: person.withheld ? '' : title,
          unit: unitBeside(person, { id: unitId, name: unitName }),
          state,
          day,
          lastDay,
        };
      }),
      next: last ? encodeCursor([last.sort, last.personId]) : null,
    };
  }

  async #viewer(actor: PersonActor): Promise<{ today: Day; standing: ReadonlySet<Ground> }> {
    const now = this.clock.now();
    const standing = await this.people.rightsHeld(this.database, actor.personId, now);
    const refusal = may('prerequisite.list', standing, 'list');
    if (refusal) throw new Refused(refusal);
    return { today: dayOf(now), standing };
  }
}
