import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho, type Viewer } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FoundGroupsStore } from './found-groups.store.js';
import type { discoverySchema, foundGroupListSchema, groupsQuerySchema } from './takeover.schema.js';

/** What the latest reading of the directory found beside what is governed (H13.1.1). */
@Injectable()
export class ReadDiscovery {
  constructor(
    private readonly clock: Clock,
    private readonly store: FoundGroupsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<z.input<typeof discoverySchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const reading = await this.store.reading(reader);
    const whoIs = await this.who.run(reader, viewer, [reading?.readBy ?? null]);
    const held = await this.standing.run(reader, actor.personId, this.clock.now());
    const anywhere = may('group.adopt', held, 'group') === null;
    const systems = await this.store.systems(reader, actor.personId, anywhere);
    return {
      reading: reading === null ? null : { ...reading, readBy: whoIs(reading.readBy) },
      ...(await this.store.counts(reader)),
      systems: systems.map(({ id, name }) => ({ id, name })),
      may: {
        read: may('discovery.run', viewer.standing, 'directory') === null,
        adopt: may('group.adopt', viewer.standing, 'group') === null,
        exempt: may('group.exempt', viewer.standing, 'group') === null,
        takeOver: may('takeover.run', viewer.standing, 'directory') === null,
      },
    };
  }

  async groups(
    reader: Reader,
    actor: PersonActor,
    query: z.output<typeof groupsQuerySchema>,
    language: Language,
  ): Promise<z.input<typeof foundGroupListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const after = decodeCursor(query.after, ['number', 'uuid']);
    const rows = await this.store.page(reader, query.view, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.map((row) => row.exemptBy),
    );
    return {
      items: shown.map(({ exemptReason, exemptBy, exemptAt, ...row }) => ({
        ...row,
        exempt:
          exemptReason === null || exemptAt === null
            ? null
            : { reason: exemptReason, by: whoIs(exemptBy), at: exemptAt },
      })),
      next: last ? encodeCursor([last.members, last.id]) : null,
    };
  }

  /** @throws Refused not-allowed for those who answer for no system and look after none */
  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const grounds = new Set<Ground>(await this.standing.run(reader, actor.personId, now));
    if (await this.store.ownsAnySystem(reader, actor.personId)) grounds.add('system-owner');
    const forbidden = may('discovery.read', grounds, 'list');
    if (forbidden) throw new Refused(forbidden);
    return { personId: actor.personId, standing: grounds, today: dayOf(now), language };
  }
}
