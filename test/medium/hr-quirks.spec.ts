import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoFolder, demoSource } from '../support/hr-delivery.js';

// Thousands of people; a busy machine may take its time.
jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-20T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  const taken = await edge.app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(demoFolder('2026-11-20')), channel: 'command' });
  expect(taken).toMatchObject({ outcome: 'applied', rows: { read: 4600, quarantined: 0 } });
});
afterAll(async () => {
  await edge.stop();
});

async function count(sql: string): Promise<number> {
  const [row] = await edge.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${sql}) AS x`);
  return row?.n ?? -1;
}

// Every quirk that the department's own description of its files names, with the number it states.
describe('the quirks of day one', () => {
  it('persons without HSA-id come in, and two different ones both lead to the person', async () => {
    expect(
      await count(
        `SELECT FROM person p WHERE NOT EXISTS (SELECT FROM person_hsa_id h WHERE h.person_id = p.id)`,
      ),
    ).toBeLessThanOrEqual(245);
    expect(await count(`SELECT person_id FROM person_hsa_id GROUP BY person_id HAVING count(*) = 2`)).toBe(5);
  });

  it('persons without e-mail come in, and addresses stay unique', async () => {
    expect(await count(`SELECT FROM person WHERE email IS NULL`)).toBe(80);
    expect(
      await count(
        `SELECT email FROM person WHERE email IS NOT NULL GROUP BY lower(email) , email HAVING count(*) > 1`,
      ),
    ).toBe(0);
  });

  it('employment numbers keep their leading zeros', async () => {
    expect(await count(`SELECT FROM employment WHERE number LIKE '0%'`)).toBe(287);
    expect(await count(`SELECT FROM employment WHERE length(number) <> 7`)).toBe(0);
  });

  it('whoever has no title code works here all the same', async () => {
    expect(
      await count(
        `SELECT FROM employment WHERE title_code IS NULL AND kind NOT IN ('consultant', 'student')`,
      ),
    ).toBe(5);
    expect(
      await count(
        `SELECT FROM employment WHERE title_code IS NOT NULL AND kind IN ('consultant', 'student')`,
      ),
    ).toBe(0);
  });

  it('one code under several titles is one code, and titles are as written but for blanks around them', async () => {
    expect(
      await count(
        `SELECT DISTINCT lower(title) FROM employment WHERE title_code LIKE '20701%' OR title_code IN ('207008', '207009')`,
      ),
    ).toBeGreaterThan(3);
    expect(await count(`SELECT FROM employment WHERE title <> btrim(title)`)).toBe(0);
  });

  it('titles with a semicolon or quotation marks come out of their quotes whole', async () => {
    expect(await count(`SELECT FROM employment WHERE title LIKE '%;%' OR title LIKE '%"%'`)).toBe(4);
    expect(await count(`SELECT FROM employment WHERE title LIKE '"%"' OR title LIKE '%""%'`)).toBe(0);
  });

  it('names in capitals stay as HR writes them, decomposed letters are composed, none is lost', async () => {
    expect(
      await count(
        `SELECT FROM person WHERE family_name = upper(family_name) AND given_name = upper(given_name) AND length(family_name) > 1`,
      ),
    ).toBe(6);
    expect(
      await count(
        `SELECT FROM person WHERE family_name IS NOT NFC NORMALIZED OR given_name IS NOT NFC NORMALIZED`,
      ),
    ).toBe(0);
    expect(await count(`SELECT FROM person WHERE concat(given_name, family_name) ~ '[ćłı]'`)).toBeGreaterThan(
      0,
    );
    expect(await count(`SELECT FROM person WHERE concat(given_name, family_name) ~ '[\uFFFD?]'`)).toBe(0);
  });

  it('two main employments, and more than full time, stop nobody', async () => {
    expect(
      await count(
        `SELECT person_id FROM employment WHERE main AND in_force(start_date, end_date, terminated_at, '2026-11-20')
         GROUP BY person_id HAVING count(*) > 1`,
      ),
    ).toBe(3);
    expect(
      await count(
        `SELECT person_id FROM employment WHERE in_force(start_date, end_date, terminated_at, '2026-11-20')
         GROUP BY person_id HAVING sum(percent) > 100`,
      ),
    ).toBe(14);
  });

  it('lines without a manager are led by the nearest manager upwards', async () => {
    expect(await count(`SELECT FROM employment WHERE manager_number IS NULL`)).toBe(33);
    expect(
      await count(
        `SELECT FROM employment e JOIN unit u ON u.id = e.unit_id WHERE u.code = '41230'
           AND in_force(e.start_date, e.end_date, e.terminated_at, '2026-11-20') AND e.manager_employment_id IS NULL`,
      ),
    ).toBe(0);
  });

  it('a contract reference that a spreadsheet would run is kept as text', async () => {
    expect(await count(`SELECT FROM employment WHERE contract_reference IN ('=2026/114', '-')`)).toBe(2);
  });

  it('names that look alike without accents are different persons', async () => {
    expect(
      await count(
        `SELECT lower(unaccent_like) FROM (
           SELECT translate(lower(call_name), 'åäöéèüćłı', 'aaoeeucli') AS unaccent_like, lower(call_name) AS name FROM person) n
         GROUP BY 1 HAVING count(DISTINCT name) > 1`,
      ),
    ).toBeGreaterThan(0);
    expect(await count(`SELECT FROM person`)).toBe(4000);
  });

  it('ended history of a year is kept as history, and gives nothing', async () => {
    expect(await count(`SELECT FROM employment WHERE end_date < '2026-11-20'`)).toBe(158);
    expect(await count(`SELECT FROM employment WHERE end_date = '2025-11-20'`)).toBe(4);
  });
});
