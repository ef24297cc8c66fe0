import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { trippedUnits, type Tripped } from '../policy/lifecycle/breaker.js';
import type { Effect } from '../policy/lifecycle/losses.js';
import { LossesStore } from './losses.store.js';
import { WeighLosses } from './weigh-losses.js';

/** What the breakers would say of a change that has only been foreseen. */
@Injectable()
export class WeighForeseen {
  constructor(
    private readonly store: LossesStore,
    private readonly weigh: WeighLosses,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(tx: Tx, effects: readonly Effect[], now: Date): Promise<Tripped[]> {
    const { unit } = this.config.lifecycle.breakers;
    const losing = effects.filter((effect) => effect.lost.length > 0);
    if (losing.length === 0) return [];
    const units = new Map<string, number>();
    for (const { lost } of losing)
      for (const unitId of new Set(lost.map((one) => one.unitId)))
        units.set(unitId, (units.get(unitId) ?? 0) + 1);
    const hit = [...units].filter(([, ends]) => ends > (unit.floor ?? 1));
    const active = await this.store.inForceByUnit(
      tx,
      hit.map(([unitId]) => unitId),
      dayOf(now),
    );
    return [
      ...(await this.weigh.overHour(tx, losing.length, now)),
      ...trippedUnits(
        hit.map(([unitId, ends]) => ({ unitId, ends, active: Math.max(ends, active.get(unitId) ?? 0) })),
        'access',
        unit,
      ),
    ];
  }

  /** The change is going to be made: the hour counts it from now on. */
  async note(tx: Tx, effects: readonly Effect[], cause: string, at: Date): Promise<void> {
    const persons = effects.filter((effect) => effect.lost.length > 0).length;
    if (persons > 0) await this.store.note(tx, { at, cause, objectId: null, persons, counted: true });
  }
}
