import { Inject, Injectable } from '@nestjs/common';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { differenceKinds, type DifferenceKind } from './hr-compare.store.js';
import { eventStates, HrEventsStore, type EventState } from './hr-events.store.js';
import type { EventsQuery } from './hr-events.schema.js';

export interface EventView {
  id: string;
  source: { id: string; name: string };
  type: string;
  state: EventState;
  person: Who;
  personKey: string | null;
  change: DifferenceKind | null;
  occurredAt: Date;
  effectiveFrom: Day | null;
  receivedAt: Date;
  isCorrection: boolean;
  repeats: number;
  reason: string | null;
  detail: string | null;
  path: string | null;
  import: string | null;
}

const attention: readonly EventState[] = ['quarantined', 'held', 'conflict', 'received'];

/** Events from HR as those who may follow imports see them. */
@Injectable()
export class ReadHrEvents {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HrEventsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** Newest first. @throws Refused 'not-allowed' */
  async page(
    actor: PersonActor,
    { show, after: cursor, limit }: EventsQuery,
    language: Language,
  ): Promise<{ items: EventView[]; next: string | null }> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('import.read', standing, 'import');
    if (refusal) throw new Refused(refusal);
    const after = decodeCursor(cursor, ['instant', 'uuid']);
    const rows = await this.store.page(
      this.database,
      show === 'all' ? eventStates : attention,
      after && { at: new Date(String(after[0])), id: String(after[1]) },
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const names = await this.who.run(
      this.database,
      { personId: actor.personId, standing, today: dayOf(now), language },
      shown.map((row) => row.personId),
    );
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(({ source, personId, personKey, change, corrects, importId, ...row }) => ({
        ...row,
        source: { id: source, name: this.config.hr.sources.find((s) => s.id === source)?.name ?? source },
        person: names(personId),
        personKey: personId === null ? personKey : null,
        change: differenceKinds.find((kind) => kind === change) ?? null,
        isCorrection: corrects !== null,
        import: row.state === 'held' ? importId : null,
      })),
      next: last ? encodeCursor([last.receivedAt.toISOString(), last.id]) : null,
    };
  }
}
