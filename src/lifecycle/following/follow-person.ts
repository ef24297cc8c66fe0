import { Injectable } from '@nestjs/common';
import { dayOf } from '../../platform/clock.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { FollowFacts } from './follow-facts.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { StandingStore } from './standing.store.js';

/** What follows a change of one person's employment that was made by hand: manager, history and access. */
@Injectable()
export class FollowPerson {
  constructor(
    private readonly standing: StandingStore,
    private readonly managers: ManagersStore,
    private readonly follow: FollowFacts,
  ) {}

  /**
   * Remembers how the person stands, changes the facts, and lets the rest follow, in the caller's transaction.
   * Call it with the person locked. @param change makes the change; @returns the id of the employment it touched
   */
  async run(
    tx: Tx,
    actor: Actor,
    personId: string,
    now: Date,
    change: () => Promise<string>,
    options: { urgent?: boolean } = {},
  ): Promise<string> {
    const today = dayOf(now);
    await this.standing.remember(tx, today, [personId]);
    const employmentId = await change();
    await this.standing.findFlipped(tx, today);
    await this.managers.settle(tx, today, [employmentId], 'was_flipped');
    await this.standing.writeEvents(tx, now, today, null);
    const by: Actor = { kind: 'system', name: 'externals', channel: actor.channel };
    await this.follow.run(tx, by, [personId], now, options);
    return employmentId;
  }
}
