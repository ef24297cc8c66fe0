import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
import { issueForLocalhost, makeAuthority } from '../../src/sandbox/certificates.js';
import { dieWithParent, endProcess, markOf, runToEnd, spawnServer } from '../../src/sandbox/processes.js';
import { startRelay, type TcpRelay } from './tcp-relay.js';

const realm = 'vard.test';
const baseDn = 'DC=vard,DC=test';
/** Samba's LDAPS port cannot be chosen, so it gets a loopback address of its own. */
const address = '127.0.0.9';
const port = 636;
const packages = 'samba samba-ad-dc samba-ad-provision winbind iproute2';
const howToInstall = `Install it with: sudo apt-get install --no-install-recommends ${packages}`;
const isRoot = process.getuid?.() === 0;

/** Only LDAP is wanted: rights on the files of SYSVOL need a file system and a root that tests seldom have. */
const provisionWithoutFileRights = `
import runpy, samba.provision
samba.provision.setsysvolacl = lambda *a, **k: None
runpy.run_path('/usr/bin/samba-tool', run_name='__main__')`;

export interface Samba {
  readonly options: LdapDirectoryOptions;
  readonly baseDn: string;
  readonly relay: TcpRelay;
  stop(): Promise<void>;
}

/**
 * A real Active Directory domain controller (Samba) in a temporary folder, LDAPS only; nothing of the machine's own
 * Samba is touched. An ordinary user may not listen on port 636, so theirs runs in namespaces of its own, where they
 * are root, and is reached through a socket file.
 * @throws Error that says what to install or how to run it
 */
export async function startSamba(): Promise<Samba> {
  await ensureInstalled();
  const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-ad-'));
  const password = `${randomBytes(12).toString('base64url')}aA1!`;
  await provision(dir, password);
  writeCertificates(dir);
  adaptConfiguration(dir);
  const log = openSync(path.join(dir, 'samba.log'), 'a', 0o600);
  const child = spawnServer(serverCommand(dir), log, environment());
  closeSync(log);
  const mark = markOf(child.pid ?? 0);
  const end = async (): Promise<void> => {
    if (mark !== undefined) await endProcess(mark, 'SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(reachedAt(dir))); tries += 1) {
    if (tries > 400 || child.exitCode !== null) {
      const said = readFileSync(path.join(dir, 'samba.log'), 'utf8').slice(-1500);
      await end();
      throw new Error(`Samba does not start:\n${said}`);
    }
    await sleep(50);
  }
  const relay = await startRelay(reachedAt(dir));
  return {
    baseDn,
    relay,
    options: {
      kind: 'active-directory',
      url: `ldaps://localhost:${String(relay.port)}`,
      caFile: path.join(dir, 'tls/ca.pem'),
      bindDn: `CN=Administrator,CN=Users,${baseDn}`,
      bindPassword: password,
      peopleDn: `CN=Users,${baseDn}`,
      groupsDn: `CN=Users,${baseDn}`,
      timeoutMs: 20_000,
    },
    stop: async () => {
      await relay.stop();
      await end();
    },
  };
}

function reachedAt(dir: string): { host: string; port: number } | { path: string } {
  return isRoot ? { host: address, port } : { path: path.join(dir, 'ldaps.sock') };
}

function serverCommand(dir: string): string[] {
  const samba = ['samba', '-F', '--no-process-group', '-M', 'single', '--debug-stdout', '-s'].concat(
    path.join(dir, 'd/etc/smb.conf'),
  );
  if (isRoot) return [...dieWithParent(), ...samba];
  const relay = [process.execPath, path.resolve('test/support/namespace-relay.mjs')].concat(
    path.join(dir, 'ldaps.sock'),
    address,
    String(port),
  );
  // Both die with whom they serve: the samba with us, the relay with its parent, which becomes samba.
  const script = `ip link set lo up && { setpriv --pdeathsig KILL ${relay.join(' ')} & exec ${samba.join(' ')}; }`;
  return ['unshare', '--user', '--map-root-user', '--net', '--', ...dieWithParent(), 'sh', '-c', script];
}

async function ensureInstalled(): Promise<void> {
  const present = (): boolean =>
    existsSync('/usr/sbin/samba') &&
    existsSync('/usr/bin/samba-tool') &&
    existsSync('/usr/share/samba/setup') &&
    (isRoot || ['/usr/sbin/ip', '/usr/bin/ip', '/sbin/ip'].some((file) => existsSync(file)));
  if (present()) return;
  if (!isRoot) throw new Error(`The contract test against Active Directory needs Samba. ${howToInstall}`);
  const install = `apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends ${packages}`;
  const quietly = `
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
fi
${install} || { apt-get -q update && ${install}; }`;
  const done = await runToEnd(['sh', '-c', quietly], {
    env: { ...environment(), DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (done.status !== 0 || !present())
    throw new Error(
      `The contract test against Active Directory needs Samba. ${howToInstall}\n${done.stderr.slice(-500)}`,
    );
}

async function provision(dir: string, password: string): Promise<void> {
  const namespace = isRoot ? [] : ['unshare', '--user', '--map-root-user', '--'];
  const done = await runToEnd(
    [...namespace, 'python3', '-c', provisionWithoutFileRights, 'domain', 'provision']
      .concat(`--targetdir=${dir}/d`, `--realm=${realm}`, '--domain=VARD', '--host-name=dc1')
      .concat(`--host-ip=${address}`, '--server-role=dc', '--dns-backend=NONE', `--adminpass=${password}`)
      .concat(`--option=interfaces=${address}/8`, '--option=bind interfaces only=yes'),
    { env: environment() },
  );
  if (done.status !== 0) throw new Error(`samba-tool domain provision failed:\n${done.stderr.slice(-1500)}`);
}

function writeCertificates(dir: string): void {
  const tls = path.join(dir, 'tls');
  mkdirSync(tls, { mode: 0o700 });
  const name = 'Grindvakt test CA';
  const authority = makeAuthority(name, new Date());
  const server = issueForLocalhost({ ...authority, name }, new Date());
  writeFileSync(path.join(tls, 'ca.pem'), authority.certificate);
  writeFileSync(path.join(tls, 'cert.pem'), server.certificate);
  writeFileSync(path.join(tls, 'key.pem'), server.key, { mode: 0o600 });
}

function adaptConfiguration(dir: string): void {
  const file = path.join(dir, 'd/etc/smb.conf');
  const kept = readFileSync(file, 'utf8').replace(
    /^\s*(server services|interfaces|bind interfaces only|log file|tls \w+|vfs objects)\s*=.*\n/gm,
    '',
  );
  const ours = [
    'server services = ldap',
    `interfaces = ${address}/8`,
    'bind interfaces only = yes',
    `tls keyfile = ${dir}/tls/key.pem`,
    `tls certfile = ${dir}/tls/cert.pem`,
    `tls cafile = ${dir}/tls/ca.pem`,
    `log file = ${dir}/log.%m`,
    `pid directory = ${dir}`,
    `lock directory = ${dir}/d/state`,
    `ncalrpc dir = ${dir}/ncalrpc`,
  ];
  writeFileSync(file, kept.replace('[global]\n', `[global]\n${ours.map((line) => `\t${line}\n`).join('')}`));
}

function answers(at: ReturnType<typeof reachedAt>): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...at, timeout: 500 });
    const done = (up: boolean) => () => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
}
