import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { FindNamed } from '../people/find-named.js';
import { unitBeside } from '../people/read-people.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf, endOfDay } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import type { Language } from '../platform/http/language.decorator.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import type { HistoryList, HistoryQuery } from './history.schema.js';
import { HistoryStore, type HistoryFilter } from './history.store.js';

/** All requests there ever were, as far as the caller may read them; newest first (H13.1.4). */
@Injectable()
export class SearchHistory {
  constructor(
    private readonly clock: Clock,
    private readonly store: HistoryStore,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly named: FindNamed,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    query: HistoryQuery,
    language: Language,
  ): Promise<HistoryList> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.standing.run(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const after = decodeCursor(query.after, ['instant', 'number']);
    const personIds = query.person ? await this.named.run(reader, viewer, query.person) : undefined;
    const scope = {
      callerId: actor.personId,
      all: may('request.read', standing, 'request') === null,
      mine: query.mine === 'true',
      today,
    };
    const filter: HistoryFilter = {
      ...(await this.#sought(reader, query.q ?? '')),
      personIds,
      roleIds: await this.#roleIds(reader, query),
      state: query.state,
      kind: query.kind,
      from: query.from === undefined ? undefined : endOfDay(addDays(query.from, -1)),
      before: query.to === undefined ? undefined : endOfDay(query.to),
    };
    const rows = await this.store.search(reader, scope, filter, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const roles = await this.catalogue.rolesById(
      reader,
      shown.map((row) => row.roleId),
    );
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.personId, row.requestedBy]),
    );
    return {
      items: shown.map(({ personId, roleId, systemId, systemName, unitId, unitName, ...row }) => {
        const role = roles.get(roleId);
        const person = whoIs(personId);
        return {
          ...row,
          person,
          role: { id: roleId, name: role ? roleRef(role, language).name : '' },
          system: { id: systemId, name: systemName },
          unit: unitBeside(person, { id: unitId, name: unitName }),
          requestedBy: whoIs(row.requestedBy),
        };
      }),
      next: last ? encodeCursor([last.submittedAt.toISOString(), last.number]) : null,
    };
  }

  /** A number is a request's; words are looked for in what was written, and in the names of roles and systems. */
  async #sought(
    reader: Reader,
    q: string,
  ): Promise<Pick<HistoryFilter, 'number' | 'words' | 'namedRoleIds'>> {
    const number = /^#?(\d{1,9})$/.exec(q)?.[1];
    if (number !== undefined) return { number: Number(number), namedRoleIds: [] };
    const words =
      q
        .normalize('NFC')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.slice(0, 8) ?? [];
    if (words.length === 0) {
      if (q !== '') throw invalid('/q', 'must hold a word or a number');
      return { namedRoleIds: [] };
    }
    return {
      words: words.map((word) => `'${word}':*`).join(' & '),
      namedRoleIds: await this.store.rolesNamed(
        reader,
        words.map((word) => `%${word}%`),
      ),
    };
  }

  async #roleIds(reader: Reader, query: HistoryQuery): Promise<string[] | undefined> {
    if (query.roleId !== undefined) return [query.roleId];
    return query.systemId === undefined ? undefined : this.store.rolesOfSystem(reader, query.systemId);
  }
}

function invalid(pointer: string, detail: string): InvalidInput {
  return new InvalidInput([{ pointer, code: 'invalid', detail }]);
}
