import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadNotices } from '../notices/read-notices.js';
import { ReadWho } from '../people/read-who.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { NoticeView } from './desk.schema.js';

/** "Att veta": what one has been told and not yet marked as read, newest first. */
@Injectable()
export class ListNotices {
  constructor(
    private readonly clock: Clock,
    private readonly notices: ReadNotices,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    query: { after?: string; limit: number },
    language: Language,
  ): Promise<{ items: NoticeView[]; next: string | null }> {
    const now = this.clock.now();
    const after = decodeCursor(query.after, ['instant', 'uuid']);
    const rows = await this.notices.run(reader, actor.personId, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const standing = await this.standing.run(reader, actor.personId, now);
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today: dayOf(now), language },
      shown.map((row) => row.aboutId),
    );
    return {
      items: shown.map(({ id, kind, aboutId, objectKind, objectId, facts, at }) => ({
        id,
        kind,
        person: aboutId === null ? null : whoIs(aboutId),
        object: objectKind === null ? null : { kind: objectKind, id: objectId },
        facts: inLanguage(facts, language),
        at,
      })),
      next: last ? encodeCursor([last.at.toISOString(), last.id]) : null,
    };
  }
}

/** Facts that have a word for each language (`whatSv`, `whatEn`) as the one that is read (`what`). */
function inLanguage(
  facts: Readonly<Record<string, string | number>>,
  language: Language,
): Record<string, string | number> {
  const [own, other] = language === 'sv' ? ['Sv', 'En'] : ['En', 'Sv'];
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      name.endsWith(other) ? [] : [[name.endsWith(own) ? name.slice(0, -2) : name, value]],
    ),
  );
}
