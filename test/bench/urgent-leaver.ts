import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { cookieNames, digestOf, newSecret } from '../../src/sign-in/secrets.js';
import { cast } from '../demo/cast.js';
import { RunningInstance } from '../demo/running-instance.js';
import { BareDirectory, quantile } from './support/directory-floor.js';

/**
 * "Avsluta nu": how long after the answer the leaver's browser is still let in, and how long after the button the
 * account is still open in the directory; against one durable insert and one modify of the directory, each alone.
 */
const leavers = 150;
const instance = await RunningInstance.start(['all']);
const parts = await instance.parts();
const { directory } = parts;
if (!directory) throw new Error('the instance has no directory');
const database = new pg.Client({ connectionString: parts.serviceUrl });
const bare = new BareDirectory(directory);
const agent = new Agent({ keepAlive: true });

interface Leaver {
  id: string;
  username: string;
}

try {
  await database.connect();
  const { hr } = cast(instance.address);
  await hr.signIn(hr.hsaId);
  const people = await someEmployees();

  const inserts: number[] = [];
  const modifies: number[] = [];
  const names = await bare.open('floor', leavers, []);
  const [refused, disabled, transactions]: [number[], number[], number[]] = [[], [], []];
  for (const [i, person] of people.entries()) {
    inserts.push(await timed(() => insertOne(person)));
    modifies.push(await timed(() => bare.lock(names[i] ?? '')));
    const cookie = await signInSilently(person);
    const welcome = await get('/api/people/me', cookie);
    if (welcome !== 200) throw new Error(`the leaver was not signed in: ${String(welcome)}`);

    const pressed = performance.now();
    const seen = until(() => bare.isLocked(person.username));
    const { status } = await hr.post(`/people/${person.id}/termination`, {
      reason: 'security',
      note: 'Avslutas omedelbart, mätning.',
    });
    const answered = performance.now();
    if (status !== 200) throw new Error(`the termination was answered ${String(status)}`);
    if ((await get('/api/people/me', cookie)) !== 401) throw new Error('the leaver was still let in');
    refused.push(performance.now() - answered);
    disabled.push((await seen) - pressed);
    transactions.push(answered - pressed);
  }

  const p = (values: number[], q: number): string => `${quantile(values, q).toFixed(1)} ms`;
  const both = (values: number[]): string => `p50 ${p(values, 0.5)}, p99 ${p(values, 0.99)}`;
  console.log(`floor: one durable insert ${both(inserts)}`);
  console.log(`floor: one modify of the directory ${both(modifies)}`);
  console.log(`button to answer (everything of ours is closed) ${both(transactions)}`);
  console.log(`answer to the leaver's refused request ${both(refused)}`);
  console.log(`button to account shut in the directory ${both(disabled)}`);
  report('urgent-leaver-refused', quantile(refused, 0.99) / 5);
  const floor = quantile(inserts, 0.99) + quantile(modifies, 0.99) + 2;
  report('urgent-leaver-disabled', quantile(disabled, 0.99) / floor);
} finally {
  agent.destroy();
  await bare.close();
  await database.end();
  await instance.stop();
  instance.remove();
}

function report(name: string, ratio: number): void {
  console.log(`BENCH ${name} ratio=${ratio.toFixed(2)} target<=1.00 ${ratio <= 1 ? 'ok' : 'short'}`);
}

/** Employed, with an open account, leading nobody: each leaves once. */
async function someEmployees(): Promise<Leaver[]> {
  const sql = `SELECT a.person_id AS id, a.username FROM account a
    WHERE a.state = 'enabled' AND a.delivered_version = a.wanted_version
      AND (SELECT count(*) FROM employment e WHERE e.person_id = a.person_id AND e.terminated_at IS NULL
             AND e.start_date <= current_date AND (e.end_date IS NULL OR e.end_date >= current_date)) = 1
      AND NOT EXISTS (SELECT FROM employment m JOIN employment e ON e.manager_employment_id = m.id WHERE m.person_id = a.person_id)
    ORDER BY a.username LIMIT $1`;
  for (;;) {
    const { rows } = await database.query<Leaver>(sql, [leavers]);
    if (rows.length === leavers) return rows;
    await new Promise((resolve) => setTimeout(resolve, 200)); // the directory still follows the import
  }
}

/** A session as sign-in leaves it, without the ceremony. Returns the cookie. */
async function signInSilently({ id }: Leaver): Promise<string> {
  const secret = newSecret();
  await database.query(
    `INSERT INTO session (id, public_id, person_id, level, kind, provider, acr, method, signed_in_at, authenticated_at,
                          last_seen_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, 3, 'oidc', 'test', 'loa3', 'SITHS', now(), now(), now(), now() + interval '1 hour')`,
    [digestOf(secret), id],
  );
  return `${cookieNames(instance.address).session}=${secret}`;
}

/** A row of the same size as a session's, in the same database. */
async function insertOne({ id }: Leaver): Promise<void> {
  await database.query(
    `INSERT INTO login_flow (id, provider, state, nonce, verifier, return_to, expires_at)
     VALUES ($1, 'floor', $2, $2, $2, '/', now())`,
    [randomBytes(32), id],
  );
}

function get(path: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${instance.address}${path}`, { agent, headers: { cookie } }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    })
      .once('error', reject)
      .end();
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** When it first was so, looking again and again. */
async function until(so: () => Promise<boolean>): Promise<number> {
  while (!(await so())) await new Promise((resolve) => setImmediate(resolve));
  return performance.now();
}
