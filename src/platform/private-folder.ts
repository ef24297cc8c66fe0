import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for files that hold personal data, readable by the service alone. Its user removes it. */
export interface PrivateFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const namePattern = /^grindvakt-([0-9a-f]{8})-(\d+)-(\d+)-[A-Za-z0-9]{6}$/;

/** Named after this machine and process, so that what is left behind by a kill is known for what it is. */
export async function openPrivateFolder(parent: string = tmpdir()): Promise<PrivateFolder> {
  const owner = `${machine()}-${String(process.pid)}-${begun(process.pid) ?? '0'}`;
  const folder = await mkdtemp(path.join(parent, `grindvakt-${owner}-`));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Removes the folders whose process is dead: it was killed before it could. Those of living ones, of other machines
 * that share the parent, and whatever is named otherwise stay. @returns how many were removed
 */
export async function sweepPrivateFolders(parent: string = tmpdir()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    const [, host, pid = '', since] = namePattern.exec(name) ?? [];
    if (host !== machine() || isAlive(Number(pid), since)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** Alive and the very one: a number is given out again, a beginning is not. */
function isAlive(pid: number, since: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = begun(pid);
  return now === null || since === '0' || now === since;
}

/** When a process began, in the kernel's own ticks; null where that cannot be asked. */
function begun(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // The second field, in brackets, may hold blanks; the beginning is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
