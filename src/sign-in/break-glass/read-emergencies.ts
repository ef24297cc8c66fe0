import { Injectable } from '@nestjs/common';
import { ReadWho } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database, type Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { OwnRightsStore } from '../own-rights.store.js';
import { BreakGlassStore, type StoredOpening } from './break-glass.store.js';
import type { EmergencyListView, EmergencyView, OneEmergencyView } from './break-glass.schema.js';

const shownActs = 500;

/** When emergency accounts were open, for whom and why, and what was done: for security officers and auditors. */
@Injectable()
export class ReadEmergencies {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BreakGlassStore,
    private readonly rights: OwnRightsStore,
    private readonly who: ReadWho,
  ) {}

  /** Until when some account is open: everybody is told so. */
  async openUntil(reader: Reader): Promise<Date | null> {
    return this.store.openUntil(reader, this.clock.now());
  }

  /** @throws Refused not-found */
  async list(
    actor: PersonActor,
    query: { after?: string | undefined; limit: number },
    language: Language,
  ): Promise<EmergencyListView> {
    const standing = await this.#authorise(actor);
    const rows = await this.store.list(
      this.database,
      decodeCursor(query.after, ['instant', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#views(actor, standing, shown, language),
      next: last ? encodeCursor([last.openedAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused not-found */
  async one(actor: PersonActor, id: string, language: Language): Promise<OneEmergencyView> {
    const standing = await this.#authorise(actor);
    const opening = await this.store.opening(this.database, id);
    const [view] = opening ? await this.#views(actor, standing, [opening], language) : [];
    if (!opening || !view) throw Refused.because('not-found', 'There is no such emergency.');
    const acts = opening.firstUsedAt === null ? [] : await this.store.acts(this.database, opening, shownActs);
    const whoIs = await this.who.run(
      this.database,
      this.#viewer(actor, standing, language),
      acts.map((act) => act.personId),
    );
    return {
      ...view,
      acts: acts.map(({ id: number, at, action, personId, reason }) => ({
        number,
        at,
        action,
        person: personId === null ? null : whoIs(personId),
        reason,
      })),
      mayReview:
        may('emergency.review', standing, 'emergency') === null &&
        opening.personId !== actor.personId &&
        opening.closedAt !== null &&
        opening.reviewedAt === null,
    };
  }

  async #authorise(actor: PersonActor): Promise<Set<Ground>> {
    const standing = await this.rights.of(this.database, actor.personId, this.clock.now());
    const refusal = may('emergency.read', standing, 'emergency');
    if (refusal) throw new Refused(refusal);
    return standing;
  }

  async #views(
    actor: PersonActor,
    standing: Set<Ground>,
    rows: readonly StoredOpening[],
    language: Language,
  ): Promise<EmergencyView[]> {
    const whoIs = await this.who.run(
      this.database,
      this.#viewer(actor, standing, language),
      rows.flatMap((row) => [row.personId, row.reviewedBy]),
    );
    return rows.map((row) => ({
      id: row.id,
      account: row.account,
      person: whoIs(row.personId),
      rights: row.rights,
      reason: row.reason,
      openedBy: row.openedBy,
      openedAt: row.openedAt,
      expiresAt: row.expiresAt,
      firstUsedAt: row.firstUsedAt,
      closedAt: row.closedAt,
      reviewDueOn: row.reviewDueOn,
      review:
        row.verdict === null || row.reviewReason === null || row.reviewedAt === null
          ? null
          : {
              verdict: row.verdict,
              reason: row.reviewReason,
              by: whoIs(row.reviewedBy),
              at: row.reviewedAt,
            },
    }));
  }

  #viewer(actor: PersonActor, standing: Set<Ground>, language: Language) {
    return { personId: actor.personId, standing, today: dayOf(this.clock.now()), language };
  }
}
