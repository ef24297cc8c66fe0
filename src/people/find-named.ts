import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import { may } from '../policy/authority/authority.js';
import { namePatterns } from './name-patterns.js';
import { PeopleListStore } from './people-list.store.js';
import type { Viewer } from './read-who.js';

const most = 1000;

/** Persons by their name, for other rooms' searches; whom the viewer may not see by name is not found by it (H11.6.1). */
@Injectable()
export class FindNamed {
  constructor(private readonly store: PeopleListStore) {}

  /** @throws InvalidInput at `/person` when the words are too short, or so many answer that not all could be looked at. */
  async run(reader: Reader, viewer: Viewer, text: string): Promise<string[]> {
    const patterns = namePatterns(text, '/person');
    const found = await this.store.named(
      reader,
      {
        viewerId: viewer.personId,
        seesProtected: may('person.unmask', viewer.standing, 'person') === null,
        patterns,
        today: viewer.today,
      },
      most + 1,
    );
    if (found.length > most)
      throw new InvalidInput([
        {
          pointer: '/person',
          code: 'invalid',
          detail: `fits more than ${String(most)} people: write more of the name`,
        },
      ]);
    return found;
  }
}
