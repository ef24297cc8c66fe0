import { Inject, Injectable } from '@nestjs/common';
import { ReadLosses, type RoleEffect } from '../../breakers/read-losses.js';
import { WeighLosses } from '../../breakers/weigh-losses.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { HrSource } from '../../platform/config-hr.js';
import type { Tx } from '../../platform/database.js';
import { guardOf, trippedUnits, trips, type Guard, type Tripped } from '../../policy/lifecycle/breaker.js';
import type { Day } from '../../policy/model/day.js';
import { DeliveryLossesStore } from './delivery-losses.store.js';

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
  ): Promise<{ guard: Guard; leaving: number; tripped: Tripped[] }> {
    const { source, asOf, now } = delivery;
    const { feed, unit } = this.config.lifecycle.breakers;
    const floor = unit.floor ?? 1;
    const { ends, leaving } = await this.store.ofFeed(tx, asOf);
    const earlier = ends > 0 ? await this.store.earlierOfFeed(tx, source.id, now) : 0;
    const limits = source.breaker ?? feed;
    const decides = trips(guardOf(ends, 0, limits, earlier));
    const active = counted || decides ? await this.store.active(tx, source.id, asOf) : 0;
    const guard = guardOf(ends, active, limits, earlier);
    const tripped: Tripped[] = trips(guard)
      ? [{ ...guard, scope: 'feed', what: 'employments', unitId: null }]
      : [];
    if (ends > floor)
      tripped.push(
        ...trippedUnits(await this.store.ofUnits(tx, source.id, asOf, floor), 'employments', unit),
      );
    return { guard, leaving, tripped };
  }

  /** By what was applied; if a breaker trips it is taken back, and nothing of it stands. */
  async access(
    tx: Tx,
    delivery: WeighedDelivery,
    announced: number,
    apply: () => Promise<void>,
  ): Promise<readonly Tripped[]> {
    await this.store.mark(tx);
    await apply();
    const { tripped } = await this.weigh.run(tx, {
      cause: 'delivery',
      objectId: delivery.importId,
      now: delivery.now,
      by: delivery.released ? 'released' : 'itself',
      announced,
    });
    if (tripped.length > 0) await this.store.takeBack(tx);
    return tripped;
  }

  /** For a trial, which is undone by its caller: what tripped, and who would get and lose which role. */
  async trial(
    tx: Tx,
    delivery: WeighedDelivery,
    announced: number,
    apply: () => Promise<void>,
  ): Promise<{ tripped: readonly Tripped[]; roles: RoleEffect[] }> {
    await apply();
    const { tripped } = await this.weigh.run(tx, {
      cause: 'delivery',
      objectId: delivery.importId,
      now: delivery.now,
      by: 'itself',
      announced,
    });
    return { tripped, roles: await this.losses.byRole(tx, delivery.now) };
  }
}
