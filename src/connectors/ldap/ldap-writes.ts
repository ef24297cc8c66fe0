import { Attribute, Change, ResultCodeError, type Entry } from 'ldapts';
import type { StillOurs, WantedAccount } from '../connector.js';
import { isControl, tidy } from './distinguished-name.js';
import { attribute, replace, valuesOf, type Flavour } from './flavour.js';
import { words, type LdapSession } from './ldap-session.js';
import { inChunks, inParallel } from './parallel.js';

const writesAtATime = 8;
/** One change must end within the time limit also where the server rewrites each member's memberOf for it. */
const membersAChange = 200;
// Already so: OpenLDAP says noSuchAttribute and attributeOrValueExists, Active Directory unwillingToPerform and
// entryAlreadyExists. What is really there is read afterwards.
const alreadyOut = new Set([16, 53]);
const alreadyIn = new Set([20, 68]);
const noSuchObject = 32;
const objectClassViolation = 65;
const alreadyExists = 68;

/** This one entry cannot be made as it is wanted; the others can. */
class NotAccepted extends Error {}

/** A group to change and the members to take out or put in: account key → DN. */
export interface GroupChange {
  readonly name: string;
  readonly dn: string;
  readonly members: ReadonlyMap<string, string>;
}

/** Changes to a directory. What the server refuses is told to `refused`, by account key, and stops nothing else. */
export class LdapWrites {
  constructor(
    private readonly session: LdapSession,
    private readonly flavour: Flavour,
    private readonly stillOurs: StillOurs,
    private readonly refused: (key: string, reason: string) => void,
  ) {}

  async disable(accounts: ReadonlyMap<string, Entry>): Promise<void> {
    await inParallel(accounts, writesAtATime, ([key, entry]) =>
      this.#try([key], 'disable the account', () =>
        this.#modify(entry.dn, [this.flavour.setEnabled(entry, false)]),
      ),
    );
  }

  /** For good, where somebody else has not done it a moment ago. What hangs below an account is not ours to delete. */
  async delete(accounts: ReadonlyMap<string, Entry>): Promise<void> {
    await inParallel(accounts, writesAtATime, ([key, entry]) =>
      this.#try([key], 'delete the account', async () => {
        this.stillOurs();
        try {
          await this.session.run((client) => client.del(entry.dn));
        } catch (error) {
          if (!(error instanceof ResultCodeError && error.code === noSuchObject)) throw error;
        }
      }),
    );
  }

  async leave(groups: Iterable<GroupChange>): Promise<void> {
    await inParallel(groups, writesAtATime, (group) => this.#members('delete', group));
  }

  async join(groups: Iterable<GroupChange>): Promise<void> {
    await inParallel(groups, writesAtATime, (group) => this.#members('add', group));
  }

  async create(accounts: ReadonlyMap<string, WantedAccount>): Promise<void> {
    await inParallel(accounts, writesAtATime, ([key, wanted]) =>
      this.#try([key], 'create the account', () => this.#add(this.flavour.newAccount(wanted))),
    );
  }

  /** Enables, and puts right what is shown. */
  async change(accounts: ReadonlyMap<string, { entry: Entry; changes: Change[] }>): Promise<void> {
    await inParallel(accounts, writesAtATime, ([key, { entry, changes }]) =>
      this.#try([key], 'change the account', () => this.#modify(entry.dn, changes)),
    );
  }

  /** Makes the groups that are missing. @param groups name → the keys of the accounts that wait for it */
  async createGroups(groups: ReadonlyMap<string, readonly string[]>): Promise<void> {
    await inParallel(groups, writesAtATime, ([name, keys]) =>
      this.#try(keys, `create the group ${name}`, async () => {
        if (isControl(name)) throw new NotAccepted('its name holds a control character');
        await this.#add(this.flavour.newGroup(tidy(name)));
      }),
    );
  }

  /** Many members in one change; where the server refuses that, one by one, to learn whose fault it is. */
  async #members(operation: 'add' | 'delete', group: GroupChange): Promise<void> {
    const what = operation === 'add' ? `join the group ${group.name}` : `leave the group ${group.name}`;
    for (const some of inChunks([...group.members], membersAChange)) {
      try {
        await this.#changeMembers(
          operation,
          group.dn,
          some.map(([, dn]) => dn),
        );
      } catch (error) {
        if (!(error instanceof ResultCodeError)) throw error;
        await inParallel(some, writesAtATime, ([key, dn]) =>
          this.#try([key], what, async () => {
            try {
              await this.#changeMembers(operation, group.dn, [dn]);
            } catch (again) {
              const fine = operation === 'add' ? alreadyIn : alreadyOut;
              if (!(again instanceof ResultCodeError && fine.has(again.code))) throw again;
            }
          }),
        );
      }
    }
  }

  async #changeMembers(operation: 'add' | 'delete', dn: string, members: string[]): Promise<void> {
    const change = new Change({
      operation,
      modification: new Attribute({ type: 'member', values: members }),
    });
    try {
      await this.#modify(dn, [change]);
    } catch (error) {
      const { filler } = this.flavour;
      const wouldBeEmpty = error instanceof ResultCodeError && error.code === objectClassViolation;
      if (operation === 'add' || filler === null || !wouldBeEmpty) throw error;
      await this.#modify(dn, [
        new Change({ operation: 'add', modification: attribute('member', filler) }),
        change,
      ]);
    }
  }

  async #modify(dn: string, changes: Change[]): Promise<void> {
    this.stillOurs();
    await this.session.run((client) => client.modify(dn, changes));
  }

  async #add(entry: { dn: string; attributes: Attribute[] }): Promise<void> {
    this.stillOurs();
    try {
      await this.session.run((client) => client.add(entry.dn, entry.attributes));
    } catch (error) {
      // Another worker may have made it a moment ago; if it is something else, it will not be found afterwards.
      if (error instanceof ResultCodeError && error.code === alreadyExists)
        throw new NotAccepted('another entry has its name', { cause: error });
      throw error;
    }
  }

  async #try(keys: readonly string[], what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ResultCodeError || error instanceof NotAccepted)) throw error;
      for (const key of keys) this.refused(key, `cannot ${what}: ${words(error)}`);
    }
  }
}

/** What must change for the entry to show what is wanted. */
export function shownChanges(flavour: Flavour, entry: Entry, wanted: WantedAccount): Change[] {
  return [...flavour.shown(wanted)].flatMap(([type, value]) => {
    const now = valuesOf(entry, type);
    const right = value === null ? now.length === 0 : now.length === 1 && tidy(now[0] ?? '') === value;
    return right ? [] : [replace(type, ...(value === null ? [] : [value]))];
  });
}
