import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-breaker-attacks-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const wide = { count: 1000, share: 1, floor: 1 };
const narrow = { count: 100, share: 0.1, floor: 5 };
const people = Array.from({ length: 60 }, (_, n) => employmentLine(n, { EnhetId: n < 40 ? '110' : '120' }));
let edge: Edge;
let home: CareHome;

async function begin(breakers: object, selector: object = {}): Promise<void> {
  edge = await startEdge({
    rooms: [CatalogueModule, ReviewsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [{ ...demoSource(), breaker: undefined, events: someEvents }] },
      lifecycle: { breakers },
    },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-20T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  home = new CareHome(edge.database);
  const owner = await home.employee(await home.unit('/1/', 'Staben'));
  const role = await home.role(owner, { directory: 'konto' });
  await edge.database.query(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active) VALUES ('alla', 'Alla', $1, $2, $3, true)`,
    [role.roleId, role.analysisId, JSON.stringify(selector)],
  );
  expect((await take(people)).outcome).toBe('applied');
  expect(await working()).toBe(60);
}
afterEach(async () => {
  await edge.stop();
});

function take(
  lines: readonly EmploymentLine[],
  { asOf, units = someUnits }: { asOf?: string; units?: readonly UnitLine[] } = {},
): Promise<ImportResult> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command', asOf });
}

async function working(): Promise<number> {
  const [row] = await edge.database.query<{ persons: number }>(
    `SELECT count(DISTINCT g.person_id) AS persons FROM access_grant g JOIN employment e ON e.id = g.employment_id
     WHERE e.source = 'HR-VOF' AND grant_works(g.ended_at, g.valid_to, g.suspended_for, $1)`,
    [edge.clock.now()],
  );
  return row?.persons ?? 0;
}

async function tomorrow(): Promise<void> {
  edge.clock.move(24 * 60);
  await edge.app.get(PassMidnight).run();
}

const all = (more: EmploymentLine): EmploymentLine[] => people.map((line) => ({ ...line, ...more }));
const limits = { feed: wide, unit: wide, hour: narrow };

describe('attack: a payroll department takes everybody’s access', () => {
  it('by a leave from today', async () => {
    await begin(limits);
    const result = await take(all({ FrånvaroTyp: 'Tjänstledighet', FrånvaroFrom: '2026-11-20' }));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by a leave from tomorrow', async () => {
    await begin(limits);
    const result = await take(all({ FrånvaroTyp: 'Tjänstledighet', FrånvaroFrom: '2026-11-21' }));
    await tomorrow();
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by another form of employment, which no rule is for', async () => {
    await begin(limits, { employmentKinds: ['permanent'] });
    const result = await take(all({ Anställningsformskod: '4' }));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by a move in place to a unit that no rule is for', async () => {
    await begin(limits, { unitsBelow: ['110', '120'] });
    const result = await take(all({ EnhetId: '100' }));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by another title, which no rule is for', async () => {
    await begin(limits, { titleCodes: ['2070*'] });
    const result = await take(all({ AIDkod: '151013' }));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by another kind of unit, which no rule is for', async () => {
    await begin(limits, { unitKinds: ['boendeavdelning', 'hemtjänstgrupp'] });
    const units = someUnits.map((unit) => ({ ...unit, Enhetstyp: 'stab' }));
    const result = await take(people, { units });
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by units that are closed from tomorrow', async () => {
    await begin(limits, { unitsBelow: ['110', '120'] });
    const units = someUnits.map((unit) => ({ ...unit, GällerTom: '2026-11-20' }));
    const result = await take(people, { units });
    await tomorrow();
    expect([result.outcome, await working()]).toEqual(['applied', 60]);
  });

  it('by first days that are put off', async () => {
    await begin({ ...limits, feed: narrow, hour: wide });
    const result = await take(all({ Startdatum: '2027-11-20' }));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by new employment numbers', async () => {
    await begin({ ...limits, feed: narrow });
    const result = await take(people.map((line, n) => ({ ...line, Anställningsnummer: `N${String(n)}` })));
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by end dates of tomorrow and a delivery of a later day, when they were fixed-term', async () => {
    await begin({ ...limits, feed: narrow, hour: wide });
    await take(all({ Slutdatum: '2026-12-10' }));
    const [held] = await edge.database.query<{ id: string }>(`SELECT id FROM hr_import WHERE state = 'held'`);
    await edge.database.query(`UPDATE employment SET end_date = '2026-12-10' WHERE source = 'HR-VOF'`);
    expect(held).toBeDefined();
    const result = await take(all({ Slutdatum: '2026-11-20' }), { asOf: '2026-12-15' });
    await tomorrow();
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('by end dates of tomorrow and a delivery of a day long ago', async () => {
    await begin({ ...limits, feed: narrow, hour: wide });
    const result = await take(all({ Slutdatum: '2026-11-20' }), { asOf: '2019-01-01' });
    await tomorrow();
    expect([result.outcome, await working()]).toEqual(['held', 60]);
  });

  it('person by person: each ends tomorrow and goes on where no rule is for', async () => {
    await begin({ ...limits, feed: narrow }, { unitsBelow: ['110', '120'] });
    const states: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const unit = n < 40 ? '110' : '120';
      const answer = await push(
        edge,
        told(
          n,
          '2026-11-20T09:00:30Z',
          [
            { unit, to: '2026-11-20' },
            { number: `N${String(n)}`, unit: '100', from: '2026-11-21' },
          ],
          { type: 'Mover' },
        ),
      );
      states.push(...answer.items.map(({ state }) => state));
    }
    await tomorrow();
    expect(states.filter((state) => state === 'applied').length).toBeLessThanOrEqual(7);
    expect(await working()).toBeGreaterThanOrEqual(53);
  });

  const three = { count: 3, share: 1, floor: 1 };
  it.each([
    ['feed', { feed: three, unit: wide, hour: wide }],
    ['unit', { feed: wide, unit: three, hour: wide }],
    ['hour', { feed: wide, unit: wide, hour: three }],
  ])(
    'by many events that are sent at the same moment: no more than the breaker of the %s lets',
    async (_, by) => {
      await begin(by);
      edge.clock.move(1);
      const at = edge.clock.now().toISOString();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (__, n) =>
          push(edge, told(n, at, [{ to: '2026-11-19' }], { type: 'Leaver' })),
        ),
      );
      expect(answers.map(({ items }) => items[0]?.state).sort()).toEqual([
        ...Array.from({ length: 3 }, () => 'applied'),
        ...Array.from({ length: 9 }, () => 'held'),
      ]);
      expect(await working()).toBe(57);
    },
  );

  it('by many events at the same moment that move each to an employment that no rule is for', async () => {
    await begin({ feed: three, unit: wide, hour: wide });
    edge.clock.move(1);
    const at = edge.clock.now().toISOString();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (__, n) =>
        push(
          edge,
          told(n, at, [{ to: '2026-11-19' }, { number: `N${String(n)}`, unit: '100', from: '2026-11-20' }], {
            type: 'Mover',
          }),
        ),
      ),
    );
    expect(answers.filter(({ items }) => items[0]?.state === 'applied')).toHaveLength(3);
  });

  it('by moving everybody away from roles that they keep for some days and then lose', async () => {
    await begin(limits);
    const boss = await home.employee(await home.unit('/2/', 'Ledningen'));
    const role = await home.role(boss, { directory: 'journal' });
    await edge.database.query(`UPDATE role SET mover = 'keep', mover_days = 10 WHERE id = $1`, [role.roleId]);
    const staff = await edge.database.query<Employee>(
      `SELECT person_id AS "personId", id AS "employmentId", unit_id AS "unitId" FROM employment WHERE source = 'HR-VOF'`,
    );
    for (const one of staff) await home.grant(one, role);
    const asked = (): Promise<{ ends: boolean }[]> =>
      edge.database.query(
        `SELECT valid_to IS NOT NULL AS ends FROM access_grant WHERE role_id = $1 AND ended_at IS NULL AND valid_to IS NOT NULL`,
        [role.roleId],
      );
    const result = await take(all({ EnhetId: '100' }));
    expect(result).toMatchObject({ outcome: 'held', tripped: [{ scope: 'hour', what: 'access', ends: 60 }] });
    expect(await asked()).toEqual([]);
    // So few as may: what they hand over runs out, and is counted now.
    const few = people.map((line, n) => (n < 4 ? { ...line, EnhetId: '100' } : line));
    expect((await take(few)).outcome).toBe('applied');
    expect(await asked()).toHaveLength(4);
    const more = people.map((line, n) => (n < 8 ? { ...line, EnhetId: '100' } : line));
    expect(await take(more)).toMatchObject({ outcome: 'held', tripped: [{ ends: 4, earlier: 4 }] });
  });

  it('in one unit, by small steps within the hour', async () => {
    await begin({ feed: wide, unit: { count: 25, share: 0.5, floor: 5 }, hour: wide });
    const outcomes: string[] = [];
    for (let left = 55; left >= 40; left -= 5) {
      edge.clock.move(1);
      outcomes.push((await take(people.slice(0, left), { asOf: '2026-11-21' })).outcome);
    }
    expect(outcomes).toEqual(['applied', 'applied', 'held', 'held']);
  });
});
