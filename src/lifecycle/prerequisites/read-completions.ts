import { Inject, Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
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
import { noCompletions, type CompletionAside } from './completion-result.js';
import { CompletionsStore, type StoredCompletionImport } from './completions.store.js';
import type { CompletionImportView } from './prerequisites.schema.js';

interface Page<T> {
  items: T[];
  next: string | null;
}

/** Deliveries of completions as those who may follow them see them. Everything here: @throws Refused 'not-allowed' */
@Injectable()
export class ReadCompletions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CompletionsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async sources(actor: PersonActor): Promise<Page<{ id: string; name: string; columns: string[] }>> {
    await this.#viewer(actor, 'sv');
    return {
      items: this.config.prerequisites.completions.map(({ id, name, columns }) => ({
        id,
        name,
        columns: [columns.person, columns.course, columns.completed],
      })),
      next: null,
    };
  }

  async page(
    actor: PersonActor,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<CompletionImportView>> {
    const viewer = await this.#viewer(actor, language);
    const after = decodeCursor(cursor, ['instant', 'uuid']);
    const rows = await this.store.page(
      this.database,
      after && { at: new Date(String(after[0])), id: String(after[1]) },
      limit + 1,
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: await this.#views(viewer, rows.slice(0, limit)),
      next: last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused 'not-found' */
  async one(actor: PersonActor, id: string, language: Language): Promise<CompletionImportView> {
    const viewer = await this.#viewer(actor, language);
    const found = await this.store.read(this.database, id);
    const [view] = found ? await this.#views(viewer, [found]) : [];
    if (!view) throw Refused.because('not-found', 'There is no such delivery of completions.');
    return view;
  }

  async asides(
    actor: PersonActor,
    id: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<CompletionAside>> {
    await this.#viewer(actor, 'sv');
    const after = decodeCursor(cursor, ['number']);
    const rows = await this.store.asides(this.database, id, Number(after?.[0] ?? 0), limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit), next: last ? encodeCursor([last.line]) : null };
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('prerequisite.list', standing, 'list');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #views(viewer: Viewer, rows: readonly StoredCompletionImport[]): Promise<CompletionImportView[]> {
    const names = await this.who.run(
      this.database,
      viewer,
      rows.map((row) => row.startedBy),
    );
    return rows.map(({ id, source, channel, state, startedBy, startedAt, endedAt, result }) => ({
      id,
      source: {
        id: source,
        name: this.config.prerequisites.completions.find((s) => s.id === source)?.name ?? source,
      },
      channel,
      state,
      startedBy: startedBy === null ? null : names(startedBy),
      startedAt,
      endedAt,
      ...noCompletions(),
      ...result,
    }));
  }
}
