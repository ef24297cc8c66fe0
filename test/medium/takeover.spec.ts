import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Attribute, Change, Client } from 'ldapts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { z } from 'zod';
import { LdapDirectory } from '../../src/connectors/ldap/ldap-directory.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { addDays } from '../../src/policy/model/day.js';
import { DeliverAccounts } from '../../src/provisioning/deliver-accounts.js';
import { ProvisioningModule } from '../../src/provisioning/provisioning.module.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { startDirectory, type Directory } from '../../src/sandbox/openldap.js';
import { DiscoveryModule } from '../../src/takeover/discovery.module.js';
import { SettleTakeover } from '../../src/takeover/settle-takeover.js';
import { TakeoverModule } from '../../src/takeover/takeover.module.js';
import type {
  discoverySchema,
  foundGroupListSchema,
  strayListSchema,
  takenSchema,
  takeoverSystemsSchema,
  unassessedListSchema,
} from '../../src/takeover/takeover.schema.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Unassessed = z.output<typeof unassessedListSchema>;
type Problem = { code: string; pointer?: string };
type Taken = z.output<typeof takenSchema>;

jest.setTimeout(120_000);

let edge: Edge;
let home: CareHome;
let dir: string;
let server: Directory;
let hand: Client;
let unitId: string;
let owner: Employee;
let boss: Employee;
let otherBoss: Employee;
let tech: Employee;
let officer: Employee;
let systemId: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-takeover-'));
  server = await startDirectory({ dir });
  const { url, caFile, bindDn, bindPassword, peopleDn, groupsDn } = server;
  const ldap = {
    kind: 'openldap' as const,
    url,
    caFile,
    bindDn,
    bindPassword,
    peopleDn,
    groupsDn,
    timeoutMs: 8000,
  };
  const directory: DynamicModule = ProvisioningModule.with({ useFactory: () => new LdapDirectory(ldap) });
  edge = await startEdge({
    rooms: [RequestsModule, TakeoverModule, DeskModule, directory, DiscoveryModule.with([directory])],
    config: { takeover: { keepDays: 30 } },
  });
  await edge.app.get(Jobs).start();
  hand = new Client({ url, tlsOptions: { ca: readFileSync(caFile) } });
  await hand.bind(bindDn, bindPassword);
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Norrgården');
  owner = await home.employee(unitId, { name: 'Ägare' });
  boss = await home.employee(unitId, { name: 'Chef' });
  otherBoss = await home.employee(unitId, { name: 'Annan' });
  tech = await home.employee(unitId, { name: 'Tekniker' });
  officer = await home.employee(unitId, { name: 'Strateg' });
  await home.grant(tech, await home.role(owner, { grindvakt: 'it' }));
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
  const [system] = await edge.database.query<{ id: string }>(`SELECT id FROM information_system`);
  systemId = system?.id ?? '';
});
afterAll(async () => {
  await hand.unbind();
  await edge.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

let number = 0;
/** Somebody with an account from before Grindvakt, known by the HSA-id that it holds. */
async function native(
  more: { protection?: 'confidential'; to?: string; shut?: boolean; manager?: Employee } = {},
): Promise<Employee & { username: string }> {
  number += 1;
  const hsaId = `SE2120000000-T${String(number)}`;
  const username = `gammal${String(number)}`;
  const who = await home.employee(unitId, { manager: boss, ...more });
  await edge.database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ($1, $2)`, [
    hsaId,
    who.personId,
  ]);
  await account(username, hsaId.toLowerCase(), more.shut ?? false);
  return { ...who, username };
}

async function account(username: string, identity: string, shut = false): Promise<void> {
  await hand.add(`uid=${username},${server.peopleDn}`, {
    objectClass: 'inetOrgPerson',
    uid: username,
    cn: username,
    sn: username,
    employeeNumber: identity,
    ...(shut ? { pwdAccountLockedTime: '000001010000Z' } : {}),
  });
}

async function group(members: readonly string[]): Promise<string> {
  const name = `Gammal grupp ${randomUUID().slice(0, 8)}`;
  const dns = members.map((username) => `uid=${username},${server.peopleDn}`);
  await hand.add(`cn=${name},${server.groupsDn}`, {
    objectClass: 'groupOfNames',
    cn: name,
    member: dns.length > 0 ? dns : ['cn=nobody'],
  });
  return name;
}

async function membersOf(name: string): Promise<string[]> {
  const { searchEntries } = await hand.search(`cn=${name},${server.groupsDn}`, {
    scope: 'base',
    attributes: ['member'],
  });
  const members = searchEntries[0]?.['member'] ?? [];
  return (Array.isArray(members) ? members : [members])
    .flatMap((dn) => /^uid=([^,]+),/.exec(String(dn))?.[1] ?? [])
    .sort();
}

/** Does what the tasks would do now, for everybody. */
async function deliver(): Promise<void> {
  const personIds = (await edge.database.query<{ id: string }>(`SELECT person_id AS id FROM account`)).map(
    (r) => r.id,
  );
  await edge.app.get(DeliverAccounts).run({ target: 'directory', personIds });
}

/** Reads the directory, and makes the group an entitlement. */
async function adopt(name: string): Promise<Taken & { entitlementId: string }> {
  const calls = await as(tech);
  expect((await calls.post('/discovery/readings')).status).toBe(200);
  const list = await calls.get<z.output<typeof foundGroupListSchema>>('/discovery/groups?limit=200');
  const found = list.body.items.find((item) => item.name === name);
  const { status, body } = await calls.post<Taken & { entitlementId: string }>(
    `/discovery/groups/${found?.id ?? ''}/entitlement`,
    { systemId, name: 'Arkivet', sentence: 'Låter en läsa gamla akter.', privileged: false, risk: 2 },
  );
  expect(status).toBe(201);
  return body;
}

async function waiting(who: Employee, about?: Employee): Promise<Unassessed['items']> {
  const { body } = await (await as(who)).get<Unassessed>('/unassessed?limit=200');
  return body.items.filter((item) => about === undefined || item.person.id === about.personId);
}

const settle = (): Promise<void> =>
  edge.app.get(SettleTakeover).run({ kind: 'system', name: 'takeover', channel: 'schedule' });

async function tasks(who: Employee): Promise<{ kind: string; count: number; due: string | null }[]> {
  const { body } = await (
    await as(who)
  ).get<{ items: { kind: string; count: number; due: string | null }[] }>('/tasks');
  return body.items;
}

describe('discovery', () => {
  it('lists the groups that nothing governs, with members and a sample, and leaves them out with a reason', async () => {
    const anna = await native();
    const hidden = await native({ protection: 'confidential' });
    const name = await group([anna.username, hidden.username]);
    const calls = await as(tech);
    await calls.post('/discovery/readings');
    const { body } = await calls.get<z.output<typeof foundGroupListSchema>>('/discovery/groups?limit=200');
    const found = body.items.find((item) => item.name === name);
    expect(found).toMatchObject({ members: 2, sample: [anna.username], exempt: null });
    const before = (await calls.get<z.output<typeof discoverySchema>>('/discovery')).body;
    expect(before).toMatchObject({ may: { read: true, adopt: true, exempt: true, takeOver: true } });
    const path = `/discovery/groups/${found?.id ?? ''}/exemption`;
    expect((await calls.post<Problem>(path, { reason: 'nej' })).body).toMatchObject({
      code: 'reason-required',
    });
    expect((await calls.post(path, { reason: 'Bara en sändlista för fika' })).status).toBe(200);
    const after = (await calls.get<z.output<typeof discoverySchema>>('/discovery')).body;
    expect([after.unmanaged, after.exempt]).toEqual([before.unmanaged - 1, before.exempt + 1]);
    await calls.post('/discovery/readings');
    const exempt = await calls.get<z.output<typeof foundGroupListSchema>>('/discovery/groups?view=exempt');
    expect(exempt.body.items).toEqual([
      expect.objectContaining({
        name,
        exempt: expect.objectContaining({ reason: 'Bara en sändlista för fika' }),
      }),
    ]);
    expect(await edge.audit('group.exempted')).toHaveLength(1);
  });

  it('is for those who look after the directory or a system', async () => {
    const anna = await home.employee(unitId, { manager: boss });
    for (const who of [anna, boss]) {
      const calls = await as(who);
      expect((await calls.get<Problem>('/discovery')).body.code).toBe('not-allowed');
      expect((await calls.post<Problem>('/discovery/readings')).body.code).toBe('not-allowed');
      expect((await calls.post<Problem>('/discovery/takeovers')).body.code).toBe('not-allowed');
    }
    expect((await (await as(owner)).post('/discovery/readings')).status).toBe(200);
    expect((await (await as(owner)).post<Problem>('/discovery/takeovers')).body.code).toBe('not-allowed');
  });

  it('demands the Swedish sentence, and governs a group once', async () => {
    const name = await group([]);
    const calls = await as(tech);
    await calls.post('/discovery/readings');
    const list = await calls.get<z.output<typeof foundGroupListSchema>>('/discovery/groups?limit=200');
    const id = list.body.items.find((item) => item.name === name)?.id ?? '';
    const input = { systemId, name: 'Arkivet', sentence: 'Läs', privileged: false, risk: 2 };
    expect((await calls.post<Problem>(`/discovery/groups/${id}/entitlement`, input)).body).toMatchObject({
      code: 'invalid',
      errors: [expect.objectContaining({ pointer: '/sentence' })],
    });
    const whole = { ...input, sentence: 'Låter en läsa gamla akter.' };
    const all = await Promise.all(
      [1, 2, 3].map(() => calls.post<Problem>(`/discovery/groups/${id}/entitlement`, whole)),
    );
    expect(all.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
  });
});

describe('an existing membership', () => {
  it('is kept through deliveries until it is assessed, and removed and confirmed when it is not needed', async () => {
    const [anna, bo] = [await native(), await native()];
    const name = await group([anna.username, bo.username, 'ingen-alls']);
    const taken = await adopt(name);
    expect(taken).toMatchObject({ kept: 2, adopted: 2 });
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username, bo.username, 'ingen-alls'].sort());
    const grants = await edge.database.query(`SELECT FROM access_grant WHERE person_id = ANY($1)`, [
      [anna.personId, bo.personId],
    ]);
    expect(grants).toEqual([]);

    const [row] = await waiting(boss, anna);
    expect(row).toMatchObject({
      entitlement: 'Arkivet',
      username: anna.username,
      state: 'open',
      may: { remove: true },
    });
    const calls = await as(boss);
    const removal = { ids: [row?.id], reason: 'Arbetar inte med arkivet' };
    expect(
      (await calls.post<Problem>('/unassessed/removals', { ...removal, reason: 'nej' })).body,
    ).toMatchObject({
      code: 'reason-required',
    });
    expect((await calls.post('/unassessed/removals', removal)).status).toBe(200);
    await deliver();
    expect(await membersOf(name)).toEqual([bo.username, 'ingen-alls'].sort());
    const decided = await calls.get<Unassessed>('/unassessed?state=decided&limit=200');
    expect(decided.body.items.find((item) => item.id === row?.id)).toMatchObject({
      state: 'removed',
      outcome: 'not-needed',
      confirmed: true,
    });
    expect((await calls.post<Problem>('/unassessed/removals', removal)).body.code).toBe('already-decided');
    expect(await edge.audit('unassessed.removed')).toContainEqual(
      expect.objectContaining({ person_id: anna.personId, reason: removal.reason }),
    );
  });

  it("is nobody else's to see or decide: another manager gets 404, oneself is refused", async () => {
    const anna = await native();
    await adopt(await group([anna.username]));
    const [row] = await waiting(boss, anna);
    const removal = { ids: [row?.id], reason: 'Arbetar inte med arkivet' };
    expect(await waiting(otherBoss)).toEqual([]);
    expect(await waiting(anna)).toEqual([]);
    expect((await (await as(otherBoss)).post<Problem>('/unassessed/removals', removal)).status).toBe(404);
    expect((await (await as(anna)).post<Problem>('/unassessed/removals', removal)).status).toBe(404);
    const chief = await native();
    await edge.database.query(`UPDATE information_system SET information_owner_id = $1 WHERE id = $2`, [
      chief.personId,
      systemId,
    ]);
    await adopt(await group([chief.username]));
    const [own] = await waiting(boss, chief);
    const answer = await (
      await as(chief)
    ).post<Problem>('/unassessed/removals', { ...removal, ids: [own?.id] });
    expect(answer.body.code).toBe('own-approval');
    await edge.database.query(`UPDATE information_system SET information_owner_id = $1`, [owner.personId]);
  });

  it('becomes a grant by the normal request, and goes when the request is refused', async () => {
    const [anna, bo] = [await native(), await native()];
    const name = await group([anna.username, bo.username]);
    const { entitlementId } = await adopt(name);
    const role = await home.role(owner);
    await edge.database.query(`INSERT INTO role_entitlement (role_id, entitlement_id) VALUES ($1, $2)`, [
      role.roleId,
      entitlementId,
    ]);
    const calls = await as(boss);
    const ask = async (who: Employee): Promise<string> => {
      const [row] = await waiting(boss, who);
      expect(row).toMatchObject({ roles: [{ id: role.roleId }], may: { assess: true } });
      const { status, body } = await calls.post<{ id: string }>('/requests', {
        personId: who.personId,
        employmentId: row?.employmentId,
        roleId: role.roleId,
        assessment: {
          need: 'Läser gamla akter i tillsynen',
          data: 'Anteckningar',
          riskTooWide: 'Någon läser för mycket om andra',
          riskTooNarrow: 'Vård uteblir för den som behöver',
          days: 60,
        },
      });
      expect(status).toBe(201);
      return body.id;
    };
    const [yes, no] = [await ask(anna), await ask(bo)];
    await settle();
    expect((await waiting(boss, anna))[0]).toMatchObject({
      state: 'requested',
      requestId: yes,
      may: { remove: false },
    });
    const decides = await as(owner);
    await decides.post(`/requests/${yes}/decisions`, { outcome: 'approve' });
    await decides.post(`/requests/${no}/decisions`, { outcome: 'refuse', reason: 'Behövs inte i tjänsten' });
    await settle();
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username]);
    const rows = await edge.database.query(
      `SELECT person_id, state, outcome FROM unassessed_access WHERE entitlement_id = $1 ORDER BY outcome`,
      [entitlementId],
    );
    expect(rows).toEqual([
      { person_id: anna.personId, state: 'assessed', outcome: 'granted' },
      { person_id: bo.personId, state: 'removed', outcome: 'refused' },
    ]);
  });

  it('dies with the employment', async () => {
    const anna = await native();
    const name = await group([anna.username]);
    await adopt(name);
    await deliver();
    await edge.database.query(`UPDATE employment SET terminated_at = now() WHERE id = $1`, [
      anna.employmentId,
    ]);
    await deliver(); // even before anybody has settled it
    expect(await membersOf(name)).toEqual([]);
    await settle();
    expect(await waiting(boss, anna)).toEqual([]);
  });

  it('attack: an account of nobody, of a leaver, a disabled one and a second one are listed, never kept or opened', async () => {
    const anna = await native();
    const gone = await native({ to: '2025-01-01' });
    const shut = await native({ shut: true });
    await account('dubbel', `SE2120000000-T${String(number - 2)}`); // anna's HSA-id on another account
    await account('okand', 'SE0000000000-0000');
    const name = await group([anna.username, gone.username, shut.username, 'dubbel', 'okand'].sort());
    const { entitlementId, kept } = await adopt(name);
    expect(kept).toBe(1);
    await deliver();
    const strays = await edge.database.query<{ username: string; why: string }>(
      `SELECT username, why FROM stray_membership WHERE entitlement_id = $1 ORDER BY username`,
      [entitlementId],
    );
    const kind = new Map(strays.map((row) => [row.username, row.why]));
    expect(kind.get(gone.username)).toBe('left');
    expect(kind.get(shut.username)).toBe('disabled');
    expect(kind.get('okand')).toBe('nobody');
    expect(
      [kind.get('dubbel'), kind.get(anna.username)].filter((why) => why === 'second-account'),
    ).toHaveLength(1);
    const listed = await (
      await as(tech)
    ).get<z.output<typeof strayListSchema>>('/unassessed/strays?limit=200');
    expect(listed.body.items.filter((item) => item.username === 'okand')).toHaveLength(1);
    expect(
      (await (await as(boss)).get<z.output<typeof strayListSchema>>('/unassessed/strays')).body.items,
    ).toEqual([]);
    const { searchEntries } = await hand.search(`uid=${shut.username},${server.peopleDn}`, {
      scope: 'base',
      attributes: ['pwdAccountLockedTime'],
    });
    expect(searchEntries[0]?.['pwdAccountLockedTime']).toBe('000001010000Z');
  });

  it('attack: whoever is put into a governed group beside Grindvakt is not taken over, and is put out again', async () => {
    const [anna, bo] = [await native(), await native()];
    const name = await group([anna.username]);
    await adopt(name);
    const other = await group([bo.username]);
    await adopt(other);
    const modification = new Attribute({ type: 'member', values: [`uid=${bo.username},${server.peopleDn}`] });
    await hand.modify(`cn=${name},${server.groupsDn}`, new Change({ operation: 'add', modification }));
    expect((await (await as(tech)).post<Taken>('/discovery/takeovers')).body.kept).toBe(0);
    const listed = await (
      await as(officer)
    ).get<z.output<typeof strayListSchema>>('/unassessed/strays?limit=200');
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({ username: bo.username, why: 'added-outside' }),
    );
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username]);
    expect(await membersOf(other)).toEqual([bo.username]);
  });

  it('rests while its person is on leave, comes back with them, and goes with a leaver for good', async () => {
    const anna = await native();
    const name = await group([anna.username]);
    await adopt(name);
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username]);
    await edge.database.query(
      `UPDATE employment SET leave_from = current_date - 1, leave_percent = 100, leave_kind = 'Tjänstledighet' WHERE id = $1`,
      [anna.employmentId],
    );
    await Promise.all([settle(), settle()]);
    await deliver();
    expect(await membersOf(name)).toEqual([]);
    expect(await waiting(boss, anna)).toHaveLength(1);
    const rested = (await edge.audit('unassessed.rested')).filter((e) => e.person_id === anna.personId);
    expect(rested).toHaveLength(1);

    await edge.database.query(`UPDATE employment SET leave_to = current_date - 1 WHERE id = $1`, [
      anna.employmentId,
    ]);
    await settle();
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username]);

    await edge.database.query(`UPDATE employment SET terminated_at = now() WHERE id = $1`, [
      anna.employmentId,
    ]);
    await settle();
    await deliver();
    expect(await membersOf(name)).toEqual([]);
    expect(await waiting(boss, anna)).toEqual([]);
  });

  it('attack: a role that rests in leave is not kept by the membership that is still there', async () => {
    const anna = await native();
    const name = await group([anna.username]);
    const { entitlementId } = await adopt(name);
    const role = await home.role(owner);
    await edge.database.query(`INSERT INTO role_entitlement (role_id, entitlement_id) VALUES ($1, $2)`, [
      role.roleId,
      entitlementId,
    ]);
    const grantId = await home.grant(anna, role);
    await settle();
    await edge.database.query(`UPDATE access_grant SET suspended_for = '{leave}' WHERE id = $1`, [grantId]);
    await deliver();
    expect(await membersOf(name)).toEqual([]);
  });
});

describe('the first campaign', () => {
  it('asks the managers by a day, then removes what nobody answered for, weighed by the breaker', async () => {
    await edge.database
      .query(`UPDATE unassessed_access SET state = 'removed', outcome = 'not-needed', decided_at = now()
      WHERE state IN ('open', 'requested')`);
    const [anna, bo] = [await native(), await native()];
    const name = await group([anna.username, bo.username]);
    await adopt(name);
    const calls = await as(owner);
    const today = new Date().toISOString().slice(0, 10);
    const input = { systemId, closesOn: addDays(today, 20), unanswered: 'remove' };
    expect((await (await as(boss)).post<Problem>('/unassessed/campaigns', input)).status).toBe(404);
    expect(
      (await calls.post<Problem>('/unassessed/campaigns', { ...input, closesOn: today })).body.code,
    ).toBe('invalid');
    expect((await calls.post('/unassessed/campaigns', input)).status).toBe(201);
    expect((await calls.post<Problem>('/unassessed/campaigns', input)).body.code).toBe('takeover-open');
    const told = await edge.database.query(
      `SELECT FROM notice WHERE kind = 'takeover-opened' AND to_id = $1`,
      [boss.personId],
    );
    expect(told).toHaveLength(1);
    const figures = (await calls.get<z.output<typeof takeoverSystemsSchema>>('/unassessed/systems')).body
      .items[0];
    expect(figures).toMatchObject({
      waiting: 2,
      campaign: { closesOn: input.closesOn },
      may: { open: false },
    });
    await settle();
    expect(await waiting(boss)).toHaveLength(2);
    const listed = await tasks(boss);
    expect(listed).toContainEqual(
      expect.objectContaining({ kind: 'unassessed', count: 2, due: input.closesOn }),
    );
    expect((await tasks(otherBoss)).map(({ kind }) => kind)).not.toContain('unassessed');
    await edge.database.query(
      `UPDATE unassessed_access SET keep_until = current_date - 1 WHERE state = 'open'`,
    );
    await edge.database.query(`UPDATE takeover_campaign SET closes_on = current_date - 1`);
    await settle();
    await deliver();
    expect(await membersOf(name)).toEqual([]);
    expect(await edge.audit('takeover.closed')).toHaveLength(1);
  });

  it('is stopped whole at the breaker when it would take from too many, until somebody else releases it', async () => {
    const many = await Promise.all(Array.from({ length: 14 }, () => native()));
    const name = await group(many.map((one) => one.username));
    await adopt(name);
    await edge.database.query(
      `UPDATE unassessed_access SET keep_until = current_date - 1 WHERE state = 'open'`,
    );
    await settle();
    await settle();
    const held = await edge.database.query<{ persons: number; payload: { systemId: string } }>(
      `SELECT persons, payload FROM held_change WHERE kind = 'takeover' AND state = 'held'`,
    );
    expect(held).toEqual([{ persons: 14, payload: { systemId } }]);
    await deliver();
    expect(await membersOf(name)).toHaveLength(14);
    const { database, app } = edge;
    await database.transaction((tx) =>
      app
        .get(SettleTakeover)
        .carryOut(tx, { kind: 'system', name: 'release', channel: 'web' }, systemId, new Date()),
    );
    await deliver();
    expect(await membersOf(name)).toEqual([]);
  });

  it('keeps with a flag what nobody answered for, where the campaign says so', async () => {
    const anna = await native();
    const name = await group([anna.username]);
    await adopt(name);
    await edge.database.query(`UPDATE takeover_campaign SET closed_at = now()`);
    const today = new Date().toISOString().slice(0, 10);
    await (
      await as(officer)
    ).post('/unassessed/campaigns', {
      systemId,
      closesOn: addDays(today, 20),
      unanswered: 'keep',
    });
    await edge.database.query(
      `UPDATE unassessed_access SET keep_until = current_date - 1 WHERE person_id = $1`,
      [anna.personId],
    );
    await edge.database.query(
      `UPDATE takeover_campaign SET closes_on = current_date - 1 WHERE closed_at IS NULL`,
    );
    await settle();
    await deliver();
    expect(await membersOf(name)).toEqual([anna.username]);
    expect((await waiting(boss, anna))[0]).toMatchObject({
      state: 'open',
      flagged: true,
      keepUntil: addDays(today, 30),
    });
  });
});
