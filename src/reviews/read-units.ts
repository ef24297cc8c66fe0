import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { ReviewPagesStore } from './review-pages.store.js';

/** The units that the caller may open a campaign for. */
@Injectable()
export class ReadUnits {
  constructor(
    private readonly clock: Clock,
    private readonly store: ReviewPagesStore,
    private readonly standing: ReadStanding,
  ) {}

  /** @param query.q part of a name, or the beginning of a code; empty for all. */
  async run(
    reader: Reader,
    actor: PersonActor,
    query: { q: string; after?: string; limit: number },
  ): Promise<{ items: { id: string; name: string }[]; next: string | null }> {
    const now = this.clock.now();
    const barred = may('campaign.open', await this.standing.run(reader, actor.personId, now), 'review');
    if (barred) throw new Refused(barred);
    const rows = await this.store.units(
      reader,
      query.q,
      dayOf(now),
      decodeCursor(query.after, ['text', 'uuid']),
      query.limit + 1,
    );
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    return { items, next: last ? encodeCursor([last.name, last.id]) : null };
  }
}
