import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, sqlState } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import type { Actor } from '../../policy/model/actor.js';
import { HrEventsStore, type EventState } from './hr-events.store.js';
import { readEvent } from './map-event.js';
import { SettleHrEvent, type EventSource } from './settle-hr-event.js';

const actor: Actor = { kind: 'system', name: 'hr-events', channel: 'schedule' };
const mostAtATime = 2000;
const waitingStates: readonly EventState[] = ['received', 'quarantined'];

/**
 * Tries events again that wait: put by while a full delivery was taken in, or set aside for what may have come since, a
 * unit or a person. Each in a transaction of its own; what still cannot be used stays as it is.
 */
@Injectable()
export class RetryHrEvents {
  readonly #log = new Logger('HrEvents');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HrEventsStore,
    private readonly settle: SettleHrEvent,
    private readonly numbers: PersonNumbers,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** Everything that waits, and contents that have waited too long are dropped. @returns how many came into use */
  async run(): Promise<number> {
    let used = 0;
    for (const source of this.config.hr.sources) {
      if (!takesEvents(source)) continue;
      const waiting = await this.store.waiting(
        this.database,
        { source: source.id, states: waitingStates },
        mostAtATime,
      );
      for (const { id } of waiting) if (await this.#try(source, id)) used += 1;
      const oldest = new Date(this.clock.now().getTime() - source.events.keepDays * 86_400_000);
      await this.database.transaction((tx) => this.store.dropSealed(tx, source.id, oldest));
    }
    return used;
  }

  /** Those of one record, after news of it. */
  async ofRecord(source: EventSource, personKey: string): Promise<void> {
    const waiting = await this.store.waiting(
      this.database,
      { source: source.id, personKey, states: waitingStates },
      mostAtATime,
    );
    for (const { id } of waiting) await this.#try(source, id);
  }

  async #try(source: EventSource, id: string): Promise<boolean> {
    try {
      return await this.database.transaction(async (tx) => {
        const sealed = await this.store.sealed(tx, id);
        if (!sealed) return false;
        const event = readEvent(
          JSON.parse(this.numbers.open(sealed).toString('utf8')) as unknown,
          source.events,
          this.numbers,
        );
        await this.settle.lock(tx, source.id, event); // first the record, as everyone
        const before = await this.store.lockState(tx, id);
        if (before === null || !waitingStates.includes(before)) return false;
        const now = this.clock.now();
        const { state } = await this.settle.run(tx, actor, source, event, { id, now, before });
        return state !== before;
      });
    } catch (error) {
      // Busy again, or read by another mapping than before: it waits on.
      if (sqlState(error) !== '55P03' && !(error instanceof InvalidInput)) throw error;
      this.#log.warn(`event ${id} waits on`);
      return false;
    }
  }
}

/** Whether this source's configuration lets events in. */
export function takesEvents(source: Config['hr']['sources'][number]): source is EventSource {
  return source.events !== undefined;
}
