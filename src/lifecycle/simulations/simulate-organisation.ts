import { Inject, Injectable } from '@nestjs/common';
import { WeighLosses } from '../../breakers/weigh-losses.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, sqlState, type Tx } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { guardOf, trippedUnits, trips, type Tripped } from '../../policy/lifecycle/breaker.js';
import { withPlaces, type Effect } from '../../policy/lifecycle/losses.js';
import type { Actor, PersonActor } from '../../policy/model/actor.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { DeliveryLossesStore } from '../intake/delivery-losses.store.js';
import { FollowFacts } from '../following/follow-facts.js';
import { KeepSimulation } from './keep-simulation.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { SimulatedOrganisationStore, type FoundUnit, type UnitLoss } from './simulated-organisation.store.js';
import type { SimulateOrganisationInput } from './simulations.schema.js';
import { SimulationsStore } from './simulations.store.js';
import { StandingStore } from '../following/standing.store.js';

const statementMs = 20_000;
const mostPersons = 10_000;
// Below the second after which the database looks for circles of waiting: what is real never gives way to a trial.
const lockMs = 500;
// A statement, or the wait for a lock, took longer than that.
const gaveUp: ReadonlySet<string> = new Set(['57014', '55P03']);

interface Answer {
  readonly title: string;
  readonly lookedAt: number;
  readonly effects: readonly Effect[];
  readonly tripped: readonly Tripped[];
}

/** What the trial has changed: employments, codes of units whose managers follow, and a unit that it made. */
interface Changed {
  readonly changed: readonly string[];
  readonly codes: readonly string[];
  readonly made: string | null;
}

/** Thrown to undo all that was done to find the answer. */
class Foretold extends Error {
  constructor(readonly answer: Answer) {
    super('what would happen is known');
  }
}

/**
 * "What would happen" if the organisation were changed: the change is made, access follows it by the very verbs that a
 * delivery uses, what people have got and lost is noted, and all of it is undone. Nothing leaves the transaction.
 */
@Injectable()
export class SimulateOrganisation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly simulations: SimulationsStore,
    private readonly store: SimulatedOrganisationStore,
    private readonly deliveries: DeliveryLossesStore,
    private readonly standing: ReadStanding,
    private readonly facts: StandingStore,
    private readonly managers: ManagersStore,
    private readonly follow: FollowFacts,
    private readonly weigh: WeighLosses,
    private readonly keep: KeepSimulation,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /**
   * @returns the simulation's id
   * @throws Refused 'not-allowed', 'simulation-running', 'simulation-too-large'; InvalidInput for units that do not
   * exist, stand in two sources or lie in a circle, and for a manager who is not employed
   */
  async run(actor: PersonActor, input: SimulateOrganisationInput): Promise<string> {
    const now = this.clock.now();
    const begun = performance.now();
    const { title, lookedAt, effects, tripped } = await this.#answer(actor, input, now);
    return this.database.transaction((tx) =>
      this.keep.run(
        tx,
        actor,
        { kind: 'organisation', title, question: input, askedAt: now, begun, lookedAt, effects, tripped },
        { way: input.way, unit: input.unit },
      ),
    );
  }

  async #answer(actor: PersonActor, input: SimulateOrganisationInput, now: Date): Promise<Answer> {
    try {
      return await this.database.transaction(async (tx): Promise<never> => {
        throw new Foretold(await this.#foretell(tx, actor, input, now));
      });
    } catch (error) {
      if (error instanceof Foretold) return error.answer;
      if (!gaveUp.has(sqlState(error) ?? '')) throw error;
      throw Refused.because('simulation-too-large', 'The simulation took too long and was stopped.');
    }
  }

  async #foretell(tx: Tx, actor: PersonActor, input: SimulateOrganisationInput, now: Date): Promise<Answer> {
    const today = dayOf(now);
    const denied = may('simulation.run', await this.standing.run(tx, actor.personId, now), 'simulation');
    if (denied) throw new Refused(denied);
    if (!(await this.simulations.claim(tx, actor.personId)))
      throw Refused.because('simulation-running', 'A simulation of yours is already being computed.');
    const unit = await this.#unit(tx, 'unit', input.unit, today);
    const other = input.into === null ? null : await this.#unit(tx, 'into', input.into, today);
    if (other && (other.source !== unit.source || other.path.startsWith(unit.path)))
      throw invalid('into', 'the other unit must be of the same source, and not lie in the unit itself');
    const manager =
      input.manager === null
        ? null
        : await this.store.employmentNumber(tx, unit.source, input.manager, today);
    if (input.manager !== null && manager === null)
      throw invalid('manager', 'nobody with this employment number is employed');
    await this.simulations.limit(tx, statementMs);
    await this.store.giveWay(tx, lockMs);

    const persons = await this.store.personsBelow(tx, unit, today, mostPersons + 1);
    if (persons.length > mostPersons)
      throw Refused.because('simulation-too-large', 'The unit has too many people to try this on.');
    await this.facts.lock(tx, persons);
    await this.store.rememberAccess(tx, persons, now);
    await this.store.rememberPlaces(tx, persons, today);
    await this.facts.remember(tx, today, persons);
    const ending = input.way === 'close' ? await this.store.inForceBelow(tx, unit, today) : [];
    const employments = await this.#weighEnds(tx, unit, ending, now);
    const { changed, codes, made } = await this.#change(tx, { ...input, manager }, unit, other, today);
    await this.facts.findFlipped(tx, today);
    await this.managers.settle(tx, today, changed, 'was_flipped', { source: unit.source, codes });
    const by: Actor = { kind: 'system', name: 'simulation', channel: actor.channel };
    await this.follow.run(tx, by, persons, now);
    const access = await this.weigh.run(tx, {
      cause: 'delivery',
      objectId: null,
      now,
      by: 'itself',
      announced: ending.reduce((sum, { ends }) => sum + ends, 0),
      announcedIn: Object.fromEntries(ending.map(({ unitId, ends }) => [unitId, ends])),
    });
    return {
      title: other ? `${unit.name} → ${other.name}` : unit.name,
      lookedAt: persons.length,
      effects: withPlaces(
        placedIn(unit.id, made, await this.store.effects(tx, persons, now)),
        await this.store.places(tx, today),
      ),
      tripped: [...employments, ...access.tripped],
    };
  }

  /** The facts as the delivery of today would leave them. */
  async #change(
    tx: Tx,
    { way, manager, titleCodes, newKind }: SimulateOrganisationInput,
    unit: FoundUnit,
    other: FoundUnit | null,
    today: Day,
  ): Promise<Changed> {
    const lastDay = addDays(today, -1);
    if (way === 'merge' && other) {
      const moved = await this.store.moveEmployments(tx, unit, other, today);
      await this.store.mergeUnit(tx, unit, other, lastDay);
      return { changed: moved, codes: [unit.code, other.code], made: null };
    }
    if (way === 'split') {
      const { unitId, code, moved } = await this.store.splitUnit(tx, unit, titleCodes, newKind, today);
      if (moved.length === 0) throw invalid('titleCodes', 'nobody in the unit has one of these titles');
      if (manager !== null) await this.store.setManager(tx, { ...unit, id: unitId }, manager);
      return { changed: moved, codes: [code], made: unitId };
    }
    if (way === 'move' && other) await this.store.moveUnit(tx, unit, other);
    if (way === 'manager') await this.store.setManager(tx, unit, manager);
    if (way !== 'close') return { changed: [], codes: [unit.code], made: null };
    const ended = await this.store.endEmployments(tx, unit, today, lastDay);
    await this.store.closeUnits(tx, unit, lastDay);
    return { changed: ended, codes: [unit.code], made: null };
  }

  /** What a delivery's own breakers would say of the employments that it ends, before it is written. */
  async #weighEnds(tx: Tx, unit: FoundUnit, ending: readonly UnitLoss[], now: Date): Promise<Tripped[]> {
    if (ending.length === 0) return [];
    const { feed, unit: unitLimits } = this.config.lifecycle.breakers;
    const limits = this.config.hr.sources.find(({ id }) => id === unit.source)?.breaker ?? feed;
    const guard = guardOf(
      ending.reduce((sum, { ends }) => sum + ends, 0),
      await this.store.inForceOfSource(tx, unit.source, dayOf(now)),
      limits,
      await this.deliveries.earlierOfFeed(tx, unit.source, now),
    );
    const ofFeed: Tripped[] = trips(guard)
      ? [{ ...guard, scope: 'feed', what: 'employments', unitId: null }]
      : [];
    return [...ofFeed, ...trippedUnits(ending, 'employments', unitLimits)];
  }

  async #unit(tx: Tx, field: 'unit' | 'into', code: string, today: Day): Promise<FoundUnit> {
    const [found, second] = await this.store.unitsByCode(tx, code, today);
    if (!found) throw invalid(field, `there is no open unit ${code}`);
    if (second) throw invalid(field, `there are units ${code} in several sources`);
    return found;
  }
}

/** A unit that is made for the trial has no name to be shown by: what people get there is told at the one they come from. */
function placedIn(unitId: string, made: string | null, effects: readonly Effect[]): readonly Effect[] {
  if (made === null) return effects;
  const place = (places: Effect['lost']): Effect['lost'] =>
    places.map((one) => (one.unitId === made ? { ...one, unitId } : one));
  return effects.map(({ personId, lost, gained, later = [] }) => ({
    personId,
    lost: place(lost),
    gained: place(gained),
    later: place(later),
  }));
}

function invalid(field: 'unit' | 'into' | 'manager' | 'titleCodes', detail: string): InvalidInput {
  return new InvalidInput([{ pointer: `/${field}`, code: 'invalid', detail }]);
}
