import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { enoughInForce, guardOf, trippedUnits, trips, type Tripped } from '../policy/lifecycle/breaker.js';
import { LossesStore } from './losses.store.js';

export interface Weighing {
  /** 'delivery', 'campaign', 'catalogue', 'midnight', 'termination' … */
  readonly cause: string;
  readonly objectId: string | null;
  readonly now: Date;
  /**
   * How it comes about: on its own; let through by a human, who has looked at it, or announced long before, so that it
   * is not counted; or done by a human one by one, which is never stopped but counts.
   */
  readonly by: 'itself' | 'released' | 'hand';
  /** Employments that the change ends now or on a day to come: the access that goes with them is counted now. */
  readonly announced?: number;
}

export interface Weighed {
  readonly persons: number;
  /** Empty when the change may stand. Otherwise the caller undoes it. */
  readonly tripped: readonly Tripped[];
}

/**
 * Weighs what the running transaction has taken from people against the breakers of the unit and of the hour
 * (invariant 9). To be asked last, when everything has been applied: it counts what really was lost, whatever the way.
 */
@Injectable()
export class WeighLosses {
  constructor(
    private readonly store: LossesStore,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(tx: Tx, weighing: Weighing): Promise<Weighed> {
    const { cause, objectId, now, by } = weighing;
    const { unit } = this.config.lifecycle.breakers;
    const today = dayOf(now);
    const { persons: losing, units } = await this.store.inTransaction(tx, now, unit.floor ?? 1, today);
    const persons = Math.max(losing, weighing.announced ?? 0);
    if (persons === 0) return { persons, tripped: [] };
    let tripped: Tripped[] = [];
    if (by === 'itself') {
      await this.store.lockHour(tx);
      tripped = [...(await this.overHour(tx, persons, now)), ...trippedUnits(units, 'access', unit)];
    }
    if (tripped.length === 0)
      await this.store.note(tx, { at: now, cause, objectId, persons, counted: by !== 'released' });
    return { persons, tripped };
  }

  /** What so many persons' loss would be to the breaker of the hour; also asked by a trial, which takes nothing. */
  async overHour(tx: Tx, persons: number, now: Date): Promise<Tripped[]> {
    const { hour } = this.config.lifecycle.breakers;
    const earlier = await this.store.lastHour(tx, now);
    // An ordinary event does not count the whole organisation.
    if (persons + earlier <= (hour.floor ?? 1)) return [];
    const today = dayOf(now);
    const enough = enoughInForce(persons, hour, earlier);
    if (!trips(guardOf(persons, await this.store.someInForce(tx, today, enough), hour, earlier))) return [];
    const guard = guardOf(persons, await this.store.personsInForce(tx, today), hour, earlier);
    return trips(guard) ? [{ ...guard, scope: 'hour', what: 'access', unitId: null }] : [];
  }
}
