import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { dayOf } from '../../platform/clock.js';
import { unitsSource, type HrSource } from '../../platform/config-hr.js';
import type { HrEvents } from '../../platform/config-hr-events.js';
import type { Tx } from '../../platform/database.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { courseOf, isMoveToCome } from '../../policy/lifecycle/order-events.js';
import { clean } from '../../policy/lifecycle/check-hr-row.js';
import { checkPersonNumber } from '../../policy/lifecycle/person-number.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { ApplyDelivery, type AppliedDelivery } from './apply-delivery.js';
import { ToldFieldsStore } from './told-fields.store.js';
import { HrCompareStore, type DifferenceKind } from './hr-compare.store.js';
import { HrEventsStore, type EventState, type Settled } from './hr-events.store.js';
import type { ImportFigures } from './import-result.js';
import { ImportsStore } from './imports.store.js';
import { linesOf, sourceOfEvents, type HrEvent } from './map-event.js';
import { RecordFactsStore } from './record-facts.store.js';

/** A source that takes events. */
export type EventSource = HrSource & { events: HrEvents };

/** How long an event waits for a full delivery of its source before it is put by for later. */
const patienceMs = 3000;

/**
 * Lets one event that is on record take effect, in the caller's transaction: in its place by when it happened, by the
 * very way of a full delivery of that person alone (staging, comparison, breaker, facts, access).
 */
@Injectable()
export class SettleHrEvent {
  constructor(
    private readonly store: HrEventsStore,
    private readonly facts: RecordFactsStore,
    private readonly imports: ImportsStore,
    private readonly apply: ApplyDelivery,
    private readonly comparison: HrCompareStore,
    private readonly told: ToldFieldsStore,
    private readonly numbers: PersonNumbers,
    private readonly audit: RecordEntries,
  ) {}

  /** To be held before the event is put on record or read again. @throws 55P03 while a full delivery holds the source */
  async lock(tx: Tx, sourceId: string, { personKey }: { readonly personKey: string }): Promise<void> {
    await this.facts.lockRecord(tx, sourceId, personKey, patienceMs);
  }

  /** @param id the event's row, which the caller has locked or made; `before` when it has been tried already */
  async run(
    tx: Tx,
    actor: Actor,
    source: EventSource,
    event: HrEvent,
    { id, now, before }: { id: string; now: Date; before?: EventState },
  ): Promise<Settled> {
    const known = await this.facts.known(tx, source.id, event.personKey);
    const course = courseOf(
      {
        at: event.occurredAt,
        eventId: event.id,
        brings: source.events.brings.includes(event.type),
        movesLater: await this.#movesLater(tx, source, event, dayOf(now)),
      },
      { ...known, isKnown: known.personId !== null || (await this.#replacesKnown(tx, event)) },
    );
    let settled: Settled;
    if (course === 'unknown-person')
      settled = {
        state: 'quarantined',
        reason: 'unknown-person',
        detail: 'Nobody is known by this key, and this kind of event creates nobody.',
        path: source.events.mapping.fields.personKey,
      };
    else if (course === 'stale') {
      await this.#remember(tx, source, event);
      settled = { state: 'stale', personId: known.personId };
    } else if (course === 'not-yet')
      settled = { state: 'received', reason: 'not-yet', personId: known.personId };
    else settled = await this.#apply(tx, actor, source, event, now);
    // Tried again in vain: nothing to tell of.
    if (settled.state === before) await this.store.settle(tx, id, settled, now);
    else await this.#settle(tx, actor, source, event, { id, now, settled });
    return settled;
  }

  /** A held event that a human lets through. @returns what it did */
  async release(
    tx: Tx,
    actor: Actor,
    source: EventSource,
    event: HrEvent,
    { id, now, importId }: { id: string; now: Date; importId: string },
  ): Promise<AppliedDelivery> {
    const applied = await this.#run(tx, actor, source, event, { now, importId, released: true });
    const settled = await this.#outcome(tx, source, event, applied);
    await this.#settle(tx, actor, source, event, { id, now, settled });
    return applied;
  }

  async #apply(tx: Tx, actor: Actor, source: EventSource, event: HrEvent, now: Date): Promise<Settled> {
    const applied = await this.#run(tx, actor, source, event, { now, importId: null, released: false });
    if (applied.outcome !== 'held') return this.#outcome(tx, source, event, applied);
    const asOf = dayOf(event.occurredAt);
    const importId = await this.imports.start(tx, {
      source: source.id,
      channel: 'event',
      asOf,
      startedBy: actor.kind === 'person' ? actor.personId : null,
      at: now,
    });
    await this.told.note(tx, source.id, unitsSource(source), asOf);
    await this.comparison.writeDifferences(tx, importId, source);
    await this.imports.finish(tx, importId, {
      state: 'held',
      at: now,
      asOf,
      digest: null,
      sealed: null,
      result: applied.figures,
    });
    await this.audit.run(tx, actor, [
      {
        action: 'import.held',
        objectKind: 'import',
        objectId: importId,
        detail: { source: source.id, asOf, event: event.id },
      },
    ]);
    return { state: 'held', importId, change: changeOf(applied.figures) };
  }

  #run(
    tx: Tx,
    actor: Actor,
    source: EventSource,
    event: HrEvent,
    how: { now: Date; importId: string | null; released: boolean },
  ): Promise<AppliedDelivery> {
    return this.apply.run(tx, {
      ...how,
      actor,
      source: sourceOfEvents(source, source.events),
      delivery: {
        personKey: event.personKey,
        unitCodes: event.employments.map(({ unit = '' }) => clean(unit)),
        file: linesOf(event),
        addsHsaIds: event.hasMoreHsaIds,
      },
      asOf: dayOf(event.occurredAt),
      moment: event.occurredAt,
      trial: false,
      progress: () => Promise.resolve(),
    });
  }

  async #outcome(tx: Tx, source: EventSource, event: HrEvent, applied: AppliedDelivery): Promise<Settled> {
    const [aside] = applied.asides;
    if (aside)
      return { state: 'quarantined', reason: aside.reason, detail: aside.detail, path: aside.column };
    const personId = await this.facts.stand(tx, source.id, event.personKey, event.occurredAt);
    if (applied.outcome === 'unchanged') return { state: 'unchanged', personId };
    return { state: 'applied', personId, change: changeOf(applied.figures) };
  }

  /** What waited of the same record and is older now will not come into use any more. */
  async #settle(
    tx: Tx,
    actor: Actor,
    source: EventSource,
    event: HrEvent,
    { id, now, settled }: { id: string; now: Date; settled: Settled },
  ): Promise<void> {
    await this.store.settle(tx, id, settled, now);
    if (settled.state === 'applied' || settled.state === 'unchanged')
      for (const old of await this.store.outdate(tx, source.id, event.personKey, event.occurredAt))
        if (old.importId !== null)
          await this.imports.cancel(tx, old.importId, null, 'A later event took its place.', now);
    await this.audit.run(tx, actor, [
      {
        action: `event.${settled.state}`,
        personId: settled.personId ?? null,
        objectKind: 'event',
        objectId: id,
        reason: settled.reason ?? null,
        detail: { source: source.id, event: event.id, type: event.type, corrects: event.corrects },
      },
    ]);
  }

  /** The record is new, but says that its number has replaced one that somebody is known by. */
  async #replacesKnown(tx: Tx, event: HrEvent): Promise<boolean> {
    const checked = checkPersonNumber(
      clean(event.employments[0]?.previousNumber ?? ''),
      false,
      dayOf(event.occurredAt),
    );
    return 'number' in checked && this.facts.isNumberKnown(tx, this.numbers.indexOf(checked.number));
  }

  /** Later than both our day and its own: a clock that is a little ahead makes no move of today one to come. */
  async #movesLater(tx: Tx, source: EventSource, event: HrEvent, ours: Day): Promise<boolean> {
    const its = dayOf(event.occurredAt);
    const today = its > ours ? its : ours;
    if (event.effectiveFrom === null || event.effectiveFrom <= today) return false;
    const known = await this.facts.employments(tx, source.id, event.personKey, today);
    const stated = event.employments.map(({ number = '', unit = '', title = '' }, nth) => ({
      moved: source.events.moves.includes(event.happened[nth] ?? ''),
      unit: clean(unit),
      title: clean(title),
      known: known.find((employment) => employment.number === clean(number)) ?? null,
    }));
    return isMoveToCome(event.effectiveFrom, today, stated);
  }

  async #remember(tx: Tx, source: EventSource, event: HrEvent): Promise<void> {
    const moved = event.employments.flatMap(({ number = '', unit = '' }, nth) =>
      source.events.moves.includes(event.happened[nth] ?? '')
        ? [{ number: number.trim(), unit: unit.trim() }]
        : [],
    );
    const day = event.effectiveFrom ?? dayOf(event.occurredAt);
    await this.store.writePassedMoves(tx, source.id, moved, event.occurredAt, day);
  }
}

function changeOf({ changes }: ImportFigures): DifferenceKind {
  if (changes.leavers > 0) return 'leaver';
  if (changes.joiners > 0) return 'joiner';
  if (changes.rehires > 0) return 'rehire';
  if (changes.movers > 0) return 'mover';
  if (changes.employmentsAdded > 0) return 'employment-added';
  if (changes.employmentsEnded > 0) return 'employment-ended';
  if (changes.leaves > 0) return 'leave';
  return changes.returns > 0 ? 'leave-ended' : 'changed';
}
