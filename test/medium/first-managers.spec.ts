import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { ManagersStore } from '../../src/lifecycle/organisation/managers.store.js';
import { Jobs } from '../../src/platform/jobs.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-managers-'));
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource({ breaker: { count: 1000, share: 1, floor: 1 } })] } },
  });
  await edge.app.get(Jobs).start();
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

const unit = (code: string, above: string, manager: string): UnitLine => ({
  EnhetId: code,
  ÖverordnadEnhetId: above,
  Enhetsnamn: `Enhet ${code}`,
  Enhetstyp: 'boendeavdelning',
  ChefAnställningsnummer: manager,
});
const units = [
  unit('1', '', 'TOP'),
  unit('2', '1', 'BOSS'),
  unit('3', '2', 'GONE'),
  unit('4', '1', 'NOBODY'),
];
const line = (n: number, number: string, more: EmploymentLine): EmploymentLine =>
  employmentLine(n, { Anställningsnummer: number, ChefAnställningsnummer: '', ...more });
const ended = { Slutdatum: '2020-01-31', Startdatum: '2015-01-01' };
const staff = [
  line(1, 'TOP', { EnhetId: '1', ÄrChef: 'J' }),
  line(2, 'BOSS', { EnhetId: '2', ÄrChef: 'J', ChefAnställningsnummer: 'TOP' }),
  line(3, 'GONE', { EnhetId: '3', ÄrChef: 'J', ...ended }),
  line(4, 'LATER', { EnhetId: '2', Startdatum: '2099-01-01' }),
  line(5, 'STATED', { EnhetId: '1', ChefAnställningsnummer: 'BOSS' }),
  line(6, 'BY-UNIT', { EnhetId: '2' }),
  line(7, 'ABOVE', { EnhetId: '3' }),
  line(8, 'NOT-YET', { EnhetId: '2', ChefAnställningsnummer: 'LATER' }),
  line(9, 'UNKNOWN', { EnhetId: '4', ChefAnställningsnummer: 'MISSING' }),
  line(10, 'OVER', { EnhetId: '2', ChefAnställningsnummer: 'BOSS', ...ended }),
  line(2, 'OWN', { EnhetId: '2', ChefAnställningsnummer: 'BOSS', Huvudanställning: 'N' }),
  line(11, 'BEGINS', { EnhetId: '2', ChefAnställningsnummer: 'BOSS', Startdatum: '2098-01-01' }),
];

async function take(lines: readonly EmploymentLine[]): Promise<void> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  const result = await edge.app
    .get(TakeHrSnapshot)
    .run({ kind: 'operator', name: 'prov', channel: 'command' }, { delivery, channel: 'command' });
  expect([result.outcome, result.quarantined]).toEqual(['applied', []]);
}

async function managers(): Promise<Record<string, string | null>> {
  const rows = await edge.database.query<{ number: string; manager: string | null }>(
    `SELECT e.number, m.number AS manager FROM employment e LEFT JOIN employment m ON m.id = e.manager_employment_id`,
  );
  return Object.fromEntries(rows.map((row) => [row.number, row.manager]));
}

async function settled(): Promise<Record<string, string | null>> {
  const [all, [today]] = [
    await edge.database.query<{ id: string }>(`SELECT id FROM employment`),
    await edge.database.query<{ day: string }>(`SELECT current_date::text AS day`),
  ];
  await edge.database.transaction((tx) =>
    edge.app.get(ManagersStore).settle(
      tx,
      today?.day ?? '',
      all.map((row) => row.id),
      [],
    ),
  );
  return managers();
}

describe('the managers of those who come with a first delivery', () => {
  it('are who would be found if everybody were settled again', async () => {
    await take(staff);
    const found = await managers();
    expect(found).toEqual({
      TOP: null,
      BOSS: 'TOP',
      GONE: null,
      LATER: 'BOSS',
      STATED: 'BOSS',
      'BY-UNIT': 'BOSS',
      ABOVE: 'BOSS',
      'NOT-YET': 'BOSS',
      UNKNOWN: 'TOP',
      OVER: null,
      OWN: 'TOP',
      BEGINS: 'BOSS',
    });
    expect(await settled()).toEqual(found);
  });

  it('are right when their manager comes later, leaves in the same delivery, or comes together with them', async () => {
    const gone = staff.filter((one) => one.Anställningsnummer !== 'BOSS');
    await take([
      ...gone,
      line(20, 'MISSING', { EnhetId: '4', ÄrChef: 'J' }),
      line(21, 'NEW', { EnhetId: '2', ChefAnställningsnummer: 'BOSS' }),
      line(22, 'CHIEF', { EnhetId: '4' }),
      line(23, 'WITH', { EnhetId: '2', ChefAnställningsnummer: 'CHIEF' }),
    ]);
    const found = await managers();
    expect(found).toMatchObject({
      UNKNOWN: 'MISSING',
      NEW: 'TOP',
      WITH: 'CHIEF',
      'BY-UNIT': 'TOP',
      STATED: 'TOP',
    });
    expect(await settled()).toEqual(found);
  });
});

describe('an event of history written past the service', () => {
  it('is refused when it points to nobody or nothing', async () => {
    const [known] = await edge.database.query<Record<'person' | 'employment' | 'unit', string>>(
      `SELECT person_id AS person, id AS employment, unit_id AS unit FROM employment LIMIT 1`,
    );
    const nothing = '00000000-0000-4000-8000-000000000000';
    const write = (other: object): Promise<unknown> => {
      const event = { ...known, import: null, ...other };
      return edge.database.query(
        `INSERT INTO lifecycle_event (person_id, employment_id, unit_id, import_id, at, day, kind)
         SELECT e.*, now(), current_date, 'moved'
         FROM jsonb_to_record($1) AS e(person uuid, employment uuid, unit uuid, import uuid)`,
        [JSON.stringify(event)],
      );
    };
    for (const part of ['person', 'employment', 'unit', 'import'])
      await expect(write({ [part]: nothing })).rejects.toThrow('nobody or nothing');
    await expect(write({})).resolves.toEqual([]);
    await expect(edge.database.query(`DELETE FROM lifecycle_event`)).rejects.toThrow('permission denied');
  });
});
