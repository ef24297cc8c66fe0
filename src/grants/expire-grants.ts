import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { ApplyChanges } from './apply-changes.js';
import { GrantsStore } from './grants.store.js';

const atATime = 2000;

/**
 * Ends the grants whose time is up. Rights inside Grindvakt and every rule look at `valid_to` itself, so they end on
 * the instant; this writes it down and sends the directory after.
 */
@Injectable()
export class ExpireGrants {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: GrantsStore,
    private readonly changes: ApplyChanges,
  ) {}

  /** @returns how many grants this run ended; those that another run has ended meanwhile are not among them. */
  async run(actor: Actor): Promise<number> {
    const now = this.clock.now();
    let ended = 0;
    for (;;) {
      const found = await this.database.transaction(async (tx) => {
        const expired = await this.store.expired(tx, now, atATime);
        const applied = await this.changes.run(
          tx,
          actor,
          expired.map(({ grantId, personId }) => ({ kind: 'end', grantId, personId, reason: 'expired' })),
          now,
        );
        ended += applied.ended.length;
        return expired.length;
      });
      if (found < atATime) return ended;
    }
  }
}
