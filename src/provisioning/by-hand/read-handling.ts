import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { may } from '../../policy/authority/authority.js';
import { handlingOf } from '../../policy/lifecycle/handling.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { HandlingQuery, HandlingView } from './by-hand.schema.js';
import { ByHandStore, type HandlingRow } from './by-hand.store.js';
import { ReadHandler } from './read-handler.js';

/** What waits to be set up or taken away by hand, and what has been: what one looks after, or all for who oversees. */
@Injectable()
export class ReadHandling {
  constructor(
    private readonly clock: Clock,
    private readonly store: ByHandStore,
    private readonly handler: ReadHandler,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    query: HandlingQuery,
    language: Language,
  ): Promise<{ items: HandlingView[]; next: string | null }> {
    const now = this.clock.now();
    const today = dayOf(now);
    const { personId } = actor;
    const standing = await this.standing.run(reader, personId, now);
    const scope = await this.handler.run(reader, personId, standing);
    const isOpen = query.show === 'open';
    const rows = await this.store.list(
      reader,
      scope,
      {
        show: query.show,
        all: may('handling.read', standing, 'task') === null,
        system: query.system ?? null,
        language,
        limit: query.limit + 1,
      },
      decodeCursor(query.after, isOpen ? ['number', 'day', 'uuid'] : ['instant', 'uuid']),
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      { personId, standing, today, language },
      shown.flatMap((row) => [row.personId, row.confirmedBy]),
    );
    return {
      items: shown.map(({ personId: aboutId, wanted, held, entitlementName, isMine, ...row }) => {
        const person = whoIs(aboutId);
        return {
          ...row,
          kind: (isOpen ? wanted : held) ? 'give' : 'take',
          person,
          // The place of a protected person goes with the name; the names that systems know them by are what it takes.
          title: person.withheld ? null : row.title,
          unit: person.withheld ? null : row.unit,
          system: { id: row.systemId, name: row.system },
          entitlement: { name: entitlementName, sentence: row.sentence, externalName: row.externalName },
          late: handlingOf({ wanted, held }) !== null && row.dueOn < today,
          mayConfirm: isMine,
          confirmedBy: row.confirmedBy === null ? null : whoIs(row.confirmedBy),
        };
      }),
      next: last ? encodeCursor(sortValues(last, isOpen)) : null,
    };
  }
}

function sortValues(row: HandlingRow, isOpen: boolean): (string | number)[] {
  return isOpen ? [row.urgent ? 0 : 1, row.dueOn, row.id] : [row.confirmedAt?.toISOString() ?? '', row.id];
}
