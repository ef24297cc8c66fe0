import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The content of a small text file, trimmed, or undefined when there is none. */
export function readKept(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Replaces a file as a whole: whoever reads at the same time sees the old text or the new, never a half. */
export function replaceKept(file: string, content: string, mode = 0o600): void {
  const beside = writeBeside(file, content, mode);
  renameSync(beside, file);
}

/**
 * The text in `file`, made by `make` the first time and the same ever after. When two processes come at
 * the same time, the first one's text holds for both. Readable by the owner only.
 */
export function keptText(file: string, make: () => string): string {
  const kept = readKept(file);
  if (kept !== undefined && kept !== '') return kept;
  const beside = writeBeside(file, make(), 0o600);
  try {
    // An empty file can only be left by a machine that lost its power: it holds nothing worth keeping.
    if (kept === '') rmSync(file, { force: true });
    linkSync(beside, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  const text = readKept(file);
  if (text === undefined) throw new Error(`${file} disappeared while it was being made`);
  return text;
}

/** A random secret kept in `file`: 24 bytes as base64url unless told otherwise. */
export function keptSecret(file: string, bytes = 24, encoding: 'base64url' | 'base64' = 'base64url'): string {
  return keptText(file, () => randomBytes(bytes).toString(encoding));
}

/**
 * The port this part used the last time when it is still free, else a free one, which is kept instead:
 * bookmarks, registered redirect addresses and directory settings then survive a restart. Waits a second
 * for the old port, as a killed process gives its ports back a moment after it is gone.
 */
export async function keptPort(file: string): Promise<number> {
  const kept = Number(readKept(file));
  if (Number.isInteger(kept) && kept > 0 && kept < 65536) {
    for (let look = 0; look < 40; look++) {
      if (await isFree(kept)) return kept;
      await sleep(25);
    }
  }
  const port = await freePort();
  replaceKept(file, `${String(port)}\n`);
  return port;
}

/** A port on 127.0.0.1 that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => {
      resolve(undefined);
    });
    server.listen(port, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}

function writeBeside(file: string, content: string, mode: number): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${String(process.pid)}.${randomBytes(4).toString('hex')}`;
  writeFileSync(beside, content, { mode, flag: 'wx', flush: true });
  return beside;
}

/** Whether an error thrown by node carries this code, such as ENOENT. */
export function isCode(error: unknown, code: string): boolean {
  // Not instanceof Error: below a test runner node's errors come from another realm.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
