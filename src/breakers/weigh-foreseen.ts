import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import type { Tripped } from '../policy/lifecycle/breaker.js';
import type { Effect } from '../policy/lifecycle/losses.js';
import { LossesStore, type ByUnit } from './losses.store.js';
import { WeighLosses } from './weigh-losses.js';

/** What the breakers would say of a change that has only been foreseen. */
@Injectable()
export class WeighForeseen {
  constructor(
    private readonly store: LossesStore,
    private readonly weigh: WeighLosses,
  ) {}

  async run(tx: Tx, effects: readonly Effect[], now: Date): Promise<Tripped[]> {
    const losing = effects.filter((effect) => effect.lost.length > 0);
    if (losing.length === 0) return [];
    return [
      ...(await this.weigh.overHour(tx, losing.length, now)),
      ...(await this.weigh.overUnits(tx, byUnit(losing), now)),
    ];
  }

  /** The change is going to be made: the hour counts it from now on. */
  async note(tx: Tx, effects: readonly Effect[], cause: string, at: Date): Promise<void> {
    const losing = effects.filter((effect) => effect.lost.length > 0);
    if (losing.length === 0) return;
    const loss = { at, cause, objectId: null, persons: losing.length, units: byUnit(losing) };
    await this.store.note(tx, { ...loss, counted: true, feed: null });
  }
}

/** Persons who lose something in each unit. */
function byUnit(losing: readonly Effect[]): ByUnit {
  const units: Record<string, number> = {};
  for (const { lost } of losing)
    for (const unitId of new Set(lost.map((one) => one.unitId))) units[unitId] = (units[unitId] ?? 0) + 1;
  return units;
}
