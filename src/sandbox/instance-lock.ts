import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCode, keptSecret, readKept, replaceKept } from './kept-file.js';
import { isAlive, markOf, type ProcessMark } from './processes.js';

/** A running service, or a command that runs for a while and ends. */
export type Role = 'instance' | 'command';

/** What instance.json tells about whoever holds a data folder. Holds no secret. */
export interface Holder extends ProcessMark {
  readonly role: Role;
  /** `open` once everything it starts is up, `closing` from the moment it ends. */
  readonly state: 'opening' | 'open' | 'closing';
  /** Where the service listens (HTTP). */
  readonly port: number;
  readonly parts: HolderParts;
}

export interface HolderParts {
  readonly directory: boolean;
  /** Issuer of the sandbox identity provider, when it runs. */
  readonly identityProvider?: string;
}

export interface HeldLock {
  readonly kind: 'held';
  update(what: Partial<Pick<Holder, 'state' | 'parts' | 'port'>>): void;
  release(): Promise<void>;
}

/** Somebody else's instance is open: use its parts, stop none of them. */
export interface GuestOf {
  readonly kind: 'guest';
  readonly holder: Holder;
}

/** A second `npm start` on a data folder whose instance runs. */
export class InstanceRuns extends Error {
  readonly holder: Holder;

  constructor(dataDir: string, holder: Holder) {
    super(
      `Grindvakt already runs on ${dataDir} as process ${String(holder.pid)}, ` +
        `http://localhost:${String(holder.port)}. Stop it first, or choose another folder with GRINDVAKT_DATA.`,
    );
    this.name = 'InstanceRuns';
    this.holder = holder;
  }
}

/**
 * Lets one process at a time have the parts of a data folder. An instance waits for a command to end and
 * refuses beside another instance; a command is the guest of an open instance, else waits its turn.
 *
 * What excludes is a socket in Linux' abstract namespace: the kernel gives its name to one process and
 * takes it back at that process's death, whatever killed it, so there is no stale lock to judge and no
 * race in judging it. Its name is random, as a guessable one could be taken by any user of the machine.
 * instance.json beside it only tells who holds; it counts while that very process lives.
 */
export async function takeDataDir(options: {
  readonly dataDir: string;
  readonly role: Role;
  readonly port: number;
  readonly progress?: (message: string) => void;
  readonly timeoutMs?: number;
}): Promise<HeldLock | GuestOf> {
  const { dataDir, role, port } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const name = `\0grindvakt-${keptSecret(path.join(dataDir, 'lock.name'))}`;
  const deadline = Date.now() + (options.timeoutMs ?? 600_000);
  let told: number | undefined;
  for (;;) {
    const server = await listen(name);
    if (server !== undefined) return heldLock(dataDir, server, role, port);
    const holder = readHolder(dataDir);
    if (holder?.role === 'instance' && holder.state !== 'closing') {
      if (role === 'instance') throw new InstanceRuns(dataDir, holder);
      if (holder.state === 'open') return { kind: 'guest', holder };
    }
    if (holder !== undefined && told !== holder.pid) {
      told = holder.pid;
      options.progress?.(`waiting for process ${String(holder.pid)}, which uses ${dataDir}`);
    }
    if (Date.now() > deadline) {
      const who = holder === undefined ? 'another process' : `process ${String(holder.pid)}`;
      throw new Error(`${dataDir} is still used by ${who}`);
    }
    await sleep(50);
  }
}

/** Who holds the data folder right now; undefined when nobody does, or when whoever did was killed. */
export function readHolder(dataDir: string): Holder | undefined {
  const text = readKept(fileOf(dataDir));
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const holder = value as Partial<Record<keyof Holder, unknown>>;
  return (
    typeof holder.pid === 'number' &&
    typeof holder.started === 'string' &&
    typeof holder.port === 'number' &&
    (holder.role === 'instance' || holder.role === 'command') &&
    (holder.state === 'opening' || holder.state === 'open' || holder.state === 'closing') &&
    typeof holder.parts === 'object' &&
    holder.parts !== null
  );
}

function heldLock(dataDir: string, server: Server, role: Role, port: number): HeldLock {
  const mark = markOf(process.pid);
  if (mark === undefined) throw new Error('/proc is missing: the sandbox runs on Linux only');
  let holder: Holder = { ...mark, role, state: 'opening', port, parts: { directory: false } };
  const write = () => {
    replaceKept(fileOf(dataDir), `${JSON.stringify(holder)}\n`);
  };
  write();
  return {
    kind: 'held',
    update: (what) => {
      holder = { ...holder, ...what };
      write();
    },
    release: () => {
      rmSync(fileOf(dataDir), { force: true });
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'instance.json');
}

/** Takes the name, or undefined when somebody has it. */
function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    // Nobody has business connecting; whoever does is hung up on.
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      if (isCode(error, 'EADDRINUSE')) resolve(undefined);
      else reject(error);
    });
    server.listen({ path: name }, () => {
      server.unref();
      resolve(server);
    });
  });
}
