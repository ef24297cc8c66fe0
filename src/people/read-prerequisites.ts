import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import type { PrerequisiteStanding } from '../policy/model/prerequisite.js';
import { lacking } from '../policy/lifecycle/prerequisites.js';
import { PrerequisitesStore, type StoredPrerequisite } from './prerequisites.store.js';

export type { StoredPrerequisite } from './prerequisites.store.js';

type Standings = ReadonlyMap<string, PrerequisiteStanding>;

/** What roles require and how persons stand, as the rules take it. */
@Injectable()
export class ReadPrerequisites {
  constructor(private readonly store: PrerequisitesStore) {}

  async all(reader: Reader): Promise<StoredPrerequisite[]> {
    return this.store.all(reader);
  }

  /** What each role requires; a role that requires nothing is not there. @param roleIds null for all */
  async required(
    reader: Reader,
    roleIds: readonly string[] | null,
  ): Promise<ReadonlyMap<string, readonly StoredPrerequisite[]>> {
    const pairs = await this.store.requirements(reader, roleIds);
    if (pairs.length === 0) return new Map();
    const byId = new Map((await this.store.all(reader)).map((p) => [p.id, p]));
    const required = new Map<string, StoredPrerequisite[]>();
    for (const { roleId, prerequisiteId } of pairs) {
      const prerequisite = byId.get(prerequisiteId);
      if (prerequisite) required.set(roleId, [...(required.get(roleId) ?? []), prerequisite]);
    }
    return required;
  }

  /** By person, then prerequisite; persons of whom nothing is known are not there. */
  async standings(reader: Reader, personIds: readonly string[]): Promise<ReadonlyMap<string, Standings>> {
    const byPerson = new Map<string, Map<string, PrerequisiteStanding>>();
    if (personIds.length === 0) return byPerson;
    for (const standing of await this.store.standings(reader, personIds)) {
      const known = byPerson.get(standing.personId) ?? new Map<string, PrerequisiteStanding>();
      byPerson.set(standing.personId, known.set(standing.prerequisiteId, standing));
    }
    return byPerson;
  }

  /** What a role would lack on an employment; by role, those that lack nothing left out. */
  async lackingFor(
    reader: Reader,
    employment: Employment,
    roleIds: readonly string[],
    today: Day,
  ): Promise<ReadonlyMap<string, readonly StoredPrerequisite[]>> {
    const required = await this.required(reader, roleIds);
    if (required.size === 0) return new Map();
    const known = await this.standings(reader, [employment.personId]);
    const standings = known.get(employment.personId) ?? none;
    const found = new Map<string, readonly StoredPrerequisite[]>();
    for (const [roleId, wanted] of required) {
      const lacks = lacking(wanted, standings, employment, today);
      if (lacks.length > 0)
        found.set(
          roleId,
          wanted.filter((p) => lacks.includes(p)),
        );
    }
    return found;
  }
}

const none: Standings = new Map<string, PrerequisiteStanding>();

/** In the reader's language. */
export function wordsOf(
  p: Pick<StoredPrerequisite, 'nameSv' | 'nameEn' | 'howSv' | 'howEn'>,
  language: 'sv' | 'en',
): { name: string; how: string } {
  return language === 'sv' ? { name: p.nameSv, how: p.howSv } : { name: p.nameEn, how: p.howEn };
}
