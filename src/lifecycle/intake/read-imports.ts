import { Inject, Injectable } from '@nestjs/common';
import { TellBreakers, type TrippedView } from '../../breakers/tell-breakers.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { hiddenName, ReadWho, type Viewer, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import { filesOf } from '../../platform/config-hr.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database } from '../../platform/database.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { cancelImport, releasableUntil, releaseImport } from '../../policy/lifecycle/resolve-import.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import type { ToldField } from './told-fields.store.js';
import type { DifferenceKind, LeaveChange } from './hr-compare.store.js';
import {
  noFigures,
  type Aside,
  type ImportChannel,
  type ImportFigures,
  type ImportState,
} from './import-result.js';
import { ImportsStore, type StoredImport } from './imports.store.js';

export interface ImportView extends Omit<ImportFigures, 'tripped' | 'roles'> {
  tripped: TrippedView[];
  /** Persons who would get and lose each role; of a trial. */
  roles: { role: string; gained: number; lost: number }[];
  id: string;
  source: { id: string; name: string };
  channel: ImportChannel;
  state: ImportState;
  asOf: Day;
  startedBy: Who | null;
  startedAt: Date;
  endedAt: Date | null;
  progress: { done: number; of: number } | null;
  resolution: { by: Who; at: Date; reason: string } | null;
  releasableUntil: Date | null;
  may: { release: boolean; cancel: boolean };
}

export interface SourceView {
  id: string;
  name: string;
  files: string[];
  optional: string[];
  format: 'csv' | 'json';
  watchFolder: boolean;
  pull: { schedule: string | null } | null;
  completenessRequired: boolean;
}

export interface DifferenceView {
  person: Who;
  kind: DifferenceKind;
  text: string;
  day: Day | null;
  fields: { field: ToldField; from: string | null; to: string | null }[];
  leaves: LeaveChange[];
  lost: string[];
  gained: string[];
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** Deliveries from HR as those who may follow them see them. */
@Injectable()
export class ReadImports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly told: TellBreakers,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** Configured sources. @throws Refused 'not-allowed', like everything here */
  async sources(actor: PersonActor, language: Language): Promise<SourceView[]> {
    await this.#viewer(actor, language);
    return this.config.hr.sources.map((source) => ({
      id: source.id,
      name: source.name,
      files: [...filesOf(source), ...(source.manifest === undefined ? [] : [source.manifest])],
      optional: source.manifest === undefined || source.manifestRequired ? [] : [source.manifest],
      format: source.employments.format,
      watchFolder: source.watchFolder !== undefined,
      pull: source.pull ? { schedule: source.pull.schedule ?? null } : null,
      completenessRequired: source.completenessRequired,
    }));
  }

  async page(
    actor: PersonActor,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<ImportView>> {
    const viewer = await this.#viewer(actor, language);
    const rows = await this.store.page(this.database, position(cursor), limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: await this.#views(viewer, rows.slice(0, limit)),
      next: last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused 'not-found' */
  async one(actor: PersonActor, id: string, language: Language): Promise<ImportView> {
    const viewer = await this.#viewer(actor, language);
    const [view] = await this.#views(viewer, [await this.#found(id)]);
    if (!view) throw Refused.because('not-found', 'There is no such import.');
    return view;
  }

  async quarantine(
    actor: PersonActor,
    id: string,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<Aside>> {
    await this.#viewer(actor, language);
    await this.#found(id);
    const after = decodeCursor(cursor, ['text', 'number']);
    const rows = await this.store.asides(
      this.database,
      id,
      after ? { file: String(after[0]), line: lineNumber(after[1]) } : null,
      limit + 1,
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { items: rows.slice(0, limit), next: last ? encodeCursor([last.file, last.line]) : null };
  }

  /** One line a person. A protected person's unit and title are shown only to those who may see the name. */
  async differences(
    actor: PersonActor,
    id: string,
    cursor: string | undefined,
    limit: number,
    language: Language,
  ): Promise<Page<DifferenceView>> {
    const viewer = await this.#viewer(actor, language);
    await this.#found(id);
    const after = decodeCursor(cursor, ['number']);
    const rows = await this.store.differences(this.database, id, after ? lineNumber(after[0]) : 0, limit + 1);
    const shown = rows.slice(0, limit);
    const names = await this.who.run(
      this.database,
      viewer,
      shown.flatMap((row) => [
        row.personId,
        ...row.fields.flatMap(({ fromPerson, toPerson }) => [fromPerson, toPerson]),
      ]),
    );
    const roles = await this.told.roles(
      this.database,
      viewer.language,
      shown.flatMap(({ lost, gained }) => [...lost, ...gained]),
    );
    const named = (ids: readonly string[]): string[] =>
      ids.map(roles).sort((a, b) => a.localeCompare(b, viewer.language));
    const items = shown.map(({ personId, personName, kind, text, day, fields, hidden, ...row }) => {
      const known = names(personId);
      const person = known.id === null ? unknown(personName, viewer.language) : known;
      // Of who is not protected yet, or nobody known yet, nothing is shown that the delivery says of a protected person.
      const masked = known.protected ? known.withheld !== undefined : person.protected || hidden;
      const value = (stored: string | null, who: string | null): string | null =>
        masked ? null : names(who).name || stored;
      return {
        person,
        kind,
        text: masked ? '' : text,
        day,
        // A mover's unit and title stand in the text.
        fields: fields
          .filter(({ field }) => kind !== 'mover' || (field !== 'unit' && field !== 'title'))
          .map(({ field, from, to, fromPerson, toPerson }) => ({
            field,
            from: value(from, fromPerson),
            to: value(to, toPerson),
          })),
        leaves: masked ? [] : [...row.leaves],
        lost: masked ? [] : named(row.lost),
        gained: masked ? [] : named(row.gained),
      };
    });
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items, next: last ? encodeCursor([last.number]) : null };
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('import.read', standing, 'import');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #found(id: string): Promise<StoredImport> {
    const found = await this.store.read(this.database, id);
    if (!found) throw Refused.because('not-found', 'There is no such import.');
    return found;
  }

  async #views(viewer: Viewer, rows: readonly StoredImport[]): Promise<ImportView[]> {
    const names = await this.who.run(
      this.database,
      viewer,
      rows.flatMap((row) => [row.startedBy, row.resolvedBy]),
    );
    const results = rows.map((row) => ({ ...noFigures(), ...row.result }));
    const tripped = await this.told.tripped(
      this.database,
      results.flatMap((result) => result.tripped),
    );
    const roles = await this.told.roles(
      this.database,
      viewer.language,
      results.flatMap((result) => result.roles.map(({ roleId }) => roleId)),
    );
    const resolves = may('import.resolve', viewer.standing, 'import') === null;
    const now = this.clock.now();
    const withinDays = this.config.lifecycle.breakers.heldDays;
    return rows.map((row) => {
      const { snapshotDate: _day, standing: _mark, ...figures } = { ...noFigures(), ...row.result };
      const changes = { ...noFigures().changes, ...figures.changes }; // earlier ones say less
      const running = row.state === 'running' && row.rowsTotal !== null;
      return {
        ...figures,
        changes,
        tripped: figures.tripped.map(tripped),
        roles: figures.roles.map(({ roleId, gained, lost }) => ({ role: roles(roleId), gained, lost })),
        id: row.id,
        source: {
          id: row.source,
          name: this.config.hr.sources.find((s) => s.id === row.source)?.name ?? row.source,
        },
        channel: row.channel,
        state: row.state,
        asOf: row.asOf,
        startedBy: row.startedBy === null ? null : names(row.startedBy),
        startedAt: row.startedAt,
        endedAt: row.endedAt,
        progress: running ? { done: row.rowsDone, of: row.rowsTotal ?? 0 } : null,
        resolution: row.resolvedAt
          ? { by: names(row.resolvedBy), at: row.resolvedAt, reason: row.resolutionReason ?? '' }
          : null,
        releasableUntil: releasableUntil(row, withinDays),
        may: {
          release: resolves && releaseImport(row, viewer.personId, { now, withinDays }) === null,
          cancel: resolves && cancelImport(row) === null,
        },
      };
    });
  }
}

/** Somebody who is not in the register: kept by name, or by what stands for a withheld one. */
function unknown(name: string, language: Language): Who {
  const hidden = name === hiddenName.sv;
  return { id: null, name: hidden ? hiddenName[language] : name, protected: hidden };
}

function position(cursor: string | undefined): { at: Date; id: string } | null {
  const after = decodeCursor(cursor, ['instant', 'uuid']);
  return after && { at: new Date(String(after[0])), id: String(after[1]) };
}

function lineNumber(value: string | number | undefined): number {
  if (typeof value !== 'number' || value < 0 || value > 2 ** 31 - 1) throw wrongCursor();
  return value;
}

function wrongCursor(): InvalidInput {
  return new InvalidInput([{ pointer: '/after', code: 'invalid', detail: 'is not a cursor of this list' }]);
}
