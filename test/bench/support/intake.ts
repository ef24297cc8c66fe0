import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { AuditModule } from '../../../src/audit/audit.module.js';
import { CatalogueModule } from '../../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../../src/lifecycle/lifecycle.module.js';
import { hrSourceSchema } from '../../../src/platform/config-hr.js';
import { checkConfig } from '../../../src/platform/config.js';
import { Database } from '../../../src/platform/database.js';
import { Jobs } from '../../../src/platform/jobs.js';
import { PlatformModule } from '../../../src/platform/platform.module.js';
import { demoSource, employmentColumns } from '../../support/hr-delivery.js';
import { smallCatalogue } from '../../support/small-catalogue.js';

@Module({})
class BenchModule {}

/** The HR intake with all that follows from it, on a database of its own, with every breaker wide open. */
export async function startIntake(url: string): Promise<INestApplicationContext> {
  const config = checkConfig(
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
      lifecycle: {
        breakers: {
          feed: { count: 10_000_000, share: 1 },
          unit: { count: 10_000_000, share: 1 },
          hour: { count: 10_000_000, share: 1 },
        },
      },
      hr: {
        sources: [
          {
            ...hrSourceSchema.parse(demoSource({ breaker: { count: 10_000_000, share: 1 } })),
            testNumbersOnly: false,
            maxFileMegabytes: 4096,
            events: { secrets: ['a secret of the benchmark, long enough'] },
          },
        ],
      },
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

export function benchCatalogue(): Record<string, unknown> {
  return smallCatalogue({
    source: 'HR-VOF',
    informationOwner: 'A0',
    systemOwner: 'A0',
    roles: [{ key: 'alla' }, { key: 'vard' }, { key: 'hr', right: 'hr' }],
    birthrightRules: [
      { key: 'hr', name: 'Personal', role: 'hr', selector: { titleCodes: ['999999'] } },
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

const writtenTables = ['employment', 'access_grant', 'lifecycle_event', 'audit_entry'] as const;

/** Rows by table; of those that an intake changes by the thousand. */
export type RowCounts = Readonly<Record<(typeof writtenTables)[number], number>>;

/** How many rows there are; grants that have ended count twice, since they were written twice. */
export async function rowCounts(bare: pg.Client): Promise<RowCounts> {
  const { rows } = await bare.query<RowCounts>(
    `SELECT ${writtenTables.map((name) => `(SELECT count(*)::integer FROM ${name}) AS ${name}`).join(', ')}`,
  );
  const ended = await bare.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM access_grant WHERE ended_at IS NOT NULL`,
  );
  const [row] = rows;
  if (!row) throw new Error('no counts');
  return { ...row, access_grant: row.access_grant + (ended.rows[0]?.n ?? 0) };
}

/** What was written between the two. @param changed employments that were there already and say something else now */
export function rowsSince(before: RowCounts, after: RowCounts, changed: number): RowCounts {
  return {
    employment: changed,
    access_grant: after.access_grant - before.access_grant,
    lifecycle_event: after.lifecycle_event - before.lifecycle_event,
    audit_entry: after.audit_entry - before.audit_entry,
  };
}

/** Tables like those that an intake writes, with their indexes, for a floor to write to. */
export async function makeRoom(bare: pg.Client): Promise<void> {
  for (const name of writtenTables)
    await bare.query(`CREATE TABLE IF NOT EXISTS bare_${name} (LIKE ${name} INCLUDING INDEXES)`);
}

/**
 * The floor of a delivery: a bare COPY of the same lines, one full join on the key, and as many rows written as the
 * delivery wrote, set-based and with the same indexes, in one transaction. No rule, no trigger, no foreign key.
 */
export async function copiedAndJoined(bare: pg.Client, folder: string, writes?: RowCounts): Promise<void> {
  await bare.query('BEGIN');
  await bare.query(
    `CREATE TEMP TABLE bare (${employmentColumns.map((c) => `"${c}" text`).join(', ')}) ON COMMIT DROP`,
  );
  const copy = bare.query(from(`COPY bare FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)`));
  const file = path.join(folder, 'anstallningar.csv');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), copy);
  await bare.query(
    `SELECT count(*) FROM bare b FULL JOIN (SELECT id, number FROM employment WHERE source = 'HR-VOF') e
     ON e.number = b."Anställningsnummer" WHERE b."Anställningsnummer" IS NULL OR e.id IS NULL`,
  );
  for (const name of writes ? writtenTables : [])
    await bare.query(`INSERT INTO bare_${name} SELECT * FROM ${name} LIMIT $1`, [writes?.[name] ?? 0]);
  await bare.query('COMMIT');
}

/** What a floor wrote is let go of, so that it can be written again. */
export async function emptyRoom(bare: pg.Client): Promise<void> {
  await bare.query(`TRUNCATE ${writtenTables.map((name) => `bare_${name}`).join(', ')}`);
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function ms(value: number): string {
  return value < 100 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many megabytes the process grew above what it held before, at its highest. */
export async function grown(work: () => Promise<unknown>): Promise<number> {
  collect();
  const base = process.memoryUsage.rss();
  let peak = base;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return (Math.max(peak, process.memoryUsage.rss()) - base) / 1e6;
}
