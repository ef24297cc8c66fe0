import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { unitBeside } from '../people/read-people.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf, endOfDay } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { accessMapSchema, HoldersQuery, holderListSchema, MapQuery } from './access-map.schema.js';
import {
  AccessMapStore,
  type HolderRow,
  type MapFilter,
  type MapScope,
  type MapUnit,
} from './access-map.store.js';

const shownRows = 200;

type Filtered = Pick<MapQuery, 'systemId' | 'roleId' | 'minimumRisk' | 'on'> & {
  privileged?: boolean | undefined;
};

export interface MapView {
  readonly scope: MapScope;
  readonly standing: ReadonlySet<Ground>;
  readonly led: readonly MapUnit[];
}

/** WHO HAS ACCESS (H13.1.1): role × unit, and one by one, within what the viewer answers for; also as of a day gone by. */
@Injectable()
export class ReadAccessMap {
  constructor(
    private readonly clock: Clock,
    private readonly store: AccessMapStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-found for a unit that is not the viewer's to see */
  async run(
    reader: Reader,
    actor: PersonActor,
    query: MapQuery,
    language: Language,
  ): Promise<z.input<typeof accessMapSchema>> {
    const view = await this.view(reader, actor);
    const { scope } = view;
    const filter = this.filter(query, scope);
    const wide = scope.all || scope.systemIds.length > 0;
    const tops = wide ? await this.store.below(reader, null) : view.led;
    const only = tops.length === 1 ? (tops[0] ?? null) : null;
    const unit = query.unitId === undefined ? only : await this.unit(reader, view, query.unitId);
    const below = unit === null ? tops : await this.store.below(reader, unit.id);
    const counts = await this.store.counts(
      reader,
      scope,
      filter,
      below.map((one) => one.id),
      unit?.id ?? null,
    );
    const columns = [
      ...(unit && (below.length === 0 || counts.some((count) => count.columnId === unit.id))
        ? [{ ...unit, hasBelow: false, isOwn: true }]
        : []),
      ...below.map((one) => ({ ...one, isOwn: false })),
    ];
    const byRole = new Map<string, Map<string, { grants: number; unassessed: number }>>();
    for (const { roleId, columnId, grants, unassessed } of counts) {
      const cells = byRole.get(roleId) ?? new Map<string, { grants: number; unassessed: number }>();
      byRole.set(roleId, cells.set(columnId, { grants, unassessed }));
    }
    const rows = (await this.store.roles(reader, [...byRole.keys()], language))
      .map(({ id, name, ...role }) => {
        const cells = columns.map((c) => byRole.get(id)?.get(c.id) ?? { grants: 0, unassessed: 0 });
        return {
          role: { id, name },
          ...role,
          cells,
          grants: sum(cells.map((cell) => cell.grants)),
          unassessed: sum(cells.map((cell) => cell.unassessed)),
        };
      })
      .sort((a, b) => b.grants - a.grants || a.role.name.localeCompare(b.role.name, 'sv'));
    const above = unit === null ? [] : await this.store.above(reader, unit.path);
    return {
      on: query.on ?? null,
      unit,
      above: above.filter(
        (one) => one.id !== unit?.id && (wide || view.led.some((l) => one.path.startsWith(l.path))),
      ),
      columns,
      rows: rows.slice(0, shownRows),
      more: Math.max(0, rows.length - shownRows),
      grants: sum(rows.map((row) => row.grants)),
      unassessed: sum(rows.map((row) => row.unassessed)),
      countsProtected: scope.seesProtected,
      choices: await this.store.choices(reader, scope, language),
    };
  }

  /** One by one, by unit. @throws Refused not-found */
  async holders(
    reader: Reader,
    actor: PersonActor,
    query: HoldersQuery,
    language: Language,
  ): Promise<z.input<typeof holderListSchema>> {
    const view = await this.view(reader, actor);
    const unit = query.unitId === undefined ? null : await this.unit(reader, view, query.unitId);
    const after = decodeCursor(query.after, ['text', 'uuid']);
    const rows = await this.store.holders(
      reader,
      view.scope,
      this.filter(query, view.scope),
      { path: unit?.path ?? null, below: !query.own },
      language,
      after,
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.named(reader, actor, view, shown, language),
      next: last ? encodeCursor([last.path, last.id]) : null,
    };
  }

  async named(
    reader: Reader,
    actor: PersonActor,
    view: MapView,
    rows: readonly HolderRow[],
    language: Language,
  ): Promise<z.input<typeof holderListSchema>['items']> {
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing: view.standing, today: view.scope.today, language },
      rows.map((row) => row.personId),
    );
    return rows.map(({ personId, unitId, unitName, roleId, role, path: _path, title, ...row }) => {
      const person = whoIs(personId);
      return {
        ...row,
        person,
        title: person.withheld ? '' : title,
        unit: unitBeside(person, { id: unitId, name: unitName }),
        role: { id: roleId, name: role },
      };
    });
  }

  /** @throws Refused not-found for those who answer for nothing */
  async view(reader: Reader, actor: PersonActor): Promise<MapView> {
    const now = this.clock.now();
    const today = dayOf(now);
    const { personId: viewerId } = actor;
    const standing = await this.standing.run(reader, viewerId, now);
    const systemIds = await this.store.ownSystems(reader, viewerId);
    const led = await this.store.ledUnits(reader, viewerId, today);
    const grounds = new Set<Ground>(standing);
    const all = may('access-map.read', grounds, 'map') === null;
    if (systemIds.length > 0) grounds.add('information-owner');
    if (led.length > 0) grounds.add('unit-manager');
    const forbidden = may('access-map.read', grounds, 'such page');
    if (forbidden) throw new Refused(forbidden);
    const seesProtected = may('person.unmask', standing, 'person') === null;
    const unitPaths = led.map((unit) => unit.path);
    return { scope: { viewerId, all, systemIds, unitPaths, seesProtected, today }, standing, led };
  }

  /** Whether this person would be shown anything: for the navigation. */
  async concerns(reader: Reader, actor: PersonActor): Promise<boolean> {
    try {
      await this.view(reader, actor);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  async unit(reader: Reader, view: MapView, id: string): Promise<MapUnit> {
    const { scope, led } = view;
    const unit = await this.store.unit(reader, id);
    const seen =
      unit !== null &&
      (scope.all || scope.systemIds.length > 0 || led.some((own) => unit.path.startsWith(own.path)));
    if (!seen) throw Refused.because('not-found', 'There is no such unit, or you may not see it.');
    return unit;
  }

  filter(query: Filtered, scope: MapScope): MapFilter {
    const { on } = query;
    if (on !== undefined && on > scope.today)
      throw new InvalidInput([{ pointer: '/on', code: 'invalid', detail: 'must be a day that has come' }]);
    const at = on === undefined || on === scope.today ? null : new Date(endOfDay(on).getTime() - 1);
    return {
      systemId: query.systemId ?? null,
      roleId: query.roleId ?? null,
      minimumRisk: query.minimumRisk,
      privileged: query.privileged ?? null,
      at,
      now: this.clock.now(),
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
