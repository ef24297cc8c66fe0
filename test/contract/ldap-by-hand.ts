import { readFileSync } from 'node:fs';
import { Attribute, Change, Client, EqualityFilter } from 'ldapts';
import type { LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
import type { Seen, Subject } from './directory-contract.js';

/** What differs between the kinds; said here once more, so that the connector is not measured by itself. */
export interface Kind {
  readonly accountName: string;
  readonly stamp: string;
  isEnabled(entry: Record<string, unknown>): boolean;
  readonly enable: Change;
  newGroup(name: string, members: string[]): Record<string, string | string[]>;
}

/** Looks at a directory and changes it as an administrator with other tools would. */
export class LdapByHand {
  private constructor(
    private readonly client: Client,
    private readonly options: LdapDirectoryOptions,
    private readonly kind: Kind,
  ) {}

  static async on(options: LdapDirectoryOptions, kind: Kind): Promise<LdapByHand> {
    const ca = options.caFile === undefined ? undefined : readFileSync(options.caFile);
    const client = new Client({ url: options.url, ...(ca ? { tlsOptions: { ca } } : {}) });
    await client.bind(options.bindDn, options.bindPassword);
    return new LdapByHand(client, options, kind);
  }

  async look(username: string): Promise<Seen | undefined> {
    const { accountName, stamp } = this.kind;
    const { searchEntries } = await this.client.search(this.options.peopleDn, {
      filter: new EqualityFilter({ attribute: accountName, value: username }),
      attributes: ['*', 'pwdAccountLockedTime', stamp],
    });
    const [entry] = searchEntries;
    if (entry === undefined) return undefined;
    if (searchEntries.length > 1) throw new Error(`${username} is there more than once`);
    const groups = await this.client.search(this.options.groupsDn, {
      filter: new EqualityFilter({ attribute: 'member', value: entry.dn }),
      attributes: ['cn'],
    });
    const email = entry['mail'];
    return {
      enabled: this.kind.isEnabled(entry),
      displayName: text(entry['displayName']),
      email: email === undefined || text(email) === '' ? null : text(email),
      groups: groups.searchEntries.map((group) => text(group['cn'])),
      stamp: text(entry[stamp]),
    };
  }

  readonly byHand: Subject['byHand'] = {
    createGroup: async (name, members) => {
      const dns = await Promise.all(members.map((username) => this.#account(username)));
      await this.client.add(`cn=${name},${this.options.groupsDn}`, this.kind.newGroup(name, dns));
    },
    join: async (username, group) => {
      await this.#change(await this.#group(group), 'add', await this.#account(username));
    },
    leave: async (username, group) => {
      await this.#change(await this.#group(group), 'delete', await this.#account(username));
    },
    enable: async (username) => {
      await this.client.modify(await this.#account(username), this.kind.enable);
    },
    deleteAccount: async (username) => {
      await this.client.del(await this.#account(username));
    },
  };

  async close(): Promise<void> {
    await this.client.unbind();
  }

  async #change(group: string, operation: 'add' | 'delete', member: string): Promise<void> {
    const modification = new Attribute({ type: 'member', values: [member] });
    await this.client.modify(group, new Change({ operation, modification }));
  }

  #account(username: string): Promise<string> {
    return this.#find(this.options.peopleDn, this.kind.accountName, username);
  }

  #group(name: string): Promise<string> {
    return this.#find(this.options.groupsDn, 'cn', name);
  }

  async #find(base: string, attribute: string, value: string): Promise<string> {
    const filter = new EqualityFilter({ attribute, value });
    const [entry] = (await this.client.search(base, { filter, attributes: ['1.1'] })).searchEntries;
    if (entry === undefined) throw new Error(`there is no ${value}`);
    return entry.dn;
  }
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join();
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return typeof value === 'string' ? value : '';
}
