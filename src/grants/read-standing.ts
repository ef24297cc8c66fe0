import { Injectable } from '@nestjs/common';
import { heldGrounds, type Ground } from '../policy/authority/authority.js';
import type { Reader } from '../platform/database.js';
import { GrantsStore } from './grants.store.js';

/** Which of Grindvakt's own rights a person holds now: live grants of entitlements in the system "Grindvakt". */
@Injectable()
export class ReadStanding {
  constructor(private readonly store: GrantsStore) {}

  async run(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    const names = await this.store.grindvaktRights(reader, personId, now);
    return new Set<Ground>(heldGrounds.filter((ground) => names.includes(ground)));
  }
}
