import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabase, findPostgres, startPostgres } from './embedded-postgres.js';
import type { FeaturedPerson } from './identity-page.js';
import type { IdentityProvider } from './identity-provider.js';
import { takeDataDir, type GuestOf, type HeldLock, type Role } from './instance-lock.js';
import { startEmployeeApi, urlOfEmployeeApi } from './employee-api.js';
import { keptPort, keptSecret, readKept } from './kept-file.js';
import { findDirectory, startDirectory, type Directory, type DirectoryConnection } from './openldap.js';
import type { NativeGroup } from './slapd-config.js';

export interface OpenSandbox {
  /** Everything is kept here (0700): the database, the directory, keys and ports. */
  readonly dataDir: string;
  readonly role: Role;
  /** Where the service itself will listen on localhost; the identity provider sends people back there. */
  readonly port: number;
  readonly parts: { readonly directory: boolean; readonly identityProvider: boolean };
  readonly featured: () => Promise<readonly FeaturedPerson[]>;
  /** Groups that a new directory holds already. */
  readonly nativeGroups?: readonly NativeGroup[];
  /** The records of the register of consultants that can be asked over HTTP. */
  readonly consultants?: string;
  /** `production` refuses the identity provider. */
  readonly environment?: string;
  /** Where sign-in and sign-out come back to, below http://localhost:PORT. */
  readonly callbackPath?: string;
  readonly afterSignOutPath?: string;
  /** Says what takes long or what is waited for. Nothing is printed. */
  readonly progress?: (message: string) => void;
}

export interface SandboxIdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Sandbox {
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  /** 32 random bytes as base64, the same for the life of the data folder. */
  readonly personKey: string;
  /** What events from HR are signed with; in `hr-event.key` of the data folder. */
  readonly hrEventKey: string;
  /** The register of consultants; it answers while an instance runs. */
  readonly employeeApi: { readonly url: string; readonly token: string };
  readonly directory?: DirectoryConnection;
  readonly identityProvider?: SandboxIdentityProvider;
  /** Set when an instance was running already: its parts are used, and where it listens (HTTP). */
  readonly guestOf?: { readonly pid: number; readonly port: number };
  /** Ends what this process started, and nothing else. May be called again. */
  stop(): Promise<void>;
}

const CLIENT_ID = 'grindvakt';
const DATABASE = 'grindvakt';

/**
 * Opens all that a trial needs beside the service: PostgreSQL, and as asked a directory and an identity
 * provider. An instance waits for a command on the same folder and refuses beside another instance; a
 * command is the guest of a running instance, else starts what it needs itself. Whatever a killed process
 * left behind is replaced.
 * @throws InstanceRuns when an instance runs on the folder already
 */
export async function openSandbox(options: OpenSandbox): Promise<Sandbox> {
  const dataDir = path.resolve(options.dataDir);
  for (let attempt = 1; ; attempt++) {
    const lock = await takeDataDir({ ...options, dataDir });
    if (lock.kind === 'held') return await openOwn(options, dataDir, lock);
    const guest = await openAsGuest(dataDir, lock);
    if (guest !== undefined) return guest;
    // The instance ended between our look and our call.
    if (attempt === 20)
      throw new Error(`the instance on ${dataDir} runs, but its PostgreSQL does not answer`);
    await sleep(250);
  }
}

async function openOwn(options: OpenSandbox, dataDir: string, lock: HeldLock): Promise<Sandbox> {
  const started: { stop(): Promise<void> }[] = [];
  const keep = async <Part extends { stop(): Promise<void> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    started.push(part);
    return part;
  };
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    lock.update({ state: 'closing' });
    await Promise.allSettled(started.map((part) => part.stop()));
    await lock.release();
  };
  const api = { port: await keptPort(apiPort(dataDir)), token: apiToken(dataDir) };
  const [postgresql, ldap, sign, register] = await Promise.allSettled([
    keep(startPostgres({ dir: path.join(dataDir, 'postgresql'), running: 'replace' })),
    options.parts.directory ? keep(openDirectory(options, dataDir)) : undefined,
    options.parts.identityProvider ? keep(openIdentityProvider(options, dataDir)) : undefined,
    options.consultants !== undefined && options.role === 'instance'
      ? keep(startEmployeeApi({ ...api, file: options.consultants }))
      : undefined,
  ]);
  try {
    const [server, directory, identity] = [valueOf(postgresql), valueOf(ldap), valueOf(sign)];
    valueOf(register);
    const database = await ensureDatabase(server, DATABASE);
    lock.update({
      state: 'open',
      parts: {
        directory: directory !== undefined,
        ...(identity === undefined ? {} : { identityProvider: identity.issuer }),
      },
    });
    return {
      ...database,
      personKey: personKey(dataDir),
      hrEventKey: keptSecret(path.join(dataDir, 'hr-event.key'), 32),
      employeeApi: { url: urlOfEmployeeApi(api.port), token: api.token },
      ...(directory === undefined ? {} : { directory }),
      ...(identity === undefined ? {} : { identityProvider: identity }),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openAsGuest(dataDir: string, { holder }: GuestOf): Promise<Sandbox | undefined> {
  const server = await findPostgres({ dir: path.join(dataDir, 'postgresql') });
  if (server === undefined) return undefined;
  const directory = holder.parts.directory
    ? findDirectory({ dir: path.join(dataDir, 'directory') })
    : undefined;
  const issuer = holder.parts.identityProvider;
  const port = Number(readKept(apiPort(dataDir))) || 1;
  return {
    ownerUrl: server.url(DATABASE, 'grindvakt_owner'),
    serviceUrl: server.url(DATABASE, 'grindvakt_app'),
    personKey: personKey(dataDir),
    hrEventKey: keptSecret(path.join(dataDir, 'hr-event.key'), 32),
    employeeApi: { url: urlOfEmployeeApi(port), token: apiToken(dataDir) },
    ...(directory === undefined ? {} : { directory }),
    ...(issuer === undefined ? {} : { identityProvider: { issuer, ...clientOf(dataDir) } }),
    guestOf: { pid: holder.pid, port: holder.port },
    stop: () => Promise.resolve(),
  };
}

type Identity = SandboxIdentityProvider & IdentityProvider;

function openDirectory({ progress, nativeGroups }: OpenSandbox, dataDir: string): Promise<Directory> {
  return startDirectory({
    dir: path.join(dataDir, 'directory'),
    ...(progress === undefined ? {} : { progress }),
    ...(nativeGroups === undefined ? {} : { groups: nativeGroups }),
  });
}

async function openIdentityProvider(options: OpenSandbox, dataDir: string): Promise<Identity> {
  const client = clientOf(dataDir);
  const service = `http://localhost:${String(options.port)}`;
  const { startIdentityProvider } = await import('./identity-provider.js'); // not loaded for a command
  const provider = await startIdentityProvider({
    ...client,
    port: await keptPort(path.join(dataDir, 'identity-provider', 'port')),
    environment: options.environment ?? 'demo',
    redirectUris: [`${service}${options.callbackPath ?? '/api/auth/callback'}`],
    postLogoutRedirectUris: [`${service}${options.afterSignOutPath ?? '/'}`],
    featured: options.featured,
  });
  return { ...provider, ...client };
}

function apiPort(dataDir: string): string {
  return path.join(dataDir, 'employee-api', 'port');
}

function apiToken(dataDir: string): string {
  return keptSecret(path.join(dataDir, 'employee-api', 'token'), 32);
}

function clientOf(dataDir: string): { readonly clientId: string; readonly clientSecret: string } {
  const clientSecret = keptSecret(path.join(dataDir, 'identity-provider', 'client.secret'), 32);
  return { clientId: CLIENT_ID, clientSecret };
}

function personKey(dataDir: string): string {
  return keptSecret(path.join(dataDir, 'person.key'), 32, 'base64');
}

function valueOf<Value>(outcome: PromiseSettledResult<Value>): Value {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
