import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { SettleChecklists } from './settle-checklists.js';
import { SettleDuties } from './settle-duties.js';
import { SettleExternals } from '../externals/settle-externals.js';
import type { WhatFollows } from '../following/what-follows.store.js';

/**
 * What else follows the facts about these persons: duties and external people whom a leaver answered for are handed
 * over, and what leavers give back is listed. Call it with the persons locked, after the facts were written and before
 * requests are closed, so that what waits for a leaver waits for the successor.
 */
@Injectable()
export class SettleLeaving {
  constructor(
    private readonly duties: SettleDuties,
    private readonly externals: SettleExternals,
    private readonly checklists: SettleChecklists,
  ) {}

  /** @param only what there is to look at, where that has been asked already */
  async run(
    tx: Tx,
    actor: Actor,
    personIds: readonly string[],
    now: Date,
    only: Omit<WhatFollows, 'offShift'> = { duties: true, externals: true, checklists: true },
  ): Promise<void> {
    // None of the three looks at what another writes.
    await tx.together(
      ...(only.duties ? [() => this.duties.run(tx, actor, personIds, now)] : []),
      ...(only.externals ? [() => this.externals.run(tx, actor, personIds, now)] : []),
      ...(only.checklists ? [() => this.checklists.run(tx, actor, personIds, now)] : []),
    );
  }
}
