import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { unitBeside } from '../people/read-people.js';
import { ReadWho } from '../people/read-who.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { CampaignState } from '../policy/review/campaign-states.js';
import type { CampaignKind } from '../policy/review/microcertification.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { ReviewPagesStore, type CampaignRow } from './review-pages.store.js';
import type { CampaignView } from './reviews.schema.js';

/** Campaigns as the caller may see them: reviewers those they have items in, the security officer all. */
@Injectable()
export class ReadCampaigns {
  constructor(
    private readonly clock: Clock,
    private readonly store: ReviewPagesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async list(
    reader: Reader,
    actor: PersonActor,
    query: { state?: CampaignState; kind?: CampaignKind; after?: string; limit: number },
    language: Language,
  ): Promise<{ items: CampaignView[]; next: string | null }> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const onlyMine = may('campaign.read', standing, 'review') !== null;
    const rows = await this.store.campaigns(
      reader,
      actor.personId,
      { state: query.state, kind: query.kind, onlyMine },
      decodeCursor(query.after, ['instant', 'uuid']),
      query.limit + 1,
      dayOf(now),
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#views(reader, actor, { standing, now, language }, shown),
      next: last ? encodeCursor([last.openedAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused not-found, also when the campaign is none of the caller's business. */
  async one(
    reader: Reader,
    actor: PersonActor,
    campaignId: string,
    language: Language,
  ): Promise<CampaignView> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const [row] = await this.store.campaigns(reader, actor.personId, { id: campaignId }, null, 1, dayOf(now));
    const [view] = row ? await this.#views(reader, actor, { standing, now, language }, [row]) : [];
    const grounds = new Set<Ground>(standing);
    if (row && (await this.store.hasItems(reader, actor.personId, campaignId, dayOf(now))))
      grounds.add('reviewer');
    const foreign = may('campaign.read', grounds, 'such review');
    if (foreign) throw new Refused(foreign);
    if (!view) throw Refused.because('not-found', 'There is no such review, or you may not see it.');
    return view;
  }

  /** The person is or was asked in a review, or answers in somebody's place. */
  async isReviewer(reader: Reader, personId: string): Promise<boolean> {
    return this.store.hasItems(reader, personId, null, this.clock.today());
  }

  async #views(
    reader: Reader,
    actor: PersonActor,
    { standing, now, language }: { standing: ReadonlySet<Ground>; now: Date; language: Language },
    rows: readonly CampaignRow[],
  ): Promise<CampaignView[]> {
    const viewer = { personId: actor.personId, standing, today: dayOf(now), language };
    const whoIs = await this.who.run(
      reader,
      viewer,
      rows.flatMap((row) => [row.openedBy, row.personId]),
    );
    const mayClose = may('campaign.close', standing, 'review') === null;
    return rows.map((row) => {
      const person = row.personId === null ? null : whoIs(row.personId);
      return {
        id: row.id,
        kind: row.kind,
        name: row.name,
        cause: row.cause,
        person,
        unit: person === null ? row.unit : unitBeside(person, row.unit),
        state: row.state,
        openedBy: row.openedBy === null ? null : whoIs(row.openedBy),
        openedAt: row.openedAt,
        closesOn: row.closesOn,
        closedOn: row.closedAt === null ? null : dayOf(row.closedAt),
        noAnswer: row.noAnswer,
        items: {
          total: row.total,
          mine: row.mine,
          mineDecided: row.mineDecided,
          mineSigned: row.mineSigned,
          decided: row.decided,
          removed: row.removed,
          unanswered: row.unanswered,
          withoutReviewer: row.withoutReviewer,
        },
        signedOff: row.mineSigned > 0 && row.mineStanding === 0,
        may: { close: mayClose && row.state === 'open' },
      };
    });
  }
}
