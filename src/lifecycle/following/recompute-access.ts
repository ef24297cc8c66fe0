import { Injectable } from '@nestjs/common';
import type { Actor } from '../../policy/model/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { FollowFacts, type Followed } from './follow-facts.js';
import { StandingStore } from './standing.store.js';

const personsAtATime = 2000;

/** Makes everyone's access follow the facts: after birthright rules have changed. Interrupted, it is run again. */
@Injectable()
export class RecomputeAccess {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: StandingStore,
    private readonly follow: FollowFacts,
  ) {}

  async run(actor: Actor, _whom: 'everyone'): Promise<Followed> {
    const total: Followed = { opened: 0, ended: 0 };
    for (let after: string | null = null; ;) {
      const from: string | null = after;
      const part = await this.database.transaction(async (tx) => {
        const ids = await this.store.personsAfter(tx, from, personsAtATime);
        return { last: ids.at(-1), ...(await this.follow.run(tx, actor, ids, this.clock.now())) };
      });
      if (part.last === undefined) return total;
      total.opened += part.opened;
      total.ended += part.ended;
      after = part.last;
    }
  }
}
