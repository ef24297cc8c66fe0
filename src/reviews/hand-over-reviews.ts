import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import { chooseReviewer } from '../policy/review/choose-reviewer.js';
import { Clock } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database, type Tx } from '../platform/database.js';
import { HandOverStore, type ItemToHandOver } from './hand-over.store.js';

/**
 * Gives the unsigned items of reviewers who no longer work here, or are on leave, to whoever leads those employments
 * now, and items that nobody could be asked about to a manager who has been found since. Nothing is dropped: without a
 * new reviewer the item waits without one.
 */
@Injectable()
export class HandOverReviews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HandOverStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** The net for everything that is stranded. @returns how many items changed hands. */
  async run(actor: Actor): Promise<number> {
    return this.database.transaction(async (tx) =>
      this.#move(tx, actor, await this.store.lockStranded(tx, this.clock.today(), this.#leave, null)),
    );
  }

  /** The items of these reviewers, in the transaction in which they leave or go on leave. */
  async of(tx: Tx, actor: Actor, reviewers: readonly string[]): Promise<number> {
    if (reviewers.length === 0) return 0;
    return this.#move(
      tx,
      actor,
      await this.store.lockStranded(tx, this.clock.today(), this.#leave, reviewers),
    );
  }

  /** Unanswered items about employments that have got another manager, who is asked from now on. */
  async toNewManagers(tx: Tx, actor: Actor, employments: readonly string[]): Promise<number> {
    if (employments.length === 0) return 0;
    return this.#move(
      tx,
      actor,
      await this.store.lockUnanswered(tx, this.clock.today(), this.#leave, employments),
    );
  }

  get #leave(): Config['lifecycle']['leave'] {
    return this.config.lifecycle.leave;
  }

  async #move(tx: Tx, actor: Actor, items: readonly ItemToHandOver[]): Promise<number> {
    const moves = items.flatMap((item) => {
      const to = chooseReviewer(item);
      return to === item.reviewerId ? [] : [{ ...item, to }];
    });
    if (moves.length === 0) return 0;
    await this.store.handOver(tx, moves);
    await this.audit.run(
      tx,
      actor,
      moves.map((m) => ({
        action: 'review.handed-over',
        personId: m.personId,
        objectKind: 'review-item',
        objectId: m.itemId,
        detail: { campaign: m.campaignId, from: m.reviewerId, to: m.to },
      })),
    );
    return moves.length;
  }
}
