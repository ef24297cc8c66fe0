import { Injectable } from '@nestjs/common';
import type { Ground } from '../policy/authority/authority.js';
import type { Reader } from '../platform/database.js';
import { PeopleStore } from './people.store.js';

/** Grindvakt's own rights: which ones somebody holds (as ReadStanding, which lies above), and who holds one. */
@Injectable()
export class ReadRightsHeld {
  constructor(private readonly store: PeopleStore) {}

  async run(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    return this.store.rightsHeld(reader, personId, now);
  }

  /** Whom to tell or to ask: holders by a grant that works now; what an emergency account lends is not counted. */
  async holders(reader: Reader, rights: readonly Ground[], now: Date): Promise<string[]> {
    return this.store.holders(reader, rights, now);
  }
}
