import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { campaignSchedulesSchema } from './reviews.schema.js';
import { SchedulesStore } from './schedules.store.js';

export type CampaignScheduleInput = z.output<typeof campaignSchedulesSchema>[number];

/**
 * Takes the schedules as declared: new ones begin at `firstOn`, changed ones keep the day they had come to, those no
 * longer declared stop. Loading the same declaration again changes nothing.
 */
@Injectable()
export class LoadSchedules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SchedulesStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused `invalid`, naming every unit that is not known or not the only one of its code. */
  async run(
    actor: Actor,
    schedules: readonly CampaignScheduleInput[],
  ): Promise<{ changed: number; stopped: number }> {
    return this.database.transaction((tx) => this.carryOut(tx, actor, schedules));
  }

  /** The same in the caller's transaction. @throws Refused like `run` */
  async carryOut(
    tx: Tx,
    actor: Actor,
    schedules: readonly CampaignScheduleInput[],
  ): Promise<{ changed: number; stopped: number }> {
    const units = await this.store.unitsByCode(
      tx,
      schedules.map((s) => s.unit),
    );
    const wrong = schedules.filter((s) => units.get(s.unit)?.length !== 1);
    if (wrong.length > 0)
      throw Refused.because(
        'invalid',
        `Campaign schedules name units that do not exist, or exist more than once: ${wrong
          .map((s) => `${s.key} (${s.unit})`)
          .join(', ')}.`,
        { pointer: '/campaignSchedules' },
      );
    const changed = await this.store.putSchedules(
      tx,
      schedules.map((s) => ({ ...s, unitId: units.get(s.unit)?.[0] ?? '' })),
    );
    const stopped = await this.store.stopSchedules(
      tx,
      schedules.map((s) => s.key),
    );
    await this.audit.run(tx, actor, [
      ...changed.map((s) => ({
        action: 'schedule.declared',
        objectKind: 'schedule',
        objectId: s.id,
        detail: { key: s.key },
      })),
      ...stopped.map((s) => ({
        action: 'schedule.stopped',
        objectKind: 'schedule',
        objectId: s.id,
        detail: { key: s.key },
      })),
    ]);
    return { changed: changed.length, stopped: stopped.length };
  }
}
