import {
  TargetUnavailable,
  type ActualAccount,
  type DirectoryConnector,
  type FoundGroup,
  type Outcome,
  type StillOurs,
  type WantedAccount,
} from '../../src/connectors/connector.js';

interface Held {
  enabled: boolean;
  displayName: string;
  email: string | null;
  groups: Set<string>;
  identity?: string;
}

/**
 * A directory in memory, for tests of the rooms before it; held to the same contract as the real ones
 * (test/contract). Names differ by case and blanks alone are the same to real directories, and to this one.
 */
export class MemoryDirectory implements DirectoryConnector {
  readonly accounts = new Map<string, Held>();
  readonly #spelled = new Map<string, string>();
  /** Set to be unavailable, as a server that is down. */
  down = false;
  /** User names that the directory refuses. */
  readonly refused = new Set<string>();
  /** User names of which it says that all is done, and does nothing. */
  readonly deaf = new Set<string>();
  /** Awaited between reading and writing: lets a test act in between. */
  beforeWriting: () => Promise<void> = () => Promise.resolve();

  async converge(
    wanted: readonly WantedAccount[],
    governed: readonly string[],
    stillOurs: StillOurs = () => undefined,
  ): Promise<Outcome[]> {
    await this.check();
    await this.beforeWriting();
    const seen = new Set<string>();
    return wanted.map((account) => {
      const { username } = account;
      if (this.refused.has(username) || !usable(username) || seen.has(key(username)))
        return { username, kind: 'rejected', reason: 'the user name cannot be used' };
      seen.add(key(username));
      const bad = account.groups.find((name) => !usable(name));
      if (account.standing === 'open' && bad !== undefined)
        return { username, kind: 'rejected', reason: 'cannot create a group' };
      stillOurs();
      const deaf = this.deaf.has(username) ? this.accounts.get(key(username)) : undefined;
      if (deaf) return { username, kind: 'confirmed', state: deaf.enabled ? 'enabled' : 'disabled' };
      return { username, kind: 'confirmed', state: this.#bring(account, new Set(governed.map(key))) };
    });
  }

  read(usernames: readonly string[], governed: readonly string[]): Promise<ActualAccount[]> {
    if (this.down) return Promise.reject(unavailable());
    return Promise.resolve(
      usernames.map((username) => {
        const held = this.accounts.get(key(username));
        const state = held === undefined ? 'none' : held.enabled ? 'enabled' : 'disabled';
        return { username, state, groups: governed.filter((name) => held?.groups.has(key(name))) };
      }),
    );
  }

  async *groups(): AsyncGenerator<FoundGroup[]> {
    await this.check();
    const found = new Map<string, FoundGroup['members'][number][]>(
      [...this.#spelled.keys()].map((name) => [name, []]),
    );
    for (const [username, { enabled, identity = null, groups }] of this.accounts)
      for (const name of groups) found.get(name)?.push({ username, enabled, identity });
    yield [...found].map(([name, members]) => ({ name: this.#spelled.get(name) ?? name, members }));
  }

  check(): Promise<void> {
    return this.down ? Promise.reject(unavailable()) : Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** An account as it is, with the names of its groups as they were first written. */
  look(username: string): (Omit<Held, 'groups'> & { groups: string[]; stamp: string }) | undefined {
    const held = this.accounts.get(key(username));
    if (held === undefined) return undefined;
    const groups = [...held.groups].map((name) => this.#spelled.get(name) ?? name);
    return { ...held, groups, stamp: JSON.stringify({ ...held, groups }) };
  }

  // What somebody does in the directory by hand, beside Grindvakt.

  createNatively(username: string, identity: string | null, groups: readonly string[]): void {
    this.accounts.set(key(username), {
      enabled: true,
      displayName: username,
      email: null,
      groups: new Set(groups.map((name) => this.#spell(name))),
      ...(identity === null ? {} : { identity }),
    });
  }

  joinNatively(username: string, group: string): void {
    this.accounts.get(key(username))?.groups.add(this.#spell(group));
  }

  leaveNatively(username: string, group: string): void {
    this.accounts.get(key(username))?.groups.delete(key(group));
  }

  enableNatively(username: string): void {
    const held = this.accounts.get(key(username));
    if (held !== undefined) held.enabled = true;
  }

  deleteNatively(username: string): void {
    this.accounts.delete(key(username));
  }

  #spell(group: string): string {
    if (!this.#spelled.has(key(group))) this.#spelled.set(key(group), tidy(group));
    return key(group);
  }

  #bring(wanted: WantedAccount, governed: ReadonlySet<string>): 'none' | 'enabled' | 'disabled' {
    const held = this.accounts.get(key(wanted.username));
    const open = wanted.standing === 'open';
    if (wanted.standing === 'gone') this.accounts.delete(key(wanted.username));
    if (wanted.standing === 'gone' || (held === undefined && wanted.standing === 'shut')) return 'none';
    const now = held ?? { enabled: true, displayName: '', email: null, groups: new Set<string>() };
    now.enabled = open;
    now.displayName = tidy(wanted.displayName);
    if (wanted.email !== undefined) now.email = wanted.email;
    const ungoverned = [...now.groups].filter((name) => !governed.has(name));
    now.groups = new Set([...ungoverned, ...(open ? wanted.groups.map((name) => this.#spell(name)) : [])]);
    this.accounts.set(key(wanted.username), now);
    return open ? 'enabled' : 'disabled';
  }
}

function unavailable(): TargetUnavailable {
  return new TargetUnavailable('the directory cannot be reached: it is down');
}

function usable(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(name);
}

function key(name: string): string {
  return tidy(name).normalize('NFC').toLowerCase();
}

function tidy(name: string): string {
  return name.replace(/ +/g, ' ').trim();
}
