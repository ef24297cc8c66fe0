import type { ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, keptSecret, readKept } from './kept-file.js';
import { findLaunch, type Launch, type LaunchMode } from './postgres-launch.js';
import {
  endProcess,
  hasEnded,
  markOf,
  processNaming,
  runToEnd,
  spawnServer,
  type ProcessMark,
} from './processes.js';
import { prepareDatabase } from './server.store.js';

/** `app` is the superuser; the other two exist once `ensureDatabase` has run. */
export type PostgresUser = 'app' | 'grindvakt_owner' | 'grindvakt_app';

export interface PostgresServer {
  /** Address of a database (default `postgres`) as one of the users (default `app`). Holds the password. */
  url(database?: string, user?: PostgresUser): string;
  readonly port: number;
  readonly pid: number;
  /** Whether it was already running: then `stop` leaves it alone. */
  readonly adopted: boolean;
  readonly mode: LaunchMode;
  /** Ends every session at once, writes a checkpoint and returns when the server has ended. */
  stop(): Promise<void>;
}

export interface StartPostgres {
  /** Kept between starts: the cluster, the passwords (0600), the log. */
  readonly dir: string;
  /** Server settings such as `{ fsync: 'off' }`; without them every commit is durable. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** What to do with a server that already runs on this data: use it (default), or end it and start anew. */
  readonly running?: 'adopt' | 'replace';
  /** Tries one way of running only; for trials. */
  readonly mode?: LaunchMode;
  readonly timeoutMs?: number;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  timezone: 'UTC',
  // A unique violation's DETAIL and a failed statement would write personal numbers into the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/**
 * Starts the PostgreSQL that comes from npm: for trying out, development and tests. It listens on a random
 * port of 127.0.0.1, demands a password, survives `kill -9` of anyone, and ends when we end.
 * @throws Error with the end of the server's log when it does not become ready
 */
export async function startPostgres(options: StartPostgres): Promise<PostgresServer> {
  const launch = await findLaunch(path.resolve(options.dir), options.mode);
  const data = path.join(launch.dir, 'data');
  const password = passwordFile(launch.dir, 'app');
  keptSecret(password);
  if (launch.owner !== undefined) chownSync(password, launch.owner, launch.owner);
  if (options.running === 'replace') await endRunning(data);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(launch, data, password, options.settings);

  const deadline = Date.now() + (options.timeoutMs ?? 30_000);
  const log = path.join(launch.dir, 'server.log');
  let child: ChildProcess | undefined;
  for (let starts = 0; ;) {
    const running = runningServer(data);
    if (running?.ready) return serverOf(launch, running, child);
    if (running === undefined && (child === undefined || hasEnded(child))) {
      if (starts++ === 3) throw new Error(`PostgreSQL does not start:\n${tail(log)}`);
      dropZombiePid(data);
      child = spawnPostgres(launch, data, log, { ...SETTINGS, port: await freePort(), ...options.settings });
    }
    if (Date.now() > deadline) {
      const mark = child?.pid === undefined ? undefined : markOf(child.pid);
      if (mark !== undefined) await endProcess(mark, 'SIGQUIT');
      throw new Error(`PostgreSQL does not become ready:\n${tail(log)}`);
    }
    await sleep(15);
  }
}

/** The server that runs on this data folder and takes connections, or undefined; starts nothing. */
export async function findPostgres(
  options: Pick<StartPostgres, 'dir' | 'mode'>,
): Promise<PostgresServer | undefined> {
  const launch = await findLaunch(path.resolve(options.dir), options.mode);
  const running = runningServer(path.join(launch.dir, 'data'));
  return running?.ready ? serverOf(launch, running, undefined) : undefined;
}

/**
 * Makes a database as production has it: `grindvakt_owner` (CREATEROLE, owns it and migrates),
 * `grindvakt_app` (what the service runs as) in the group role `grindvakt_service`, to which migrations
 * give their rights, and the extensions pgcrypto, pg_trgm and btree_gist. Passwords are random and kept.
 * @returns addresses with passwords: never print them
 */
export async function ensureDatabase(
  server: PostgresServer,
  name: string,
): Promise<{ readonly ownerUrl: string; readonly serviceUrl: string }> {
  const [ownerUrl, serviceUrl] = [server.url(name, 'grindvakt_owner'), server.url(name, 'grindvakt_app')];
  await prepareDatabase((database) => server.url(database), name, {
    grindvakt_owner: new URL(ownerUrl).password,
    grindvakt_app: new URL(serviceUrl).password,
  });
  return { ownerUrl, serviceUrl };
}

interface Running {
  readonly mark: ProcessMark;
  readonly port: number;
  readonly ready: boolean;
}

/** Lines of postmaster.pid: pid, data folder, start, port, socket folder, address, shared memory, status. */
function runningServer(data: string): Running | undefined {
  const lines = (readKept(path.join(data, 'postmaster.pid')) ?? '').split('\n');
  // A number that was given to another program since does not name our folder.
  const mark = processNaming(Number(lines[0]), data);
  if (mark === undefined) return undefined;
  return { mark, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

async function endRunning(data: string): Promise<void> {
  const running = runningServer(data);
  if (running !== undefined) await endProcess(running.mark, 'SIGINT');
}

function serverOf(launch: Launch, running: Running, child: ChildProcess | undefined): PostgresServer {
  const { mark, port } = running;
  const adopted = child?.pid !== mark.pid;
  return {
    port,
    pid: mark.pid,
    adopted,
    mode: launch.mode,
    url: (database = 'postgres', user = 'app') => {
      const password = keptSecret(passwordFile(launch.dir, user));
      return `postgresql://${user}:${password}@127.0.0.1:${String(port)}/${database}`;
    },
    stop: async () => {
      if (!adopted) await endProcess(mark, 'SIGINT', 20_000);
    },
  };
}

function passwordFile(dir: string, user: PostgresUser): string {
  return path.join(dir, `${user}.password`);
}

/** Initialises beside and renames: a killed initdb leaves no half cluster. */
async function initialise(
  launch: Launch,
  data: string,
  password: string,
  settings: StartPostgres['settings'] = {},
): Promise<void> {
  const beside = `${data}.${String(process.pid)}`;
  removeHalfClusters(data);
  const locale = ['--locale=C.UTF-8', '--lc-messages=C', '--locale-provider=icu', '--icu-locale=sv-SE'];
  const done = await runToEnd(
    [...launch.prefix, path.join(launch.bin, 'initdb'), '-D', beside, '-U', 'app', '-A', 'scram-sha-256']
      .concat(`--pwfile=${password}`, '-E', 'UTF8', locale)
      .concat(settings.fsync === 'off' ? ['--no-sync'] : []),
    { env: { PATH: process.env.PATH, TZ: 'UTC' } },
  );
  if (done.status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    throw new Error(`initdb failed: ${done.stderr}`);
  }
  try {
    renameSync(beside, data);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(path.join(data, 'PG_VERSION'))) throw error;
  }
}

/** What an initdb left that was killed with its parent: folders named after processes that are no more. */
function removeHalfClusters(data: string): void {
  for (const name of readdirSync(path.dirname(data))) {
    const pid = /^data\.(\d+)$/.exec(name)?.[1];
    if (pid === undefined || (Number(pid) !== process.pid && markOf(Number(pid)) !== undefined)) continue;
    rmSync(path.join(path.dirname(data), name), { recursive: true, force: true });
  }
}

function spawnPostgres(
  launch: Launch,
  data: string,
  log: string,
  settings: Readonly<Record<string, string | number>>,
): ChildProcess {
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600);
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]);
  try {
    return spawnServer([...launch.prefix, path.join(launch.bin, 'postgres'), '-D', data, ...words], output, {
      PATH: process.env.PATH,
      TZ: 'UTC',
    });
  } finally {
    closeSync(output);
  }
}

/** In containers whose first process reaps nobody, a dead server's number lives on and PostgreSQL refuses. */
function dropZombiePid(data: string): void {
  const file = path.join(data, 'postmaster.pid');
  const pid = (readKept(file) ?? '').split('\n')[0];
  const status = pid === undefined || pid === '' ? undefined : readKept(`/proc/${pid}/status`);
  if (status !== undefined && /^State:\s+Z/m.test(status)) rmSync(file, { force: true });
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '(no log)';
}
