import { Inject, Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { unitBeside } from '../../people/read-people.js';
import { ReadStaff } from '../../people/read-staff.js';
import { ReadWho, type Viewer, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ExternalPagesStore, type ExternalRow, type ExternalScope } from './external-pages.store.js';
import type { ExternalListView, ExternalsQuery, ExternalView } from './externals.schema.js';

const unitsAtMost = 20;

/** External people and their terms, for whoever answers for them, leads them or watches over all of them. */
@Injectable()
export class ReadExternals {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly clock: Clock,
    private readonly store: ExternalPagesStore,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
  ) {}

  async list(
    reader: Reader,
    actor: PersonActor,
    query: ExternalsQuery,
    language: Language,
  ): Promise<ExternalListView> {
    const viewer = await this.#viewer(reader, actor, language);
    const after = decodeCursor(query.after, ['day', 'uuid']);
    const rows = await this.store.list(reader, scopeOf(viewer), query.show, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#views(reader, viewer, shown),
      next: last ? encodeCursor([last.sortTo, last.id]) : null,
      mayRegister: (await this.units(reader, actor, '')).length > 0,
      maxDays: this.config.externals.maxDays,
    };
  }

  /** @throws Refused not-found for an external person whom the caller has nothing to do with. */
  async one(reader: Reader, actor: PersonActor, id: string, language: Language): Promise<ExternalView> {
    const viewer = await this.#viewer(reader, actor, language);
    const row = await this.store.one(reader, scopeOf(viewer), id);
    const [view] = row ? await this.#views(reader, viewer, [row]) : [];
    if (!view)
      throw Refused.because('not-found', 'There is no such external person, or you may not see them.');
    return view;
  }

  /** Units in which the caller may register somebody, by the beginning of a word of the name. */
  async units(reader: Reader, actor: PersonActor, q: string): Promise<{ id: string; name: string }[]> {
    const standing = await this.standing.run(reader, actor.personId, this.clock.now());
    const anywhere = may('external.register', standing, 'unit') === null;
    const pattern = `%${q.toLowerCase().replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
    const today = dayOf(this.clock.now());
    const rows = await this.store.units(
      reader,
      anywhere ? null : actor.personId,
      pattern,
      today,
      unitsAtMost,
    );
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** Whether the page has anything to show this person, or anything to do. */
  async concerns(reader: Reader, actor: PersonActor, standing: ReadonlySet<Ground>): Promise<boolean> {
    const today = dayOf(this.clock.now());
    return (
      may('external.read', standing, 'external person') === null ||
      (await this.staff.leadsAnyone(reader, actor.personId, today)) ||
      this.store.concerns(reader, actor.personId, today)
    );
  }

  async #views(reader: Reader, viewer: Viewer, rows: readonly ExternalRow[]): Promise<ExternalView[]> {
    const whoIs = await this.who.run(
      reader,
      viewer,
      rows.flatMap((row) => [row.personId, row.sponsorId, row.actingId]),
    );
    return rows.map((row) => viewOf(row, viewer, whoIs));
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }
}

function scopeOf(viewer: Viewer): ExternalScope {
  return {
    viewerId: viewer.personId,
    seesAll: may('external.read', viewer.standing, 'external person') === null,
    today: viewer.today,
  };
}

function viewOf(row: ExternalRow, viewer: Viewer, whoIs: (id: string | null) => Who): ExternalView {
  const person = whoIs(row.personId);
  const grounds = new Set(viewer.standing);
  if (row.sponsorId === viewer.personId || row.actingId === viewer.personId) grounds.add('sponsor');
  if (row.managerId === viewer.personId) grounds.add('manager');
  const live = row.state !== 'over' && row.personId !== viewer.personId;
  const has = (verb: 'external.extend' | 'external.change-sponsor' | 'external.end'): boolean =>
    live && may(verb, grounds, 'external person') === null;
  return {
    id: row.id,
    person,
    kind: row.kind,
    title: person.withheld ? '' : row.title,
    unit: unitBeside(person, { id: row.unitId, name: row.unitName }),
    employer: person.withheld ? null : row.employer,
    contract: person.withheld ? null : row.contract,
    from: row.from,
    to: row.to,
    state: row.state,
    sponsor: row.sponsorId === null ? null : whoIs(row.sponsorId),
    acting: row.actingId === null ? null : whoIs(row.actingId),
    nameBy: row.nameBy,
    missing: row.missing,
    registeredHere: row.registeredHere,
    may: {
      extend: row.registeredHere && has('external.extend'),
      changeSponsor: has('external.change-sponsor'),
      end: has('external.end'),
    },
  };
}
