import { Injectable, Logger } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { Clock } from '../../platform/clock.js';
import { Database, sqlState, type Tx } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { Jobs } from '../../platform/jobs.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { isTooFarAhead } from '../../policy/lifecycle/order-events.js';
import type { Actor } from '../../policy/model/actor.js';
import { hrEventsQueue } from './hr-events.queue.js';
import { HrEventsStore, type EventState, type Settled } from './hr-events.store.js';
import { canonical, readEvent, type HrEvent } from './map-event.js';
import { RetryHrEvents } from './retry-hr-events.js';
import { SettleHrEvent, type EventSource } from './settle-hr-event.js';

export interface EventAnswer {
  /** The HR system's id of the event. */
  event: string;
  /** `duplicate`: the very same came before, and nothing was done again. */
  state: EventState | 'duplicate';
  reason: string | null;
  detail: string | null;
}

interface Told {
  event: HrEvent;
  digest: Buffer;
  sealed: Buffer;
  from: string;
  now: Date;
}

/**
 * Takes in one event from an HR system (H13.1.2): once, in its place by when it happened, whatever the order in which
 * events and full deliveries arrive. Facts, access, audit entry and the event's own row commit together.
 */
@Injectable()
export class TakeHrEvent {
  readonly #log = new Logger('HrEvent');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HrEventsStore,
    private readonly settle: SettleHrEvent,
    private readonly retry: RetryHrEvents,
    private readonly numbers: PersonNumbers,
    private readonly jobs: Jobs,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @param from who brought it, for the record
   * @throws InvalidInput naming each value that it cannot do without
   */
  async run(actor: Actor, source: EventSource, body: unknown, from: string): Promise<EventAnswer> {
    const now = this.clock.now();
    const event = readEvent(body, source.events, this.numbers);
    if (isTooFarAhead(event.occurredAt, now, source.events.aheadHours))
      throw new InvalidInput([
        {
          pointer: `/${source.events.mapping.occurredAt.replaceAll('.', '/')}`,
          code: 'invalid',
          detail: `lies more than ${String(source.events.aheadHours)} hours ahead: a clock is wrong`,
        },
      ]);
    const text = canonical(body);
    const told: Told = {
      event,
      digest: this.numbers.indexOf(text),
      sealed: this.numbers.seal(text),
      from,
      now,
    };
    const answer = await this.#take(actor, source, told);
    // Somebody has become known, or was found to be: what waited for that is tried now.
    if (answer.state === 'applied')
      await this.retry.ofRecord(source, event.personKey).catch((error: unknown) => {
        this.#log.warn(
          `waiting events were not tried again: ${error instanceof Error ? error.name : 'unknown'}`,
        );
      });
    return answer;
  }

  async #take(actor: Actor, source: EventSource, told: Told): Promise<EventAnswer> {
    try {
      return await this.database.transaction((tx) => this.#inTransaction(tx, actor, source, told));
    } catch (error) {
      if (sqlState(error) !== '55P03') throw error;
      return this.database.transaction((tx) => this.#putBy(tx, actor, source, told));
    }
  }

  async #inTransaction(tx: Tx, actor: Actor, source: EventSource, told: Told): Promise<EventAnswer> {
    const { event, now } = told;
    await this.settle.lock(tx, source.id, event);
    const received = await this.#receive(tx, actor, source, told);
    if ('state' in received) return received;
    const settled = await this.settle.run(tx, actor, source, event, { id: received.id, now });
    return answerOf(event, settled);
  }

  /** A full delivery of the source is being taken in: kept, and used as soon as that has ended. */
  async #putBy(tx: Tx, actor: Actor, source: EventSource, told: Told): Promise<EventAnswer> {
    const received = await this.#receive(tx, actor, source, told);
    if ('state' in received) return received;
    await this.jobs.send(tx, hrEventsQueue, {});
    await this.audit.run(tx, actor, [
      {
        action: 'event.received',
        objectKind: 'event',
        objectId: received.id,
        detail: { source: source.id, event: told.event.id },
      },
    ]);
    return answerOf(told.event, { state: 'received' });
  }

  async #receive(
    tx: Tx,
    actor: Actor,
    source: EventSource,
    { event, digest, sealed, from, now }: Told,
  ): Promise<{ id: string } | EventAnswer> {
    const row = await this.store.receive(tx, event, { source: source.id, digest, sealed, from, at: now });
    if (row.isNew) return { id: row.id };
    if (row.isSame) {
      await this.store.countRepeat(tx, row.id);
      return { event: event.id, state: 'duplicate', reason: row.reason, detail: row.detail };
    }
    const conflict = await this.store.writeConflict(tx, event, {
      source: source.id,
      digest,
      from,
      at: now,
      personId: row.personId,
    });
    if (conflict !== null)
      await this.audit.run(tx, actor, [
        {
          action: 'event.refused',
          personId: row.personId,
          objectKind: 'event',
          objectId: conflict,
          reason: 'event-conflict',
          detail: { source: source.id, event: event.id },
        },
      ]);
    return {
      event: event.id,
      state: 'conflict',
      reason: 'event-conflict',
      detail: `The event ${event.id} has already come with other contents: a correction is a new event.`,
    };
  }
}

function answerOf(event: HrEvent, { state, reason = null, detail = null }: Settled): EventAnswer {
  return { event: event.id, state, reason, detail };
}
