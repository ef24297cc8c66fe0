import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-told-'));
const people = Array.from({ length: 12 }, (_, n) => employmentLine(n));
let edge: Edge;
let clerkCalls: Caller;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-21T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  const home = new CareHome(edge.database);
  const clerk = await home.employee(await home.unit('/1/', 'Personal'));
  await home.grant(clerk, await home.role(clerk, { grindvakt: 'hr' }));
  clerkCalls = new Caller(edge.url, await edge.signIn(clerk.personId));
}, 60_000);
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

describe('the difference of a delivery', () => {
  it('says which fields change, from what to what, and tells and keeps nothing of whom it says to be protected', async () => {
    type Line = {
      person: { name: string };
      kind: string;
      fields: { field: string; from: string | null; to: string | null }[];
    };
    const [first, second, third, ...rest] = people;
    if (!first || !second || !third) throw new Error('there are people');
    const changed = [
      { ...first, Epost: 'ny.adress@example.se', Sysselsättningsgrad: '75,00' },
      { ...second, Efternamn: 'Nygift' },
      { ...third, Efternamn: 'Hemligare', Skyddsmarkering: 'S' },
      ...rest,
    ];
    const take = (delivered: readonly EmploymentLine[], dryRun: boolean): Promise<ImportResult> =>
      edge.app.get(TakeHrSnapshot).run(operator, {
        delivery: readDelivery(writeDelivery(folder, delivered)),
        channel: 'command',
        asOf: '2026-11-21',
        dryRun,
      });
    expect((await take(people, false)).outcome).toBe('applied');
    const body = await take(changed, true);
    const told = await clerkCalls.get<{ items: Line[] }>(`/hr/imports/${body.import}/differences`);
    const of = (field: string): Line['fields'] =>
      told.body.items.flatMap((line) => line.fields.filter((one) => one.field === field));
    expect(of('email')).toEqual([{ field: 'email', from: expect.any(String), to: 'ny.adress@example.se' }]);
    expect(of('percent')).toEqual([{ field: 'percent', from: expect.any(String), to: '75.00' }]);
    const names = of('name').map(({ to }) => to);
    expect(names.filter((name) => name?.endsWith('Nygift'))).toHaveLength(1);
    expect(of('protection')).toMatchObject([{ from: null, to: null }]);
    const kept = await edge.database.query(`SELECT fields::text FROM hr_difference WHERE import_id = $1`, [
      body.import,
    ]);
    expect(JSON.stringify(kept)).not.toContain('Hemligare');
  });
});
