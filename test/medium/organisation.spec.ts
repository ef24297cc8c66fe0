import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-organisation-'));
let edge: Edge;

function unit(code: string, above: string, name: string, manager = ''): UnitLine {
  return {
    EnhetId: code,
    ÖverordnadEnhetId: above,
    Enhetsnamn: name,
    Enhetstyp: 'boendeavdelning',
    ChefAnställningsnummer: manager,
  };
}
const before = [
  unit('1', '', 'Förvaltningen', 'TOP'),
  unit('2', '1', 'Boendet', 'BOSS'),
  unit('3', '2', 'Plan 1', 'LEAD'),
  unit('4', '2', 'Plan 2', 'LEAD'),
];
const staff = Array.from({ length: 24 }, (_, n) =>
  employmentLine(100 + n, {
    Anställningsnummer: `S${String(n)}`,
    EnhetId: n < 12 ? '3' : '4',
    ChefAnställningsnummer: 'LEAD',
  }),
);
const managers = [
  employmentLine(1, { Anställningsnummer: 'TOP', EnhetId: '1', ÄrChef: 'J' }),
  employmentLine(2, { Anställningsnummer: 'BOSS', EnhetId: '2', ÄrChef: 'J', ChefAnställningsnummer: 'TOP' }),
  employmentLine(3, {
    Anställningsnummer: 'LEAD',
    EnhetId: '3',
    ÄrChef: 'J',
    ChefAnställningsnummer: 'BOSS',
  }),
];

beforeAll(async () => {
  edge = await startEdge({
    rooms: [DeskModule, CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [demoSource({ breaker: { count: 1000, share: 1, floor: 1 } })] },
      lifecycle: { organisationChange: { share: 0.3, count: 1000, atLeast: 10 } },
    },
  });
  await edge.app.get(Jobs).start();
  await take([...managers, ...staff], before);
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'TOP',
      systemOwner: 'TOP',
      roles: [{ key: 'alla' }],
      birthrightRules: [{ key: 'alla', name: 'Alla', role: 'alla', selector: {} }],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

async function take(lines: readonly EmploymentLine[], units: readonly UnitLine[]): Promise<void> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  const result = await edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
  expect(result.outcome).toBe('applied');
}

async function told(): Promise<string[]> {
  const rows = await edge.database.query<{ text: string }>(
    `SELECT c.kind || ' ' || u.code || CASE WHEN c.persons > 0 THEN ' ' || c.persons ELSE '' END
       || CASE WHEN c.campaign_id IS NOT NULL THEN ' reviewed' ELSE '' END AS text
     FROM organisation_change c JOIN unit u ON u.id = c.unit_id ORDER BY c.at, c.kind, u.code`,
  );
  return rows.map((row) => row.text);
}

async function ask(personKey: string, query: string): Promise<{ status: number; body: unknown }> {
  const [person] = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM employment WHERE number = $1`,
    [personKey],
  );
  const cookie = await edge.signIn(person?.id ?? '');
  const answer = await fetch(`${edge.url}/api/${query}`, { headers: { cookie } });
  return { status: answer.status, body: await answer.json() };
}

describe('an organisation that changes', () => {
  it('is not changed by its first delivery, nor by people alone', async () => {
    const moved = [...managers, ...staff.map((line, n) => (n === 0 ? { ...line, EnhetId: '4' } : line))];
    await take(moved, before);
    expect(await told()).toEqual([]);
    await take([...managers, ...staff], before);
  });

  it('lets the nearest manager upwards answer for a unit that lost its own, and tells and lists it', async () => {
    const lost = before.map((one) => (one.EnhetId === '4' ? { ...one, ChefAnställningsnummer: '' } : one));
    const lines = [
      ...managers,
      ...staff.map((line) => (line.EnhetId === '4' ? { ...line, ChefAnställningsnummer: '' } : line)),
    ];
    await take(lines, lost);
    expect(await told()).toEqual(['manager-lost 4']);
    expect(await ask('BOSS', 'notices')).toMatchObject({
      body: { items: [{ kind: 'unit-inherited', facts: { unit: 'Plan 2', count: 12 } }] },
    });
    const followers = await edge.database.query(
      `SELECT FROM employment e JOIN employment m ON m.id = e.manager_employment_id AND m.number = 'BOSS'
       WHERE e.number IN ('S12', 'S23')`,
    );
    expect(followers).toHaveLength(2);
    await take([...managers, ...staff], before);
  });

  it('by more than the configured share is reviewed, old units and new, once', async () => {
    const split = [
      ...before.filter((one) => one.EnhetId !== '4'),
      unit('5', '2', 'Plan 2 öster', 'LEAD'),
      unit('6', '2', 'Plan 2 väster', 'LEAD'),
    ];
    const lines = [
      ...managers,
      ...staff.map((line, n) =>
        line.EnhetId === '4' ? { ...line, EnhetId: n % 2 === 0 ? '5' : '6' } : line,
      ),
    ];
    await take(lines, split);
    expect((await told()).slice(-1)).toEqual(['split 4 12 reviewed']);
    const items = await edge.database.query<{ number: string }>(
      `SELECT e.number FROM review_item i JOIN access_grant g ON g.id = i.grant_id JOIN employment e ON e.id = g.employment_id
       JOIN campaign c ON c.id = i.campaign_id AND c.name LIKE 'Omorganisation%'`,
    );
    expect(items.map((item) => item.number).sort()).toEqual(
      staff
        .slice(12)
        .map((line) => line.Anställningsnummer)
        .sort(),
    );
    await take(
      lines.map((line) => ({ ...line, SenastÄndrad: 'igen' })),
      split,
    ).catch(() => undefined);
    expect(await edge.database.query(`SELECT FROM campaign`)).toHaveLength(1);
  });

  it('is shown to those with the right and to nobody else', async () => {
    expect((await ask('S1', 'organisation/changes')).status).toBe(403);
    expect((await ask('S1', 'organisation/units')).status).toBe(403);
    expect((await ask('S1', 'organisation/without-manager')).status).toBe(403);
  });
});
