import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { runToEnd, type Outcome } from './processes.js';

/** Where OpenLDAP's server, its schemas and its modules lie, and what it needs in its environment. */
export interface SlapdProgram {
  readonly slapd: string;
  readonly schema: string;
  readonly modules: string;
  readonly env: NodeJS.ProcessEnv;
}

export type Progress = (message: string) => void;

/**
 * Installs the package and never its service: no configuration, not started, not started at boot either.
 * A policy-rc.d that answers 101 is Debian's own way to say "start nothing"; one that is there is kept.
 */
const INSTALL = `
export DEBIAN_FRONTEND=noninteractive
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d || exit 1
fi
echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections
install() { apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends slapd; }
install || { apt-get -q update && install; } || exit 1
update-rc.d slapd disable >/dev/null 2>&1
exit 0
`;

/**
 * Finds slapd; where it is missing, installs it when we may (root, or sudo without a password), else
 * fetches the packages and unpacks them below `dir`, which needs no rights at all.
 * @throws Error that says exactly what to install
 */
export async function findSlapd(dir: string, progress: Progress): Promise<SlapdProgram> {
  const present = installed(dir) ?? unpacked(dir);
  if (present !== undefined) return present;
  const refused: string[] = [];
  const root = process.getuid?.() === 0;
  const installer = root ? ['sh', '-c', INSTALL] : ['sudo', '-n', 'sh', '-c', INSTALL];
  progress('OpenLDAP (slapd) is missing: installing it with apt-get');
  refused.push(
    `${installer.slice(0, -1).join(' ')}: ${reasonOf(await runToEnd(installer, { env: environment() }))}`,
  );
  const fresh = installed(dir);
  if (fresh !== undefined) return fresh;
  progress('fetching the slapd package and unpacking it below the data folder');
  refused.push(`apt-get download: ${await unpack(dir)}`);
  const own = unpacked(dir);
  if (own !== undefined) return own;
  throw new Error(
    `The directory needs OpenLDAP's server. Install it with: sudo apt-get install slapd\n${refused.join('\n')}`,
  );
}

function installed(dir: string): SlapdProgram | undefined {
  const slapd = '/usr/sbin/slapd';
  if (!runnable(slapd)) return undefined;
  const program = { schema: '/etc/ldap/schema', modules: '/usr/lib/ldap', env: environment() };
  // Ubuntu's AppArmor profile lets the program at this very path reach the system's own database only.
  if (!existsSync('/etc/apparmor.d/usr.sbin.slapd') || !existsSync('/sys/kernel/security/apparmor'))
    return { ...program, slapd };
  const copy = path.join(dir, 'slapd');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const beside = `${copy}.${String(process.pid)}`;
  copyFileSync(slapd, beside);
  renameSync(beside, copy);
  return { ...program, slapd: copy };
}

function unpacked(dir: string): SlapdProgram | undefined {
  const root = path.join(dir, 'software');
  const slapd = path.join(root, 'usr/sbin/slapd');
  if (!runnable(slapd)) return undefined;
  const libraries = ['usr/lib', 'lib']
    .map((folder) => path.join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.includes('-linux-gnu'));
  return {
    slapd,
    schema: path.join(root, 'etc/ldap/schema'),
    modules: path.join(root, 'usr/lib/ldap'),
    env: { ...environment(), LD_LIBRARY_PATH: libraries.join(':') },
  };
}

/** Fetches slapd and whatever libraries of it the machine lacks. Returns why, when it fails. */
async function unpack(dir: string): Promise<string> {
  const beside = path.join(dir, `software.${String(process.pid)}`);
  const target = path.join(dir, 'software');
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(path.join(beside, 'packages'), { recursive: true, mode: 0o700 });
  try {
    const plan = await runToEnd(['apt-get', '-s', '--no-install-recommends', 'install', 'slapd'], {
      env: environment(),
    });
    const missing = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    const packages = [...new Set(['slapd', ...missing])];
    const cwd = path.join(beside, 'packages');
    const fetched = await runToEnd(['apt-get', '-q', 'download', ...packages], { cwd, env: environment() });
    if (fetched.status !== 0) return reasonOf(fetched);
    for (const file of readdirSync(cwd)) {
      const done = await runToEnd(['dpkg-deb', '-x', path.join(cwd, file), beside]);
      if (done.status !== 0) return reasonOf(done);
    }
    rmSync(cwd, { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(beside, target);
    return 'unpacked, but no slapd in it';
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
}

function reasonOf({ status, stdout, stderr }: Outcome): string {
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' / ');
  return `exit code ${String(status)}${said === '' ? '' : `, ${said}`}`;
}
