import type { ActualAccount, DirectoryConnector, Outcome, StillOurs, WantedAccount } from '../connector.js';
import { TargetUnavailable } from '../connector.js';
import { activeDirectory } from './active-directory.js';
import { isControl, nameKey } from './distinguished-name.js';
import type { Flavour } from './flavour.js';
import { Convergence, stateOf } from './convergence.js';
import { LdapReads } from './ldap-reads.js';
import { LdapSession, type LdapAddress } from './ldap-session.js';
import { openldap } from './openldap.js';

export interface LdapDirectoryOptions extends LdapAddress {
  readonly kind: 'openldap' | 'active-directory';
  readonly peopleDn: string;
  readonly groupsDn: string;
}

/** Reading and writing are repeated so often at most: somebody else may be changing the same entries. */
const passes = 3;
const keptConnectionFailsWithinMs = 1000;

/** A directory over LDAPS: OpenLDAP and its kind, or Active Directory. */
export class LdapDirectory implements DirectoryConnector {
  readonly #session: LdapSession;
  readonly #flavour: Flavour;
  readonly #reads: LdapReads;

  constructor(options: LdapDirectoryOptions) {
    const { peopleDn, groupsDn } = options;
    this.#session = new LdapSession(options);
    this.#flavour =
      options.kind === 'openldap' ? openldap(peopleDn, groupsDn) : activeDirectory(peopleDn, groupsDn);
    this.#reads = new LdapReads(this.#session, this.#flavour, peopleDn, groupsDn);
  }

  async converge(
    wanted: readonly WantedAccount[],
    governed: readonly string[],
    stillOurs: StillOurs = () => undefined,
  ): Promise<Outcome[]> {
    return this.#overKeptConnection(() => this.#converge(wanted, governed, stillOurs));
  }

  async read(usernames: readonly string[], governed: readonly string[]): Promise<ActualAccount[]> {
    return this.#overKeptConnection(async () => {
      const entries = await this.#reads.accounts(usernames);
      const single = new Map(
        usernames.map(nameKey).flatMap((key) => {
          const [entry, ...more] = entries.get(key) ?? [];
          return entry === undefined || more.length > 0 ? [] : [[key, entry] as const];
        }),
      );
      const memberships = await this.#reads.memberships(
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

  async check(): Promise<void> {
    await this.#overKeptConnection(() => this.#reads.accounts(['grindvakt-check']));
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async #converge(
    wanted: readonly WantedAccount[],
    governedNames: readonly string[],
    stillOurs: StillOurs,
  ): Promise<Outcome[]> {
    const work = new Convergence(this.#flavour, this.#reads, this.#session, governedNames, stillOurs);
    const outcomes = new Map<string, Outcome>();
    let open = new Map<string, WantedAccount>();
    for (const account of wanted) {
      const { username } = account;
      if (username.trim() === '' || isControl(username) || open.has(nameKey(username)))
        outcomes.set(username, { username, kind: 'rejected', reason: 'the user name cannot be used' });
      else open.set(nameKey(username), account);
    }
    for (let pass = 1; open.size > 0; pass += 1) {
      const { right, wrong } = await work.pass(open, pass <= passes);
      for (const [key, state] of right) {
        const username = open.get(key)?.username ?? key;
        outcomes.set(username, { username, kind: 'confirmed', state });
      }
      if (pass > passes)
        for (const [key, { username }] of wrong)
          outcomes.set(username, { username, kind: 'rejected', reason: work.reason(key) });
      open = pass > passes ? new Map<string, WantedAccount>() : wrong;
    }
    return wanted.flatMap(({ username }) => outcomes.get(username) ?? []);
  }

  /** A server or a firewall may have ended the kept connection unseen: that fails at once, and is tried once more. */
  async #overKeptConnection<T>(work: () => Promise<T>): Promise<T> {
    const kept = this.#session.isKept;
    const began = performance.now();
    try {
      return await work();
    } catch (error) {
      const soon = performance.now() - began < keptConnectionFailsWithinMs;
      if (!(error instanceof TargetUnavailable && kept && soon)) throw error;
      return work();
    }
  }
}
