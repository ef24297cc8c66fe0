import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { keptKey } from '../../src/lifecycle/intake/kept-key.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { hrSourceList } from '../../src/platform/config-hr.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PersonNumbers } from '../../src/platform/person-numbers.js';
import { startEdge, type Edge } from '../support/edge.js';
import { testNumber } from '../support/hr-delivery.js';

jest.setTimeout(60_000);

const [anna, bo] = [testNumber(21), testNumber(22)];
const columns = {
  personKey: 'Personnr', personalNumber: 'Personnr', givenName: 'Förnamn', familyName: 'Efternamn', number: 'Anstnr',
  kind: 'Form', title: 'Titel', unit: 'Enhet', percent: 'Grad', startDate: 'Från', endDate: 'Till',
  previousNumber: 'Förra',
}; // prettier-ignore
const source = {
  id: 'prov',
  name: 'Prov',
  employments: { file: 'a.csv', columns, kinds: { T: 'permanent' } },
  unitsIn: {},
};
const line = (number: string, name: string, nr: string, title = 'Sköterska', former = ''): string =>
  `${number};${name};Ek;${nr};T;${title};110;100;2020-01-01;;${former}\n`;
const header = 'Personnr;Förnamn;Efternamn;Anstnr;Form;Titel;Enhet;Grad;Från;Till;Förra\n';

/** H13.2.2; some payroll systems know people by nothing but their personal number. */
describe('an export whose only key of a person is the personal number', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-number-key-'));
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge({
      rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
      config: { hr: { sources: hrSourceList.parse([source]) } },
    });
    await edge.app.get(Jobs).start();
  });
  afterAll(async () => {
    await edge.stop();
    rmSync(folder, { recursive: true });
  });
  const taken = (...lines: string[]): Promise<ImportResult> => {
    const at = mkdtempSync(path.join(folder, 'delivery-'));
    writeFileSync(path.join(at, 'a.csv'), header + lines.join(''));
    const operator = { kind: 'operator', name: 'prov', channel: 'command' } as const;
    return edge.app.get(TakeHrSnapshot).run(operator, { delivery: readDelivery(at), channel: 'command' });
  };

  it('is taken in, is known again however the number is written, and leaves the number in no table', async () => {
    expect(await taken(line(anna, 'Anna', '1'), line(bo, 'Bo', '2'))).toMatchObject({
      outcome: 'applied',
      quarantined: [],
      changes: { joiners: 2 },
    });
    const hyphened = `${anna.slice(2, 8)}-${anna.slice(8)}`;
    const moved = await taken(line(hyphened, 'Anna', '1', 'Chef'), line(bo, 'Bo', '2'));
    expect(moved).toMatchObject({ outcome: 'applied', quarantined: [] });
    expect(moved.changes).toMatchObject({ joiners: 0, leavers: 0 });
    const people = await edge.database.query(`SELECT FROM person WHERE source = 'prov'`);
    expect(people).toHaveLength(2);

    const wrong = await taken(line(hyphened, '', '1', 'Chef'), line(bo, 'Bo', '2', 'Vårdare'));
    expect(wrong.quarantined).toMatchObject([{ line: 2, column: 'Förnamn' }]);
    expect(wrong.changes).toMatchObject({ leavers: 0, employmentsEnded: 0 });

    const renumbered = testNumber(23);
    const unsaid = await taken(line(renumbered, 'Anna', '1', 'Chef'), line(bo, 'Bo', '2', 'Vårdare'));
    expect(unsaid.quarantined).toMatchObject([{ line: 2, reason: 'employment-of-another' }]);
    const said = await taken(line(renumbered, 'Anna', '1', 'Chef', anna), line(bo, 'Bo', '2', 'Vårdare'));
    expect(said).toMatchObject({ outcome: 'applied', quarantined: [], changes: { joiners: 0, leavers: 0 } });
    expect(await edge.database.query(`SELECT FROM person WHERE source = 'prov'`)).toHaveLength(2);

    const places = await edge.database.query<{ place: string; found: boolean }>(
      `SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name AS place,
              (xpath('/row/found/text()', query_to_xml(format(
                'SELECT bool_or(t.%I::text ~ %L) AS found FROM %I.%I t',
                c.column_name, '${[anna, renumbered].map((n) => `${n.slice(2, 8)}-?${n.slice(8)}`).join('|')}', c.table_schema, c.table_name), false, true, '')))[1]::text = 'true' AS found
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public'
         AND c.data_type IN ('text', 'jsonb', 'ARRAY', 'character varying')`,
    );
    expect(places.length).toBeGreaterThan(100);
    expect(places.filter(({ found }) => found)).toEqual([]);
  });
});

describe('what is kept of a key', () => {
  const numbers = new PersonNumbers(Buffer.alloc(32, 7));
  it('is the key, unless it is a right personal number', () => {
    for (const key of [
      'P101690',
      '1000012345',
      'A-2031',
      `${anna.slice(0, 11)}${String((Number(anna[11]) + 1) % 10)}`,
    ])
      expect(keptKey(key, numbers)).toBe(key);
    const kept = keptKey(anna, numbers);
    expect(kept).toMatch(/^pn-[\w-]{22}$/);
    for (const written of [
      anna.slice(2),
      `${anna.slice(0, 8)}-${anna.slice(8)}`,
      `${anna.slice(2, 8)}+${anna.slice(8)}`,
    ])
      expect(keptKey(written, numbers)).toBe(kept);
    expect(keptKey(bo, numbers)).not.toBe(kept);
  });
});

describe('a mapping that would show personal numbers', () => {
  it.each([
    ['number', { ...columns, number: 'Personnr' }],
    ['number', { ...columns, number: { columns: ['Personnr', 'Från'] } }],
    ['personKey', { ...columns, personKey: { columns: ['Personnr', 'Enhet'] } }],
  ])('is refused at %s', (field, wrong) => {
    const found = hrSourceList.safeParse([
      { ...source, employments: { ...source.employments, columns: wrong } },
    ]);
    expect(found.error?.issues.map(({ path: at }) => at.join('.'))).toEqual([
      `0.employments.columns.${field}`,
    ]);
  });
});
