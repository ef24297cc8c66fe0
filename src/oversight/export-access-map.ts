import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { csvLine } from '../policy/oversight/csv-cell.js';
import type { exportedMapSchema, MapExport } from './access-map.schema.js';
import { AccessMapStore } from './access-map.store.js';
import { ReadAccessMap } from './read-access-map.js';

const longest = 20_000;

const headings: Readonly<Record<Language, readonly string[]>> = {
  sv: [
    'Person',
    'Befattning',
    'Enhet',
    'Roll',
    'System',
    'Grund',
    'Varför',
    'Från',
    'Till',
    'Nästa granskning',
    'Oprövad',
    'Sammanhållen',
  ],
  en: [
    'Person',
    'Title',
    'Unit',
    'Role',
    'System',
    'Ground',
    'Why',
    'From',
    'Until',
    'Next review',
    'Unassessed',
    'Shared records',
  ],
};

/** A compilation of many persons' access: for a stated purpose, labelled with it, and on record (H11.7.1). */
@Injectable()
export class ExportAccessMap {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AccessMapStore,
    private readonly map: ReadAccessMap,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused 'not-found'; 'invalid' when it is longer than a file should be */
  async run(
    actor: PersonActor,
    input: MapExport,
    language: Language,
  ): Promise<z.input<typeof exportedMapSchema>> {
    const { purpose, ...asked } = input;
    const reader = this.database;
    const view = await this.map.view(reader, actor);
    const unit = asked.unitId === undefined ? null : await this.map.unit(reader, view, asked.unitId);
    const filter = this.map.filter(asked, view.scope);
    const place = { path: unit?.path ?? null, below: true };
    const rows = await this.store.holders(reader, view.scope, filter, place, language, null, longest + 1);
    if (rows.length > longest)
      throw Refused.because(
        'invalid',
        `There are more than ${String(longest)} rows: narrow down by unit or system.`,
        {
          pointer: '/systemId',
        },
      );
    const items = await this.map.named(reader, actor, view, rows, language);
    const today = dayOf(this.clock.now());
    const label =
      language === 'sv' ? `Uttag ${today}. Ändamål: ${purpose}` : `Taken ${today}. Purpose: ${purpose}`;
    const content = [
      '\ufeff',
      csvLine([label]),
      csvLine(headings[language]),
      ...items.map((item) =>
        csvLine([
          item.person.name,
          item.title,
          item.unit.name,
          item.role.name,
          item.system,
          item.source,
          item.why,
          dayOf(rowDate(item.from)),
          item.to === null ? '' : dayOf(rowDate(item.to)),
          item.nextReview,
          item.kind === 'unassessed' ? 'x' : '',
          item.across ? 'x' : '',
        ]),
      ),
    ].join('');
    await this.database.transaction((tx) =>
      this.audit.run(tx, actor, [
        {
          action: 'access-map.exported',
          objectKind: 'access-map',
          reason: purpose,
          detail: {
            rows: items.length,
            unit: asked.unitId ?? null,
            system: asked.systemId ?? null,
            role: asked.roleId ?? null,
            on: asked.on ?? null,
          },
        },
      ]),
    );
    return { filename: `atkomst-${asked.on ?? today}.csv`, rows: items.length, content };
  }
}

/** The schema takes dates and texts; here they are dates. */
function rowDate(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value));
}
