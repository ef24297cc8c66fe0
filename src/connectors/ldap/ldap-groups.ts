import { EqualityFilter, ResultCodeError, type Entry, type Filter } from 'ldapts';
import { TargetUnavailable, type FoundGroup, type FoundMember } from '../connector.js';
import { dnKey, nameKey } from './distinguished-name.js';
import { valuesOf, type Flavour } from './flavour.js';
import { words, type LdapSession } from './ldap-session.js';

const accountsAPage = 500;
/** Each may hold ten thousand members. */
const groupsAPage = 20;

/**
 * All groups and who is in them, as they are: for what was there before Grindvakt. The accounts are read first, once,
 * with the attributes needed and no others; a member's name is then looked up by its distinguished name.
 */
export class LdapGroups {
  constructor(
    private readonly session: LdapSession,
    private readonly flavour: Flavour,
    private readonly peopleDn: string,
    private readonly groupsDn: string,
    private readonly identityAttribute: string,
  ) {}

  async *read(): AsyncGenerator<FoundGroup[]> {
    const accounts = new Map<string, FoundMember>();
    /** Where an account's memberOf is the membership itself: group → members. */
    const memberOf = new Map<string, FoundMember[]>();
    const { accountClass, accountName, stateAttribute, memberOfIsTruth } = this.flavour;
    const wanted = [accountName, stateAttribute, this.identityAttribute];
    if (memberOfIsTruth) wanted.push('memberOf');
    for await (const page of this.#pages(this.peopleDn, accountClass, wanted, accountsAPage))
      for (const entry of page) {
        const member = this.#member(entry);
        if (member === null) continue;
        accounts.set(dnKey(entry.dn), member);
        if (memberOfIsTruth)
          for (const dn of valuesOf(entry, 'memberOf')) {
            const members = memberOf.get(dnKey(dn));
            if (members) members.push(member);
            else memberOf.set(dnKey(dn), [member]);
          }
      }
    const { groupClass, groupNames } = this.flavour;
    const attributes: string[] = memberOfIsTruth ? [...groupNames] : [...groupNames, 'member'];
    const told = new Set<string>();
    for await (const page of this.#pages(this.groupsDn, groupClass, attributes, groupsAPage))
      yield page.flatMap((entry) => {
        const name = this.#name(entry);
        if (name === null || told.has(nameKey(name))) return [];
        told.add(nameKey(name));
        const members = memberOfIsTruth
          ? (memberOf.get(dnKey(entry.dn)) ?? [])
          : valuesOf(entry, 'member').flatMap((dn) => accounts.get(dnKey(dn)) ?? []);
        return [{ name, members }];
      });
  }

  #member(entry: Entry): FoundMember | null {
    const [username] = valuesOf(entry, this.flavour.accountName);
    if (username === undefined) return null;
    const identity = valuesOf(entry, this.identityAttribute)[0]?.trim() ?? '';
    return {
      username,
      enabled: !this.flavour.isDisabled(entry),
      identity: identity === '' ? null : identity,
    };
  }

  /** The name a group goes by; a made-up old name of Active Directory's (`$1A2B…`) is nobody's. */
  #name(entry: Entry): string | null {
    const names = this.flavour.groupNames.flatMap((attribute) => valuesOf(entry, attribute));
    return names.find((name) => !name.startsWith('$')) ?? names[0] ?? null;
  }

  async *#pages(
    base: string,
    objectClass: string,
    attributes: string[],
    size: number,
  ): AsyncGenerator<Entry[]> {
    const filter: Filter = new EqualityFilter({ attribute: 'objectClass', value: objectClass });
    const options = { scope: 'sub' as const, filter, attributes, paged: { pageSize: size } };
    try {
      const pages = await this.session.run((client) =>
        Promise.resolve(client.searchPaginated(base, options)),
      );
      for (;;) {
        const page = await this.session.run(() => pages.next());
        if (page.done === true) return;
        yield page.value.searchEntries;
      }
    } catch (error) {
      if (!(error instanceof ResultCodeError)) throw error;
      throw new TargetUnavailable(`the directory refuses a search below ${base}: ${words(error)}`, {
        cause: error,
      });
    }
  }
}
