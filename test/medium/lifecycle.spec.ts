import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { ImportsStore } from '../../src/lifecycle/intake/imports.store.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import { TellIntake } from '../../src/lifecycle/intake/tell-intake.js';
import { WatchFolders } from '../../src/lifecycle/intake/watch-folders.js';
import { dayOf } from '../../src/platform/clock.js';
import { configToken } from '../../src/platform/config-token.js';
import type { Config } from '../../src/platform/config.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
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

// Many deliveries; a busy machine may take its time.
jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const firstDay = '2026-11-20';
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-lifecycle-'));
const watched = path.join(folder, 'watched');
// The clock is moved to and fro, and small units come and go whole: breakers have tests of their own.
const open = { count: 1000, share: 1, floor: 1000 };
let edge: Edge;

beforeAll(async () => {
  mkdirSync(watched);
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [demoSource({ breaker: open, watchFolder: watched })] },
      lifecycle: { breakers: { unit: open, hour: open } },
    },
  });
  await edge.app.get(Jobs).start();
  setTime(`${firstDay}T09:00:00Z`);
  await take([owner]);
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'OWNER',
      systemOwner: 'OWNER',
      roles: [{ key: 'alla' }, { key: 'vard' }, { key: 'begart' }],
      birthrightRules: [
        { key: 'alla', name: 'Alla', role: 'alla', selector: {} },
        {
          key: 'vard',
          name: 'Vård',
          role: 'vard',
          selector: { titleCodes: ['2070*'], unitKinds: ['boendeavdelning'] },
        },
      ],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

const owner = employmentLine(9000, { Anställningsnummer: 'OWNER', EnhetId: '100', AIDkod: '' });

function setTime(instant: string): void {
  edge.clock.move((Date.parse(instant) - edge.clock.now().getTime()) / 60_000);
}

function take(
  lines: readonly EmploymentLine[],
  units: readonly UnitLine[] = someUnits,
): Promise<ImportResult> {
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  return edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
}

async function roles(number: string): Promise<string[]> {
  const rows = await edge.database.query<{ key: string }>(
    `SELECT r.key FROM access_grant g JOIN role r ON r.id = g.role_id JOIN employment e ON e.id = g.employment_id
     WHERE e.number = $1 AND g.ended_at IS NULL ORDER BY r.key`,
    [number],
  );
  return rows.map((row) => row.key);
}

async function endings(number: string): Promise<string[]> {
  const rows = await edge.database.query<{ reason: string }>(
    `SELECT r.key || ': ' || g.ended_reason AS reason FROM access_grant g JOIN role r ON r.id = g.role_id
     JOIN employment e ON e.id = g.employment_id WHERE e.number = $1 AND g.ended_at IS NOT NULL ORDER BY g.ended_at, 1`,
    [number],
  );
  return rows.map((row) => row.reason);
}

async function events(key: string): Promise<string[]> {
  const rows = await edge.database.query<{ event: string }>(
    `SELECT l.kind || ' ' || l.day AS event FROM lifecycle_event l JOIN person p ON p.id = l.person_id
     WHERE p.source_key = $1 ORDER BY l.id`,
    [key],
  );
  return rows.map((row) => row.event);
}

async function personId(key: string): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(`SELECT id FROM person WHERE source_key = $1`, [
    key,
  ]);
  return row?.id ?? '';
}

/** A grant as if asked for and approved, of the role that no rule gives. */
async function grantAsked(number: string): Promise<void> {
  await edge.database.query(
    `WITH r AS (SELECT r.id, a.id AS analysis FROM role r JOIN analysis a ON a.role_id = r.id WHERE r.key = 'begart'),
     e AS (SELECT * FROM employment WHERE number = $1),
     s AS (INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours, written_by, written_at)
           SELECT e.person_id, r.id, r.analysis, 'n', 'd', 'w', 'n', 24, e.person_id, $2 FROM e, r RETURNING id)
     INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from, next_review)
     SELECT e.person_id, e.id, r.id, e.unit_id, 'request', r.analysis, s.id, $2, '2099-01-01' FROM e, r, s`,
    [number, edge.clock.now()],
  );
}

describe('joiner, mover, leaver', () => {
  let n = 0;
  beforeEach(() => {
    n += 1;
    setTime(`${addDays(firstDay, n * 10)}T09:00:00Z`);
  });
  const line = (more: EmploymentLine = {}): EmploymentLine => employmentLine(n, more);
  const number = (): string => `A${String(n)}`;

  it('gives a joiner the birthrights of the unit and title', async () => {
    await take([owner, line()]);
    expect(await roles(number())).toEqual(['alla', 'vard']);
    await take([owner, line({ PersonId: `P${String(n)}` }), employmentLine(n + 500, { EnhetId: '120' })]);
    expect(await roles(`A${String(n + 500)}`)).toEqual(['alla']);
  });

  it('takes from a mover what no longer fits, and gives what does, and lets what was asked for wait for its answer', async () => {
    await take([owner, line()]);
    await grantAsked(number());
    await take([owner, line({ EnhetId: '120' })]);
    expect(await roles(number())).toEqual(['alla', 'begart']);
    expect(await endings(number())).toEqual(['alla: moved', 'vard: no-longer-matched']);
    await take([owner, line()]);
    expect(await roles(number())).toEqual(['alla', 'begart', 'vard']); // back before the answer: it fits again
  });

  it('gives and takes when the unit itself becomes another kind', async () => {
    await take([owner, line()]);
    const other = someUnits.map((unit) => (unit.EnhetId === '110' ? { ...unit, Enhetstyp: 'kontor' } : unit));
    await take([owner, line()], other);
    expect(await roles(number())).toEqual(['alla']);
    await take([owner, line()]);
    expect(await roles(number())).toEqual(['alla', 'vard']);
  });

  it('ends everything at once when the last day has passed, however late the news', async () => {
    await take([owner, line()]);
    await grantAsked(number());
    await edge.signIn(await personId(`P${String(n)}`));
    await take([owner, line({ Slutdatum: addDays(firstDay, 2) })]);
    expect(await roles(number())).toEqual([]);
    const sessions = await edge.database.query(`SELECT FROM session WHERE person_id = $1`, [
      await personId(`P${String(n)}`),
    ]);
    expect(sessions).toHaveLength(0);
  });

  it('ends an employment whose line is missing with the day before, and one that had not begun for ever', async () => {
    const today = dayOf(edge.clock.now());
    await take([owner, line(), employmentLine(n + 500, { Startdatum: addDays(today, 5) })]);
    await take([owner]);
    const rows = await edge.database.query<{ number: string; start: string; end: string }>(
      `SELECT number, start_date AS start, end_date AS end FROM employment WHERE number = ANY($1) ORDER BY number`,
      [[number(), `A${String(n + 500)}`]],
    );
    expect(rows.map((row) => row.end)).toEqual([addDays(today, -1), addDays(today, -1)]);
    setTime(`${addDays(today, 6)}T09:00:00Z`);
    await edge.app.get(PassMidnight).run();
    expect(await roles(`A${String(n + 500)}`)).toEqual([]);
  });

  it('never revives anything on a rehire: what comes is new', async () => {
    await take([owner, line()]);
    await grantAsked(number());
    await take([owner]);
    await take([owner, line()]);
    expect(await roles(number())).toEqual(['alla', 'vard']);
    const [row] = await edge.database.query<{ grants: number; accounts: number }>(
      `SELECT count(*) AS grants, (SELECT count(*) FROM account a WHERE a.person_id = max(g.person_id::text)::uuid) AS accounts
       FROM access_grant g JOIN employment e ON e.id = g.employment_id WHERE e.number = $1`,
      [number()],
    );
    expect(row).toEqual({ grants: 5, accounts: 1 });
  });

  it('keeps a person ended by hand ended, whatever HR says of that employment', async () => {
    await take([owner, line()]);
    const id = await personId(`P${String(n)}`);
    await edge.app
      .get(TerminatePerson)
      .run(operator, { personId: id, reason: 'security', note: 'Misstänkt intrång' });
    await take([owner, line({ Befattning: 'Undersköterska natt' })]);
    expect(await roles(number())).toEqual([]);
    await take([
      owner,
      line({ Befattning: 'Undersköterska natt' }),
      line({ Anställningsnummer: `B${String(n)}` }),
    ]);
    expect([await roles(number()), await roles(`B${String(n)}`)]).toEqual([[], ['alla', 'vard']]);
  });

  it('tells the story in events, at the time each takes effect', async () => {
    const today = dayOf(edge.clock.now());
    await take([owner, line({ Startdatum: addDays(today, 1) })]);
    expect(await events(`P${String(n)}`)).toEqual([]);
    setTime(`${addDays(today, 1)}T09:00:00Z`);
    await edge.app.get(PassMidnight).run();
    await take([owner, line({ Startdatum: addDays(today, 1), EnhetId: '120' })]);
    await take([
      owner,
      line({ Startdatum: addDays(today, 1), EnhetId: '120', Slutdatum: addDays(today, 1) }),
    ]);
    setTime(`${addDays(today, 2)}T09:00:00Z`);
    await edge.app.get(PassMidnight).run();
    await edge.app.get(PassMidnight).run();
    expect(await events(`P${String(n)}`)).toEqual([
      `joined ${addDays(today, 1)}`,
      `moved ${addDays(today, 1)}`,
      `left ${addDays(today, 1)}`,
    ]);
  });
});

describe('midnight', () => {
  it('falls when the day turns in Sweden, makes up days slept through, and is done once by two at a time', async () => {
    setTime('2027-03-27T12:00:00Z'); // the night to the 28th is an hour shorter
    await edge.app.get(PassMidnight).run();
    await take([
      owner,
      employmentLine(3001, { Slutdatum: '2027-03-27' }),
      employmentLine(3002, { Startdatum: '2027-03-28' }),
      employmentLine(3003, { Startdatum: '2027-03-28', Slutdatum: '2027-03-30' }),
    ]);
    const held = async (): Promise<string[][]> => [
      await roles('A3001'),
      await roles('A3002'),
      await roles('A3003'),
    ];
    const both = ['alla', 'vard'];
    setTime('2027-03-27T22:59:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await held()).toEqual([both, [], []]);
    setTime('2027-03-27T23:00:30Z');
    const runs = await Promise.all([edge.app.get(PassMidnight).run(), edge.app.get(PassMidnight).run()]);
    expect(runs.map((run) => run.persons).sort()).toEqual([0, 3]);
    expect(await held()).toEqual([[], both, both]);
    setTime('2027-04-02T00:00:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await held()).toEqual([[], both, []]);
    expect(await endings('A3003')).toEqual(['alla: employment-ended', 'vard: employment-ended']);
  });

  it('gives those led by a manager who left by the calendar the next one up', async () => {
    setTime('2027-04-10T09:00:00Z');
    const units = someUnits.map((unit) =>
      unit.EnhetId === '100'
        ? { ...unit, ChefAnställningsnummer: 'A3011' }
        : unit.EnhetId === '110'
          ? { ...unit, ChefAnställningsnummer: 'A3012' }
          : unit,
    );
    const lines = [
      owner,
      employmentLine(3011, { EnhetId: '100', ÄrChef: 'J' }),
      employmentLine(3012, {
        EnhetId: '110',
        ÄrChef: 'J',
        Slutdatum: '2027-04-10',
        ChefAnställningsnummer: 'A3012',
      }),
      employmentLine(3013, { EnhetId: '110', ChefAnställningsnummer: 'A3012' }),
      employmentLine(3014, { EnhetId: '110' }),
    ];
    await take(lines, units);
    const managers = async (): Promise<(string | null)[]> => {
      const rows = await edge.database.query<{ manager: string | null }>(
        `SELECT m.number AS manager FROM employment e LEFT JOIN employment m ON m.id = e.manager_employment_id
         WHERE e.number IN ('A3011', 'A3012', 'A3013', 'A3014') ORDER BY e.number`,
      );
      return rows.map((row) => row.manager);
    };
    expect(await managers()).toEqual([null, 'A3011', 'A3012', 'A3012']);
    setTime('2027-04-11T09:00:00Z');
    await edge.app.get(PassMidnight).run();
    expect(await managers()).toEqual([null, 'A3011', 'A3011', 'A3011']);
  });
});

describe('the watched folder', () => {
  const put = (name: string, lines: readonly EmploymentLine[], manifest?: object): string => {
    const made = writeDelivery(folder, lines, someUnits, manifest);
    const to = path.join(watched, name);
    renameSync(made, to);
    return to;
  };
  const touched = (to: string, secondsAgo: number): void => {
    const at = new Date(edge.clock.now().getTime() - secondsAgo * 1000);
    for (const name of ['anstallningar.csv', 'organisation.csv']) utimesSync(path.join(to, name), at, at);
  };
  const look = (): Promise<number> => edge.app.get(WatchFolders).run();

  it('takes each complete delivery once, in order, and leaves those that are still being written', async () => {
    setTime('2027-05-01T09:00:00Z');
    const first = put('2027-05-01', [owner, employmentLine(4001)]);
    touched(first, 3);
    expect(await look()).toBe(0);
    touched(first, 30);
    const half = path.join(watched, '2027-05-02');
    mkdirSync(half);
    writeFileSync(path.join(half, 'anstallningar.csv'), 'PersonId');
    const now = edge.clock.now();
    for (const written of ['anstallningar.csv', '']) utimesSync(path.join(half, written), now, now);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    expect(await roles('A4001')).toEqual(['alla', 'vard']);
    rmSync(half, { recursive: true });
  });

  it('knows after a restart what has been taken, by whatever way it came', async () => {
    const again = new WatchFolders(
      edge.database,
      edge.clock,
      edge.app.get(ImportsStore),
      edge.app.get(TakeHrSnapshot),
      edge.app.get(TellIntake),
      new HrFileReader(),
      edge.app.get<Config>(configToken),
    );
    expect(await again.run()).toBe(0);
  });

  it('takes a delivery as soon as its manifest is there, and says no once to one that is wrong', async () => {
    const files = [{ name: 'anstallningar.csv', rows: 9 }, { name: 'organisation.csv' }];
    put('2027-05-03', [owner, employmentLine(4001), employmentLine(4002)], {
      snapshotDate: '2027-05-01',
      files,
    });
    expect([await look(), await look()]).toEqual([1, 0]);
    const [last] = await edge.database.query<{ state: string; channel: string }>(
      `SELECT state, channel FROM hr_import ORDER BY started_at DESC, id LIMIT 1`,
    );
    expect(last).toEqual({ state: 'rejected', channel: 'folder' });
  });
});

describe('any history', () => {
  const aDay = fc.integer({ min: -6, max: 6 });
  const anEmployment = fc.record({
    person: fc.integer({ min: 0, max: 3 }),
    slot: fc.integer({ min: 0, max: 2 }),
    unit: fc.constantFrom('110', '120'),
    code: fc.constantFrom('207011', '151015', ''),
    start: aDay,
    length: fc.option(fc.integer({ min: 0, max: 8 })),
    leave: fc.option(fc.tuple(aDay, fc.integer({ min: 0, max: 6 }), fc.constantFrom('100,00', '50,00'))),
  });
  const aHistory = fc.array(
    fc.uniqueArray(anEmployment, { maxLength: 7, selector: (e) => `${String(e.person)}-${String(e.slot)}` }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  let round = 0;

  it('leaves nobody with a grant outside an employment, and does not depend on the order of lines', async () => {
    await fc.assert(
      fc.asyncProperty(aHistory, fc.infiniteStream(fc.nat()), async (history, chance) => {
        round += 1;
        const base = addDays('2028-01-01', round * 20);
        const outcome: string[][] = [];
        for (const twin of [0, 1]) {
          const lines = history.map((snapshot, step) => snapshot.map((e) => lineOf(e, twin, base, step)));
          for (const [step, snapshot] of lines.entries()) {
            setTime(`${addDays(base, step)}T09:00:00Z`);
            const order =
              twin === 0
                ? snapshot
                : [...snapshot].sort(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1));
            const steps = [
              (): Promise<unknown> => edge.app.get(PassMidnight).run(),
              (): Promise<unknown> => take([owner, ...order]),
            ];
            for (const act of twin === 0 ? steps : steps.reverse()) await act();
            if (step === 0) await grantAskedOf(lines[0] ?? []);
          }
          setTime(`${addDays(base, history.length)}T09:00:00Z`);
          await edge.app.get(PassMidnight).run();
          outcome.push(await standing(`R${String(round)}-${String(twin)}-`));
          await take([owner]);
        }
        expect(outcome[1]).toEqual(outcome[0]);
        const wrong = await edge.database.query(
          `SELECT e.number, e.start_date, e.end_date, g.id IS NOT NULL AS held FROM employment e
           LEFT JOIN access_grant g ON g.employment_id = e.id AND g.ended_at IS NULL
           WHERE (g.id IS NOT NULL) <> in_force(e.start_date, e.end_date, e.terminated_at, $1)`,
          [dayOf(edge.clock.now())],
        );
        expect(wrong).toEqual([]);
        // Everything rests while a full leave lasts, and nothing rests when none does.
        const restless = await edge.database.query(
          `SELECT e.number, g.suspended_for FROM access_grant g JOIN employment e ON e.id = g.employment_id
           WHERE g.ended_at IS NULL AND ('leave' = ANY (g.suspended_for))
             <> leave_suspends(e.leave_kind, e.leave_percent, e.leave_from, e.leave_to, $1, '{"default":"suspend","kinds":{},"fullOnly":true}')`,
          [dayOf(edge.clock.now())],
        );
        expect(restless).toEqual([]);
        // In another unit, only what still waits for its answer.
        const strayed = await edge.database.query(
          `SELECT e.number FROM access_grant g JOIN employment e ON e.id = g.employment_id
           WHERE g.ended_at IS NULL AND g.unit_id <> e.unit_id
             AND (g.source <> 'request' OR g.outgrown_at IS NULL OR NOT EXISTS (
               SELECT FROM review_item i JOIN campaign c ON c.id = i.campaign_id AND c.state = 'open'
               WHERE i.grant_id = g.id AND i.state IN ('open', 'decided')))`,
        );
        expect(strayed).toEqual([]);
      }),
      { numRuns: 10, endOnFailure: true },
    );
    const again = await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    expect(again).toEqual({ opened: 0, ended: 0 });
  });

  /** Something asked for on every employment that is in force, resting where it should. */
  async function grantAskedOf(lines: readonly EmploymentLine[]): Promise<void> {
    for (const { Anställningsnummer: number = '' } of lines) {
      const inForce = await edge.database.query(
        `SELECT FROM employment e WHERE number = $1 AND in_force(start_date, end_date, terminated_at, $2)
           AND NOT EXISTS (SELECT FROM access_grant g JOIN role r ON r.id = g.role_id AND r.key = 'begart'
                           WHERE g.employment_id = e.id AND g.ended_at IS NULL)`,
        [number, dayOf(edge.clock.now())],
      );
      if (inForce.length > 0) await grantAsked(number);
    }
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  }

  interface Made {
    person: number;
    slot: number;
    unit: string;
    code: string;
    start: number;
    length: number | null;
    leave: [number, number, string] | null;
  }

  function lineOf(made: Made, twin: number, base: string, step: number): EmploymentLine {
    const start = addDays(base, made.start);
    const key = `R${String(round)}-${String(twin)}-${String(made.person)}`;
    return employmentLine(10_000 + round * 20 + twin * 10 + made.person, {
      PersonId: key,
      HSAid: '',
      Anställningsnummer: `${key}-${String(made.slot)}`,
      EnhetId: made.unit,
      AIDkod: made.code,
      Startdatum: start,
      Slutdatum: made.length === null ? '' : addDays(start, made.length),
      SenastÄndrad: addDays(base, step),
      ...(made.leave
        ? {
            FrånvaroTyp: 'Studieledighet',
            FrånvaroOmfattning: made.leave[2],
            FrånvaroFrom: addDays(base, made.leave[0]),
            FrånvaroTom: addDays(base, made.leave[0] + made.leave[1]),
          }
        : {}),
    });
  }

  /**
   * Everything that the history left behind, without the twin's name. What was asked for is left out: news of an end
   * that is taken back ends it or not by which of the two came first, and nothing revives it.
   */
  async function standing(prefix: string): Promise<string[]> {
    const rows = await edge.database.query<{ row: string }>(
      `SELECT concat_ws(' ', replace(e.number, $1, ''), e.start_date, e.end_date, e.title_code, u.code,
                (SELECT string_agg(r.key, ',' ORDER BY r.key) FROM access_grant g JOIN role r ON r.id = g.role_id
                 WHERE g.employment_id = e.id AND g.ended_at IS NULL AND g.source = 'birthright')) AS row
       FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.number LIKE $1 || '%' ORDER BY 1`,
      [prefix],
    );
    return rows.map(({ row }) => row);
  }
});
