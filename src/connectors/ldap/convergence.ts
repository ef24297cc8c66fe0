import type { Entry } from 'ldapts';
import type { Standing } from '../../policy/model/account.js';
import type { AccountState, StillOurs, WantedAccount } from '../connector.js';
import { nameKey } from './distinguished-name.js';
import type { Flavour } from './flavour.js';
import type { LdapReads, Memberships } from './ldap-reads.js';
import type { LdapSession } from './ldap-session.js';
import { LdapWrites, shownChanges, type GroupChange } from './ldap-writes.js';

/** Standings in which an account is made when it is missing. */
const existing: ReadonlySet<Standing> = new Set<Standing>(['open', 'prepared']);

/** One task's passes: read, take away, give; an account in which nothing differed when it was read is right. */
export class Convergence {
  readonly #governed: Map<string, string>;
  readonly #reasons = new Map<string, string>();
  readonly #writes: LdapWrites;

  constructor(
    private readonly flavour: Flavour,
    private readonly reads: LdapReads,
    session: LdapSession,
    governedNames: readonly string[],
    stillOurs: StillOurs,
  ) {
    this.#governed = new Map(governedNames.map((name) => [nameKey(name), name]));
    this.#writes = new LdapWrites(session, flavour, stillOurs, (key, reason) =>
      this.#reasons.set(key, reason),
    );
  }

  /** Why an account is not as wanted. */
  reason(key: string): string {
    return this.#reasons.get(key) ?? 'the directory did not keep the change';
  }

  /** @param write false only looks */
  async pass(
    open: ReadonlyMap<string, WantedAccount>,
    write: boolean,
  ): Promise<{ right: Map<string, AccountState>; wrong: Map<string, WantedAccount> }> {
    const entries = new Map<string, Entry>();
    const wrong = new Map<string, WantedAccount>();
    for (const [key, found] of await this.reads.accounts([...open.values()].map((w) => w.username))) {
      const wanted = open.get(key);
      const [entry] = found;
      if (wanted === undefined || entry === undefined) continue;
      if (found.length === 1) entries.set(key, entry);
      else {
        wrong.set(key, wanted);
        this.#reasons.set(key, 'the directory has more than one account with this user name');
      }
    }
    const usable = new Map([...open].filter(([key]) => !wrong.has(key)));
    const note = (key: string): void => {
      const wanted = open.get(key);
      if (wanted !== undefined) wrong.set(key, wanted);
    };

    // First of all: an account that shall be shut is shut before anything more is asked.
    const shut = new Map(
      [...entries].filter(
        ([key, entry]) => usable.get(key)?.standing !== 'open' && !this.flavour.isDisabled(entry),
      ),
    );
    shut.forEach((_, key) => {
      note(key);
    });
    if (write) await this.#writes.disable(shut);

    const memberships = await this.reads.memberships(entries, this.#governed);
    const leaving = this.#leaving(usable, entries, memberships);
    leaving.forEach(({ members }) => {
      [...members.keys()].forEach(note);
    });
    if (write) await this.#writes.leave(leaving);

    const gone = new Map([...entries].filter(([key]) => usable.get(key)?.standing === 'gone'));
    gone.forEach((_, key) => {
      note(key);
    });
    if (write) await this.#writes.delete(gone);

    await this.#give(usable, entries, memberships, note, write);
    const right = new Map(
      [...usable.keys()]
        .filter((key) => !wrong.has(key))
        .map((key) => [key, stateOf(this.flavour, entries.get(key))]),
    );
    return { right, wrong };
  }

  #leaving(
    usable: ReadonlyMap<string, WantedAccount>,
    entries: ReadonlyMap<string, Entry>,
    memberships: Memberships,
  ): GroupChange[] {
    const changes = new Map<string, { name: string; dn: string; members: Map<string, string> }>();
    for (const [key, entry] of entries) {
      const kept = groupsOf(usable.get(key));
      for (const [name, dns] of memberships.get(key) ?? [])
        if (!kept.has(name))
          for (const dn of dns) {
            const change = changes.get(dn) ?? { name, dn, members: new Map<string, string>() };
            change.members.set(key, entry.dn);
            changes.set(dn, change);
          }
    }
    return [...changes.values()];
  }

  async #give(
    usable: ReadonlyMap<string, WantedAccount>,
    entries: ReadonlyMap<string, Entry>,
    memberships: Memberships,
    note: (key: string) => void,
    write: boolean,
  ): Promise<void> {
    const missing = new Map([...usable].filter(([key, w]) => existing.has(w.standing) && !entries.has(key)));
    const changed = new Map(
      [...entries].flatMap(([key, entry]) => {
        const wanted = usable.get(key);
        if (wanted === undefined || wanted.standing === 'gone') return [];
        const changes = shownChanges(this.flavour, entry, wanted);
        if (wanted.standing === 'open' && this.flavour.isDisabled(entry))
          changes.push(this.flavour.setEnabled(entry, true));
        return changes.length > 0 ? [[key, { entry, changes }] as const] : [];
      }),
    );
    const joining = new Map<string, { name: string; keys: string[] }>();
    for (const [key, wanted] of usable)
      for (const [name, spelled] of groupsOf(wanted))
        if (!memberships.get(key)?.has(name)) {
          const group = joining.get(name) ?? { name: spelled, keys: [] };
          group.keys.push(key);
          joining.set(name, group);
        }
    [...missing.keys(), ...changed.keys(), ...[...joining.values()].flatMap((g) => g.keys)].forEach(note);
    if (!write) return;
    await this.#writes.create(missing);
    await this.#writes.change(changed);
    await this.#join(joining, usable, entries);
  }

  async #join(
    joining: ReadonlyMap<string, { name: string; keys: string[] }>,
    usable: ReadonlyMap<string, WantedAccount>,
    entries: ReadonlyMap<string, Entry>,
  ): Promise<void> {
    if (joining.size === 0) return;
    const spelled = [...joining.values()].map((group) => group.name);
    let groups = await this.reads.groups(spelled);
    const absent = [...joining].filter(([name]) => !groups.has(name));
    if (absent.length > 0) {
      await this.#writes.createGroups(new Map(absent.map(([, group]) => [group.name, group.keys])));
      groups = await this.reads.groups(spelled);
    }
    // Accounts made a moment ago lie where we put them; what was refused is not put into any group.
    const dnOf = (key: string): string | undefined => {
      const wanted = usable.get(key);
      if (entries.has(key) || wanted === undefined) return entries.get(key)?.dn;
      return this.#reasons.has(key) ? undefined : this.flavour.newAccount(wanted).dn;
    };
    const changes: GroupChange[] = [];
    for (const [key, { name, keys }] of joining) {
      const [dn] = groups.get(key) ?? [];
      const members = new Map(
        keys.flatMap((account) => {
          const member = dnOf(account);
          return member === undefined ? [] : [[account, member] as const];
        }),
      );
      if (dn !== undefined && members.size > 0) changes.push({ name, dn, members });
    }
    await this.#writes.join(changes);
  }
}

export function stateOf(flavour: Flavour, entry: Entry | undefined): AccountState {
  if (entry === undefined) return 'none';
  return flavour.isDisabled(entry) ? 'disabled' : 'enabled';
}

/** Wanted groups by their key; none for an account that shall be shut. */
function groupsOf(wanted: WantedAccount | undefined): Map<string, string> {
  return new Map(wanted?.standing === 'open' ? wanted.groups.map((name) => [nameKey(name), name]) : []);
}
