import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { HrStagingStore } from '../../src/lifecycle/intake/hr-staging.store.js';
import { KnownDigestsStore } from '../../src/lifecycle/intake/known-digests.store.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { StageDelivery } from '../../src/lifecycle/intake/stage-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PersonNumbers } from '../../src/platform/person-numbers.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';

jest.setTimeout(240_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-known-'));
const wide = { count: 1000, share: 1, floor: 1000 };
const source = { ...demoSource({ breaker: wide }), id: 'HR-VOF' };
const asOf = '2026-11-24';
const persons = 14;
let edge: Edge;

class NothingKnown extends KnownDigestsStore {
  override read(): Promise<null> {
    return Promise.resolve(null);
  }
}

/** Half of them have a second employment. */
const standing = (n: number): EmploymentLine[] => [
  employmentLine(n),
  ...(n % 2 === 0 ? [employmentLine(n, { Anställningsnummer: `B${String(n)}`, EnhetId: '120' })] : []),
];

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [source] }, lifecycle: { breakers: { unit: wide, hour: wide } } },
  });
  await edge.app.get(Jobs).start();
  const all = Array.from({ length: persons }, (_, n) => standing(n)).flat();
  // One is over and still stated, one is over and dropped out, one went missing and has no digest any more.
  const first = all.map((line) =>
    line.PersonId === 'P3' || line.PersonId === 'P5' ? { ...line, Slutdatum: '2026-03-31' } : line,
  );
  for (const lines of [
    first,
    first.filter((line) => line.PersonId !== 'P5' && line.Anställningsnummer !== 'B6'),
  ])
    await edge.app.get(TakeHrSnapshot).run(operator, {
      delivery: readDelivery(writeDelivery(folder, lines)),
      channel: 'command',
      asOf: '2026-11-23',
    });
  await edge.database.query(`UPDATE employment SET end_date = NULL WHERE number = 'B6'`);
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

/** What is staged and found changed, and what is set aside; undone again. */
async function staged(known: KnownDigestsStore, at: string): Promise<unknown> {
  const reader = new HrFileReader();
  const delivery = readDelivery(at);
  const store = edge.app.get(HrStagingStore);
  const stage = new StageDelivery(store, known, edge.app.get(PersonNumbers));
  let found: unknown;
  const undone = new Error('undone');
  await edge.database
    .transaction(async (tx) => {
      const looked = await stage.look({
        source,
        asOf,
        moment: new Date('2026-11-24T05:00:00Z'),
        personKey: null,
        file: await reader.openEmployments(delivery, source),
        unitCodes: new Set(['100', '110', '120']),
        known: await known.read(tx, source.id, asOf),
        progress: () => Promise.resolve(),
      });
      const { asides, ...counted } = await stage.run(tx, looked, []);
      const changed = await tx.query(
        `SELECT line, number, person_key, employment_id FROM hr_changed ORDER BY 1, 2, 4`,
      );
      if (looked.saysNothingNew) expect(changed).toEqual([]);
      const rows = await tx.query(
        `SELECT line, number, person_key, title, unit_code, hsa_id FROM hr_row ORDER BY 1`,
      );
      const keys = await tx.query(
        `SELECT DISTINCT k.person_key FROM hr_line k WHERE k.person_key IN (
           SELECT person_key FROM hr_row UNION SELECT e.source_key FROM hr_changed c JOIN employment e ON e.id = c.employment_id) ORDER BY 1`,
      );
      const sorted = [...asides].sort((a, b) => a.line - b.line || a.reason.localeCompare(b.reason));
      found = { ...counted, incomplete: [...counted.incomplete].sort(), asides: sorted, changed, rows, keys };
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return found;
}

const number = fc.integer({ min: 0, max: persons + 3 });
const change = fc.oneof(
  { weight: 8, arbitrary: fc.constant((line: EmploymentLine) => [line]) },
  fc.constant((line: EmploymentLine) => [{ ...line, SenastÄndrad: '2026-11-24 02:00' }]),
  fc.constant(() => []),
  fc.constant((line: EmploymentLine) => [line, line]),
  fc.constant((line: EmploymentLine) => [{ ...line, Befattning: 'Vårdbiträde' }]),
  fc.constant((line: EmploymentLine) => [line, { ...line, Befattning: 'Vårdbiträde' }]),
  fc.constant((line: EmploymentLine) => [{ ...line, Anställningsnummer: '' }]),
  fc.constant((line: EmploymentLine) => [{ ...line, Efternamn: 'A;B' }]),
  number.map((n) => (line: EmploymentLine) => [{ ...line, Anställningsnummer: `A${String(n)}` }]),
  number.map((n) => (line: EmploymentLine) => [{ ...line, PersonId: `P${String(n)}` }]),
  number.map((n) => (line: EmploymentLine) => [line, { ...line, PersonId: `P${String(n)}` }]),
  number.map((n) => (line: EmploymentLine) => [{ ...line, HSAid: employmentLine(n).HSAid ?? '' }]),
  number.map((n) => (line: EmploymentLine) => [line, ...standing(n)]),
);

describe('lines that say what was said last time', () => {
  it('are left out, and everything is found that is found by comparing all of them', async () => {
    const own = edge.app.get(KnownDigestsStore);
    const lines = Array.from({ length: persons }, (_, n) => standing(n)).flat();
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: lines.length, maxLength: lines.length }),
        async (changes) => {
          const next = lines.flatMap((line, at) => changes[at]?.(line) ?? []);
          const at = writeDelivery(folder, next.length > 0 ? next : lines);
          expect(await staged(own, at)).toEqual(await staged(new NothingKnown(), at));
        },
      ),
      { numRuns: 40 },
    );
  });
});
