import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../../grants/read-standing.js';
import { unitBeside } from '../../people/read-people.js';
import { ReadWho, type Viewer } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { findingsSchema, qualitySchema } from './correlation.schema.js';
import { DataQualityStore, type FindingKind } from './data-quality.store.js';

/** What may be wrong with the facts about people: how much of each kind, and what. */
@Injectable()
export class ReadDataQuality {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DataQualityStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused 'not-allowed' */
  async counts(actor: PersonActor): Promise<z.input<typeof qualitySchema>> {
    const viewer = await this.#viewer(actor, 'sv');
    const resolve = may('correlation.resolve', viewer.standing, 'case') === null;
    return { items: await this.store.counts(this.database, viewer.today), next: null, may: { resolve } };
  }

  /** @throws Refused 'not-allowed' */
  async page(
    actor: PersonActor,
    kind: FindingKind,
    query: { after?: string | undefined; limit: number },
    language: Language,
  ): Promise<z.input<typeof findingsSchema>> {
    const viewer = await this.#viewer(actor, language);
    const after = decodeCursor(query.after, ['text'])?.[0];
    const rows = await this.store.page(
      this.database,
      kind,
      viewer.today,
      after === undefined ? null : String(after),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      this.database,
      viewer,
      shown.flatMap((row) => [row.personId, row.otherId]),
    );
    return {
      items: shown.map((row) => {
        const person = row.personId === null ? null : whoIs(row.personId);
        const unit = row.unitId === null ? null : { id: row.unitId, name: row.unitName ?? '' };
        return {
          key: row.key,
          person,
          other: row.otherId === null ? null : whoIs(row.otherId),
          unit: unit && (person ? unitBeside(person, unit) : unit).name,
          text: person?.withheld ? '' : row.text,
          importId: row.importId,
          source: row.source === null ? null : { id: row.source, name: this.#sourceName(row.source) },
          line: row.line,
        };
      }),
      next: last ? encodeCursor([last.key]) : null,
    };
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('correlation.read', standing, 'list');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  #sourceName(id: string): string {
    return this.config.hr.sources.find((source) => source.id === id)?.name ?? id;
  }
}
