import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { unitBeside } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { decideUnassessed } from '../policy/takeover/decide-unassessed.js';
import type {
  strayListSchema,
  straysQuerySchema,
  takeoverSystemsSchema,
  unassessedListSchema,
  unassessedQuerySchema,
} from './takeover.schema.js';
import { UnassessedPagesStore, type UnassessedScope } from './unassessed-pages.store.js';

/** Access from before Grindvakt: what waits for an answer, what has been decided, and what belongs to nobody. */
@Injectable()
export class ReadUnassessed {
  constructor(
    private readonly clock: Clock,
    private readonly store: UnassessedPagesStore,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
  ) {}

  /** What a viewer may see of it; nothing of other managers' staff or other owners' systems. */
  async page(
    reader: Reader,
    actor: PersonActor,
    query: z.output<typeof unassessedQuerySchema>,
    language: Language,
  ): Promise<z.input<typeof unassessedListSchema>> {
    const { personId } = actor;
    const { scope, standing } = await this.#scope(reader, personId);
    const after = decodeCursor(query.after, ['day', 'uuid', 'uuid', 'uuid']);
    const filter = {
      systemId: query.systemId ?? null,
      state: query.state,
      own: query.scope === 'staff',
      language,
    };
    const rows = await this.store.page(reader, scope, filter, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const viewer = { personId, standing, today: scope.today, language };
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.personId, row.managerId, row.decidedBy]),
    );
    return {
      items: shown.map(({ personId: about, managerId, decidedBy, unitId, unitName, leads, owns, ...row }) => {
        const person = whoIs(about);
        const grounds = new Set<Ground>(standing);
        if (leads) grounds.add('manager');
        if (owns) grounds.add('information-owner');
        const open = decideUnassessed({ personId: about, state: row.state }, personId) === null;
        return {
          ...row,
          person,
          unit: unitBeside(person, { id: unitId, name: unitName }),
          title: person.withheld ? '' : row.title,
          username: person.withheld ? null : row.username,
          manager: person.withheld || managerId === null ? null : whoIs(managerId),
          decidedBy: decidedBy === null ? null : whoIs(decidedBy),
          may: {
            assess: open && leads && row.roles.length > 0,
            remove: open && may('unassessed.decide', grounds, 'access') === null,
          },
        };
      }),
      next: last
        ? encodeCursor([
            last.decidedAt === null ? last.keepUntil : last.decidedAt.toISOString().slice(0, 10),
            last.unitId,
            last.personId,
            last.id,
          ])
        : null,
      total: await this.store.count(reader, scope, filter),
    };
  }

  /** How much is left in each system: for those who answer for systems. */
  async systems(reader: Reader, actor: PersonActor): Promise<z.input<typeof takeoverSystemsSchema>> {
    const { scope, standing } = await this.#scope(reader, actor.personId);
    const rows = await this.store.systems(reader, scope);
    return {
      items: rows.map(({ ownsInformation, ...row }) => {
        const grounds = new Set<Ground>(standing);
        if (ownsInformation) grounds.add('information-owner');
        const left = row.waiting + row.requested;
        return {
          ...row,
          may: {
            open: left > 0 && row.campaign === null && may('takeover.open', grounds, 'system') === null,
          },
        };
      }),
      next: null,
    };
  }

  /** Memberships that belong to nobody, or were added beside Grindvakt, by the latest reading of the directory. */
  async strays(
    reader: Reader,
    actor: PersonActor,
    query: z.output<typeof straysQuerySchema>,
  ): Promise<z.input<typeof strayListSchema>> {
    const { scope, standing } = await this.#scope(reader, actor.personId);
    const it = may('discovery.read', standing, 'list') === null;
    const after = decodeCursor(query.after, ['uuid', 'text']);
    const rows = await this.store.strays(reader, { ...scope, all: it }, after, query.limit + 1);
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
    return {
      items: rows.slice(0, query.limit),
      next: last ? encodeCursor([last.entitlementId, last.username]) : null,
    };
  }

  /** Which of the pages would show this person something: for the navigation. */
  async concerns(reader: Reader, actor: PersonActor): Promise<{ discovery: boolean; unassessed: boolean }> {
    const { scope, standing } = await this.#scope(reader, actor.personId);
    const owns = await this.store.owns(reader, actor.personId);
    const grounds = new Set<Ground>(standing);
    if (owns.asSystemOwner) grounds.add('system-owner');
    const waits = (await this.store.count(reader, scope, { systemId: null, own: true })) > 0;
    return {
      discovery: may('discovery.read', grounds, 'directory') === null,
      unassessed: waits || ((owns.any || scope.all) && (await this.store.systems(reader, scope)).length > 0),
    };
  }

  async #scope(
    reader: Reader,
    viewerId: string,
  ): Promise<{ scope: UnassessedScope; standing: ReadonlySet<Ground> }> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, viewerId, now);
    const all = may('unassessed.read', standing, 'list') === null;
    return { scope: { viewerId, all, today: dayOf(now) }, standing };
  }
}
