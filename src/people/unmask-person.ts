import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { NoteUnmasking } from './note-unmasking.js';
import { PeopleStore } from './people.store.js';
import { ReadGrounds } from './read-grounds.js';
import { ReadWho, type Viewer } from './read-who.js';
import type { UnmaskInput, unmaskingsSchema } from './unmaskings.schema.js';
import { UnmaskingsStore } from './unmaskings.store.js';

const shown = 100;

/** Says why one needs to see a protected person, and who has. */
@Injectable()
export class UnmaskPerson {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly people: PeopleStore,
    private readonly grounds: ReadGrounds,
    private readonly store: UnmaskingsStore,
    private readonly note: NoteUnmasking,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-found for a person whom the caller may not see or not unmask; insufficient-assurance */
  async run(actor: PersonActor, personId: string, input: UnmaskInput): Promise<{ until: Date }> {
    return this.database.transaction(async (tx) => {
      const { grounds } = await this.#grounds(tx, actor, personId);
      const refusal =
        may('person.read', grounds, 'such person') ?? may('person.unmask', grounds, 'such person');
      if (refusal) throw new Refused(refusal);
      if ((await this.people.names(tx, [personId])).length === 0)
        throw Refused.because('not-found', 'There is no such person, or you may not see them.');
      return { until: await this.note.run(tx, actor, { personIds: [personId] }, grounds, input) };
    });
  }

  /** @throws Refused not-found for others than the person and those who oversee */
  async list(
    actor: PersonActor,
    personId: string,
    language: Language,
  ): Promise<z.input<typeof unmaskingsSchema>> {
    const reader = this.database;
    const { viewer, grounds } = await this.#grounds(reader, actor, personId);
    const refusal = may('person.read-unmaskings', grounds, 'such person');
    if (refusal) throw new Refused(refusal);
    const rows = await this.store.ofSubject(reader, personId, shown);
    const whoIs = await this.who.run(
      reader,
      // Grounds that are about this person say nothing about those who have seen them.
      { ...viewer, language },
      rows.map(({ viewerId }) => viewerId),
    );
    return { items: rows.map(({ viewerId, ...row }) => ({ ...row, by: whoIs(viewerId) })), next: null };
  }

  async #grounds(
    reader: Reader,
    { personId: viewerId }: PersonActor,
    personId: string,
  ): Promise<{ viewer: Omit<Viewer, 'language'>; grounds: Set<Ground> }> {
    const now = this.clock.now();
    const standing = await this.people.rightsHeld(reader, viewerId, now);
    const viewer = { personId: viewerId, standing, today: dayOf(now) };
    return { viewer, grounds: await this.grounds.run(reader, viewer, personId) };
  }
}
