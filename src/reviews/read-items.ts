import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { unitBeside } from '../people/read-people.js';
import { ReadWho, type Who } from '../people/read-who.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isGreen } from '../policy/review/green-item.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { ReviewPagesStore, type ItemRow } from './review-pages.store.js';
import type { ReviewItemView } from './reviews.schema.js';

/** Below this many, a share would tell about individuals. */
const fewestColleagues = 5;

/** Review items with what one needs to judge them. */
@Injectable()
export class ReadItems {
  constructor(
    private readonly clock: Clock,
    private readonly store: ReviewPagesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly catalogue: ReadCatalogue,
  ) {}

  /** The caller's own items, or with `all` everybody's, which takes the right to read campaigns as such. */
  async run(
    reader: Reader,
    actor: PersonActor,
    campaignId: string,
    query: { all: boolean; after?: string; limit: number },
    language: Language,
  ): Promise<{ items: ReviewItemView[]; next: string | null }> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.standing.run(reader, actor.personId, now);
    const foreign = query.all ? may('campaign.read', standing, 'such review') : null;
    if (foreign) throw new Refused(foreign);
    const reviewer = query.all ? null : { id: actor.personId, today };
    const rows = await this.store.items(
      reader,
      campaignId,
      reviewer,
      decodeCursor(query.after, ['uuid', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;

    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today, language },
      shown.flatMap((row) => [row.personId, row.grantedBy, row.reviewerId]),
    );
    const roles = await this.catalogue.rolesById(
      reader,
      shown.map((row) => row.roleId),
    );
    const shares = await this.store.colleagues(
      reader,
      shown.map((row) => ({ unitId: row.employmentUnitId, roleId: row.roleId })),
      now,
      today,
    );
    const shareOf = new Map(shares.map((s) => [`${s.unitId} ${s.roleId}`, { have: s.have, of: s.of }]));
    return {
      items: shown.flatMap((row) => {
        const role = roles.get(row.roleId);
        if (!role) return [];
        const person = whoIs(row.personId);
        const share = shareOf.get(`${row.employmentUnitId} ${row.roleId}`);
        return {
          ...answerOf(row),
          person,
          onBehalfOf:
            reviewer !== null && row.reviewerId !== null && row.reviewerId !== reviewer.id
              ? whoIs(row.reviewerId)
              : null,
          title: person.withheld ? '' : row.title,
          grant: {
            ...grantOf(row, row.grantedBy === null ? null : whoIs(row.grantedBy)),
            unit: unitBeside(person, row.unit),
            role: roleRef(role, language),
            system: role.systemName,
          },
          analysis: {
            version: row.analysis.version,
            validTo: row.analysis.validTo,
            purpose: row.analysis.purpose,
          },
          colleagues: share && share.of >= fewestColleagues && !person.withheld ? share : null,
          green: isGreen(row, today),
        };
      }),
      next: last ? encodeCursor([last.personId, last.id]) : null,
    };
  }
}

function answerOf(row: ItemRow): Pick<ReviewItemView, 'id' | 'state' | 'decision' | 'reason' | 'removal'> {
  const { id, state, decision, reason, removal } = row;
  return { id, state, decision, reason, removal };
}

function grantOf(
  row: ItemRow,
  grantedBy: Who | null,
): Omit<ReviewItemView['grant'], 'role' | 'system' | 'unit'> {
  const {
    employmentId,
    source,
    from,
    to,
    nextReview,
    endedAt,
    endedReason,
    restsFor,
    outgrown,
    acrossProviders,
    why,
    delivery,
  } = row;
  return {
    id: row.grantId,
    employmentId,
    source,
    from,
    to,
    nextReview,
    state: endedAt === null ? 'active' : 'ended',
    endedAt,
    endedReason,
    restsFor,
    outgrown,
    acrossProviders,
    why,
    grantedBy,
    delivery,
  };
}
