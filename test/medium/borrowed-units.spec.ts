import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, someUnits, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js'; // prettier-ignore
import { someEvents } from '../support/hr-events.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-borrowed-'));
// Persons 0 and 1 lead at HR; consultants 50 and up come by a register that borrows HR's units.
const head = employmentLine(0, { EnhetId: '100', ÄrChef: 'J' });
const leader = employmentLine(1, { ÄrChef: 'J' });
const units = someUnits.map((unit) => (unit.EnhetId === '100' ? { ...unit, ChefAnställningsnummer: 'A0' } : unit)); // prettier-ignore
const consultant = (n: number, more: EmploymentLine = {}): EmploymentLine =>
  employmentLine(n, { PersonId: `K${String(n)}`, Anställningsnummer: `C${String(n)}`, Anställningsformskod: '70', Slutdatum: '2027-06-30', ExternArbetsgivare: 'Bemanning AB', Avtalsreferens: 'Avtal 7', ChefAnställningsnummer: 'A1', SponsorAnställningsnummer: 'A1', ...more }); // prettier-ignore

let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, PeopleModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: {
        sources: [
          demoSource({ id: 'hr' }),
          demoSource({ id: 'consultants', name: 'Konsultregistret', units: undefined, unitsFrom: 'hr' }),
        ],
      },
    },
  });
  await edge.app.get(Jobs).start();
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

async function take(source: string, lines: EmploymentLine[]): Promise<void> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  const result = await edge.app.get(TakeHrSnapshot).run(operator, { source, delivery, channel: 'command' });
  expect(result).toMatchObject({ outcome: 'applied', quarantined: [] });
}

/** Who leads and who answers for the consultant, by the numbers of their employments. */
async function leads(number: string): Promise<{ manager: string | null; sponsor: string | null }> {
  const [row] = await edge.database.query<{ manager: string | null; sponsor: string | null }>(
    `SELECT m.source || ' ' || m.number AS manager,
            (SELECT s.source || ' ' || s.number FROM employment s WHERE s.person_id = x.sponsor_id) AS sponsor
     FROM employment e LEFT JOIN employment m ON m.id = e.manager_employment_id
     LEFT JOIN external_engagement x ON x.employment_id = e.id WHERE e.source = 'consultants' AND e.number = $1`,
    [number],
  );
  return row ?? { manager: null, sponsor: null };
}

it('finds the manager and the sponsor whom a register of consultants names by HR’s numbers', async () => {
  await take('hr', [head, leader, employmentLine(2)]);
  await take('consultants', [consultant(50)]);
  expect(await leads('C50')).toEqual({ manager: 'hr A1', sponsor: 'hr A1' });
});

it('follows when HR’s manager leaves and comes back, in HR’s own delivery', async () => {
  await take('hr', [head, { ...leader, Slutdatum: '2026-01-31' }, employmentLine(2)]);
  expect((await leads('C50')).manager).toBe('hr A0'); // the next one up
  await take('hr', [head, leader, employmentLine(2)]);
  expect((await leads('C50')).manager).toBe('hr A1');
});

it('a number that the register itself knows is never somebody else’s at HR', async () => {
  const own = consultant(51, {
    Anställningsnummer: 'A2',
    ÄrChef: 'J',
    Förnamn: 'Ulla',
    Tilltalsnamn: 'Ulla',
    Efternamn: 'Helt Annan',
  });
  const led = consultant(52, { ChefAnställningsnummer: 'A2', SponsorAnställningsnummer: 'A2' });
  await take('consultants', [consultant(50), own, led]);
  expect(await leads('C52')).toEqual({ manager: 'consultants A2', sponsor: 'consultants A2' });
  // Gone from the register: HR's A2 is another person, and does not step in.
  await take('consultants', [consultant(50), { ...own, Slutdatum: '2026-01-31' }, led]);
  expect((await leads('C52')).manager).toBe('hr A0');
});

describe('the breaker of a unit', () => {
  const wide = { count: 1000, share: 1, floor: 1 };
  const borrowed = Array.from({ length: 12 }, (_, n) =>
    consultant(60 + n, {
      EnhetId: n < 6 ? '110' : '120',
      Förnamn: `Konsult${String(n)}`,
      Tilltalsnamn: `Konsult${String(n)}`,
      Efternamn: `Borg${String(n)}`,
    }),
  );
  let guarded: Edge;

  beforeEach(async () => {
    guarded = await startEdge({
      rooms: [CatalogueModule, PeopleModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
      config: {
        hr: {
          sources: [
            demoSource({ id: 'hr', breaker: wide }),
            demoSource({
              id: 'consultants',
              units: undefined,
              unitsFrom: 'hr',
              breaker: wide,
              events: someEvents,
            }),
          ],
        },
        lifecycle: { breakers: { unit: { count: 3, share: 1, floor: 1 }, hour: wide } },
      },
    });
    await guarded.app.get(Jobs).start();
    expect((await outcome('hr', [head, leader, employmentLine(2)])).outcome).toBe('applied');
    expect((await outcome('consultants', borrowed)).outcome).toBe('applied');
  });
  afterEach(async () => {
    await guarded.stop();
  });

  function outcome(source: string, lines: EmploymentLine[]): Promise<ImportResult> {
    const delivery = readDelivery(writeDelivery(folder, lines, units));
    return guarded.app.get(TakeHrSnapshot).run(operator, { source, delivery, channel: 'command' });
  }

  const unitOf = async (code: string): Promise<string> => {
    const [row] = await guarded.database.query<{ id: string }>(
      `SELECT id FROM unit WHERE source = 'hr' AND code = $1`,
      [code],
    );
    return row?.id ?? '';
  };

  it('counts those who leave units that are borrowed from another source', async () => {
    const held = await outcome('consultants', borrowed.slice(4));
    expect(held.outcome).toBe('held');
    expect(held.tripped).toMatchObject([
      { scope: 'unit', what: 'employments', ends: 4, allowed: 3, unitId: await unitOf('110') },
    ]);
    // Three in each of the two are a normal day.
    const spread = borrowed.filter((_, n) => n > 2 && n < 9);
    expect((await outcome('consultants', spread)).outcome).toBe('applied');
  });

  it('counts leave from a day to come in them as well', async () => {
    const away = borrowed.map((line, n) =>
      n < 4
        ? { ...line, FrånvaroTyp: 'Tjänstledighet', FrånvaroFrom: addDays(guarded.clock.today(), 1) }
        : line,
    );
    const held = await outcome('consultants', away);
    expect(held.outcome).toBe('held');
    expect(held.tripped).toMatchObject([
      { scope: 'unit', what: 'access', ends: 4, unitId: await unitOf('110') },
    ]);
  });
});
