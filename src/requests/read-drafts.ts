import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadStaff } from '../people/read-staff.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { DraftsList, DraftView } from './drafts.schema.js';
import { DraftsStore } from './drafts.store.js';

/** The caller's own drafts; anybody else's do not exist to them. */
@Injectable()
export class ReadDrafts {
  constructor(
    private readonly clock: Clock,
    private readonly store: DraftsStore,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly who: ReadWho,
  ) {}

  async one(reader: Reader, actor: PersonActor, id: string): Promise<DraftView> {
    const draft = await this.store.one(reader, actor.personId, id);
    if (!draft) throw Refused.because('not-found', 'There is no such draft, or it is not yours.');
    return { ...draft, attachments: await this.store.attachments(reader, draft.id) };
  }

  async list(reader: Reader, actor: PersonActor, language: Language): Promise<DraftsList> {
    const now = this.clock.now();
    const today = dayOf(now);
    const drafts = await this.store.list(reader, actor.personId);
    const roles = await this.catalogue.rolesById(
      reader,
      drafts.flatMap(({ content }) => content.roleId ?? []),
    );
    // A draft can name anybody's id: only whom one may ask for is called by name.
    const led = new Set(
      await this.staff.employmentsLedBy(
        reader,
        actor.personId,
        [
          ...new Set(
            drafts.flatMap(({ content }) => content.beneficiaries.flatMap((b) => b.employmentId ?? [])),
          ),
        ],
        today,
      ),
    );
    const known = drafts.map(({ content }) =>
      content.beneficiaries.filter(
        (b) => b.personId === actor.personId || (b.employmentId !== null && led.has(b.employmentId)),
      ),
    );
    const standing = await this.standing.run(reader, actor.personId, now);
    const whoIs = await this.who.run(
      reader,
      { personId: actor.personId, standing, today, language },
      known.flat().map((b) => b.personId),
    );
    return {
      items: drafts.map(({ id, savedAt, content }, i) => {
        const role = content.roleId === null ? undefined : roles.get(content.roleId);
        return {
          id,
          savedAt,
          kind: content.kind,
          people: (known[i] ?? []).map((b) => whoIs(b.personId)),
          role: role ? roleRef(role, language).name : null,
        };
      }),
      next: null,
    };
  }
}
