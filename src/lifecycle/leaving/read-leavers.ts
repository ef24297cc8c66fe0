import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { unitBeside } from '../../people/read-people.js';
import { ReadWho, type Viewer, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { mayAnswerItem } from '../../policy/lifecycle/answer-item.js';
import type { LeaverDetailView, LeaversQuery, LeaverView } from './leavers.schema.js';
import { LeaversStore, type LeaverRow, type LeaverScope } from './leavers.store.js';
import { ReadOwnedGroups } from './read-owned-groups.js';

/** Who leaves, and how far the handing over has come. */
@Injectable()
export class ReadLeavers {
  constructor(
    private readonly clock: Clock,
    private readonly store: LeaversStore,
    private readonly standing: ReadStanding,
    private readonly groups: ReadOwnedGroups,
    private readonly who: ReadWho,
  ) {}

  /** Those whom the caller answers for; HR, the security officer and the auditor see all. */
  async list(
    reader: Reader,
    actor: PersonActor,
    query: LeaversQuery,
    language: Language,
  ): Promise<{ items: LeaverView[]; next: string | null }> {
    const { scope, viewer } = await this.#looking(reader, actor, language);
    const after = decodeCursor(query.after, ['day', 'uuid']);
    const filter = { show: query.show, personId: query.person ?? null };
    const rows = await this.store.list(reader, scope, filter, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.personId, row.managerId]),
    );
    return {
      items: shown.map((row) => viewOf(row, whoIs)),
      next: last ? encodeCursor([last.lastDay, last.id]) : null,
    };
  }

  /** @throws Refused not-found for a list that the caller may not see. */
  async one(reader: Reader, actor: PersonActor, id: string, language: Language): Promise<LeaverDetailView> {
    const { scope, viewer } = await this.#looking(reader, actor, language);
    const row = await this.store.one(reader, scope, id);
    if (!row) throw Refused.because('not-found', 'There is no such checklist, or you may not see it.');
    const items = await this.store.items(reader, id);
    const whoIs = await this.who.run(reader, viewer, [
      row.personId,
      row.managerId,
      ...items.map((item) => item.answeredBy),
    ]);
    return {
      ...viewOf(row, whoIs),
      items: items.map((item) => ({
        id: item.id,
        label: language === 'sv' ? item.labelSv : item.labelEn,
        owner: item.owner === 'manager' && row.managerId === null ? 'hr' : item.owner,
        ownerPerson: item.owner === 'manager' && row.managerId !== null ? whoIs(row.managerId) : null,
        due: item.dueOn,
        state: item.state,
        note: item.note,
        answeredBy: item.answeredBy === null ? null : whoIs(item.answeredBy),
        answeredAt: item.answeredAt,
        mayAnswer:
          mayAnswerItem(
            { personId: row.personId, managerId: row.managerId, owner: item.owner, listState: row.state },
            { personId: actor.personId, owners: scope.owners },
          ) === null,
      })),
    };
  }

  /** Whether the page has anything to show this person. */
  async concerns(reader: Reader, actor: PersonActor, standing: ReadonlySet<Ground>): Promise<boolean> {
    return this.store.concerns(reader, await this.#scope(reader, actor.personId, standing));
  }

  async #looking(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<{ scope: LeaverScope; viewer: Viewer }> {
    const standing = await this.standing.run(reader, actor.personId, this.clock.now());
    const scope = await this.#scope(reader, actor.personId, standing);
    return { scope, viewer: { personId: actor.personId, standing, today: scope.today, language } };
  }

  async #scope(reader: Reader, personId: string, standing: ReadonlySet<Ground>): Promise<LeaverScope> {
    const today = dayOf(this.clock.now());
    return {
      viewerId: personId,
      seesAll: may('leaver.read', standing, 'checklist') === null,
      owners: await this.groups.run(reader, personId, standing, today),
      today,
    };
  }
}

function viewOf(row: LeaverRow, whoIs: (id: string | null) => Who): LeaverView {
  const person = whoIs(row.personId);
  return {
    id: row.id,
    person,
    title: person.withheld ? '' : row.title,
    unit: unitBeside(person, { id: row.unitId, name: row.unitName }),
    lastDay: row.lastDay,
    state: row.state,
    manager: row.managerId === null || person.withheld ? null : whoIs(row.managerId),
    total: row.total,
    answered: row.answered,
    late: row.late,
    nextDue: row.nextDue,
  };
}
