import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { AuditModule } from '../../src/audit/audit.module.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/take-hr-snapshot.js';
import { checkConfig, type Config } from '../../src/platform/config.js';
import { Database } from '../../src/platform/database.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { freshDatabase } from '../support/fresh-database.js';
import {
  demoSource,
  employmentColumns,
  employmentLine,
  employmentsText,
  unitsText,
  writeDelivery,
  type EmploymentLine,
  type UnitLine,
} from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';
import { startTestServer } from '../support/test-server.js';

/**
 * A full HR snapshot of 100 000 persons against the floors measured beside it: SHA-256 of the files where they are
 * identical; else a bare COPY of the same lines and a full join on the key.
 */
const people = 100_000;
const units = 1_000;
const rounds = 5;
const operator: Actor = { kind: 'operator', name: 'bench', channel: 'command' };

@Module({})
class BenchModule {}

const server = await startTestServer();
process.env['GRINDVAKT_TEST_DATABASE'] = server.address;
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
try {
  const fresh = await freshDatabase();
  const app = await start(fresh.url);
  const bare = new pg.Client({ connectionString: fresh.ownerUrl });
  await bare.connect();
  try {
    await measure(app, bare);
  } finally {
    await bare.end();
    await app.close();
    await fresh.drop();
  }
} finally {
  rmSync(folder, { recursive: true });
  await server.stop();
}

async function measure(app: INestApplicationContext, bare: pg.Client): Promise<void> {
  const tree = organisation();
  const lines = Array.from({ length: people }, (_, n) => line(n));
  const first = delivery(lines, tree);
  const { size } = statSync(path.join(first, 'anstallningar.csv'));
  console.log(`${String(lines.length)} lines, ${(size / 1e6).toFixed(1)} MB`);
  console.log(`first import of ${String(people)}: ${ms(await timed(() => take(app, first, 'applied')))}`);
  await app.get(LoadCatalogue).run(operator, catalogue());
  const everyone = await timed(() => app.get(RecomputeAccess).run(operator, 'everyone'));
  console.log(`birthrights of everyone: ${ms(everyone)}`);
  await bare.query('ANALYZE'); // as autovacuum will have done by the next night

  const identical = await compared(
    () => timed(() => hashed(first)),
    () => timed(() => take(app, first, 'unchanged')),
  );
  told('identical', 'sha256 of the files', identical, 2);

  let stamp = 0;
  const unchanged = await compared(
    (file) => timed(() => copiedAndJoined(bare, file)),
    (file) => timed(() => take(app, file, 'unchanged')),
    () =>
      delivery(shuffled(lines.map((l) => ({ ...l, SenastÄndrad: `stamp ${String((stamp += 1))}` }))), tree),
  );
  told('unchanged', 'COPY + full join', unchanged, 1.5);

  let round = 0;
  const changed = await compared(
    (file) => timed(() => copiedAndJoined(bare, file)),
    (file) => timed(() => take(app, file, 'applied')),
    () => {
      round += 1;
      for (let n = round; n < people; n += 100) lines[n] = change(lines[n] ?? {}, n, round);
      return delivery(lines, tree);
    },
  );
  told('1-percent', 'COPY + full join', changed, 1.5);
}

/** A third moves, a third gets another title, a third gets a last day. */
function change(old: EmploymentLine, n: number, round: number): EmploymentLine {
  if (n % 3 === 0) return { ...old, EnhetId: unitCode(n * 7 + round) };
  if (n % 3 === 1) return { ...old, Befattning: `Undersköterska ${String(round)}` };
  return { ...old, Slutdatum: '2099-12-31' };
}

function told(name: string, what: string, [floor, own]: [number, number], target: number): void {
  const ratio = own / floor;
  console.log(`floor ${what}: ${ms(floor)}; taken in: ${ms(own)}`);
  console.log(
    `BENCH hr-snapshot-${name}-100k ratio=${ratio.toFixed(2)} target<=${target.toFixed(2)} ${ratio <= target ? 'ok' : 'short'}`,
  );
}

/** Medians of both, measured in turns so that a noisy moment hits both. */
async function compared(
  floor: (file: string) => Promise<number>,
  own: (file: string) => Promise<number>,
  next: () => string = () => '',
): Promise<[number, number]> {
  const [floors, owns]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    const file = next();
    const [a, b] = [await floor(file), await own(file)];
    if (round === 0) continue; // warms both up
    floors.push(a);
    owns.push(b);
  }
  return [median(floors), median(owns)];
}

async function take(app: INestApplicationContext, from_: string, outcome: string): Promise<void> {
  const result = await app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(from_), channel: 'command' });
  if (result.outcome !== outcome || result.quarantined.length > 0)
    throw new Error(
      `${result.outcome} instead of ${outcome}: ${JSON.stringify(result.quarantined.slice(0, 3))}`,
    );
}

async function hashed(from_: string): Promise<void> {
  for (const name of ['anstallningar.csv', 'organisation.csv'])
    await pipeline(
      createReadStream(path.join(from_, name), { highWaterMark: 1 << 20 }),
      createHash('sha256'),
    );
}

async function copiedAndJoined(bare: pg.Client, from_: string): Promise<void> {
  await bare.query('BEGIN');
  await bare.query(
    `CREATE TEMP TABLE bare (${employmentColumns.map((c) => `"${c}" text`).join(', ')}) ON COMMIT DROP`,
  );
  const copy = bare.query(from(`COPY bare FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)`));
  await pipeline(createReadStream(path.join(from_, 'anstallningar.csv'), { highWaterMark: 1 << 20 }), copy);
  await bare.query(
    `SELECT count(*) FROM bare b FULL JOIN (SELECT id, number FROM employment WHERE source = 'HR-VOF') e
     ON e.number = b."Anställningsnummer" WHERE b."Anställningsnummer" IS NULL OR e.id IS NULL`,
  );
  await bare.query('COMMIT');
}

async function start(url: string): Promise<INestApplicationContext> {
  const config: Config = checkConfig(
    {
      environment: 'test',
      organisation: { name: 'Provkommunen', number: '2120000000' },
      http: { publicUrl: 'http://localhost:3000' },
      database: { url },
      personKey: randomBytes(32).toString('base64'),
      identityProviders: [
        {
          id: 'none',
          name: 'Ingen',
          issuer: 'http://127.0.0.1:9',
          clientId: 'x',
          clientSecret: 'x',
          levels: {},
          claims: {},
        },
      ],
      hr: { sources: [demoSource({ breaker: { count: 1_000_000, share: 1 } })] },
    },
    {},
    'the benchmark',
  );
  const app = await NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        PlatformModule.with(config, { work: false }),
        AuditModule,
        CatalogueModule,
        LifecycleModule.with({ useFactory: () => new HrFileReader() }),
      ],
    },
    { logger: false },
  );
  await app.get(Database).connect();
  await app.get(Jobs).start();
  return app;
}

function catalogue(): Record<string, unknown> {
  return smallCatalogue({
    source: 'HR-VOF',
    informationOwner: 'A0',
    systemOwner: 'A0',
    roles: [{ key: 'alla' }, { key: 'vard' }],
    birthrightRules: [
      { key: 'alla', name: 'Alla', role: 'alla', selector: {} },
      {
        key: 'vard',
        name: 'Vård',
        role: 'vard',
        selector: { titleCodes: ['2070*'], unitKinds: ['boendeavdelning'] },
      },
    ],
  });
}

function organisation(): UnitLine[] {
  return [
    { EnhetId: '10', Enhetsnamn: 'Omsorgen', Enhetstyp: 'förvaltning', ChefAnställningsnummer: 'A0' },
    ...Array.from({ length: 30 }, (_, n) => ({
      EnhetId: String(100 + n),
      ÖverordnadEnhetId: '10',
      Enhetsnamn: `Område ${String(n)}`,
      Enhetstyp: 'område',
      ChefAnställningsnummer: `A${String(n + 1)}`,
    })),
    ...Array.from({ length: units }, (_, n) => ({
      EnhetId: unitCode(n),
      ÖverordnadEnhetId: String(100 + (n % 30)),
      Enhetsnamn: `Enhet ${String(n)}`,
      Enhetstyp: n % 2 === 0 ? 'boendeavdelning' : 'hemtjänstgrupp',
      ChefAnställningsnummer: `A${String(n + 31)}`,
    })),
  ];
}

function unitCode(n: number): string {
  return String(10_000 + (n % units));
}

function line(n: number): EmploymentLine {
  return employmentLine(n, {
    EnhetId: unitCode(n),
    Enhet: `Enhet ${String(n % units)}`,
    Anställningsform: 'Tillsvidare',
    HSAid: `SE5555555555-${n.toString(36).toUpperCase().padStart(5, '0')}`,
    ChefAnställningsnummer: n < 31 + units ? 'A0' : `A${String((n % units) + 31)}`,
    ÄrChef: n < 31 + units ? 'J' : 'N',
  });
}

function delivery(lines: readonly EmploymentLine[], tree: readonly UnitLine[]): string {
  return writeDelivery(folder, employmentsText(lines), unitsText(tree));
}

/** In an order that is always the same and looks like none. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = items.map((item, n) => ({ item, key: (n * 2_654_435_761) % 4_294_967_296 }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
