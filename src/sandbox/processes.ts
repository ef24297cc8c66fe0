import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process, told apart from a later one that was given the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** Start time in clock ticks since boot, from /proc. */
  readonly started: string;
}

/** The mark of a living process; undefined when there is none, or only a zombie nobody has reaped. */
export function markOf(pid: number): ProcessMark | undefined {
  const found = statOf(pid);
  return found === undefined ? undefined : { pid, started: found.started };
}

/** The kernel's flag of a process that is on its way out (PF_EXITING). */
const EXITING = 0x4;

function statOf(pid: number): { readonly started: string; readonly exiting: boolean } | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The command name stands in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, flags, started] = [fields[0], fields[6], fields[19]];
    if (state === undefined || started === undefined || 'ZX'.includes(state)) return undefined;
    return { started, exiting: (Number(flags) & EXITING) !== 0 };
  } catch {
    return undefined;
  }
}

export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.started === mark.started;
}

/**
 * The process `pid` when its command line mentions `word` (its own data folder, say), else undefined. One
 * that is dying has lost its command line but not yet its files and ports, so it counts: wait for its end.
 */
export function processNaming(pid: number, word: string): ProcessMark | undefined {
  let command: string;
  try {
    command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
  // Looked at after the command line, so that one which died in between shows as dying or gone.
  const found = statOf(pid);
  if (found === undefined || !(found.exiting || command.includes(word))) return undefined;
  return { pid, started: found.started };
}

/** Asks a process to end and waits until it has; kills it when it has not within `patienceMs`. */
export async function endProcess(
  mark: ProcessMark,
  signal: NodeJS.Signals,
  patienceMs = 10_000,
): Promise<void> {
  const started = Date.now();
  let killed = false;
  send(mark, signal);
  while (isAlive(mark)) {
    if (!killed && Date.now() - started > patienceMs) {
      killed = true;
      send(mark, 'SIGKILL');
    }
    if (Date.now() - started > patienceMs + 10_000)
      throw new Error(`process ${String(mark.pid)} does not end`);
    await sleep(15);
  }
}

function send(mark: ProcessMark, signal: NodeJS.Signals): void {
  if (!isAlive(mark)) return;
  try {
    process.kill(mark.pid, signal);
  } catch {
    // It ended in between: what was wanted.
  }
}

/**
 * The words before a command that make the kernel end it when we die, however we die. Empty where the
 * machine has no setpriv: what a killed process then leaves behind is replaced at the next start.
 */
export function dieWithParent(): readonly string[] {
  setpriv ??= spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0;
  return setpriv ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];
}
let setpriv: boolean | undefined;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end without blocking the other parts that are starting meanwhile. */
export function runToEnd(
  argv: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const [command = '', ...rest] = argv;
    const child = spawn(command, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      resolve({ status: null, stdout, stderr: error.message });
    });
    child.on('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/**
 * Starts a server that outlives neither us nor its work: in a session of its own, so that Ctrl-C reaches
 * it only through us, after our own requests have ended.
 * @param output file descriptor for everything it prints
 */
export function spawnServer(argv: readonly string[], output: number, env: NodeJS.ProcessEnv): ChildProcess {
  const [command = '', ...rest] = argv;
  const child = spawn(command, rest, { cwd: '/', detached: true, stdio: ['ignore', output, output], env });
  // An 'error' (command missing) shows as a server that never becomes ready; its log says why.
  child.on('error', () => undefined);
  child.unref();
  return child;
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}
