import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { TellBreakers } from '../../breakers/tell-breakers.js';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho, type Viewer } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type {
  simulationChoicesSchema,
  simulationEffectsSchema,
  simulationSchema,
  simulationsSchema,
  simulationUnitSchema,
  simulationUnitsSchema,
  SimulationsQuery,
} from './simulations.schema.js';
import { SimulationsStore, type StoredSimulation } from './simulations.store.js';

const unitsAtMost = 20;

type View = z.input<typeof simulationSchema>;

/** Simulations of the last week, for those who may run them. */
@Injectable()
export class ReadSimulations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SimulationsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly told: TellBreakers,
    private readonly catalogue: ReadCatalogue,
  ) {}

  /** @throws Refused 'not-allowed', like everything here */
  async choices(actor: PersonActor, language: Language): Promise<z.input<typeof simulationChoicesSchema>> {
    await this.#viewer(actor, language);
    const rules = await this.catalogue.birthrightRules(this.database);
    const roles = await this.catalogue.roles(this.database);
    const names = new Map(roles.map((role) => [role.id, language === 'sv' ? role.nameSv : role.nameEn]));
    return {
      rules: rules.map(({ id, name, roleId, selector }) => ({
        id,
        name,
        role: names.get(roleId) ?? '',
        selector: {
          ...(selector.unitsBelow ? { unitsBelow: [...selector.unitsBelow] } : {}),
          ...(selector.unitKinds ? { unitKinds: [...selector.unitKinds] } : {}),
          ...(selector.titleCodes ? { titleCodes: [...selector.titleCodes] } : {}),
          ...(selector.employmentKinds ? { employmentKinds: [...selector.employmentKinds] } : {}),
        },
      })),
      roles: roles
        .filter((role) => role.analysis !== null && !role.privileged)
        .map(({ id }) => ({ id, name: names.get(id) ?? '' })),
    };
  }

  /** Open units to try something with, by name or code. */
  async units(
    actor: PersonActor,
    q: string,
    language: Language,
  ): Promise<z.input<typeof simulationUnitsSchema>> {
    const { today } = await this.#viewer(actor, language);
    const pattern = `%${q
      .trim()
      .toLowerCase()
      .replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
    return { items: await this.store.units(this.database, pattern, today, unitsAtMost) };
  }

  /** @throws Refused 'not-found' */
  async unit(
    actor: PersonActor,
    id: string,
    language: Language,
  ): Promise<z.input<typeof simulationUnitSchema>> {
    const { today } = await this.#viewer(actor, language);
    const unit = await this.store.unit(this.database, id, today);
    if (!unit) throw Refused.because('not-found', 'There is no such unit.');
    return unit;
  }

  async page(
    actor: PersonActor,
    query: SimulationsQuery,
    language: Language,
  ): Promise<z.input<typeof simulationsSchema>> {
    const viewer = await this.#viewer(actor, language);
    const after = decodeCursor(query.after, ['instant', 'uuid']);
    const rows = await this.store.page(
      this.database,
      this.clock.now(),
      after && { at: new Date(String(after[0])), id: String(after[1]) },
      query.limit + 1,
    );
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
    return {
      items: await this.#views(viewer, rows.slice(0, query.limit)),
      next: last ? encodeCursor([last.askedAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused 'not-found' */
  async one(actor: PersonActor, id: string, language: Language): Promise<View> {
    const viewer = await this.#viewer(actor, language);
    const [view] = await this.#views(viewer, [await this.#found(id)]);
    if (!view) throw Refused.because('not-found', 'There is no such simulation.');
    return view;
  }

  /** By person. A protected person's unit is shown only to those who may see the name. */
  async effects(
    actor: PersonActor,
    id: string,
    query: SimulationsQuery,
    language: Language,
  ): Promise<z.input<typeof simulationEffectsSchema>> {
    const viewer = await this.#viewer(actor, language);
    await this.#found(id);
    const after = decodeCursor(query.after, ['number']);
    const rows = await this.store.effects(
      this.database,
      id,
      after ? lineNumber(after[0]) : 0,
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const names = await this.who.run(
      this.database,
      viewer,
      shown.flatMap((row) => [row.personId, row.managerId]),
    );
    const units = await this.told.units(
      this.database,
      shown.map((row) => row.unitId),
    );
    const roles = await this.told.roles(
      this.database,
      language,
      shown.flatMap((row) => [...row.lost, ...row.gained, ...row.later]),
    );
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(({ personId, unitId, lost, gained, later, moved, relead, managerId }) => {
        const person = names(personId);
        return {
          person,
          unit: person.withheld === undefined ? units(unitId) : '',
          lost: lost.map(roles),
          gained: gained.map(roles),
          later: later.map(roles),
          moved,
          manager: relead
            ? { to: managerId === null || person.withheld !== undefined ? null : names(managerId) }
            : null,
        };
      }),
      next: last ? encodeCursor([last.number]) : null,
    };
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('simulation.run', standing, 'simulation');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #found(id: string): Promise<StoredSimulation> {
    const found = await this.store.read(this.database, id, this.clock.now());
    if (!found)
      throw Refused.because('not-found', 'There is no such simulation, or it is older than a week.');
    return found;
  }

  async #views(viewer: Viewer, rows: readonly StoredSimulation[]): Promise<View[]> {
    const names = await this.who.run(
      this.database,
      viewer,
      rows.map((row) => row.askedBy),
    );
    const tripped = await this.told.tripped(
      this.database,
      rows.flatMap((row) => row.tripped),
    );
    const views: View[] = [];
    for (const row of rows) {
      const byRole = await this.store.roles(this.database, row.id);
      const roles = await this.told.roles(
        this.database,
        viewer.language,
        byRole.map(({ roleId }) => roleId),
      );
      views.push({
        ...row,
        askedBy: names(row.askedBy),
        tripped: row.tripped.map(tripped),
        roles: byRole.map(({ roleId, ...counts }) => ({ role: roles(roleId), ...counts })),
      });
    }
    return views;
  }
}

function lineNumber(value: string | number | undefined): number {
  if (typeof value !== 'number' || value < 0 || value > 2 ** 31 - 1)
    throw new InvalidInput([{ pointer: '/after', code: 'invalid', detail: 'is not a cursor of this list' }]);
  return value;
}
