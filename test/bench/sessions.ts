import pg from 'pg';
import { Database } from '../../src/platform/database.js';
import { digestOf, newSecret } from '../../src/sign-in/secrets.js';
import { SignInStore } from '../../src/sign-in/sign-in.store.js';
import { RunningInstance } from '../demo/running-instance.js';
import { quantile } from './support/directory-floor.js';

/** The check of the session that every request pays, against one point read. */
const rounds = 300;
const instance = await RunningInstance.start(['all']);
const { serviceUrl } = await instance.parts();
const client = new pg.Client({ connectionString: serviceUrl });
const database = new Database({ url: serviceUrl, poolSize: 2 });

try {
  await client.connect();
  await database.connect();
  await sessionCheck(await somebodyAtWork());
} finally {
  await client.end();
  await database.onApplicationShutdown();
  await instance.stop();
  instance.remove();
}

async function somebodyAtWork(): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT p.id FROM person p JOIN employment e ON e.person_id = p.id
       AND in_force(e.start_date, e.end_date, e.terminated_at, current_date)
     WHERE e.leave_from IS NULL ORDER BY p.id LIMIT 1`,
  );
  return rows[0]?.id ?? '';
}

async function sessionCheck(personId: string): Promise<void> {
  const id = digestOf(newSecret());
  await client.query(
    `INSERT INTO session (id, public_id, person_id, level, kind, provider, acr, method, signed_in_at, authenticated_at,
                          last_seen_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, 3, 'oidc', 'bench', 'loa3', 'SITHS', now(), now(), now(), now() + interval '1 hour')`,
    [id, personId],
  );
  const store = new SignInStore();
  const limits = () => {
    const now = new Date();
    const since = new Date(now.getTime() - 15 * 60_000);
    return {
      now,
      idleSince: since,
      weakerIdleSince: since,
      administratorIdleSince: since,
      administratorSince: since,
      today: now.toISOString().slice(0, 10),
      leave: { default: 'suspend', kinds: {}, fullOnly: true } as const,
      exceptionClass: 1,
    };
  };
  const [floor, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await timed(() => database.query('SELECT person_id FROM session WHERE id = $1', [id])));
    ours.push(await timed(() => store.use(database, id, limits())));
  }
  tell('session-check', floor, ours, 2);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function tell(name: string, floor: number[], ours: number[], target: number): void {
  const ratio = quantile(ours, 0.5) / quantile(floor, 0.5);
  console.log(
    `${name}: floor p50 ${quantile(floor, 0.5).toFixed(2)} ms, ours p50 ${quantile(ours, 0.5).toFixed(2)} ms, ` +
      `p99 ${quantile(ours, 0.99).toFixed(2)} ms`,
  );
  console.log(
    `BENCH ${name} ratio=${ratio.toFixed(2)} target<=${target.toFixed(2)} ${ratio <= target ? 'ok' : 'short'}`,
  );
}
