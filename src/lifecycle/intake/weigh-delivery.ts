import { Inject, Injectable } from '@nestjs/common';
import { ReadLosses, type RoleEffect } from '../../breakers/read-losses.js';
import { WeighLosses, type Weighing } from '../../breakers/weigh-losses.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { unitsSource, type HrSource } from '../../platform/config-hr.js';
import type { Tx } from '../../platform/database.js';
import {
  enoughInForce,
  guardOf,
  trippedUnits,
  trips,
  type Guard,
  type Limits,
  type Tripped,
} from '../../policy/lifecycle/breaker.js';
import type { Day } from '../../policy/model/day.js';
import { DeliveryLossesStore, type DeliveryLosses } from './delivery-losses.store.js';

export interface WeighedDelivery {
  /** Null for an event that is not held. */
  readonly importId: string | null;
  readonly source: HrSource;
  readonly asOf: Day;
  readonly now: Date;
  readonly released: boolean;
}

/** A delivery against the breakers: first by the employments that it ends, then by the access that people lose. */
@Injectable()
export class WeighDelivery {
  constructor(
    private readonly store: DeliveryLossesStore,
    private readonly weigh: WeighLosses,
    private readonly losses: ReadLosses,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * By what is staged and compared; nothing is written yet.
   * @param counted that those in force are counted in any case, also where they decide nothing: of an event they are not
   */
  async employments(
    tx: Tx,
    delivery: WeighedDelivery,
    counted: boolean,
  ): Promise<{ guard: Guard; losses: DeliveryLosses; tripped: Tripped[] }> {
    const { source, asOf, now } = delivery;
    const { breakers, leave } = this.config.lifecycle;
    const { unit } = breakers;
    const days = { asOf, today: dayOf(now) };
    const losses = await this.store.ofFeed(tx, unitsSource(source), days, leave);
    const { ends } = losses;
    const earlier = ends > 0 ? await this.store.earlierOfFeed(tx, source.id, now) : 0;
    const guard = await this.#guard(tx, delivery, ends, earlier, counted);
    const tripped = trippedFeed(guard);
    const hit = Object.entries(losses.units).filter(([, { leaving }]) => leaving > (unit.floor ?? 1));
    if (hit.length > 0) {
      const ids = hit.map(([unitId]) => unitId);
      const inForce = await this.store.activeIn(tx, ids, asOf);
      const units = hit.map(([unitId, { leaving }]) => ({
        unitId,
        ends: leaving,
        active: inForce.get(unitId) ?? 0,
      }));
      tripped.push(...trippedUnits(units, 'employments', unit));
    }
    return { guard, losses, tripped };
  }

  /** The feed's own breaker. @param counted see `employments` */
  async #guard(
    tx: Tx,
    { source, asOf }: WeighedDelivery,
    ends: number,
    earlier: number,
    counted: boolean,
  ): Promise<Guard> {
    const limits = source.breaker ?? this.config.lifecycle.breakers.feed;
    const enough = counted ? null : await this.#enough(tx, source, asOf, ends, limits, earlier);
    return guardOf(ends, enough ?? (await this.store.active(tx, source.id, asOf)), limits, earlier);
  }

  /** So many in force as are enough for the delivery not to trip; null where all of them have to be counted. */
  async #enough(
    tx: Tx,
    source: HrSource,
    asOf: Day,
    ends: number,
    limits: Limits,
    earlier: number,
  ): Promise<number | null> {
    const stops = (active: number): boolean => trips(guardOf(ends, active, limits, earlier));
    if (!stops(0)) return 0;
    const some = await this.store.active(tx, source.id, asOf, enoughInForce(ends, limits, earlier));
    return stops(some) ? null : some;
  }

  /** By what was applied; if a breaker trips it is taken back, and nothing of it stands. */
  async access(
    tx: Tx,
    delivery: WeighedDelivery,
    { guard, losses }: { guard: Guard; losses: DeliveryLosses },
    apply: () => Promise<void>,
  ): Promise<readonly Tripped[]> {
    await this.store.mark(tx);
    await apply();
    const late = await this.#feedAgain(tx, delivery, guard);
    const by = delivery.released ? 'released' : 'itself';
    const tripped =
      late.length > 0 ? late : (await this.weigh.run(tx, weighing(delivery, losses, by))).tripped;
    if (tripped.length > 0) await this.store.takeBack(tx);
    return tripped;
  }

  /**
   * An event does not hold its source, so others may have ended something since it was weighed: it is weighed once more
   * when it is its turn. A delivery holds its source; nothing of it goes on beside.
   */
  async #feedAgain(tx: Tx, delivery: WeighedDelivery, guard: Guard): Promise<Tripped[]> {
    const { source, now, importId, released } = delivery;
    if (released || importId !== null || guard.ends === 0) return [];
    const [, earlier] = await tx.together(
      () => this.weigh.takeTurn(tx),
      () => this.store.earlierOfFeed(tx, source.id, now),
    );
    if (earlier === guard.earlier) return [];
    // Counted after its own ends: one that just fits by the share may have to wait, and none passes that does not fit.
    return trippedFeed(await this.#guard(tx, delivery, guard.ends, earlier, false));
  }

  /** For a trial, which is undone by its caller: what tripped, and who would get and lose which role. */
  async trial(
    tx: Tx,
    delivery: WeighedDelivery,
    losses: DeliveryLosses,
    apply: () => Promise<void>,
  ): Promise<{ tripped: readonly Tripped[]; roles: RoleEffect[] }> {
    await apply();
    const { tripped } = await this.weigh.run(tx, weighing(delivery, losses, 'itself'));
    return { tripped, roles: await this.losses.byRole(tx, delivery.now) };
  }
}

function trippedFeed(guard: Guard): Tripped[] {
  return trips(guard) ? [{ ...guard, scope: 'feed', what: 'employments', unitId: null }] : [];
}

function weighing(delivery: WeighedDelivery, losses: DeliveryLosses, by: Weighing['by']): Weighing {
  const { leaving, resting, ends, units } = losses;
  return {
    cause: 'delivery',
    objectId: delivery.importId,
    now: delivery.now,
    by,
    announced: leaving + resting,
    announcedIn: Object.fromEntries(
      Object.entries(units).map(([unitId, unit]) => [unitId, unit.leaving + unit.resting]),
    ),
    // A delivery's own row says what it ended; of an event nothing else does.
    ...(delivery.importId === null ? { feed: { source: delivery.source.id, ends } } : {}),
  };
}
