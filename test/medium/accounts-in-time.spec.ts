import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { TargetUnavailable } from '../../src/connectors/connector.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { PrepareJoiners } from '../../src/lifecycle/following/prepare-joiners.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { DeleteAccounts } from '../../src/provisioning/delete-accounts.js';
import { DeliverAccounts } from '../../src/provisioning/deliver-accounts.js';
import { ProvisioningModule } from '../../src/provisioning/provisioning.module.js';
import { RaiseAlarms } from '../../src/provisioning/raise-alarms.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { Caller } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery, type EmploymentLine } from '../support/hr-delivery.js';
import { MemoryDirectory } from '../support/memory-directory.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-accounts-'));
const directory = new MemoryDirectory();
const owner = employmentLine(9000, { Anställningsnummer: 'OWNER', EnhetId: '100', AIDkod: '' });
const guard = employmentLine(9001, { Anställningsnummer: 'GUARD', EnhetId: '100', AIDkod: '999999' });
let edge: Edge;
/** What HR says now. */
let lines = new Map<string, EmploymentLine>();

beforeAll(async () => {
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
      ProvisioningModule.with({ useFactory: () => directory }),
    ],
    config: {
      hr: { sources: [demoSource({ breaker: { count: 1000, share: 1 } })] },
      directory: {
        url: 'ldaps://localhost',
        bindDn: 'cn=x',
        bindPassword: 'x',
        peopleDn: 'ou=p',
        groupsDn: 'ou=g',
        deleteAfterDays: 30,
      },
      lifecycle: { breakers: { unit: { count: 1000, share: 1 }, hour: { count: 1000, share: 1 } } },
    },
  });
  await edge.app.get(Jobs).start();
  setTime('2026-11-20T09:00:00Z');
  await say(owner, guard);
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'OWNER',
      systemOwner: 'OWNER',
      roles: [
        { key: 'vard', group: 'gg-vard' },
        { key: 'vakt', right: 'security' },
      ],
      birthrightRules: [
        { key: 'vard', name: 'Vård', role: 'vard', selector: { titleCodes: ['2070*'] } },
        { key: 'vakt', name: 'Vakt', role: 'vakt', selector: { titleCodes: ['999999'] } },
      ],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

function setTime(instant: string): void {
  edge.clock.move((Date.parse(instant) - edge.clock.now().getTime()) / 60_000);
}

/** HR sends everything it knows, with these lines new or changed. */
async function say(...changed: EmploymentLine[]): Promise<void> {
  for (const line of changed) lines.set(line.Anställningsnummer ?? '', line);
  const delivery = readDelivery(writeDelivery(folder, [...lines.values()]));
  const result = await edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
  expect(['applied', 'unchanged']).toContain(result.outcome);
}

async function silence(number: string): Promise<void> {
  lines = new Map([...lines].filter(([key]) => key !== number));
  await say();
}

async function passTo(instant: string): Promise<void> {
  setTime(instant);
  await edge.app.get(PassMidnight).run();
  await edge.app.get(PrepareJoiners).run();
}

/** Whatever waits is delivered, as the queue would. */
async function deliver(): Promise<void> {
  const waiting = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM account WHERE delivered_version < wanted_version`,
  );
  await edge.app.get(DeliverAccounts).run({ target: 'directory', personIds: waiting.map((row) => row.id) });
}

interface AccountRow {
  personId: string;
  username: string;
  state: string;
  kind: string;
}

async function account(number: string): Promise<AccountRow | undefined> {
  const [row] = await edge.database.query<AccountRow>(
    `SELECT a.person_id AS "personId", a.username, a.state, a.wanted_kind AS kind
     FROM account a JOIN employment e ON e.person_id = a.person_id WHERE e.number = $1`,
    [number],
  );
  return row;
}

async function personId(number: string): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM employment WHERE number = $1`,
    [number],
  );
  return row?.id ?? '';
}

const look = async (number: string): Promise<ReturnType<MemoryDirectory['look']>> =>
  directory.look((await account(number))?.username ?? '');
const actions = async (number: string): Promise<string[]> =>
  (
    await edge.database.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE person_id = $1 AND object_kind = 'account' ORDER BY id`,
      [await personId(number)],
    )
  ).map((row) => row.action);
const deleteDue = (): Promise<number> => edge.app.get(DeleteAccounts).run();

describe('somebody who has not begun', () => {
  const joiner = (n: number, from: string, more: EmploymentLine = {}): EmploymentLine =>
    employmentLine(n, { Startdatum: from, ...more });

  it('gets an account seven days ahead: there, shut, in no group; and it opens at midnight of the day', async () => {
    await say(joiner(1, '2026-11-30'));
    expect(await account('A1')).toBeUndefined();
    await passTo('2026-11-22T23:30:00Z'); // the 23rd in Sweden
    expect(await account('A1')).toMatchObject({ kind: 'prepared', state: 'none' });
    await deliver();
    expect(await account('A1')).toMatchObject({ kind: 'prepared', state: 'prepared' });
    expect(await look('A1')).toMatchObject({ enabled: false, groups: [], displayName: 'Test Ek1' });

    await passTo('2026-11-29T22:59:00Z');
    await deliver();
    expect(await look('A1')).toMatchObject({ enabled: false, groups: [] });
    await passTo('2026-11-29T23:01:00Z');
    await deliver();
    expect(await look('A1')).toMatchObject({ enabled: true, groups: ['gg-vard'] });
    expect(await actions('A1')).toEqual(['account.prepared', 'account.enabled']);
  });

  it('opens nothing before the day: no session, no grant, also with an account that is ready', async () => {
    await say(joiner(2, '2026-12-03'));
    expect(await account('A2')).toMatchObject({ kind: 'prepared' });
    await deliver();
    const id = await personId('A2');
    const caller = new Caller(edge.url, await edge.signIn(id));
    expect((await caller.get(`/people/${id}/shifts`)).status).toBe(401);
    expect(await edge.database.query(`SELECT FROM access_grant WHERE person_id = $1`, [id])).toEqual([]);
    expect(await look('A2')).toMatchObject({ enabled: false, groups: [] });
  });

  it('is prepared once, however often it is asked', async () => {
    await say(joiner(3, '2026-12-02'));
    await deliver();
    const before = await edge.database.query(`SELECT username, wanted_version FROM account ORDER BY 1`);
    await Promise.all([edge.app.get(PrepareJoiners).run(), edge.app.get(PrepareJoiners).run()]);
    await say(joiner(3, '2026-12-02', { Epost: 'annan@example.se' }));
    expect(await edge.database.query(`SELECT username, wanted_version FROM account ORDER BY 1`)).toEqual(
      before,
    );
  });

  it('loses the account at once when nobody comes after all', async () => {
    await say(joiner(4, '2026-12-03'));
    await deliver();
    const held = await look('A4');
    expect(held).toBeDefined();
    await silence('A4');
    await deliver();
    expect(await look('A4')).toBeUndefined();
    expect(await account('A4')).toMatchObject({ state: 'deleted' });
    expect(await actions('A4')).toEqual(['account.prepared', 'account.deleted']);
  });

  it('loses it at once by "Avsluta nu", too, and whoever ended it sees that it is done', async () => {
    await say(joiner(8, '2026-12-02'));
    await deliver();
    const id = await personId('A8');
    const input = { personId: id, reason: 'other' as const, note: 'Tackade nej till anställningen.' };
    await edge.app.get(TerminatePerson).run(operator, input);
    await deliver();
    expect(await look('A8')).toBeUndefined();
    expect(await account('A8')).toMatchObject({ state: 'deleted' });
    const guardian = new Caller(edge.url, await edge.signIn(await personId('GUARD')));
    expect(await guardian.get(`/people/${id}/termination`)).toMatchObject({
      status: 200,
      body: { account: { state: 'disabled', waitingSince: null } },
    });
  });

  it('keeps it when the first day is put off', async () => {
    await say(joiner(5, '2026-12-01'));
    await deliver();
    await say(joiner(5, '2027-02-01'));
    await deliver();
    expect(await look('A5')).toMatchObject({ enabled: false });
    expect(await account('A5')).toMatchObject({ state: 'prepared' });
  });

  it('is not made for a joiner whom no rule in the directory is for', async () => {
    await say(joiner(6, '2026-12-01', { AIDkod: '152010' }));
    expect(await account('A6')).toBeUndefined();
  });

  it('is opened though the directory was down over midnight', async () => {
    await say(joiner(7, '2026-12-04'));
    await deliver();
    await passTo('2026-12-03T22:58:00Z');
    directory.down = true;
    await passTo('2026-12-03T23:01:00Z');
    await expect(deliver()).rejects.toBeInstanceOf(TargetUnavailable);
    directory.down = false;
    await deliver();
    expect(await look('A7')).toMatchObject({ enabled: true, groups: ['gg-vard'] });
  });
});

describe('somebody who has left', () => {
  const nurse = (n: number, more: EmploymentLine = {}): EmploymentLine =>
    employmentLine(n, { Startdatum: '2020-01-01', ...more });
  /** Employed, with an account that is shut on `day` at nine in the morning. Days only go forward. */
  async function leave(n: number, day: string): Promise<void> {
    setTime(`${day}T09:00:00Z`);
    await say(nurse(n));
    await deliver();
    await say(nurse(n, { Slutdatum: addDays(day, -1) }));
    await deliver();
    expect(await look(`A${String(n)}`)).toMatchObject({ enabled: false, groups: [] });
  }

  it('has the account deleted after the days, read back and in the log; a rehire gets another one', async () => {
    await leave(20, '2026-12-11');
    const before = (await account('A20'))?.username;
    setTime('2027-01-10T08:59:00Z');
    expect(await deleteDue()).toBe(0);
    setTime('2027-01-10T09:01:00Z');
    expect(await deleteDue()).toBe(1);
    expect(await deleteDue()).toBe(0);
    await deliver();
    expect(directory.look(before ?? '')).toBeUndefined();
    expect(await account('A20')).toMatchObject({ state: 'deleted', username: before });
    expect((await actions('A20')).slice(-2)).toEqual(['account.disabled', 'account.deleted']);

    await say(nurse(20, { Anställningsnummer: 'A20B', Startdatum: '2027-01-10' }));
    await deliver();
    const after = await account('A20');
    expect(after).toMatchObject({ state: 'enabled', kind: 'by-grants' });
    expect(after?.username).not.toBe(before);
    expect(directory.look(before ?? '')).toBeUndefined();
  });

  it('keeps the account when the reason is gone between the decision and the deed', async () => {
    await leave(21, '2027-01-11');
    setTime('2027-02-11T09:00:00Z');
    expect(await deleteDue()).toBe(1);
    await say(nurse(21, { Anställningsnummer: 'A21B', Startdatum: '2027-03-01' })); // comes back, not yet
    await deliver();
    expect(await look('A21')).toMatchObject({ enabled: false });
    expect(await account('A21')).toMatchObject({ state: 'disabled' });
    expect((await actions('A21')).at(-1)).toBe('account.kept');
    await silence('A21B');
    expect(await deleteDue()).toBe(1);
    await deliver();
    expect(await look('A21')).toBeUndefined();
  });

  it('ends enabled with the new grants only when a rehire overtakes the deletion in the directory', async () => {
    await leave(22, '2027-02-12');
    setTime('2027-03-15T10:00:00Z');
    expect(await deleteDue()).toBe(1);
    let first = true;
    directory.beforeWriting = async () => {
      if (!first) return;
      first = false;
      await say(nurse(22, { Anställningsnummer: 'A22B', Startdatum: '2027-03-15' }));
      await deliver(); // another worker, who sees the rehire and opens the account
    };
    await deliver(); // this one has read that it shall be gone
    directory.beforeWriting = () => Promise.resolve();
    await deliver();
    expect(await look('A22')).toMatchObject({ enabled: true, groups: ['gg-vard'] });
    expect(await account('A22')).toMatchObject({ state: 'enabled', kind: 'by-grants' });
  });

  it('keeps the account that security asked to keep, and for nobody else', async () => {
    await leave(23, '2027-03-16');
    const id = await personId('A23');
    const at = `/people/${id}/account-hold`;
    setTime('2027-04-16T09:00:00Z');
    const security = new Caller(edge.url, await edge.signIn(await personId('GUARD')));
    const somebody = new Caller(edge.url, await edge.signIn(await personId('OWNER')));
    const hold = { reason: 'En utredning pågår, ärende 77.', until: '2027-05-01' };
    expect((await somebody.post(at, hold)).status).toBe(404);
    expect((await somebody.get(at)).status).toBe(404);
    expect((await security.post(at, { ...hold, until: '2029-01-01' })).status).toBe(422);
    expect((await security.post(at, { ...hold, until: '2027-04-15' })).status).toBe(422);
    expect(await security.post(at, hold)).toMatchObject({
      status: 200,
      body: { hold: { until: '2027-05-01' }, deletesOn: '2027-05-02', account: { state: 'disabled' } },
    });
    expect((await security.post(at, hold)).status).toBe(409);
    expect(await deleteDue()).toBe(0);
    setTime('2027-05-02T03:00:00Z');
    const later = new Caller(edge.url, await edge.signIn(await personId('GUARD')));
    expect(await later.get(at)).toMatchObject({ body: { hold: null, deletesOn: '2027-04-15' } });
    expect(await deleteDue()).toBe(1);
    expect((await edge.audit('account.held')).map((row) => row.reason)).toEqual([hold.reason]);
  });
});

describe('a closing that the directory does not confirm', () => {
  const alarms = async (): Promise<{ open: number; figure: string | undefined }> => {
    const [row] = await edge.database.query<{ open: number }>(
      `SELECT count(*)::integer AS open FROM delivery_alarm WHERE cleared_at IS NULL`,
    );
    const text = await (await fetch(`${edge.url}/metrics`)).text();
    return { open: row?.open ?? 0, figure: /^grindvakt_delivery_alarms (\S+)$/m.exec(text)?.[1] };
  };
  const raise = (): Promise<number> => edge.app.get(RaiseAlarms).run();
  const notices = async (): Promise<string[]> =>
    (
      await edge.database.query<{ kind: string }>(
        `SELECT kind FROM notice WHERE to_id = $1 AND kind LIKE 'deliver%' ORDER BY at, kind`,
        [await personId('GUARD')],
      )
    ).map((row) => row.kind);

  it('raises an alarm after a minute when it was urgent, tells security, and is cleared when it is confirmed', async () => {
    setTime('2027-06-01T09:00:00Z');
    await deliver();
    await say(employmentLine(30, { Startdatum: '2020-01-01' }));
    await deliver();
    directory.down = true;
    const id = await personId('A30');
    await edge.app
      .get(TerminatePerson)
      .run(operator, { personId: id, reason: 'security', note: 'Provet avslutar personen.' });
    await deliver().catch(() => undefined);
    setTime('2027-06-01T09:00:59Z');
    expect(await raise()).toBe(0);
    setTime('2027-06-01T09:01:02Z');
    expect(await Promise.all([raise(), raise()])).toEqual(expect.arrayContaining([1, 0]));
    expect(await raise()).toBe(0);
    expect(await alarms()).toEqual({ open: 1, figure: '1' });
    expect(await notices()).toEqual(['delivery-unconfirmed']);
    expect(await edge.audit('alarm.raised')).toMatchObject([{ person_id: id }]);
    directory.down = false;
    await deliver();
    expect(await alarms()).toEqual({ open: 0, figure: '0' });
    expect(await edge.audit('alarm.cleared')).toMatchObject([{ person_id: id }]);
    expect(await look('A30')).toMatchObject({ enabled: false });
  });

  it('waits a quarter of an hour for an ordinary one, and tells of a directory that is down once', async () => {
    setTime('2027-06-02T09:00:00Z');
    const many = Array.from({ length: 8 }, (_, i) => employmentLine(40 + i, { Startdatum: '2020-01-01' }));
    await say(...many);
    await deliver();
    directory.down = true;
    await say(...many.map((line) => ({ ...line, Slutdatum: '2027-05-31' })));
    setTime('2027-06-02T09:14:00Z');
    expect(await raise()).toBe(0);
    setTime('2027-06-02T09:15:30Z');
    expect(await raise()).toBe(8);
    expect(await notices()).toEqual(['delivery-unconfirmed', 'deliveries-unconfirmed']);
    directory.down = false;
    await deliver();
    expect((await alarms()).open).toBe(0);
  });

  it('believes no directory that says yes while the account still works: the alarm comes, and stays until it is shut', async () => {
    setTime('2027-06-02T12:00:00Z');
    await say(employmentLine(50, { Startdatum: '2020-01-01' }));
    await deliver();
    const id = await personId('A50');
    const [account] = await edge.database.query<{ username: string }>(
      `SELECT username FROM account WHERE person_id = $1`,
      [id],
    );
    directory.deaf.add(account?.username ?? '');
    await edge.app
      .get(TerminatePerson)
      .run(operator, { personId: id, reason: 'security', note: 'Provet avslutar personen.' });
    await deliver();
    expect(await look('A50')).toMatchObject({ enabled: true });
    const [known] = await edge.database.query<{ done: boolean; error: string }>(
      `SELECT delivered_version >= wanted_version AS done, last_error AS error FROM account WHERE person_id = $1`,
      [id],
    );
    expect(known).toEqual({ done: false, error: 'the target confirms an account that is enabled' });
    expect(
      await edge.audit('account.disabled').then((rows) => rows.map((row) => row.person_id)),
    ).not.toContain(id);
    setTime('2027-06-02T12:01:05Z');
    expect([await raise(), (await alarms()).open]).toEqual([1, 1]);
    directory.deaf.clear();
    await deliver();
    expect([await look('A50'), (await alarms()).open]).toMatchObject([{ enabled: false }, 0]);
  });

  it('raises none for access that is given late: nobody has too much', async () => {
    setTime('2027-06-03T09:00:00Z');
    await say(employmentLine(60, { Startdatum: '2020-01-01' }));
    setTime('2027-06-03T12:00:00Z');
    expect(await raise()).toBe(0);
  });
});
