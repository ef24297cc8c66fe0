import {
  AndFilter,
  EqualityFilter,
  NoSuchObjectError,
  OrFilter,
  ResultCodeError,
  type Entry,
  type Filter,
} from 'ldapts';
import { TargetUnavailable } from '../connector.js';
import { dnKey, nameKey } from './distinguished-name.js';
import { valuesOf, type Flavour } from './flavour.js';
import { words, type LdapSession } from './ldap-session.js';
import { inChunks, inParallel } from './parallel.js';

const accountsASearch = 100;
/** Up to so many accounts are asked about one by one; for more, the groups' member lists are cheaper. */
const askedOneByOne = 16;
const searchesAtATime = 8;

/** By account key, the governed groups it is in: name key → the entries (one, unless a name is there twice). */
export type Memberships = Map<string, Map<string, string[]>>;

/**
 * What is in the directory now. Filters are built, never written as text, so no name can be read as syntax. Relies
 * on LDAP's own standards (RFC 4511, 4519) only; keys are `nameKey`s.
 */
export class LdapReads {
  constructor(
    private readonly session: LdapSession,
    private readonly flavour: Flavour,
    private readonly peopleDn: string,
    private readonly groupsDn: string,
  ) {}

  /** The entries of these accounts by their key; several where the directory holds the name more than once. */
  async accounts(usernames: readonly string[]): Promise<Map<string, Entry[]>> {
    const { accountClass, accountName, stateAttribute, memberOfIsTruth } = this.flavour;
    const attributes = [accountName, stateAttribute, 'displayName', 'cn', 'sn', 'givenName', 'mail'];
    if (memberOfIsTruth) attributes.push('memberOf');
    const found = new Map<string, Entry[]>();
    await inParallel(inChunks(usernames, accountsASearch), searchesAtATime, async (some) => {
      const filter = both(accountClass, anyOf(accountName, some));
      for (const entry of await this.#search(this.peopleDn, filter, attributes))
        for (const name of valuesOf(entry, accountName)) add(found, nameKey(name), entry);
    });
    return found;
  }

  /** The entries of these groups by the key of their name. */
  async groups(names: readonly string[]): Promise<Map<string, string[]>> {
    const { groupClass, groupNames } = this.flavour;
    const asked = new Set(names.map(nameKey));
    const found = groupNames.map(() => new Map<string, string[]>());
    await inParallel(inChunks(names, accountsASearch), searchesAtATime, async (some) => {
      const filter = both(groupClass, oneOf(groupNames.map((attribute) => anyOf(attribute, some))));
      for (const entry of await this.#search(this.groupsDn, filter, [...groupNames]))
        for (const [at, attribute] of groupNames.entries())
          for (const name of valuesOf(entry, attribute).map(nameKey))
            if (asked.has(name)) add(found[at], name, entry.dn);
    });
    return new Map(found.reverse().flatMap((byName) => [...byName])); // the first attribute's finding wins
  }

  /**
   * In which governed groups the accounts are, by the groups' own word.
   * @param governed key → name as written: servers differ in which letters they hold to be the same
   */
  async memberships(
    accounts: ReadonlyMap<string, Entry>,
    governed: ReadonlyMap<string, string>,
  ): Promise<Memberships> {
    const memberships: Memberships = new Map(
      [...accounts.keys()].map((key) => [key, new Map<string, string[]>()]),
    );
    if (this.flavour.memberOfIsTruth) await this.#fromAccounts(accounts, governed, memberships);
    else if (accounts.size <= askedOneByOne) await this.#oneByOne(accounts, governed, memberships);
    else await this.#fromGroups(accounts, governed, memberships);
    return memberships;
  }

  async #fromAccounts(
    accounts: ReadonlyMap<string, Entry>,
    governed: ReadonlyMap<string, string>,
    into: Memberships,
  ): Promise<void> {
    if (![...accounts.values()].some((entry) => valuesOf(entry, 'memberOf').length > 0)) return;
    const nameOf = new Map<string, string>();
    for (const [name, dns] of await this.groups([...governed.values()]))
      for (const dn of dns) nameOf.set(dnKey(dn), name);
    for (const [key, entry] of accounts)
      for (const dn of valuesOf(entry, 'memberOf')) {
        const name = nameOf.get(dnKey(dn));
        if (name !== undefined) add(into.get(key), name, dn);
      }
  }

  async #oneByOne(
    accounts: ReadonlyMap<string, Entry>,
    governed: ReadonlyMap<string, string>,
    into: Memberships,
  ): Promise<void> {
    const { groupClass } = this.flavour;
    await inParallel(accounts, searchesAtATime, async ([key, entry]) => {
      const filter = both(groupClass, new EqualityFilter({ attribute: 'member', value: entry.dn }));
      for (const group of await this.#search(this.groupsDn, filter, [...this.flavour.groupNames]))
        for (const name of this.#namesOf(group, governed)) add(into.get(key), name, group.dn);
    });
  }

  async #fromGroups(
    accounts: ReadonlyMap<string, Entry>,
    governed: ReadonlyMap<string, string>,
    into: Memberships,
  ): Promise<void> {
    const { groupClass } = this.flavour;
    const keyOf = new Map([...accounts].map(([key, entry]) => [dnKey(entry.dn), key]));
    const dns = [...accounts.values()].map((entry) => entry.dn);
    const holding = new Map<string, string[]>();
    const anyMember = both(groupClass, anyOf('member', dns));
    for (const group of await this.#search(this.groupsDn, anyMember, [...this.flavour.groupNames]))
      holding.set(group.dn, this.#namesOf(group, governed));
    await inParallel(
      [...holding].filter(([, names]) => names.length > 0),
      2, // each answer may hold ten thousand members
      async ([dn, names]) => {
        for (const member of await this.#members(dn)) {
          const key = keyOf.get(dnKey(member));
          if (key !== undefined) for (const name of names) add(into.get(key), name, dn);
        }
      },
    );
  }

  /** By which governed names the group goes. */
  #namesOf(group: Entry, governed: ReadonlyMap<string, string>): string[] {
    const names = this.flavour.groupNames.flatMap((attribute) => valuesOf(group, attribute)).map(nameKey);
    return [...new Set(names)].filter((name) => governed.has(name));
  }

  async #members(groupDn: string): Promise<string[]> {
    const { groupClass } = this.flavour;
    const [entry] = await this.#search(groupDn, isA(groupClass), ['member'], 'base');
    return entry === undefined ? [] : valuesOf(entry, 'member');
  }

  async #search(
    base: string,
    filter: Filter,
    attributes: string[],
    scope: 'sub' | 'base' = 'sub',
  ): Promise<Entry[]> {
    try {
      const answer = await this.session.run((client) => client.search(base, { scope, filter, attributes }));
      return answer.searchEntries;
    } catch (error) {
      if (!(error instanceof ResultCodeError)) throw error;
      if (error instanceof NoSuchObjectError && scope === 'base') return [];
      // A search that is refused is no answer about anybody: nothing may be concluded from it.
      throw new TargetUnavailable(`the directory refuses a search below ${base}: ${words(error)}`, {
        cause: error,
      });
    }
  }
}

function isA(objectClass: string): Filter {
  return new EqualityFilter({ attribute: 'objectClass', value: objectClass });
}

function both(objectClass: string, filter: Filter): Filter {
  return new AndFilter({ filters: [isA(objectClass), filter] });
}

function anyOf(attribute: string, values: readonly string[]): Filter {
  const filters = values.map((value) => new EqualityFilter({ attribute, value }));
  return oneOf(filters);
}

function oneOf(filters: Filter[]): Filter {
  return filters.length === 1 && filters[0] ? filters[0] : new OrFilter({ filters });
}

function add<Value>(map: Map<string, Value[]> | undefined, key: string, value: Value): void {
  const values = map?.get(key);
  if (values) values.push(value);
  else map?.set(key, [value]);
}
