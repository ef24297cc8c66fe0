import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrEvent } from '../../src/lifecycle/intake/take-hr-event.js';
import { configToken } from '../../src/platform/config-token.js';
import type { Config } from '../../src/platform/config.js';
import { Database } from '../../src/platform/database.js';
import { freshDatabase } from '../support/fresh-database.js';
import type { EmploymentLine } from '../support/hr-delivery.js';
import { startTestServer } from '../support/test-server.js';
import {
  benchCatalogue,
  copiedAndJoined,
  emptyRoom,
  grown,
  makeRoom,
  median,
  ms,
  quantile,
  rowCounts,
  rowsSince,
  startIntake,
  timed,
  type RowCounts,
} from './support/intake.js';
import { ManyPeople } from './support/many-people.js';
import { heldAndReleased, operator, said, take, touchedOnly } from './support/moves-and-leaves.js';

/**
 * The HR intake at 10k and 100k persons, and at a million on request (GRINDVAKT_BENCH_PERSONS=10000,100000,1000000):
 * deliveries that are identical, unchanged, 1 % changed, with 10k movers and with 10k leavers, against the SHA-256 of
 * the files, a bare COPY and full join; what follows the moves of the touched, against a recompute of everybody with the same
 * moves outstanding; then one mover and one leaver by event, and a mass leave that was held and released, against one that
 * nothing held.
 */
const sizes = (process.env['GRINDVAKT_BENCH_PERSONS'] ?? '10000,100000').split(',').map(Number);
const events = 200;
const memoryLimit = 64;
/** Work → milliseconds at each size, for how the cost grows. */
const costs = new Map<string, number[]>();

// What a server for a million is given (docs/OPERATIONS.md); the embedded one's 128 MB are for trials.
const server = await startTestServer(false, { shared_buffers: '2GB', max_wal_size: '8GB' });
process.env['GRINDVAKT_TEST_DATABASE'] = server.address;
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
try {
  for (const size of sizes) {
    const fresh = await freshDatabase();
    const app = await startIntake(fresh.url);
    const bare = new pg.Client({ connectionString: fresh.ownerUrl });
    await bare.connect();
    try {
      await measure(app, bare, size);
    } finally {
      await bare.end();
      await app.close();
      await fresh.drop();
    }
  }
  for (const [work, times] of costs) growth(work, times);
} finally {
  rmSync(folder, { recursive: true });
  await server.stop();
}

async function measure(app: INestApplicationContext, bare: pg.Client, size: number): Promise<void> {
  const people = new ManyPeople(size);
  const name = size >= 1_000_000 ? `${String(size / 1_000_000)}M` : `${String(size / 1000)}k`;
  const rounds = size > 100_000 ? 1 : size > 10_000 ? 3 : 9;
  const write = (
    change?: (n: number) => EmploymentLine | null,
    stamp?: string,
  ): ReturnType<ManyPeople['write']> => people.write(path.join(folder, 'delivery'), change, stamp);

  const first = await write();
  console.log(`--- ${name} persons, ${String(first.lines)} lines`);
  let time = 0;
  const memory = await grown(async () => {
    time = await timed(() => take(app, first.folder, 'applied'));
  });
  cost('first', time);
  console.log(`first import: ${ms(time)}, ${(size / (time / 1000)).toFixed(0)} persons a second`);
  said(`hr-first-${name}-memory`, memory, memoryLimit, 'MB');
  await app.get(LoadCatalogue).run(operator, benchCatalogue());
  const everyone = await timed(() => app.get(RecomputeAccess).run(operator, 'everyone'));
  console.log(`birthrights of everyone: ${ms(everyone)}`);
  await bare.query('ANALYZE'); // as autovacuum will have done by the next night
  const recompute = await timed(() => app.get(RecomputeAccess).run(operator, 'everyone'));
  console.log(`a full recompute that changes nothing: ${ms(recompute)}`);

  await makeRoom(bare);
  const compared = async (
    work: string,
    outcome: string,
    floor: (at: string, written: RowCounts) => Promise<unknown>,
    next: (round: number) => ReturnType<ManyPeople['write']>,
    target: number,
  ): Promise<void> => {
    const [floors, owns]: [number[], number[]] = [[], []];
    let most = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const { folder: at } = await next(round);
      let changed = 0;
      const stood = await rowCounts(bare);
      const taken = async (): Promise<void> => {
        changed = await take(app, at, outcome);
      };
      // The first round warms both up, and tells the memory: to look at that takes time, and begins with a collection.
      let own = 0;
      if (round === 0) most = await grown(taken);
      else own = await timed(taken);
      const written = rowsSince(stood, await rowCounts(bare), changed);
      const below = await timed(() => floor(at, written));
      await emptyRoom(bare);
      if (round === 0) continue;
      floors.push(below);
      owns.push(own);
    }
    cost(work, median(owns));
    console.log(`${work}: floor ${ms(median(floors))}, ours ${ms(median(owns))}`);
    said(`hr-${work}-${name}`, median(owns) / median(floors), target);
    said(`hr-${work}-${name}-memory`, most, memoryLimit, 'MB');
  };
  await compared('identical', 'unchanged', hashed, () => Promise.resolve(first), 2);
  await compared(
    'unchanged',
    'unchanged',
    (at) => copiedAndJoined(bare, at),
    (r) => write(undefined, `stamp ${String(r)}`),
    1.5,
  );
  const onePercent = (round: number) => (n: number) =>
    n % 100 === 20 + round ? changed(people, n, round) : null;
  // What changed in one round stays as it is in the next.
  await compared(
    '1-percent',
    'applied',
    (at, written) => copiedAndJoined(bare, at, written),
    (round) =>
      write(
        (n) => Array.from({ length: round + 1 }, (_, r) => onePercent(r)(n)).find((line) => line) ?? null,
      ),
    1.5,
  );

  const many = Math.min(10_000, size / 10);
  const before = (n: number): EmploymentLine | null =>
    Array.from({ length: rounds + 1 }, (_, r) => onePercent(r)(n)).find((line) => line) ?? null;
  const step = Math.floor(size / many);
  const movers = (n: number): EmploymentLine | null =>
    n % step === 9 % step && n > people.units ? { EnhetId: people.unitOf(n + 2) } : before(n);
  const leavers = (n: number): EmploymentLine | null =>
    n % step === 8 % step && n > people.units ? { Slutdatum: '2026-07-31' } : movers(n);
  for (const [work, change] of [
    ['movers', movers],
    ['leavers', leavers],
  ] as const) {
    const { folder: at } = await write(change);
    let own = 0;
    const most = await grown(async () => (own = await timed(() => take(app, at, 'applied'))));
    const without = `${(own / recompute).toFixed(2)} of a full recompute that changes nothing`;
    console.log(`${String(many)} ${work}, the whole delivery: ${ms(own)}, ${without}`);
    cost(work, own);
    said(`hr-${String(many)}-${work}-${name}-memory`, most, memoryLimit, 'MB');
  }
  await touchedOnly(app, bare, people, name, (n) => n % step === 6 % step && n > people.units, many);
  await one(app, people, name, 'mover');
  await one(app, people, name, 'leaver');
  await heldAndReleased(app, bare, people, name, write, leavers);
}

/** A third moves, a third gets another title, a third gets a last day. */
function changed(people: ManyPeople, n: number, round: number): EmploymentLine {
  if (n % 3 === 0) return { EnhetId: people.unitOf(n * 7 + round) };
  if (n % 3 === 1) return { Befattning: `Undersköterska ${String(round)}` };
  return { Slutdatum: '2099-12-31' };
}

/** One person of whom nothing else is new, by an event, from the event to the commit; and the recompute in it by itself. */
async function one(
  app: INestApplicationContext,
  people: ManyPeople,
  name: string,
  what: 'mover' | 'leaver',
): Promise<void> {
  const database = app.get(Database);
  const source = app.get<Config>(configToken).hr.sources[0];
  if (!source?.events) throw new Error('the source takes no events');
  const { events: pushed } = source;
  const times: number[] = [];
  const recomputes: number[] = [];
  for (let i = 0; i < events; i += 1) {
    const n = people.units + 1 + ((i * 4 + (what === 'mover' ? 1 : 2)) % (people.persons - people.units - 1));
    const rows = await database.query<{
      person: string;
      key: string;
      number: string;
      employments: Record<string, unknown>[];
    }>(
      `SELECT p.id AS person, p.source_key AS key, '' AS number, jsonb_agg(jsonb_build_object('employmentId', e.number,
         'startDate', e.start_date, 'endDate', e.end_date, 'formOfEmploymentId', CASE e.kind WHEN 'hourly' THEN '4' ELSE '1' END,
         'title', e.title, 'aid', e.title_code, 'orgId', u.code, 'fullTimeEquivalent', 85, 'isMainEmployment', e.main,
         'isManual', false, 'isManager', e.leads_unit, 'managerEmploymentId', e.manager_number)) AS employments
       FROM person p JOIN employment e ON e.person_id = p.id JOIN unit u ON u.id = e.unit_id
       WHERE p.source_key = $1 GROUP BY p.id`,
      [`P${String(n)}`],
    );
    const [row] = rows;
    if (!row) throw new Error(`no person P${String(n)}`);
    const employments = row.employments.map((employment) =>
      what === 'mover'
        ? { ...employment, orgId: people.unitOf(n + 3 + i), eventType: 'Mover' }
        : { ...employment, endDate: '2026-08-31', eventType: 'Leaver' },
    );
    const at = new Date(Date.now() + 60_000 + i).toISOString(); // newer than the delivery just taken in
    const body = {
      eventId: `${what}-${String(i)}`,
      source: source.id,
      type: what === 'mover' ? 'Mover' : 'Leaver',
      occurredAt: at,
      person: {
        personId: row.key,
        personNumber: ManyPeople.numberOf(n),
        ...ManyPeople.namesOf(n),
        hsaIds: [ManyPeople.hsaIdOf(n)],
        email: `p${String(n)}@example.se`,
      },
      employments,
    };
    let state = '';
    times.push(
      await timed(async () => {
        ({ state } = await app.get(TakeHrEvent).run(operator, { ...source, events: pushed }, body, 'bench'));
      }),
    );
    if (state !== 'applied') throw new Error(`the event was ${state}`);
    recomputes.push(
      await timed(() =>
        database.transaction((tx) => app.get(FollowFacts).run(tx, operator, [row.person], new Date())),
      ),
    );
  }
  console.log(`one ${what} by event: p50 ${ms(median(times))}, p99 ${ms(quantile(times, 0.99))}`);
  said(`hr-one-${what}-recompute-${name}`, quantile(recomputes, 0.99) / 5, 1);
}

function cost(work: string, value: number): void {
  costs.set(work, [...(costs.get(work) ?? []), value]);
}

/** The exponent of size in the cost between the smallest and the largest size. */
function growth(work: string, times: readonly number[]): void {
  const [small, large] = [times[0], times.at(-1)];
  const [from, to] = [sizes[0], sizes.at(-1)];
  if (times.length < 2 || !small || !large || !from || !to) return;
  said(`hr-${work}-grows-by-size-to-the`, Math.log(large / small) / Math.log(to / from), 1.05);
}

async function hashed(at: string): Promise<void> {
  for (const name of ['anstallningar.csv', 'organisation.csv'])
    await pipeline(createReadStream(path.join(at, name), { highWaterMark: 1 << 20 }), createHash('sha256'));
}
