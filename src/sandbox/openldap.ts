import type { ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { issueForLocalhost, makeAuthority } from './certificates.js';
import { keptPort, keptSecret, readKept, replaceKept } from './kept-file.js';
import {
  dieWithParent,
  endProcess,
  hasEnded,
  markOf,
  processNaming,
  runToEnd,
  spawnServer,
  type ProcessMark,
} from './processes.js';
import {
  BASE_DN,
  baseEntries,
  GROUPS_DN,
  nativeEntries,
  PEOPLE_DN,
  SERVICE_DN,
  slapdConfig,
  type NativeGroup,
} from './slapd-config.js';
import { findSlapd, type Progress, type SlapdProgram } from './slapd-program.js';

/** All that a client of the directory needs. */
export interface DirectoryConnection {
  /** `ldaps://localhost:PORT`; the port is the same after a restart when nobody took it meanwhile. */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly caFile: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly baseDn: string;
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** How an account is disabled here: the password policy's lock. */
  readonly disable: 'ppolicy';
}

export interface Directory extends DirectoryConnection {
  readonly pid: number;
  /** Ends the server. Its data stays, and `startDirectory` on the same folder has it all again. */
  stop(): Promise<void>;
}

const AUTHORITY = 'Grindvakt sandbox CA';
const RENEW_BEFORE_MS = 30 * 86_400_000;

/**
 * Starts a real OpenLDAP server on 127.0.0.1 with its data in `dir`. It ends when we end, however we end;
 * one that was left behind all the same is ended first.
 * @throws Error that says what to install where slapd is missing, or the end of its log when it fails
 */
export async function startDirectory(options: {
  readonly dir: string;
  readonly progress?: Progress;
  /** What a new directory holds beside accounts. */
  readonly groups?: readonly NativeGroup[];
}): Promise<Directory> {
  const dir = path.resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const program = await findSlapd(dir, options.progress ?? (() => undefined));
  const leftBehind = runningServer(dir);
  if (leftBehind !== undefined) await endProcess(leftBehind, 'SIGINT');
  ensureCertificates(dir, new Date());
  replaceKept(path.join(dir, 'slapd.conf'), slapdConfig(program, dir));
  await loadBase(program, dir, options.groups ?? []);
  const log = path.join(dir, 'slapd.log');
  for (let attempt = 1; ; attempt++) {
    // Another program may take the port between our look and slapd's: then the next round has a new one.
    const port = await keptPort(path.join(dir, 'port'));
    const child = spawnSlapd(program, dir, port, log);
    const mark = await becomesReady(child, port, readFileSync(authorityFile(dir), 'utf8'));
    if (mark !== undefined) {
      return { ...connectionOf(dir, port), pid: mark.pid, stop: () => endProcess(mark, 'SIGINT') };
    }
    if (attempt === 3) throw new Error(`slapd does not start:\n${(readKept(log) ?? '').slice(-2000)}`);
  }
}

/** The directory that already runs on this folder, as another process started it; undefined when none does. */
export function findDirectory(options: { readonly dir: string }): DirectoryConnection | undefined {
  const dir = path.resolve(options.dir);
  const port = Number(readKept(path.join(dir, 'port')));
  return runningServer(dir) !== undefined && port > 0 ? connectionOf(dir, port) : undefined;
}

function connectionOf(dir: string, port: number): DirectoryConnection {
  return {
    url: `ldaps://localhost:${String(port)}`,
    caFile: authorityFile(dir),
    bindDn: SERVICE_DN,
    bindPassword: keptSecret(path.join(dir, 'service.password')),
    baseDn: BASE_DN,
    peopleDn: PEOPLE_DN,
    groupsDn: GROUPS_DN,
    disable: 'ppolicy',
  };
}

function runningServer(dir: string): ProcessMark | undefined {
  return processNaming(Number(readKept(path.join(dir, 'slapd.pid'))), path.join(dir, 'slapd.conf'));
}

function authorityFile(dir: string): string {
  return path.join(dir, 'ca.pem');
}

/** The authority is made once and kept, so that a client may trust its file for good. */
function ensureCertificates(dir: string, now: Date): void {
  const [caFile, caKey] = [authorityFile(dir), path.join(dir, 'ca.key')];
  const [file, keyFile] = [path.join(dir, 'server.pem'), path.join(dir, 'server.key')];
  if (!existsSync(caFile) || !existsSync(caKey)) {
    const made = makeAuthority(AUTHORITY, now);
    replaceKept(caKey, made.key);
    replaceKept(caFile, made.certificate, 0o644);
    rmSync(file, { force: true });
  }
  const kept = existsSync(keyFile) ? readKept(file) : undefined;
  const good =
    kept !== undefined && Date.parse(new X509Certificate(kept).validTo) > now.getTime() + RENEW_BEFORE_MS;
  if (good) return;
  const authority = {
    name: AUTHORITY,
    key: readFileSync(caKey, 'utf8'),
    certificate: readFileSync(caFile, 'utf8'),
  };
  const issued = issueForLocalhost(authority, now);
  rmSync(file, { force: true });
  replaceKept(keyFile, issued.key);
  replaceKept(file, issued.certificate);
}

/** Loads the first entries once; a load that was killed halfway starts over. */
async function loadBase(program: SlapdProgram, dir: string, groups: readonly NativeGroup[]): Promise<void> {
  const loaded = path.join(dir, 'loaded');
  if (existsSync(loaded)) return;
  const [config, entries] = [path.join(dir, 'slapd.conf'), path.join(dir, 'base.ldif')];
  rmSync(path.join(dir, 'db'), { recursive: true, force: true });
  mkdirSync(path.join(dir, 'db'), { mode: 0o700 });
  const base = baseEntries(keptSecret(path.join(dir, 'service.password')));
  replaceKept(entries, base + nativeEntries(groups));
  const done = await runToEnd(
    [...dieWithParent(), program.slapd, '-T', 'add', '-f', config, '-b', BASE_DN, '-l', entries],
    {
      env: program.env,
    },
  );
  rmSync(entries);
  if (done.status !== 0) throw new Error(`slapadd failed: ${done.stderr || done.stdout}`);
  replaceKept(loaded, '');
}

function spawnSlapd(program: SlapdProgram, dir: string, port: number, log: string): ChildProcess {
  const output = openSync(log, 'w', 0o600);
  const config = path.join(dir, 'slapd.conf');
  const address = `ldaps://127.0.0.1:${String(port)}/`;
  try {
    // -d 0 keeps it in the foreground, as our child.
    return spawnServer(
      [...dieWithParent(), program.slapd, '-f', config, '-h', address, '-d', '0'],
      output,
      program.env,
    );
  } finally {
    closeSync(output);
  }
}

/** Ready means: it answers TLS on localhost with a certificate of our own authority. */
async function becomesReady(child: ChildProcess, port: number, ca: string): Promise<ProcessMark | undefined> {
  const deadline = Date.now() + 10_000;
  while (!hasEnded(child) && Date.now() < deadline) {
    if (await answersTls(port, ca)) return markOf(child.pid ?? 0);
    await sleep(20);
  }
  const mark = markOf(child.pid ?? 0);
  if (mark !== undefined) await endProcess(mark, 'SIGKILL');
  return undefined;
}

function answersTls(port: number, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', servername: 'localhost', port, ca, timeout: 2000 });
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('secureConnect', () => {
      answer(socket.authorized);
    });
    socket.once('error', () => {
      answer(false);
    });
    socket.once('timeout', () => {
      answer(false);
    });
  });
}
