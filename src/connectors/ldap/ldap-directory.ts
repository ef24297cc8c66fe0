import type {
  ActualAccount,
  DirectoryConnector,
  FoundGroup,
  Outcome,
  PasswordChecker,
  StillOurs,
  WantedAccount,
} from '../connector.js';
import { TargetUnavailable } from '../connector.js';
import { activeDirectory } from './active-directory.js';
import { below, isControl, nameKey } from './distinguished-name.js';
import type { Flavour } from './flavour.js';
import { Convergence, stateOf } from './convergence.js';
import { LdapGroups } from './ldap-groups.js';
import { LdapReads } from './ldap-reads.js';
import { canBind, LdapSession, type LdapAddress } from './ldap-session.js';
import { openldap } from './openldap.js';

export interface LdapDirectoryOptions extends LdapAddress {
  readonly kind: 'openldap' | 'active-directory';
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** The attribute of an account that says whose it is, by HSA-id. */
  readonly identityAttribute?: string;
}

/** Reading and writing are repeated so often at most: somebody else may be changing the same entries. */
const passes = 3;
const keptConnectionFailsWithinMs = 1000;

/** A directory over LDAPS: OpenLDAP and its kind, or Active Directory. */
export class LdapDirectory implements DirectoryConnector, PasswordChecker {
  readonly #flavour: Flavour;
  /** Connections that nobody uses now: each call has one of its own, so that an urgent one stands in no queue. */
  #idle: LdapSession[] = [];
  #closed = false;

  constructor(private readonly options: LdapDirectoryOptions) {
    const { kind, peopleDn, groupsDn } = options;
    this.#flavour = kind === 'openldap' ? openldap(peopleDn, groupsDn) : activeDirectory(peopleDn, groupsDn);
  }

  async converge(
    wanted: readonly WantedAccount[],
    governed: readonly string[],
    stillOurs: StillOurs = () => undefined,
  ): Promise<Outcome[]> {
    return this.#connected(async (session, reads) => {
      const work = new Convergence(this.#flavour, reads, session, governed, stillOurs);
      const outcomes = new Map<string, Outcome>();
      let open = new Map<string, WantedAccount>();
      for (const account of wanted) {
        const { username } = account;
        if (username.trim() === '' || isControl(username) || open.has(nameKey(username)))
          outcomes.set(username, { username, kind: 'rejected', reason: 'the user name cannot be used' });
        else open.set(nameKey(username), account);
      }
      for (let pass = 1; open.size > 0; pass += 1) {
        const last = pass > passes;
        const { right, wrong } = await work.pass(open, !last);
        for (const [key, state] of right) {
          const username = open.get(key)?.username ?? key;
          outcomes.set(username, { username, kind: 'confirmed', state });
        }
        if (last)
          for (const [key, { username }] of wrong)
            outcomes.set(username, { username, kind: 'rejected', reason: work.reason(key) });
        open = last ? new Map<string, WantedAccount>() : wrong;
      }
      return wanted.flatMap(({ username }) => outcomes.get(username) ?? []);
    });
  }

  async read(usernames: readonly string[], governed: readonly string[]): Promise<ActualAccount[]> {
    return this.#connected(async (_session, reads) => {
      const entries = await reads.accounts(usernames);
      const single = new Map(
        usernames.map(nameKey).flatMap((key) => {
          const [entry, ...more] = entries.get(key) ?? [];
          return entry === undefined || more.length > 0 ? [] : [[key, entry] as const];
        }),
      );
      const memberships = await reads.memberships(
        single,
        new Map(governed.map((name) => [nameKey(name), name])),
      );
      return usernames.map((username) => ({
        username,
        state: stateOf(this.#flavour, single.get(nameKey(username))),
        groups: governed.filter((name) => memberships.get(nameKey(username))?.has(nameKey(name))),
      }));
    });
  }

  /** On a connection of its own: a whole directory is read while deliveries go on. */
  async *groups(): AsyncGenerator<FoundGroup[]> {
    const { peopleDn, groupsDn, identityAttribute = 'employeeNumber' } = this.options;
    const session = new LdapSession(this.options);
    try {
      yield* new LdapGroups(session, this.#flavour, peopleDn, groupsDn, identityAttribute).read();
    } finally {
      await session.close();
    }
  }

  async check(): Promise<void> {
    await this.#connected((_session, reads) => reads.accounts(['grindvakt-check']));
  }

  /** An unknown name is asked about like a known one, so that neither the answer nor its time tells them apart. */
  async checkPassword(username: string, password: string): Promise<boolean> {
    // A server may read a password no further than to a NUL (Samba does), and take the beginning for the whole.
    if (password === '' || password.includes('\u0000')) return false;
    if (username.trim() === '' || isControl(username)) return false;
    const found = await this.#connected((_session, reads) => reads.accounts([username]));
    const [entry, ...more] = found.get(nameKey(username)) ?? [];
    const isOne = entry !== undefined && more.length === 0;
    const dn = isOne ? entry.dn : below(this.#flavour.accountName, username, this.options.peopleDn);
    // A shut account is shut here too, whatever the server makes of the bind.
    const isRight = await canBind(this.options, dn, password);
    return isRight && isOne && !this.#flavour.isDisabled(entry);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const idle = this.#idle;
    this.#idle = [];
    await Promise.all(idle.map((session) => session.close()));
  }

  /** A server or a firewall may have ended a kept connection unseen: that fails at once, and is tried once more. */
  async #connected<T>(work: (session: LdapSession, reads: LdapReads) => Promise<T>): Promise<T> {
    const session = this.#idle.pop() ?? new LdapSession(this.options);
    const reads = new LdapReads(session, this.#flavour, this.options.peopleDn, this.options.groupsDn);
    const kept = session.isKept;
    const began = performance.now();
    try {
      return await work(session, reads);
    } catch (error) {
      const soon = performance.now() - began < keptConnectionFailsWithinMs;
      if (!(error instanceof TargetUnavailable && kept && soon)) throw error;
      return await work(session, reads);
    } finally {
      if (this.#closed) await session.close();
      else this.#idle.push(session);
    }
  }
}
