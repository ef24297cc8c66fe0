import { userInfo } from 'node:os';
import path from 'node:path';
import type { Actor } from '../policy/model/actor.js';

/** Returns the exit code. Throws UsageError for wrong arguments. */
export type Command = (args: readonly string[]) => Promise<number>;

/** Wrong arguments: the message and the usage are shown, the exit code is 64 (sysexits). */
export class UsageError extends Error {}

/** Who acts on the command line: the machine's user, in the audit log as an operator. */
export function operator(): Actor {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = `uid ${String(process.getuid?.() ?? '?')}`; // a uid without a passwd entry, as in a container
  }
  return { kind: 'operator', name, channel: 'command' };
}

/** A path as the caller meant it: npm runs scripts in the project's folder, wherever it was called. */
export function asCalled(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? '.', file);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
