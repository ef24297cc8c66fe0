import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho, type Viewer, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { Database, type Reader } from '../platform/database.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { cancelHeld, releaseHeld, type HeldKind, type HeldState } from '../policy/lifecycle/resolve-held.js';
import type { PersonActor } from '../policy/model/actor.js';
import { HeldChangesStore, type StoredHeld } from './held-changes.store.js';
import { TellBreakers, type TrippedView } from './tell-breakers.js';

export interface HeldView {
  id: string;
  kind: HeldKind;
  title: string;
  state: HeldState;
  heldAt: Date;
  causedBy: Who[];
  persons: number;
  tripped: TrippedView[];
  /** `by` is null when a later one took its place. */
  resolution: { by: Who | null; at: Date; reason: string } | null;
  may: { release: boolean; cancel: boolean };
}

export interface HeldLossView {
  person: Who;
  /** Empty for somebody whose name is withheld: it would tell where they work. */
  unit: string;
  roles: string[];
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** What was stopped at a breaker, as those who may follow it see it. */
@Injectable()
export class ReadHeld {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: HeldChangesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly told: TellBreakers,
  ) {}

  /** Waiting ones first, then the newest. @throws Refused 'not-allowed', like everything here */
  async page(
    actor: PersonActor,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<HeldView>> {
    const viewer = await this.#viewer(actor, language);
    const after = decodeCursor(cursor, ['number', 'instant', 'uuid']);
    const rows = await this.store.page(
      this.database,
      after && { waiting: after[0] === 1, at: new Date(String(after[1])), id: String(after[2]) },
      limit + 1,
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: await this.#views(viewer, rows.slice(0, limit)),
      next: last ? encodeCursor([last.state === 'held' ? 1 : 0, last.heldAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused 'not-found' */
  async one(actor: PersonActor, id: string, language: Language): Promise<HeldView> {
    const viewer = await this.#viewer(actor, language);
    const found = await this.store.read(this.database, id);
    const [view] = found ? await this.#views(viewer, [found]) : [];
    if (!view) throw Refused.because('not-found', 'There is no such held change.');
    return view;
  }

  /** One line a person and unit: what would be lost. */
  async lines(
    actor: PersonActor,
    id: string,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<HeldLossView>> {
    const viewer = await this.#viewer(actor, language);
    if (!(await this.store.read(this.database, id)))
      throw Refused.because('not-found', 'There is no such held change.');
    const after = decodeCursor(cursor, ['number']);
    const rows = await this.store.lines(this.database, id, after ? lineNumber(after[0]) : 0, limit + 1);
    const shown = rows.slice(0, limit);
    const names = await this.who.run(
      this.database,
      viewer,
      shown.map((row) => row.personId),
    );
    const roles = await this.told.roles(
      this.database,
      language,
      shown.flatMap((row) => row.roleIds),
    );
    const items = shown.map(({ personId, unitName, roleIds }) => {
      const person = names(personId);
      return {
        person,
        unit: person.withheld === undefined ? unitName : '',
        roles: roleIds.map(roles),
      };
    });
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items, next: last ? encodeCursor([last.number]) : null };
  }

  /** Whether the closing of a review has been held, or was thrown away after that: then no schedule tries again. */
  async wasHeld(reader: Reader, kind: HeldKind, objectId: string): Promise<boolean> {
    const latest = await this.store.latest(reader, kind, objectId);
    return latest !== null && latest.state !== 'released';
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('held.read', standing, 'held change');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #views(viewer: Viewer, rows: readonly StoredHeld[]): Promise<HeldView[]> {
    const names = await this.who.run(
      this.database,
      viewer,
      rows.flatMap((row) => [...row.causedBy, row.resolvedBy]),
    );
    const tripped = await this.told.tripped(
      this.database,
      rows.flatMap((row) => row.tripped),
    );
    const resolves = may('held.resolve', viewer.standing, 'held change') === null;
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      title: row.title,
      state: row.state,
      heldAt: row.heldAt,
      causedBy: row.causedBy.map((id) => names(id)),
      persons: row.persons,
      tripped: row.tripped.map(tripped),
      resolution: row.resolvedAt
        ? {
            by: row.resolvedBy === null ? null : names(row.resolvedBy),
            at: row.resolvedAt,
            reason: row.resolutionReason ?? '',
          }
        : null,
      may: {
        release: resolves && releaseHeld(row, viewer.personId) === null,
        cancel: resolves && cancelHeld(row) === null,
      },
    }));
  }
}

function lineNumber(value: string | number | undefined): number {
  if (typeof value !== 'number' || value < 0 || value > 2 ** 31 - 1)
    throw new InvalidInput([{ pointer: '/after', code: 'invalid', detail: 'is not a cursor of this list' }]);
  return value;
}
