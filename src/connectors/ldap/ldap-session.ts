import { readFileSync } from 'node:fs';
import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import { TargetUnavailable } from '../connector.js';

export interface LdapAddress {
  readonly url: string;
  readonly caFile?: string | undefined;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly timeoutMs: number;
}

/** Result codes that speak of the server and not of the entry: busy, unavailable, limits, TLS or bind demanded. */
const ofTheServer = new Set([3, 4, 8, 11, 13, 14, 51, 52]);

/**
 * One signed-in LDAPS connection, opened when first needed, shared by all operations (LDAP numbers its messages, so
 * many may be under way at once) and opened anew after it was lost. The server's certificate must be of `caFile`'s
 * authority, or of a publicly known one.
 */
export class LdapSession {
  #opening: Promise<Client> | undefined;
  #client: Client | undefined;

  constructor(private readonly address: LdapAddress) {}

  /**
   * Does one operation.
   * @throws TargetUnavailable on anything that is not the server's answer about this entry; ResultCodeError on that
   */
  async run<T>(operation: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    try {
      return await operation(client);
    } catch (error) {
      if (error instanceof ResultCodeError && !ofTheServer.has(error.code)) throw error;
      if (!(error instanceof ResultCodeError)) this.#drop(client);
      throw new TargetUnavailable(`the directory does not answer: ${words(error)}`, { cause: error });
    }
  }

  /** Whether a connection is kept from before: it may have died unnoticed, and one new try is then worth it. */
  get isKept(): boolean {
    return this.#opening !== undefined;
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const client = await opening?.catch(() => undefined);
    await client?.unbind().catch(() => undefined);
  }

  /** A lost connection is never used again: ldapts would open it anew without signing in. */
  async #connected(): Promise<Client> {
    const opening = this.#opening;
    const client = await opening?.catch(() => undefined);
    if (client?.isBound) return client;
    if (this.#opening === opening) this.#opening = this.#open();
    return this.#opening ?? this.#open();
  }

  /** Operations side by side fail together: the first to say so must not end the connection that replaced theirs. */
  #drop(client: Client): void {
    if (this.#client === client) {
      this.#opening = undefined;
      this.#client = undefined;
    }
    void client.unbind().catch(() => undefined);
  }

  async #open(): Promise<Client> {
    const { url, caFile, bindDn, bindPassword, timeoutMs } = this.address;
    let client: Client | undefined;
    try {
      client = clientOf({ url, caFile, timeoutMs });
      await client.bind(bindDn, bindPassword);
      this.#client = client;
      return client;
    } catch (error) {
      await client?.unbind().catch(() => undefined);
      const why =
        error instanceof InvalidCredentialsError ? "it refuses the service's own password" : words(error);
      throw new TargetUnavailable(`the directory cannot be reached: ${why}`, { cause: error });
    }
  }
}

function clientOf({
  url,
  caFile,
  timeoutMs,
}: Pick<LdapAddress, 'url' | 'timeoutMs'> & { caFile: string | undefined }): Client {
  return new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    tlsOptions: { minVersion: 'TLSv1.2', ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) },
  });
}

/**
 * Whether the server lets this name in with this password, on a connection that is used for nothing else.
 * An empty password is refused here: to a server it is an anonymous bind, which succeeds (RFC 4513 §5.1.2).
 * @throws TargetUnavailable
 */
export async function canBind(address: LdapAddress, dn: string, password: string): Promise<boolean> {
  if (password === '') return false;
  const client = clientOf({ ...address, caFile: address.caFile });
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError && !ofTheServer.has(error.code)) return false;
    throw new TargetUnavailable(`the directory cannot be reached: ${words(error)}`, { cause: error });
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

/** An error in words that hold no value of an entry: the server's own text could quote one. */
export function words(error: unknown): string {
  if (error instanceof ResultCodeError) return `${error.name.replace(/Error$/, '')} (${String(error.code)})`;
  if (!(error instanceof Error)) return 'unknown error';
  const [line = ''] = error.message.split('\n');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code !== undefined && !line.includes(code) ? `${line} (${code})` : line;
}
