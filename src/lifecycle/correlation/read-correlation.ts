import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../../grants/read-standing.js';
import { NoteUnmasking } from '../../people/note-unmasking.js';
import { hiddenName, ReadWho, type Viewer, type Who } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { unitsSource } from '../../platform/config-hr.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import { Database } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { PersonNumbers } from '../../platform/person-numbers.js';
import { Refused } from '../../platform/refused.js';
import { seesThrough } from '../../policy/authority/unmasking.js';
import { may } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { CorrelationCasesStore, type ComparedPerson, type StoredCase } from './correlation-cases.store.js';
import type { correlationCaseSchema, correlationCasesSchema, mergesSchema } from './correlation.schema.js';
import { MergesStore } from './merges.store.js';

type CaseView = z.input<typeof correlationCaseSchema>;
type Side = CaseView['record'];

/** The kept lines of a record, as far as they are shown; the personal number is never among it. */
interface KeptLine {
  call_name: string;
  family_name: string;
  protection: string;
  email: string | null;
  hsa_id: string | null;
  number: string;
  title: string;
  unit_code: string;
  start_date: Day;
  end_date: Day | null;
}

/** Correlation cases and merges, as HR compares them and decides. */
@Injectable()
export class ReadCorrelation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: CorrelationCasesStore,
    private readonly merges: MergesStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
    private readonly numbers: PersonNumbers,
    private readonly unmasking: NoteUnmasking,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused 'not-allowed' */
  async page(
    actor: PersonActor,
    query: { state: 'open' | 'decided'; after?: string | undefined; limit: number },
    language: Language,
  ): Promise<z.input<typeof correlationCasesSchema>> {
    const viewer = await this.#viewer(actor, language);
    const open = query.state === 'open';
    const rows = await this.store.page(this.database, open, position(query.after), query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const at = last && (open ? last.openedAt : last.decidedAt);
    return {
      items: await this.#views(viewer, shown),
      next: last && at ? encodeCursor([at.toISOString(), last.id]) : null,
    };
  }

  /** @throws Refused 'not-allowed', 'not-found' */
  async one(actor: PersonActor, id: string, language: Language): Promise<CaseView> {
    const viewer = await this.#viewer(actor, language);
    const found = await this.store.one(this.database, id);
    const [view] = found ? await this.#views(viewer, [found]) : [];
    if (!view) throw Refused.because('not-found', 'There is no such case.');
    return view;
  }

  async mergePage(
    actor: PersonActor,
    query: { after?: string | undefined; limit: number },
    language: Language,
  ): Promise<z.input<typeof mergesSchema>> {
    const viewer = await this.#viewer(actor, language);
    const resolves = may('correlation.resolve', viewer.standing, 'merge') === null;
    const rows = await this.merges.page(this.database, position(query.after), query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.who.run(
      this.database,
      viewer,
      shown.flatMap((row) => [row.survivorId, row.mergedId, row.mergedBy, row.undoneBy]),
    );
    return {
      items: shown.map((row) => ({
        id: row.id,
        survivor: whoIs(row.survivorId),
        merged: whoIs(row.mergedId),
        by: whoIs(row.mergedBy),
        at: row.mergedAt,
        reason: row.reason,
        undone: row.undoneAt
          ? { by: whoIs(row.undoneBy), at: row.undoneAt, reason: row.undoReason ?? '' }
          : null,
        may: { undo: resolves && row.undoneAt === null && row.survivorMergedInto === null },
      })),
      next: last ? encodeCursor([last.mergedAt.toISOString(), last.id]) : null,
    };
  }

  async #viewer(actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(this.database, actor.personId, now);
    const refusal = may('correlation.read', standing, 'case');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #views(viewer: Viewer, rows: readonly StoredCase[]): Promise<CaseView[]> {
    const candidates = await this.store.candidates(
      this.database,
      rows.map(({ id }) => id),
    );
    const ids = [...candidates.map((c) => c.personId), ...rows.flatMap((row) => row.personId ?? [])];
    const compared = new Map(
      (await this.store.compared(this.database, ids)).map((person) => [person.personId, person]),
    );
    const whoIs = await this.who.run(this.database, viewer, [...ids, ...rows.map((row) => row.decidedBy)]);
    // A record that is nobody known yet is seen by the case's own reason.
    const explained = await this.unmasking.current(
      this.database,
      viewer.personId,
      rows.map(({ id }) => id),
    );
    const resolves = may('correlation.resolve', viewer.standing, 'case') === null;
    return Promise.all(
      rows.map(async (row): Promise<CaseView> => {
        const record = await this.#recordSide(viewer, row, explained.has(row.id));
        const known = candidates.filter((candidate) => candidate.caseId === row.id);
        const masked =
          record.name === hiddenName[viewer.language] ||
          known.some(({ personId }) => whoIs(personId).withheld !== undefined);
        return {
          id: row.id,
          source: { id: row.source, name: this.#sourceName(row.source) },
          reason: row.reason as CaseView['reason'],
          state: row.state as CaseView['state'],
          openedAt: row.openedAt,
          person: row.personId === null ? null : whoIs(row.personId),
          record,
          candidates: known.map(({ personId, signs }) => ({
            person: whoIs(personId),
            signs: signs as CaseView['candidates'][number]['signs'],
            side: this.#personSide(whoIs(personId), compared.get(personId)),
          })),
          decision:
            row.decidedBy && row.decidedAt
              ? { by: whoIs(row.decidedBy), at: row.decidedAt, reason: row.decisionReason ?? '' }
              : null,
          may: {
            unmask: masked && may('person.unmask', viewer.standing, 'person') === null,
            resolve:
              resolves &&
              row.state === 'open' &&
              ![row.personId, ...known.map((c) => c.personId)].includes(viewer.personId),
          },
        };
      }),
    );
  }

  async #recordSide(viewer: Viewer, row: StoredCase, isExplained: boolean): Promise<Side> {
    const lines = JSON.parse(this.numbers.open(row.factsSealed).toString('utf8')) as KeptLine[];
    const [first] = lines;
    const hidden = lines.some((line) => line.protection !== 'none');
    if (!first || (hidden && !seesThrough(viewer.standing, isExplained)))
      return withheld(hiddenName[viewer.language]);
    const source = this.config.hr.sources.find(({ id }) => id === row.source);
    const units = await this.store.unitNames(
      this.database,
      source ? unitsSource(source) : row.source,
      lines.map((line) => line.unit_code),
    );
    return {
      name: `${first.call_name} ${first.family_name}`,
      protected: hidden,
      email: first.email,
      hsaIds: [...new Set(lines.flatMap((line) => line.hsa_id ?? []))],
      sources: [this.#sourceName(row.source)],
      employments: lines.map((line) => ({
        number: line.number,
        title: line.title,
        unit: units.get(line.unit_code) ?? line.unit_code,
        from: line.start_date,
        to: line.end_date,
      })),
    };
  }

  #personSide(person: Who, facts: ComparedPerson | undefined): Side {
    if (!facts || person.withheld) return withheld(person.name);
    return {
      name: person.name,
      protected: person.protected,
      email: facts.email,
      hsaIds: facts.hsaIds,
      sources: facts.sources.map((id) => this.#sourceName(id)),
      employments: facts.employments,
    };
  }

  #sourceName(id: string): string {
    return this.config.hr.sources.find((source) => source.id === id)?.name ?? id;
  }
}

function withheld(name: string): Side {
  return { name, protected: true, email: null, hsaIds: [], sources: [], employments: [] };
}

function position(cursor: string | undefined): { at: Date; id: string } | null {
  const after = decodeCursor(cursor, ['instant', 'uuid']);
  return after && { at: new Date(String(after[0])), id: String(after[1]) };
}
