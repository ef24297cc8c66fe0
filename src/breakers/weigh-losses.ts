import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { enoughInForce, guardOf, trippedUnits, trips, type Tripped } from '../policy/lifecycle/breaker.js';
import { LossesStore, type ByUnit } from './losses.store.js';

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
  /**
   * Employments that the change ends, or lets rest, now or on a day to come: the access that goes with them is counted
   * now, since nothing weighs the midnight that takes it.
   */
  readonly announced?: number;
  /** The same by unit. */
  readonly announcedIn?: ByUnit;
  /** Employments that an event ends, also of people who go on in another one: counted with its source's deliveries. */
  readonly feed?: { readonly source: string; readonly ends: number };
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
    const { cause, objectId, now, by, feed, announced = 0, announcedIn = {} } = weighing;
    const lost = await this.store.inTransaction(tx, now);
    const persons = Math.max(lost.persons, announced);
    const units = larger(lost.units, announcedIn);
    if (persons === 0 && (feed?.ends ?? 0) === 0) return { persons, tripped: [] };
    let tripped: Tripped[] = [];
    if (by === 'itself' && persons > 0) {
      await this.store.lockHour(tx);
      tripped = [...(await this.overHour(tx, persons, now)), ...(await this.overUnits(tx, units, now))];
    }
    if (tripped.length === 0)
      await this.store.note(tx, {
        at: now,
        cause,
        objectId,
        persons,
        units,
        counted: by !== 'released',
        feed: feed ?? null,
      });
    return { persons, tripped };
  }

  /** Until the transaction ends nobody else weighs. */
  async takeTurn(tx: Tx): Promise<void> {
    await this.store.lockHour(tx);
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

  /** The same for the breaker of each unit, with what it has lost within the hour: small steps empty it as well. */
  async overUnits(tx: Tx, units: ByUnit, now: Date): Promise<Tripped[]> {
    const { unit: limits } = this.config.lifecycle.breakers;
    const losing = Object.entries(units);
    if (losing.length === 0) return [];
    const earlier = await this.store.lastHourIn(tx, Object.keys(units), now);
    const hit = losing
      .map(([unitId, ends]) => ({ unitId, ends, earlier: earlier.get(unitId) ?? 0 }))
      .filter((one) => one.ends + one.earlier > (limits.floor ?? 1));
    if (hit.length === 0) return [];
    const ids = hit.map(({ unitId }) => unitId);
    const inForce = await this.store.inForceByUnit(tx, ids, dayOf(now));
    return trippedUnits(
      hit.map((one) => ({
        ...one,
        active: Math.max(one.ends, (inForce.get(one.unitId) ?? 0) - one.earlier),
      })),
      'access',
      limits,
    );
  }
}

function larger(these: ByUnit, those: ByUnit): ByUnit {
  const all = { ...these };
  for (const [unitId, ends] of Object.entries(those))
    if (ends > 0) all[unitId] = Math.max(ends, all[unitId] ?? 0);
  return all;
}
