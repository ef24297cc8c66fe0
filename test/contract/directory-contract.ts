import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  TargetUnavailable,
  type DirectoryConnector,
  type Outcome,
  type WantedAccount,
} from '../../src/connectors/connector.js';

/** What an account is, seen apart from the connector under test. */
export interface Seen {
  readonly enabled: boolean;
  readonly displayName: string;
  readonly email: string | null;
  /** Every group it is in, governed or not. */
  readonly groups: readonly string[];
  /** Differs after every change of the entry, where the directory keeps such a mark. */
  readonly stamp: string;
}

export interface Subject {
  readonly connector: DirectoryConnector;
  look(username: string): Promise<Seen | undefined>;
  /** Somebody works in the directory by hand. */
  readonly byHand: {
    createGroup(name: string, members: readonly string[]): Promise<void>;
    join(username: string, group: string): Promise<void>;
    leave(username: string, group: string): Promise<void>;
    enable(username: string): Promise<void>;
    deleteAccount(username: string): Promise<void>;
  };
  /** Whether names of accounts with these characters exist in this directory at all. */
  readonly anyUsername: boolean;
  stop(): Promise<void>;
}

// Samba makes some ten accounts a second on a busy machine.
jest.setTimeout(180_000);

const governed = ['GG-Las', 'GG-Skriv', 'GG-Admin'];

export function wanted(
  username: string,
  groups: readonly string[],
  more: Partial<WantedAccount> = {},
): WantedAccount {
  return {
    username,
    standing: groups.length > 0 ? 'open' : 'shut',
    groups,
    displayName: `Prov ${username}`,
    familyName: 'Prov',
    givenName: 'Prov',
    email: `${username}@vard.example`,
    ...more,
  };
}

/** Names that broke somebody's directory connector. */
export const hardNames = [
  'Åsa Öberg-Äng',
  'Berg, Anna',
  '*)(uid=*',
  'a\\b\\',
  '#hash',
  'trailing blank ',
  ' leading blank',
  'two  blanks',
  'say "hi"',
  'a+b=c;d<e>f',
  'cn=admin,dc=vard,dc=test',
  '李雷 🙂',
  `Karl${' Gustav'.repeat(7)}`,
];

/** One suite for every directory: what the rooms before it may rely on. */
export function describeDirectory(name: string, open: () => Promise<Subject>): void {
  describe(`the directory contract: ${name}`, () => {
    let subject: Subject;
    let number = 0;
    const newName = (): string => `a9${String((number += 1)).padStart(5, '0')}`;
    const converge = (...accounts: WantedAccount[]): Promise<Outcome[]> =>
      subject.connector.converge(accounts, governed);
    const groupsOf = async (username: string): Promise<string[]> =>
      [...((await subject.look(username))?.groups ?? [])].sort();

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject.stop();
    });

    it('answers whether it can be reached', async () => {
      await expect(subject.connector.check()).resolves.toBeUndefined();
    });

    it('makes an account in its groups, and the groups when they are missing', async () => {
      const a = newName();
      expect(await converge(wanted(a, ['GG-Las', 'GG-Skriv']))).toEqual([
        { username: a, kind: 'confirmed', state: 'enabled' },
      ]);
      expect(await subject.look(a)).toMatchObject({
        enabled: true,
        displayName: `Prov ${a}`,
        email: `${a}@vard.example`,
      });
      expect(await groupsOf(a)).toEqual(['GG-Las', 'GG-Skriv']);
    });

    it('makes nothing for somebody who shall have nothing', async () => {
      const a = newName();
      expect(await converge(wanted(a, []))).toEqual([{ username: a, kind: 'confirmed', state: 'none' }]);
      expect(await subject.look(a)).toBeUndefined();
    });

    it('shuts an account and takes it out of every governed group, and of no other', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las', 'GG-Admin']));
      await subject.byHand.createGroup(`Fika ${name}`, [a]);
      expect(await converge(wanted(a, []))).toEqual([{ username: a, kind: 'confirmed', state: 'disabled' }]);
      expect(await subject.look(a)).toMatchObject({ enabled: false, groups: [`Fika ${name}`] });
    });

    it('prepares an account: there, shut and in no group, until it is opened', async () => {
      const a = newName();
      const prepared = wanted(a, [], { standing: 'prepared' });
      expect(await converge(prepared)).toEqual([{ username: a, kind: 'confirmed', state: 'disabled' }]);
      expect(await subject.look(a)).toMatchObject({ enabled: false, displayName: `Prov ${a}`, groups: [] });
      const before = await subject.look(a);
      expect(await converge(prepared)).toEqual([{ username: a, kind: 'confirmed', state: 'disabled' }]);
      expect(await subject.look(a)).toEqual(before);
      await subject.byHand.enable(a);
      await subject.byHand.join(a, 'GG-Las');
      await converge(prepared);
      expect(await subject.look(a)).toMatchObject({ enabled: false, groups: [] });
      expect(await converge(wanted(a, ['GG-Las']))).toEqual([
        { username: a, kind: 'confirmed', state: 'enabled' },
      ]);
      expect(await subject.look(a)).toMatchObject({ enabled: true, groups: ['GG-Las'] });
    });

    it('deletes an account that shall be gone, open or shut, and nothing else', async () => {
      const [open, shut, never, other] = [newName(), newName(), newName(), newName()];
      await converge(wanted(open, ['GG-Las']), wanted(shut, ['GG-Las']), wanted(other, ['GG-Las']));
      await converge(wanted(shut, []));
      const before = await subject.look(other);
      const gone = [open, shut, never].map((username) => wanted(username, [], { standing: 'gone' }));
      const done = gone.map(({ username }) => ({ username, kind: 'confirmed', state: 'none' }));
      expect(await converge(...gone)).toEqual(done);
      for (const { username } of gone) expect(await subject.look(username)).toBeUndefined();
      expect(await subject.look(other)).toEqual(before);
      expect(await converge(...gone)).toEqual(done);
    });

    it('gives an account that is made after a deletion nothing of the deleted one', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las', 'GG-Admin']));
      await converge(wanted(a, [], { standing: 'gone' }));
      await converge(wanted(a, ['GG-Skriv']));
      expect(await groupsOf(a)).toEqual(['GG-Skriv']);
    });

    it('opens a shut account with the new groups only', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las', 'GG-Admin']));
      await converge(wanted(a, []));
      expect(await converge(wanted(a, ['GG-Skriv']))).toEqual([
        { username: a, kind: 'confirmed', state: 'enabled' },
      ]);
      expect(await subject.look(a)).toMatchObject({ enabled: true, groups: ['GG-Skriv'] });
    });

    it('changes nothing when all is right', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las']));
      const before = await subject.look(a);
      expect(await converge(wanted(a, ['GG-Las']))).toEqual([
        { username: a, kind: 'confirmed', state: 'enabled' },
      ]);
      expect(await subject.look(a)).toEqual(before);
    });

    it('puts right what was changed by hand', async () => {
      const [a, b, c] = [newName(), newName(), newName()];
      const all = [wanted(a, ['GG-Las']), wanted(b, ['GG-Las', 'GG-Skriv']), wanted(c, ['GG-Las'])];
      await converge(...all);
      await converge(wanted(c, []));
      await subject.byHand.join(a, 'GG-Admin');
      await subject.byHand.leave(b, 'GG-Skriv');
      await subject.byHand.enable(c);
      await subject.byHand.join(c, 'GG-Las');
      await converge(wanted(a, ['GG-Las']), wanted(b, ['GG-Las', 'GG-Skriv']), wanted(c, []));
      expect(await groupsOf(a)).toEqual(['GG-Las']);
      expect(await groupsOf(b)).toEqual(['GG-Las', 'GG-Skriv']);
      expect(await subject.look(c)).toMatchObject({ enabled: false, groups: [] });
    });

    it('makes an account anew that was deleted by hand, and revives no membership that was left behind', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Admin']));
      await subject.byHand.deleteAccount(a);
      expect(await converge(wanted(a, ['GG-Las']))).toEqual([
        { username: a, kind: 'confirmed', state: 'enabled' },
      ]);
      expect(await groupsOf(a)).toEqual(['GG-Las']);
    });

    it('follows a changed name, and can hide one', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las']));
      await converge(
        wanted(a, ['GG-Las'], { displayName: 'Åsa Nyström', familyName: 'Nyström', email: undefined }),
      );
      expect(await subject.look(a)).toMatchObject({ displayName: 'Åsa Nyström', email: `${a}@vard.example` });
      await converge(wanted(a, ['GG-Las'], { displayName: a, familyName: a, givenName: null, email: null }));
      expect(await subject.look(a)).toMatchObject({ displayName: a, email: null });
    });

    it.each(hardNames)('shows the name %j as it is', async (hard) => {
      const a = newName();
      expect(
        await converge(wanted(a, ['GG-Las'], { displayName: hard, familyName: hard, givenName: hard })),
      ).toEqual([{ username: a, kind: 'confirmed', state: 'enabled' }]);
      expect((await subject.look(a))?.displayName).toBe(hard.replace(/ +/g, ' ').trim());
    });

    it('finds exactly the group that is meant, whatever its name', async () => {
      const groups = hardNames.map((hard) => `G ${hard}`);
      const a = newName();
      const b = newName();
      await subject.connector.converge([wanted(a, groups), wanted(b, ['GG-Las'])], [...governed, ...groups]);
      expect(await groupsOf(a)).toEqual(groups.map((group) => group.replace(/ +/g, ' ').trim()).sort());
      expect(await groupsOf(b)).toEqual(['GG-Las']);
      const [kept = '', ...left] = groups;
      await subject.connector.converge([wanted(a, [kept])], [...governed, kept, ...left]);
      expect(await groupsOf(a)).toEqual([kept]);
    });

    it('touches no other account, whatever an account is called', async () => {
      const bystander = newName();
      await converge(wanted(bystander, ['GG-Las']));
      const before = await subject.look(bystander);
      for (const hard of hardNames) {
        const [outcome] = await converge(wanted(hard, ['GG-Skriv']));
        if (subject.anyUsername)
          expect(outcome).toEqual({ username: hard, kind: 'confirmed', state: 'enabled' });
        if (outcome?.kind === 'confirmed') {
          expect(await groupsOf(hard)).toEqual(['GG-Skriv']);
          expect(await converge(wanted(hard, []))).toMatchObject([{ kind: 'confirmed', state: 'disabled' }]);
          expect(await subject.look(hard)).toMatchObject({ enabled: false, groups: [] });
        }
      }
      expect(await subject.look(bystander)).toEqual(before);
    });

    it('refuses names that cannot be, and goes on with the others', async () => {
      const good = newName();
      const bad = newName();
      const outcomes = await subject.connector.converge(
        [
          wanted('nul\u0000name', ['GG-Las']),
          wanted('line\nbreak', ['GG-Las']),
          wanted(' ', ['GG-Las']),
          wanted(bad, ['GG-Las', 'nul\u0000group']),
          wanted(good, ['GG-Las']),
        ],
        [...governed, 'nul\u0000group'],
      );
      expect(outcomes.map((o) => [o.username, o.kind])).toEqual([
        ['nul\u0000name', 'rejected'],
        ['line\nbreak', 'rejected'],
        [' ', 'rejected'],
        [bad, 'rejected'],
        [good, 'confirmed'],
      ]);
      expect(await groupsOf(good)).toEqual(['GG-Las']);
    });

    it('moves 300 at once in and out of a group, and leaves the group there when it is empty', async () => {
      const names = Array.from({ length: 300 }, newName);
      const members = (groups: string[]): WantedAccount[] =>
        names.map((username) => wanted(username, groups));
      const joined = await subject.connector.converge(members(['GG-Stor']), [...governed, 'GG-Stor']);
      expect(joined.filter((o) => o.kind === 'confirmed' && o.state === 'enabled')).toHaveLength(300);
      const read = await subject.connector.read(names, ['GG-Stor', 'GG-Las']);
      expect(new Set(read.map((a) => `${a.state} ${a.groups.join()}`))).toEqual(new Set(['enabled GG-Stor']));
      const left = await subject.connector.converge(members([]), [...governed, 'GG-Stor']);
      expect(left.filter((o) => o.kind === 'confirmed' && o.state === 'disabled')).toHaveLength(300);
      for (const username of names.slice(0, 3))
        expect(await subject.look(username)).toMatchObject({ enabled: false, groups: [] });
      expect(
        await subject.connector.converge([wanted(names[0] ?? '', ['GG-Stor'])], [...governed, 'GG-Stor']),
      ).toMatchObject([{ kind: 'confirmed', state: 'enabled' }]);
    });

    it('takes the last member out of a group that somebody else made', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las']));
      const group = `GG-Eget ${name}`;
      await subject.byHand.createGroup(group, [a]);
      const outcomes = await subject.connector.converge([wanted(a, ['GG-Las'])], [...governed, group]);
      expect(outcomes).toEqual([{ username: a, kind: 'confirmed', state: 'enabled' }]);
      expect(await groupsOf(a)).toEqual(['GG-Las']);
    });

    it('ends right when several work on the same accounts at once', async () => {
      const names = Array.from({ length: 20 }, newName);
      const all = names.map((username) => wanted(username, ['GG-Las', 'GG-Skriv']));
      await Promise.all([converge(...all), converge(...all), converge(...all)]);
      expect(await converge(...all)).toEqual(
        names.map((username) => ({ username, kind: 'confirmed', state: 'enabled' })),
      );
      const none = names.map((username) => wanted(username, []));
      await Promise.all([converge(...none), converge(...none), converge(...none)]);
      expect(await converge(...none)).toEqual(
        names.map((username) => ({ username, kind: 'confirmed', state: 'disabled' })),
      );
    });

    it('tells every group with the accounts in it, made by us or by hand, and changes nothing', async () => {
      const [open, shut, lone] = [newName(), newName(), newName()];
      await converge(
        wanted(open, ['GG-Las', 'GG-Skriv']),
        wanted(shut, ['GG-Las']),
        wanted(lone, ['GG-Las']),
      );
      const native = `Gamla arkivet ${name}`;
      await subject.byHand.createGroup(native, [open, shut]);
      await converge(wanted(shut, []));
      const before = await Promise.all([open, shut, lone].map((username) => subject.look(username)));
      const found = new Map<string, Map<string, boolean>>();
      for await (const page of subject.connector.groups())
        for (const group of page) {
          expect(found.has(group.name)).toBe(false);
          found.set(group.name, new Map(group.members.map((m) => [m.username, m.enabled])));
        }
      expect(found.get(native)).toEqual(
        new Map([
          [open, true],
          [shut, false],
        ]),
      );
      expect(found.get('GG-Las')?.get(lone)).toBe(true);
      expect(found.get('GG-Las')?.has(shut)).toBe(false);
      expect(found.get('GG-Skriv')?.get(open)).toBe(true);
      expect(await Promise.all([open, shut, lone].map((username) => subject.look(username)))).toEqual(before);
    });

    it('tells 300 members of one group, and more groups than a page holds', async () => {
      const names = Array.from({ length: 300 }, newName);
      const many = Array.from({ length: 30 }, (_, i) => `GG-Sida-${String(i)}`);
      const governedToo = [...governed, 'GG-Alla', ...many];
      await subject.connector.converge(
        names.map((username, i) => wanted(username, ['GG-Alla', ...(i === 0 ? many : [])])),
        governedToo,
      );
      const found = new Map<string, number>();
      for await (const page of subject.connector.groups())
        for (const group of page) found.set(group.name, group.members.length);
      expect(found.get('GG-Alla')).toBe(300);
      expect(many.map((group) => found.get(group))).toEqual(many.map(() => 1));
    });

    it('writes nothing once the caller has lost its claim', async () => {
      const a = newName();
      await converge(wanted(a, ['GG-Las']));
      const before = await subject.look(a);
      const lost = new Error('the claim is lost');
      await expect(
        subject.connector.converge([wanted(a, []), wanted(newName(), ['GG-Las'])], governed, () => {
          throw lost;
        }),
      ).rejects.toBe(lost);
      const gone = wanted(a, [], { standing: 'gone' });
      await expect(
        subject.connector.converge([gone], governed, () => {
          throw lost;
        }),
      ).rejects.toBe(lost);
      expect(await subject.look(a)).toEqual(before);
    });
  });
}

/** The part of the contract that needs a server that can be away. */
export function describeOutages(
  name: string,
  open: () => Promise<{
    make(over?: {
      bindPassword?: string;
      caFile?: string;
      timeoutMs?: number;
      peopleDn?: string;
    }): DirectoryConnector;
    relay: { cut(): void; silence(): void; resume(): void; cutAfterBytes(bytes: number): void };
    otherCaFile: string;
    stop(): Promise<void>;
  }>,
): void {
  describe(`the directory contract when things fail: ${name}`, () => {
    type Opened = Awaited<ReturnType<typeof open>>;
    let opened: Opened;
    let made: DirectoryConnector[] = [];
    const make = (...over: Parameters<Opened['make']>): DirectoryConnector => {
      const connector = opened.make(...over);
      made.push(connector);
      return connector;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await Promise.all(made.map((connector) => connector.close()));
      made = [];
      await opened.stop();
    });

    it('is unavailable with a wrong password, and does not tell the password', async () => {
      const wrong = make({ bindPassword: 'hemligt-losenord' });
      const error: unknown = await wrong.check().catch((e: unknown) => e);
      expect(error).toBeInstanceOf(TargetUnavailable);
      expect(String(error)).not.toContain('hemligt');
    });

    it('is unavailable when the server cannot prove who it is', async () => {
      await expect(make({ caFile: opened.otherCaFile }).check()).rejects.toBeInstanceOf(TargetUnavailable);
    });

    it('is unavailable when the place for accounts does not exist: nothing is concluded from that', async () => {
      const lost = make({ peopleDn: 'ou=nowhere,dc=vard,dc=test' });
      await expect(lost.converge([wanted('b0', [])], governed)).rejects.toBeInstanceOf(TargetUnavailable);
    });

    it('goes on after its connection was ended while nobody used it', async () => {
      const connector = make();
      await connector.check();
      opened.relay.cut();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await expect(connector.check()).resolves.toBeUndefined();
    });

    it('is unavailable within its time limit when the server falls silent, and back afterwards', async () => {
      const connector = make({ timeoutMs: 700 });
      await connector.check();
      opened.relay.silence();
      const began = performance.now();
      await expect(connector.check()).rejects.toBeInstanceOf(TargetUnavailable);
      expect(performance.now() - began).toBeLessThan(3000);
      opened.relay.resume();
      await expect(connector.check()).resolves.toBeUndefined();
    });

    it('finishes what a lost connection left half done', async () => {
      const connector = make();
      const names = Array.from({ length: 40 }, (_, i) => `b${String(i).padStart(5, '0')}`);
      const all = names.map((username) => wanted(username, ['GG-Las', 'GG-Skriv']));
      let failures = 0;
      for (let bytes = 3000; failures < 40; bytes += 9000) {
        opened.relay.cutAfterBytes(bytes);
        const outcomes = await connector.converge(all, governed).catch((error: unknown) => {
          expect(error).toBeInstanceOf(TargetUnavailable);
          failures += 1;
          return [];
        });
        if (outcomes.length > 0) {
          expect(new Set(outcomes.map((o) => o.kind))).toEqual(new Set(['confirmed']));
          break;
        }
      }
      opened.relay.cutAfterBytes(Number.POSITIVE_INFINITY);
      expect(failures).toBeGreaterThan(0);
      expect((await make().read(names, governed)).map((a) => `${a.state} ${a.groups.join()}`)).toEqual(
        names.map(() => 'enabled GG-Las,GG-Skriv'),
      );
    });
  });
}
