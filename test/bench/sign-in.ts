import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/migrate.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';
import { Browser } from '../support/browser.js';
import { template } from '../support/test-server.js';
import { quantile } from './support/directory-floor.js';

/**
 * Sign-in by an identity provider: service, provider and browsers in a process each, a database that flushes. A
 * complete callback (flow taken, code exchanged, signature checked, person found, session and audit entry committed)
 * and a step-up (our two requests) against a durable insert of one row, and 500 people at the same moment, at 07:00.
 */
const crowd = 500;
const rounds = 300;
const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
const server = await startPostgres({ dir }); // with fsync, unlike the tests'
const children: ChildProcess[] = [];
try {
  const { ownerUrl, serviceUrl } = await ensureDatabase(server, template);
  await migrate(ownerUrl, serviceUrl);
  process.env['GRINDVAKT_TEST_DATABASE'] = JSON.stringify({
    admin: server.url('postgres'),
    owner: server.url('postgres', 'grindvakt_owner'),
    service: server.url('postgres', 'grindvakt_app'),
  });
  const issuer = await start('provider-process.ts');
  const service = await start('sign-in-service.ts', issuer, String(crowd));
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('CREATE TABLE IF NOT EXISTS bench_floor (id uuid PRIMARY KEY, said text)');

  /** The browser goes there and back; what is returned is left to do. */
  const begun = async (i: number): Promise<{ callback: () => Promise<void>; beganIn: number }> => {
    const user = new Browser(service);
    const start = performance.now();
    const login = await user.get('/api/auth/login?fresh=1');
    const beganIn = performance.now() - start;
    const location = login.headers.get('location');
    if (location === null) throw new Error(`login answered ${String(login.status)}`);
    const there = await fetch(`${location}&who=SE5555555555-P${String(i % crowd)}`, { redirect: 'manual' });
    const back = new URL(there.headers.get('location') ?? '');
    return {
      beganIn,
      callback: async () => {
        const answer = await user.get(back.pathname + back.search);
        if (answer.headers.get('location') !== '/')
          throw new Error(`refused: ${String(answer.status)} ${answer.headers.get('location') ?? ''}`);
      },
    };
  };
  const insert = (): Promise<unknown> =>
    owner.query(`INSERT INTO bench_floor VALUES ($1, 'x')`, [randomUUID()]);
  for (let i = 0; i < 30; i += 1) await (await begun(i)).callback();
  const [floor, callback, stepUp]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < rounds; i += 1) {
    floor.push(await timed(insert));
    const { callback: finish, beganIn } = await begun(i);
    const took = await timed(finish);
    callback.push(took);
    stepUp.push(beganIn + took);
  }
  const rate = (times: number[]): number =>
    1000 / (times.reduce((sum, time) => sum + time, 0) / times.length);
  const ratio = rate(callback) / rate(floor);
  console.log(
    `floor: ${rate(floor).toFixed(0)} durable inserts of one row a second, p50 ${quantile(floor, 0.5).toFixed(2)} ms; ` +
      `complete callback ${rate(callback).toFixed(0)} a second, p50 ${quantile(callback, 0.5).toFixed(2)} ms`,
  );
  console.log(
    `BENCH sign-in-callback ratio=${ratio.toFixed(2)} target>=0.25 ${ratio >= 0.25 ? 'ok' : 'short'}`,
  );
  const step = quantile(stepUp, 0.5) / quantile(floor, 0.5);
  console.log(
    `step-up: p50 ${quantile(stepUp, 0.5).toFixed(2)} ms, p99 ${quantile(stepUp, 0.99).toFixed(2)} ms`,
  );
  console.log(`BENCH step-up ratio=${step.toFixed(2)} target<=10.00 ${step <= 10 ? 'ok' : 'short'}`);

  const started = performance.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: crowd }, async (_, i) => (await begun(i)).callback()),
  );
  const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  console.log(
    `${String(crowd)} simultaneous sign-ins in ${((performance.now() - started) / 1000).toFixed(1)} s, ` +
      `${String(failed.length)} errors`,
    [...new Set(failed)].slice(0, 3),
  );
  console.log(
    `BENCH sign-ins-at-seven errors=${String(failed.length)} target=0 ${failed.length === 0 ? 'ok' : 'short'}`,
  );
  await owner.end();
} finally {
  for (const child of children) child.stdin?.end();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** Starts a process of ours and waits for the address that it prints. It ends when we close its input. */
function start(file: string, ...parameters: string[]): Promise<string> {
  const script = path.join(import.meta.dirname, 'support', file);
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.mjs', script, ...parameters],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /^(http:\S+)$/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.on('exit', (code) => {
      reject(new Error(`${file} ended with ${String(code)}`));
    });
  });
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
