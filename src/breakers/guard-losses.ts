import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database.js';
import type { Tripped } from '../policy/lifecycle/breaker.js';
import type { HeldKind } from '../policy/lifecycle/resolve-held.js';
import type { Actor } from '../policy/model/actor.js';
import { HeldChangesStore } from './held-changes.store.js';
import { HoldChange, type HeldIntent } from './hold-change.js';
import { LossesStore, type LostAccess } from './losses.store.js';
import type { StoppedChange } from './stopped-change.js';
import { WeighLosses } from './weigh-losses.js';

/** Thrown to undo what is too much; carries what it would have taken. */
class TooMuch extends Error {
  constructor(
    readonly tripped: readonly Tripped[],
    readonly persons: number,
    readonly lines: readonly LostAccess[],
  ) {
    super('more is lost than may be without a human');
  }
}

/**
 * Runs a change that may take access from many. It is done whole, or, when a breaker trips, undone whole and held
 * for a human, with the difference that it would make (invariant 9).
 */
@Injectable()
export class GuardLosses {
  constructor(
    private readonly database: Database,
    private readonly losses: LossesStore,
    private readonly weigh: WeighLosses,
    private readonly hold: HoldChange,
    private readonly held: HeldChangesStore,
  ) {}

  /** Whether a change of this kind waits for a human, so that it need not be tried again meanwhile. */
  async waits(kind: HeldKind): Promise<boolean> {
    return this.held.waits(this.database, kind);
  }

  /** The newest change of this kind that waits, or that a human has cancelled and that still is to be done. */
  async stopped(kind: HeldKind): Promise<StoppedChange | null> {
    return this.held.stopped(this.database, kind);
  }

  /** Those from whom a held change would take access. */
  async personsOf(tx: Tx, heldId: string): Promise<string[]> {
    return this.held.personsOf(tx, heldId);
  }

  /** What was stopped has been done, or is not to be done any more. */
  async over(tx: Tx, id: string, at: Date, reason: string): Promise<void> {
    await this.held.over(tx, id, at, reason);
  }

  /**
   * @param work does it, and says what it would take to do it again
   * @returns what `work` gave, or the id of the held change
   */
  async run<Done>(
    actor: Actor,
    work: (tx: Tx) => Promise<{ done: Done; change: HeldIntent }>,
  ): Promise<{ done: Done } | { held: string }> {
    const begun: { change?: HeldIntent } = {};
    try {
      return await this.database.transaction(async (tx) => {
        const { done, change } = await work(tx);
        begun.change = change;
        const { kind: cause, objectId, now } = change;
        const { persons, tripped } = await this.weigh.run(tx, { cause, objectId, now, by: 'itself' });
        if (tripped.length > 0) throw new TooMuch(tripped, persons, await this.losses.lines(tx, now));
        return { done };
      });
    } catch (error) {
      if (!(error instanceof TooMuch) || !begun.change) throw error;
      return { held: await this.hold.run(actor, begun.change, error) };
    }
  }
}
