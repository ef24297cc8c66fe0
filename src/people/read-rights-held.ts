import { Injectable } from '@nestjs/common';
import type { Ground } from '../policy/authority/authority.js';
import type { Reader } from '../platform/database.js';
import { PeopleStore } from './people.store.js';

/** Grindvakt's own rights that somebody holds, for the rooms below grants (which has the same as ReadStanding). */
@Injectable()
export class ReadRightsHeld {
  constructor(private readonly store: PeopleStore) {}

  async run(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    return this.store.rightsHeld(reader, personId, now);
  }
}
