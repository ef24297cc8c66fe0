import pg from 'pg';
import { Database } from '../../src/platform/database.js';
import { signInThrough } from '../../src/sandbox/sign-in-by-hand.js';
import { cookieNames, digestOf, newSecret } from '../../src/sign-in/secrets.js';
import { SignInStore } from '../../src/sign-in/sign-in.store.js';
import { RunningInstance } from '../demo/running-instance.js';
import { Browser } from '../support/browser.js';
import { quantile } from './support/directory-floor.js';

/**
 * Sign-in and sessions: the check that every request pays against one point read, a sign-in (which a step-up is too)
 * against one durable insert, and 500 people who sign in at the same moment, at 07:00.
 */
const crowd = 500;
const rounds = 60;
const instance = await RunningInstance.start(['all']);
const { serviceUrl } = await instance.parts();
const client = new pg.Client({ connectionString: serviceUrl });
const database = new Database({ url: serviceUrl, poolSize: 2 });

try {
  await client.connect();
  await database.connect();
  const people = await employed();
  await sessionCheck(people[0]?.id ?? '');
  await stepUp(people[0]?.hsaId ?? '');
  await everybodyAtSeven(people.map(({ hsaId }) => hsaId));
} finally {
  await client.end();
  await database.onApplicationShutdown();
  await instance.stop();
  instance.remove();
}

async function employed(): Promise<{ id: string; hsaId: string }[]> {
  const { rows } = await client.query<{ id: string; hsaId: string }>(
    `SELECT DISTINCT ON (p.id) p.id, h.hsa_id AS "hsaId" FROM person p JOIN person_hsa_id h ON h.person_id = p.id
     JOIN employment e ON e.person_id = p.id AND in_force(e.start_date, e.end_date, e.terminated_at, current_date)
     WHERE e.leave_from IS NULL ORDER BY p.id LIMIT $1`,
    [crowd],
  );
  return rows;
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
  for (let round = 0; round < rounds * 5; round += 1) {
    floor.push(await timed(() => database.query('SELECT person_id FROM session WHERE id = $1', [id])));
    ours.push(await timed(() => store.use(database, id, limits())));
  }
  tell('session-check', floor, ours, 2);
}

async function signIn(hsaId: string): Promise<{ ours: number; browser: Browser }> {
  const browser = new Browser(instance.address);
  let ours = 0;
  let address = '';
  ours += await timed(async () => {
    const begun = await browser.get('/api/auth/login?level=3&fresh=1&return=/');
    address = begun.headers.get('location') ?? '';
  });
  const callback = await signInThrough((url, options) => fetch(url, options), address, {
    method: 'siths',
    hsaId,
  });
  ours += await timed(async () => {
    const answer = await browser.get(callback);
    if (answer.status !== 303 || !browser.cookies.has(cookieNames(instance.address).session))
      throw new Error(
        `the sign-in ended in ${String(answer.status)} ${answer.headers.get('location') ?? ''}`,
      );
  });
  return { ours, browser };
}

async function stepUp(hsaId: string): Promise<void> {
  const [floor, ours]: [number[], number[]] = [[], []];
  await signIn(hsaId); // discovery
  for (let round = 0; round < rounds; round += 1) {
    floor.push(
      await timed(() => client.query(`INSERT INTO outside_report (address, at) VALUES ('bench', now())`)),
    );
    ours.push((await signIn(hsaId)).ours);
  }
  await client.query(`DELETE FROM outside_report WHERE address = 'bench'`);
  tell('step-up', floor, ours, 10);
}

async function everybodyAtSeven(hsaIds: readonly string[]): Promise<void> {
  const started = performance.now();
  const outcomes = await Promise.allSettled(hsaIds.map((hsaId) => signIn(hsaId)));
  const seconds = (performance.now() - started) / 1000;
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  console.log(
    `${String(hsaIds.length)} simultaneous sign-ins in ${seconds.toFixed(1)} s, ${String(failed.length)} errors`,
    [...new Set(failed)].slice(0, 3),
  );
  const verdict = failed.length === 0 && hsaIds.length === crowd ? 'ok' : 'short';
  console.log(`BENCH sign-ins-at-seven errors=${String(failed.length)} target=0 ${verdict}`);
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
