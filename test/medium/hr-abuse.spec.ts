import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { hrEventsSchema } from '../../src/platform/config-hr-events.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  testNumber,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';
import { push, signatureOf, someEvents, told } from '../support/hr-events.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-hr-abuse-'));
const othersSecret = 'den-andra-kallans-egen-hemliga-nyckel-1';
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: {
        sources: [
          { ...demoSource({ id: 'hr', breaker: { count: 50, share: 1, floor: 50 } }), events: someEvents },
          {
            ...demoSource({ id: 'other', name: 'Det andra systemet' }),
            events: hrEventsSchema.parse({ secrets: [othersSecret] }),
          },
        ],
      },
    },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-21T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  const home = new CareHome(edge.database);
  const owner = await home.employee(await home.unit('/1/', 'Staben'));
  const role = await home.role(owner, { directory: 'konto' });
  await edge.database.query(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active) VALUES ('alla', 'Alla', $1, $2, '{}', true)`,
    [role.roleId, role.analysisId],
  );
  expect((await take(everybody)).outcome).toBe('applied');
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

const everybody: EmploymentLine[] = Array.from({ length: 20 }, (_, n) => employmentLine(n));

function take(lines: EmploymentLine[], source = 'hr'): Promise<ImportResult> {
  return edge.app
    .get(TakeHrSnapshot)
    .run(operator, { source, delivery: readDelivery(writeDelivery(folder, lines)), channel: 'command' });
}

async function persons(): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT string_agg(concat_ws(' ', p.id, p.family_name, s.source, s.source_key), E'\\n' ORDER BY p.id, s.source_key) AS all
     FROM person p JOIN person_source s ON s.person_id = p.id`,
  );
  return row?.all ?? '';
}

async function idOf(key: string): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM person_source WHERE source_key = $1`,
    [key],
  );
  return row?.id ?? '';
}

async function live(personId: string): Promise<number> {
  const rows = await edge.database.query(
    `SELECT FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
    [personId],
  );
  return rows.length;
}

describe('attacks through what HR sends', () => {
  it('a key that looks like somebody’s internal id, or is a number, is a key and leads to nobody', async () => {
    const victim = await idOf('P1');
    const before = await persons();
    for (const [nth, key] of [victim, victim.toUpperCase(), '1', '0', '-1', '1e9'].entries()) {
      const event = JSON.parse(
        told(500 + nth, '2026-11-21T10:00:00+01:00', [{ to: '2026-11-01' }], { type: 'Leaver' }),
      ) as { person: Record<string, unknown> };
      Object.assign(event.person, { personId: key });
      const answer = await push(edge, JSON.stringify(event));
      expect([answer.items[0]?.state, answer.items[0]?.reason]).toEqual(['quarantined', 'unknown-person']);
    }
    expect(await persons()).toBe(before);
    expect(await live(victim)).toBe(1);
  });

  it('the key of one system opens nothing of another: its events speak of its own records alone', async () => {
    const victim = await idOf('P2');
    const text = told(2, '2026-11-21T10:00:00+01:00', [{ to: '2026-11-01' }], { type: 'Leaver' });
    const answer = await push(edge, text, {
      'grindvakt-signature': signatureOf(text, edge.clock.now(), othersSecret),
    });
    expect([answer.items[0]?.state, answer.items[0]?.reason]).toEqual(['quarantined', 'unknown-person']);
    expect(await live(victim)).toBe(1);
  });

  it('__proto__ and constructor are keys like any other, and reach no prototype', async () => {
    const before = await persons();
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const text = told(510, '2026-11-21T10:00:00+01:00', [{ to: '2026-11-01' }], { type: 'Leaver' }).replace(
        '"P510"',
        JSON.stringify(key),
      );
      expect((await push(edge, text)).items[0]?.reason).toBe('unknown-person');
    }
    expect(await persons()).toBe(before);
    expect(({} as Record<string, unknown>)['personId']).toBeUndefined();
  });

  it('another spelling of a key takes nobody’s record over, and makes nobody twice', async () => {
    const before = await persons();
    const result = await take([
      ...everybody,
      employmentLine(3, { PersonId: 'p3', Anställningsnummer: 'A3B', HSAid: '' }),
    ]);
    const [two] = await edge.database.query<{ persons: number; keys: string[] }>(
      `SELECT count(DISTINCT person_id)::int AS persons, array_agg(source_key ORDER BY source_key) AS keys
       FROM person_source WHERE lower(source_key) = 'p3'`,
    );
    // The same personal number under a similar name is the same person; nothing but that made it so.
    expect([result.rows.quarantined, two?.persons]).toEqual([two?.keys.length === 2 ? 0 : 1, 1]);
    expect((await persons()).split('\n').length).toBeLessThanOrEqual(before.split('\n').length + 1);
    await take(everybody);
  });

  it.each([
    ['an administrator', { Förnamn: 'admin', Tilltalsnamn: 'admin', Efternamn: 'Administrator' }],
    ['root', { Förnamn: 'root', Tilltalsnamn: 'root', Efternamn: 'root' }],
    ['a machine account', { Förnamn: 'DC01$', Tilltalsnamn: 'DC01$', Efternamn: 'krbtgt$' }],
    ['a filter', { Förnamn: '*)(uid=*', Tilltalsnamn: '*)(uid=*', Efternamn: 'x*))(|(cn=*' }],
    [
      'a path in the directory',
      { Förnamn: 'a,cn=admin', Tilltalsnamn: 'a,cn=admin', Efternamn: 'b+uid=0\\2c"<>;#' },
    ],
  ])(
    'somebody called %s gets a running number as account name, and nothing of whom the name means',
    async (_, name) => {
      const n = 600 + Object.values(name).join('').length;
      await take([...everybody, employmentLine(n, name)]);
      const [account] = await edge.database.query<{ username: string }>(
        `SELECT a.username FROM account a WHERE a.person_id = $1`,
        [await idOf(`P${String(n)}`)],
      );
      expect(account?.username).toMatch(/^[a-z]+\d+$/);
      expect(account?.username).not.toMatch(/admin|root|krbtgt|dc01/);
      await take(everybody);
    },
  );

  it('a NUL in a file costs its line, and ends nobody', async () => {
    const before = await persons();
    const result = await take([employmentLine(0, { Befattning: 'Skötare\0' }), ...everybody.slice(1)]);
    expect([result.outcome, result.rows.quarantined]).not.toEqual(['applied', 0]);
    expect(await persons()).toBe(before);
    expect(await live(await idOf('P0'))).toBe(1);
    await take(everybody);
  });

  it('a file that repeats a line says it once, and one that says two things of a line is believed in neither', async () => {
    const twice = await take([...everybody, employmentLine(4)]);
    expect(twice.changes).toMatchObject({ joiners: 0, leavers: 0, movers: 0 });
    const both = await take([...everybody, employmentLine(4, { EnhetId: '120' })]);
    expect(both.changes).toMatchObject({ joiners: 0, leavers: 0, movers: 0 });
    expect(both.rows.quarantined).toBe(2);
    await take(everybody);
  });
});

describe('leaving and coming back on the same day', () => {
  it('by a new employment from today beside one that ends today loses nothing', async () => {
    const who = await idOf('P10');
    await take([
      ...everybody.filter((line) => line.PersonId !== 'P10'),
      employmentLine(10, { Slutdatum: '2026-11-21' }),
      employmentLine(10, { Anställningsnummer: 'A10B', Startdatum: '2026-11-21', Huvudanställning: 'N' }),
    ]);
    expect(await live(who)).toBeGreaterThanOrEqual(1);
  });

  it('after an end that was yesterday revives nothing: what comes is new', async () => {
    const who = await idOf('P11');
    const rest = everybody.filter((line) => line.PersonId !== 'P11');
    await take([...rest, employmentLine(11, { Slutdatum: '2026-11-19' })]);
    expect(await live(who)).toBe(0);
    const ended = await edge.database.query<{ id: string }>(
      `SELECT id FROM access_grant WHERE person_id = $1 AND ended_at IS NOT NULL`,
      [who],
    );
    await take([
      ...rest,
      employmentLine(11, { Slutdatum: '2026-11-19' }),
      employmentLine(11, { Anställningsnummer: 'A11B', Startdatum: '2026-11-21' }),
    ]);
    expect(await live(who)).toBe(1);
    const still = await edge.database.query<{ id: string }>(
      `SELECT id FROM access_grant WHERE person_id = $1 AND ended_at IS NOT NULL`,
      [who],
    );
    expect(still.map(({ id }) => id).sort()).toEqual(ended.map(({ id }) => id).sort());
    expect(testNumber(11)).toHaveLength(12);
  });
});
