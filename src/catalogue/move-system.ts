import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { moveSystem, type SystemMove } from '../policy/catalogue/system-states.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FindSystem } from './find-system.js';
import { SystemsStore } from './systems.store.js';

/** Takes a system a step through its life: into use, out of it, away (H11.2.3, H15.5.1). */
@Injectable()
export class MoveSystem {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly store: SystemsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused not-found, not-allowed, wrong-state, still-held */
  async run(actor: PersonActor, systemId: string, move: SystemMove, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { system, grounds } = await this.find.lock(tx, actor.personId, systemId, this.clock.now());
      const next = moveSystem(
        {
          name: system.content.name,
          state: system.state,
          liveGrants: move === 'close' ? await this.store.liveGrants(tx, systemId) : 0,
        },
        move,
        grounds,
      );
      if (typeof next !== 'string') throw new Refused(next);
      await this.store.setState(tx, systemId, next);
      await this.audit.run(tx, actor, [
        {
          action: 'system.moved',
          objectKind: 'system',
          objectId: systemId,
          reason,
          detail: { step: move, from: system.state, to: next },
        },
      ]);
    });
  }
}
