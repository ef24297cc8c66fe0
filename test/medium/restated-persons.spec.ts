import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-restated-'));
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  await take({});
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

/** Eight people; some say something else, or are not stated at all. */
async function take(changes: Readonly<Record<number, EmploymentLine | null>>): Promise<void> {
  edge.clock.move(60);
  const lines = Array.from({ length: 8 }, (_, n) => {
    const change = changes[n];
    return change === null ? [] : [employmentLine(n, change)];
  }).flat();
  const { outcome } = await edge.app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(writeDelivery(folder, lines)), channel: 'command' });
  expect(outcome).toBe('applied');
}

interface Stored {
  /** The transactions that last wrote the person and the record. */
  written: string;
  family: string;
  ids: string[];
  lost: boolean;
}

async function person(n: number): Promise<Stored> {
  const [row] = await edge.database.query<Stored>(
    `SELECT p.xmin::text || ' ' || s.xmin::text AS written, p.family_name AS family, s.lost_at IS NOT NULL AS lost,
            ARRAY(SELECT hsa_id FROM person_hsa_id h WHERE h.person_id = p.id ORDER BY 1) AS ids
     FROM person p JOIN person_source s ON s.person_id = p.id WHERE s.source_key = $1`,
    [`P${String(n)}`],
  );
  if (!row) throw new Error(`nobody is P${String(n)}`);
  return row;
}

describe('a person whose employment says something else', () => {
  it('is not written again when the record says the same about the person', async () => {
    const before = await person(1);
    await take({ 1: { Befattning: 'Undersköterska', EnhetId: '120' } });
    const [employment] = await edge.database.query<{ unit: string }>(
      `SELECT u.code AS unit FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.source_key = 'P1'`,
    );
    expect([employment?.unit, await person(1)]).toEqual(['120', before]);
  });

  it('is written when the same delivery says another name of them, and nobody else is', async () => {
    const [second, third] = [await person(2), await person(3)];
    await take({ 2: { Befattning: 'Kock', Efternamn: 'Ask' }, 3: { Befattning: 'Kock' } });
    expect((await person(2)).family).toBe('Ask');
    expect((await person(2)).written).not.toBe(second.written);
    expect(await person(3)).toEqual(third);
  });

  it('gets the HSA-id that another held, once it is free', async () => {
    const { ids } = await person(4);
    expect(ids).toHaveLength(1);
    await edge.database.query(
      `UPDATE person_hsa_id SET person_id = (SELECT person_id FROM person_source WHERE source_key = 'P5') WHERE hsa_id = $1`,
      [ids[0]],
    );
    await take({ 5: { Befattning: 'Kock' } });
    expect([(await person(4)).ids, (await person(5)).ids]).toEqual([[], ['SE5555555555-0005']]);
    await take({ 4: { Befattning: 'Kock' } });
    expect((await person(4)).ids).toEqual(ids);
  });

  it('is noted as not stated any more when the line is gone, and as stated again when it is back', async () => {
    await take({ 6: null });
    expect((await person(6)).lost).toBe(true);
    await take({});
    expect((await person(6)).lost).toBe(false);
  });
});
