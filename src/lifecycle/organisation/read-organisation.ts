import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho, type Viewer } from '../../people/read-who.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import type { OrganisationChangeView, OrganisationUnitView } from './organisation.schema.js';
import { OrganisationPagesStore, type UnitRow } from './organisation-pages.store.js';

interface Page {
  after?: string | undefined;
  limit: number;
}

/** The tree of units, those without a manager, and what has happened to them. */
@Injectable()
export class ReadOrganisation {
  constructor(
    private readonly clock: Clock,
    private readonly store: OrganisationPagesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  /** The units just below one; those at the top when none is named. */
  async below(
    reader: Reader,
    actor: PersonActor,
    parentId: string | null,
    language: Language,
  ): Promise<{ items: OrganisationUnitView[]; next: null }> {
    const viewer = await this.#viewer(reader, actor, language);
    const rows = await this.store.below(reader, parentId, viewer.today);
    return { items: await this.#shown(reader, viewer, rows), next: null };
  }

  /** Units with people and without a manager of their own, by name. */
  async withoutManager(
    reader: Reader,
    actor: PersonActor,
    page: Page,
    language: Language,
  ): Promise<{ items: OrganisationUnitView[]; next: string | null }> {
    const viewer = await this.#viewer(reader, actor, language);
    const after = decodeCursor(page.after, ['text', 'uuid']);
    const rows = await this.store.withoutManager(reader, viewer.today, after, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#shown(reader, viewer, shown),
      next: last ? encodeCursor([last.name, last.id]) : null,
    };
  }

  async changes(
    reader: Reader,
    actor: PersonActor,
    page: Page,
    language: Language,
  ): Promise<{ items: OrganisationChangeView[]; next: string | null }> {
    const viewer = await this.#viewer(reader, actor, language);
    const after = decodeCursor(page.after, ['instant', 'uuid']);
    const rows = await this.store.changes(reader, after, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    const last = rows.length > page.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.wasManagerId, row.becameManagerId]),
    );
    return {
      items: shown.map(({ wasManagerId, becameManagerId, ...row }) => ({
        ...row,
        wasManager: wasManagerId === null ? null : whoIs(wasManagerId),
        becameManager: becameManagerId === null ? null : whoIs(becameManagerId),
      })),
      next: last ? encodeCursor([last.at.toISOString(), last.id]) : null,
    };
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const refusal = may('organisation.read', standing, 'organisation');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #shown(reader: Reader, viewer: Viewer, rows: readonly UnitRow[]): Promise<OrganisationUnitView[]> {
    const whoIs = await this.who.run(
      reader,
      viewer,
      rows.flatMap((row) => [row.managerId, row.answersId]),
    );
    return rows.map(({ id, name, kind, above, managerId, answersId, persons, children }) => ({
      id,
      name,
      kind,
      above,
      manager: managerId === null ? null : whoIs(managerId),
      answers: answersId === null ? null : whoIs(answersId),
      persons,
      children,
    }));
  }
}
