import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { ReadImports } from '../../src/lifecycle/intake/read-imports.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor, PersonActor } from '../../src/policy/model/actor.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-leave-difference-'));
const wide = { count: 1000, share: 1, floor: 1000 };
const away = { FrånvaroTyp: 'Tjänstledighet', FrånvaroFrom: '2026-11-20', FrånvaroTom: '2027-03-31' };
let edge: Edge;
let hr: PersonActor;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, ReviewsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [demoSource({ breaker: wide })] },
      lifecycle: { breakers: { feed: wide, unit: wide, hour: { count: 5, share: 1, floor: 5 } } },
    },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-20T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  const home = new CareHome(edge.database);
  const owner = await home.employee(await home.unit('/1/', 'Staben'));
  const reader = await home.employee(await home.unit('/1/2/', 'Personalavdelningen'));
  await home.grant(reader, await home.role(owner, { grindvakt: 'hr' }));
  hr = { kind: 'person', personId: reader.personId } as PersonActor;
  const role = await home.role(owner, { directory: 'konto' });
  await edge.database.query(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active) VALUES ('alla', 'Alla', $1, $2, '{}', true)`,
    [role.roleId, role.analysisId],
  );
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function take(lines: readonly EmploymentLine[], dryRun = false): Promise<ImportResult> {
  const delivery = readDelivery(writeDelivery(folder, lines, someUnits));
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command', dryRun });
}

/** As HR reads it: kind, day, leaves, and roles by person; by employee's family name. */
async function read(result: ImportResult) {
  const { items } = await edge.app.get(ReadImports).differences(hr, result.import, undefined, 100, 'sv');
  return Object.fromEntries(
    items.map(({ person, kind, day, leaves, lost, gained }) => [
      person.name,
      { kind, day, leaves, lost: lost.length, gained: gained.length },
    ]),
  );
}

describe('a delivery’s difference', () => {
  const open = { FrånvaroTyp: 'Sjukskriven', FrånvaroOmfattning: '50,00', FrånvaroFrom: '2026-11-25' };
  const first = [
    employmentLine(1),
    employmentLine(2),
    employmentLine(3, away),
    employmentLine(4, away),
    employmentLine(5),
    employmentLine(6),
    employmentLine(7, { Skyddsmarkering: 'S' }),
  ];
  const second = [
    employmentLine(1, away),
    employmentLine(2, open),
    employmentLine(3, { ...away, FrånvaroTom: '2027-06-30' }),
    employmentLine(4),
    employmentLine(5, { ...away, FrånvaroFrom: '2026-09-01', FrånvaroTom: '2026-10-31' }),
    employmentLine(6, { ...away, EnhetId: '120' }),
    employmentLine(7, { ...away, Skyddsmarkering: 'S' }),
  ];

  it('says who goes on leave, from when and until when, whose leave changes, and who is back', async () => {
    expect((await take(first)).changes).toMatchObject({ joiners: 7, leaves: 2, returns: 0 });
    const trial = await take(second, true);
    expect(trial.changes).toMatchObject({ leaves: 4, returns: 1, movers: 1, leavers: 0 });
    const told = { kind: 'Tjänstledighet', percent: null, from: '2026-11-20', to: '2027-03-31' };
    expect(await read(trial)).toEqual({
      'Test Ek1': {
        kind: 'leave',
        day: '2026-11-20',
        leaves: [{ ...told, change: 'begins' }],
        lost: 1,
        gained: 0,
      },
      'Test Ek2': {
        kind: 'leave',
        day: '2026-11-25',
        leaves: [{ change: 'begins', kind: 'Sjukskriven', percent: 50, from: '2026-11-25', to: null }],
        lost: 0,
        gained: 0,
      },
      'Test Ek3': {
        kind: 'leave',
        day: '2026-11-20',
        leaves: [{ ...told, change: 'changes', to: '2027-06-30' }],
        lost: 0,
        gained: 0,
      },
      'Test Ek4': {
        kind: 'leave-ended',
        day: '2026-11-20',
        leaves: [{ ...told, change: 'ends', to: null }],
        lost: 0,
        gained: 1,
      },
      // Leave that is over is history.
      'Test Ek5': { kind: 'changed', day: '2026-11-20', leaves: [], lost: 0, gained: 0 },
      // Who moves counts among those who go on leave as well, and loses by the leave what the move would have kept.
      'Test Ek6': expect.objectContaining({ kind: 'mover', leaves: [{ ...told, change: 'begins' }] }),
      // What is said of somebody protected is shown to nobody who may not see who it is.
      'Skyddad person': { kind: 'leave', day: '2026-11-20', leaves: [], lost: 0, gained: 0 },
    });
  });

  it('of a mass leave that is held says so of everybody, and counts them apart from those who leave', async () => {
    await take(second);
    const many = [10, 11, 12, 13, 14, 15, 16];
    await take([...second, ...many.map((n) => employmentLine(n))]);
    edge.clock.move(120);
    const result = await take([
      ...second,
      ...many.map((n) => employmentLine(n, n === 16 ? { Slutdatum: '2026-11-19' } : away)),
    ]);
    expect([result.outcome, result.changes.leaves, result.changes.leavers, result.guard?.ends]).toEqual([
      'held',
      6,
      1,
      1,
    ]);
    const kinds = Object.values(await read(result)).map(({ kind, leaves }) => [kind, leaves.length]);
    expect(kinds).toEqual([['leaver', 0], ...many.slice(1).map(() => ['leave', 1])]);
  });
});
