import { Inject, Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadOwnedGroups } from '../lifecycle/leaving/read-owned-groups.js';
import { ReadHandler } from '../provisioning/by-hand/read-handler.js';
import { ReadWho } from '../people/read-who.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader, Tx } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { TaskView } from './desk.schema.js';
import { DeskStore, type TaskScope } from './desk.store.js';

/** A directory that is slow for a moment is nobody's task. */
const patienceMs = 5 * 60_000;

/** "Min lista": everything that waits for one, and about how long it takes. */
@Injectable()
export class ReadTasks {
  constructor(
    private readonly clock: Clock,
    private readonly store: DeskStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly groups: ReadOwnedGroups,
    private readonly handler: ReadHandler,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    tx: Tx,
    actor: PersonActor,
    query: { after?: string; limit: number },
    language: Language,
  ): Promise<{ items: TaskView[]; next: string | null; minutes: number }> {
    const now = this.clock.now();
    await tx.forFew(); // a long statement that finds little: planned for the very values it takes several times as long
    const standing = await this.standing.run(tx, actor.personId, now);
    const scope = await this.#scope(tx, actor.personId, standing, now);
    const after = decodeCursor(query.after, ['day', 'instant', 'text']);
    const rows = await this.store.tasks(tx, scope, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      tx,
      { personId: actor.personId, standing, today: dayOf(now), language },
      shown.map((row) => row.personId),
    );
    return {
      items: shown.map(({ kind, id, aboutSv, aboutEn, personId, due, minutes, count }) => {
        const about = language === 'sv' ? aboutSv : aboutEn;
        return {
          kind,
          id,
          about: kind === 'import-held' ? this.#sourceName(about) : about,
          person: personId === null ? null : whoIs(personId),
          due,
          minutes,
          count,
        };
      }),
      next: last ? encodeCursor([last.sortDue, last.since.toISOString(), last.id]) : null,
      minutes: (await this.store.total(tx, scope)).minutes,
    };
  }

  /** How many tasks wait. */
  async count(reader: Reader, personId: string, standing: ReadonlySet<Ground>): Promise<number> {
    const { waiting } = await this.store.total(
      reader,
      await this.#scope(reader, personId, standing, this.clock.now()),
    );
    return waiting;
  }

  #sourceName(id: string): string {
    return this.config.hr.sources.find((source) => source.id === id)?.name ?? id;
  }

  async #scope(
    reader: Reader,
    personId: string,
    standing: ReadonlySet<Ground>,
    now: Date,
  ): Promise<TaskScope> {
    const today = dayOf(now);
    const owners = await this.groups.run(reader, personId, standing, today);
    return {
      personId,
      resolvesImports: may('import.resolve', standing, 'import') === null,
      resolvesCorrelation: may('correlation.resolve', standing, 'case') === null,
      reviewsEmergencies: may('emergency.review', standing, 'emergency') === null,
      watchesDirectory: may('delivery.watch', standing, 'delivery') === null,
      handles: await this.handler.run(reader, personId, standing),
      waitingSince: new Date(now.getTime() - patienceMs),
      leaving: {
        today,
        owners,
        cards: may('credential.follow', standing, 'report') === null || owners.includes('card-administrator'),
        everyDays: this.config.confirmation.everyDays,
        analysisDays: Math.max(...this.config.analyses.warnDays),
      },
    };
  }
}
