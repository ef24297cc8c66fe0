import { readFileSync } from 'node:fs';
import { Attribute, Change, Client } from 'ldapts';
import type { DirectoryConnection } from '../../../src/sandbox/openldap.js';

const lockedForGood = '000001010000Z';
const inOneChange = 500;

/** A bare client: what the directory itself can do, with nothing around it. */
export class BareDirectory {
  readonly #client: Client;

  constructor(private readonly directory: DirectoryConnection) {
    this.#client = new Client({
      url: directory.url,
      tlsOptions: { ca: [readFileSync(directory.caFile)] },
    });
  }

  /** Makes accounts that are all in each of the groups. */
  async open(prefix: string, count: number, groups: readonly string[]): Promise<string[]> {
    await this.#client.bind(this.directory.bindDn, this.directory.bindPassword);
    const names = Array.from({ length: count }, (_, i) => `${prefix}${String(i)}`);
    await sideBySide(names, 8, (name) =>
      this.#client.add(this.#dn(name), { objectClass: 'inetOrgPerson', uid: name, cn: name, sn: name }),
    );
    for (const group of groups) {
      const member = ['cn=nobody', ...names.map((name) => this.#dn(name))];
      await this.#client.add(this.#groupDn(group), { objectClass: 'groupOfNames', cn: group, member });
    }
    return names;
  }

  /** One durable change of one attribute. */
  async lock(name: string, locked = true): Promise<void> {
    await this.#change(this.#dn(name), 'replace', 'pwdAccountLockedTime', locked ? [lockedForGood] : []);
  }

  /** The changes that leavers need, and nothing else: each shut, all taken out of their groups. */
  async shut(names: readonly string[], groups: readonly string[], width: number): Promise<void> {
    for (let from = 0; from < names.length; from += inOneChange) {
      const some = names.slice(from, from + inOneChange);
      await sideBySide(some, width, (name) => this.lock(name));
      const members = some.map((name) => this.#dn(name));
      await sideBySide(groups, width, (group) =>
        this.#change(this.#groupDn(group), 'delete', 'member', members),
      );
    }
  }

  async isLocked(name: string): Promise<boolean> {
    const attributes = ['pwdAccountLockedTime'];
    const { searchEntries } = await this.#client.search(this.#dn(name), { scope: 'base', attributes });
    return searchEntries[0]?.['pwdAccountLockedTime'] === lockedForGood;
  }

  async close(): Promise<void> {
    await this.#client.unbind();
  }

  async #change(dn: string, operation: 'replace' | 'delete', type: string, values: string[]): Promise<void> {
    await this.#client.modify(dn, new Change({ operation, modification: new Attribute({ type, values }) }));
  }

  #dn(name: string): string {
    return `uid=${name},${this.directory.peopleDn}`;
  }

  #groupDn(name: string): string {
    return `cn=${name},${this.directory.groupsDn}`;
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

async function sideBySide<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
