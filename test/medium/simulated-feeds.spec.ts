import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(240_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-simulated-feeds-'));
const never = { count: 100_000, share: 1, floor: 100_000 };
const boss = employmentLine(9000);
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      lifecycle: { breakers: { unit: never, hour: never } },
      hr: { sources: [demoSource({ breaker: never })] },
    },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-24T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  await take([boss], false);
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'A9000',
      systemOwner: 'A9000',
      roles: [
        { key: 'alla', group: 'alla' },
        { key: 'almen', group: 'almen' },
        { key: 'vard', group: 'vard' },
      ],
      birthrightRules: [
        { key: 'alla', name: 'Alla', role: 'alla', selector: {} },
        { key: 'almen', name: 'Almen', role: 'almen', selector: { unitsBelow: ['110'] } },
        { key: 'vard', name: 'Vård', role: 'vard', selector: { titleCodes: ['2070*'] } },
      ],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function take(
  lines: readonly EmploymentLine[],
  dryRun: boolean,
  units: readonly UnitLine[] = someUnits,
): Promise<ImportResult> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command', dryRun });
}

interface Held {
  /** Who works with which role, as `role person`. */
  works: Set<string>;
  /** The same with those whose access rests. */
  has: Set<string>;
}

async function held(): Promise<Held> {
  const rows = await edge.database.query<{ one: string; works: boolean }>(
    `SELECT r.key || ' ' || g.person_id AS one, bool_or(grant_works(g.ended_at, g.valid_to, g.suspended_for, $1)) AS works
     FROM access_grant g JOIN role r ON r.id = g.role_id WHERE g.ended_at IS NULL GROUP BY 1`,
    [edge.clock.now()],
  );
  const all = (some: typeof rows): Set<string> => new Set(some.map(({ one }) => one));
  return { works: all(rows.filter(({ works }) => works)), has: all(rows) };
}

async function names(): Promise<Map<string, string>> {
  const rows = await edge.database.query<{ id: string; key: string }>(`SELECT id, key FROM role`);
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** What the lines of a trial's difference say, as `role person`; a newcomer has the line's number for an id. */
async function rolesByPerson(importId: string): Promise<Record<'gained' | 'lost', Set<string>>> {
  const rows = await edge.database.query<{ one: string; gained: boolean }>(
    `SELECT r.key || ' ' || coalesce(d.person_id::text, d.number::text) AS one, x.gained
     FROM hr_difference d CROSS JOIN LATERAL (
       SELECT unnest(d.gained) AS role, true AS gained UNION ALL SELECT unnest(d.lost), false) x
     JOIN role r ON r.id = x.role WHERE d.import_id = $1`,
    [importId],
  );
  const some = (kind: boolean): Set<string> =>
    new Set(rows.filter((row) => row.gained === kind).map(({ one }) => one));
  return { gained: some(true), lost: some(false) };
}

function byRole(these: Set<string>, those: Set<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of these) {
    const role = one.split(' ')[0] ?? '';
    if (!those.has(one)) counts[role] = (counts[role] ?? 0) + 1;
  }
  return counts;
}

it('a trial of any delivery foretells who gets and loses what, role by role, and changes nothing', async () => {
  const employment = fc.option(
    fc.record({
      EnhetId: fc.constantFrom('110', '120'),
      AIDkod: fc.constantFrom('207011', '151013'),
      Slutdatum: fc.constantFrom('', '2026-11-23', '2027-01-31'),
      Startdatum: fc.constantFrom('2020-01-01', '2026-12-01'),
      FrånvaroFrom: fc.constantFrom('', '2026-11-20'),
    }),
    { freq: 4 },
  );
  const delivery = fc.array(fc.tuple(employment, employment), { minLength: 4, maxLength: 4 });
  const roles = await names();
  await fc.assert(
    fc.asyncProperty(delivery, async (persons) => {
      const lines = persons.flatMap((pair, n) =>
        pair.flatMap((more, nth) =>
          more === null
            ? []
            : [
                employmentLine(n, {
                  ...more,
                  Anställningsnummer: `${nth === 0 ? 'A' : 'B'}${String(n)}`,
                  FrånvaroTyp: more.FrånvaroFrom === '' ? '' : 'Tjänstledighet',
                }),
              ],
        ),
      );
      edge.clock.move(10);
      const before = await held();
      const trial = await take([boss, ...lines], true);
      expect(await held()).toEqual(before);
      await take([boss, ...lines], false);
      const after = await held();
      // Whoever rests and then leaves loses it too.
      const lost = new Set([
        ...[...before.works].filter((one) => !after.works.has(one)),
        ...[...before.has].filter((one) => !after.has.has(one)),
      ]);
      const told = (kind: 'gained' | 'lost'): Record<string, number> =>
        Object.fromEntries(
          trial.roles.flatMap((effect) =>
            effect[kind] > 0 ? [[roles.get(effect.roleId) ?? '', effect[kind]]] : [],
          ),
        );
      expect({ gained: told('gained'), lost: told('lost') }).toEqual({
        gained: byRole(after.works, before.works),
        lost: byRole(lost, new Set()),
      });
      const byPerson = await rolesByPerson(trial.import);
      expect({ gained: byRole(byPerson.gained, new Set()), lost: byRole(byPerson.lost, new Set()) }).toEqual({
        gained: told('gained'),
        lost: told('lost'),
      });
      // Of those whom the trial would make persons nothing is left to compare: their ids were undone with it.
      expect(byPerson.lost).toEqual(lost);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

it('a trial that only moves a unit has a line for whoever gets or loses a role by it', async () => {
  const lines = [boss, employmentLine(50, { EnhetId: '120' }), employmentLine(51, { EnhetId: '110' })];
  edge.clock.move(10);
  await take(lines, false);
  const units = someUnits.map((unit) =>
    unit.EnhetId === '120' ? { ...unit, ÖverordnadEnhetId: '110' } : unit,
  );
  const trial = await take(lines, true, units);
  const told = await edge.database.query(
    `SELECT p.family_name AS name, d.kind, d.text, ARRAY(SELECT key FROM role WHERE id = ANY(d.gained)) AS gained, d.lost
     FROM hr_difference d JOIN person p ON p.id = d.person_id WHERE d.import_id = $1 AND d.kind = 'access'`,
    [trial.import],
  );
  expect(told).toEqual([
    {
      name: 'Ek50',
      kind: 'access',
      text: expect.stringMatching(/^Undersköterska, /),
      gained: ['almen'],
      lost: [],
    },
  ]);
});
