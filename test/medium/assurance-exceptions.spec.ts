import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { ExceptionsJobs } from '../../src/credentials/exceptions/exceptions.jobs.js';
import { ExceptionsModule } from '../../src/credentials/exceptions/exceptions.module.js';
import type {
  exceptionChoicesSchema,
  exceptionListSchema,
} from '../../src/credentials/exceptions/exceptions.schema.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { addDays } from '../../src/policy/model/day.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type List = z.output<typeof exceptionListSchema>;
type Choices = z.output<typeof exceptionChoicesSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
interface System {
  readonly id: string;
  readonly home: CareHome;
}

const riskAnalysis = 'Köksdatorn är delad och saknar kortläsare; menyn innehåller inga personuppgifter.';
const safeguards = 'Bara inom köket, på en låst dator.';
const assessment = {
  need: 'Ska lägga in veckans lunchmeny åt köket',
  data: 'Rätter, allergener och veckonummer',
  riskTooWide: 'Fel rätt kan visas på tavlan',
  riskTooNarrow: 'Menyn visas inte för gästerna',
  days: 30,
  deviationReason: 'Menyn byts varje månad',
};

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let systemOwner: Employee;
let manager: Employee;
let security: Caller;
let auditor: Caller;
let ownerCalls: Caller;
let menu: System;
let cook: RoleFacts;

beforeAll(async () => {
  edge = await startEdge({ rooms: [ExceptionsModule, RequestsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Köket');
  owner = await home.employee(unitId, { name: 'Ägare' });
  systemOwner = await home.employee(unitId, { name: 'System' });
  manager = await home.employee(unitId, { name: 'Chef' });
  security = await as(await holder('security'));
  auditor = await as(await holder('auditor'));
  ownerCalls = await as(owner);
});
afterAll(async () => {
  await edge.stop();
});
beforeEach(async () => {
  ({ system: menu, role: cook } = await lowSystem());
});

async function holder(right: string): Promise<Employee> {
  const who = await home.employee(unitId);
  await home.grant(who, await home.role(owner, { grindvakt: right }));
  return who;
}

async function as(who: Employee, level = 3): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId, level));
}

/** A system of class 1 with one role. */
async function lowSystem(): Promise<{ system: System; role: RoleFacts }> {
  const its = new CareHome(edge.database);
  const role = await its.role(owner, { directory: `meny-${String(Math.random())}` });
  const [row] = await edge.database.query<{ id: string }>(
    `UPDATE information_system SET confidentiality = 1, integrity = 1, availability = 0, system_owner_id = $2
     WHERE id = (SELECT system_id FROM role WHERE id = $1) RETURNING id`,
    [role.roleId, systemOwner.personId],
  );
  return { system: { id: row?.id ?? '', home: its }, role };
}

function orderOf(system: System, more: Record<string, unknown> = {}): Record<string, unknown> {
  const validTo = addDays(dayOf(edge.clock.now()), 90);
  return { systemId: system.id, roleIds: null, riskAnalysis, safeguards, validTo, ...more };
}

async function order(system: System, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await security.post<{ id: string }>(
    '/assurance-exceptions',
    orderOf(system, more),
  );
  expect(status).toBe(201);
  return body.id;
}

async function decide(
  id: string,
  outcome = 'approved',
  by = ownerCalls,
): Promise<[number, string | undefined]> {
  const { status, body } = await by.post<Partial<Problem>>(`/assurance-exceptions/${id}/decision`, {
    outcome,
    reason: 'Risken är liten',
  });
  return [status, body.code];
}

async function runs(system: System, more: Record<string, unknown> = {}): Promise<string> {
  const id = await order(system, more);
  expect(await decide(id)).toEqual([200, undefined]);
  return id;
}

/** What happens when the manager, signed in at level 2, asks for the role for somebody. */
async function askAtLevel2(
  role: RoleFacts,
): Promise<{ status: number; code: string | undefined; id: string }> {
  const who = await home.employee(unitId, { manager });
  const { status, body } = await (
    await as(manager, 2)
  ).post<{ id: string; code?: string }>('/requests', {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId: role.roleId,
    assessment,
  });
  return { status, code: body.code, id: body.id };
}

const tooWeak = { status: 401, code: 'insufficient-assurance' };

describe('while two factors are not possible', () => {
  it('level 2 is enough to ask for a role, see the request and decide on it; and only for that role', async () => {
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);
    await runs(menu);
    const asked = await askAtLevel2(cook);
    expect(asked.status).toBe(201);
    const weakOwner = await as(owner, 2);
    const seen = await weakOwner.get<{ requiredLevel: number }>(`/requests/${asked.id}`);
    expect([seen.status, seen.body.requiredLevel]).toEqual([200, 2]);
    const other = await lowSystem();
    expect(await askAtLevel2(other.role)).toMatchObject(tooWeak);
    const decision = await weakOwner.post(`/requests/${asked.id}/decisions`, { outcome: 'approve' });
    expect(decision.status).toBe(200);
    const seats = await edge.database.query(
      `SELECT outcome FROM request_approver WHERE request_id = $1 AND person_id = $2`,
      [asked.id, owner.personId],
    );
    expect(seats).toEqual([{ outcome: 'approved' }]);
    expect((await (await as(manager, 1)).get(`/requests/${asked.id}`)).status).toBe(401);
  });

  it('a sign-in at level 2 is shown those roles alone to choose from', async () => {
    await runs(menu);
    const who = await home.employee(unitId, { manager });
    const path = `/requests/roles?personId=${who.personId}&employmentId=${who.employmentId}`;
    const weak = await (await as(manager, 2)).get<{ items: { id: string }[] }>(path);
    expect(weak.body.items.map(({ id }) => id)).toContain(cook.roleId);
    const full = await (await as(manager)).get<{ items: { id: string; requiredLevel: number }[] }>(path);
    const eased = full.body.items.filter(({ requiredLevel }) => requiredLevel < 3).map(({ id }) => id);
    expect(weak.body.items.map(({ id }) => id).sort()).toEqual(eased.sort());
    expect(full.body.items.length).toBeGreaterThan(eased.length);
  });

  it('the rest of Grindvakt still takes level 3', async () => {
    await runs(menu);
    const weak = await as(owner, 2);
    for (const path of ['/requests', '/assurance-exceptions'])
      expect((await weak.get<Problem>(path)).body.code).toBe('insufficient-assurance');
    expect(await decide(await order((await lowSystem()).system), 'approved', weak)).toEqual([
      401,
      'insufficient-assurance',
    ]);
  });

  it('ends by its day, by hand, and when the system’s class is raised, from the next request', async () => {
    const id = await runs(menu);
    await edge.database.query(`UPDATE information_system SET integrity = 2 WHERE id = $1`, [menu.id]);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);
    expect((await one(id)).state).toBe('outclassed');
    await edge.database.query(`UPDATE information_system SET integrity = 1 WHERE id = $1`, [menu.id]);
    expect((await askAtLevel2(cook)).status).toBe(201);
    expect(
      (await security.post(`/assurance-exceptions/${id}/end`, { reason: 'Kortläsare finns' })).status,
    ).toBe(200);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);

    const another = await runs(menu);
    await edge.database.query(`UPDATE assurance_exception SET valid_to = $2 WHERE id = $1`, [
      another,
      addDays(dayOf(edge.clock.now()), -1),
    ]);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);
    expect((await one(another)).state).toBe('run-out');
  });

  it('covers the roles it names and no other', async () => {
    const other = await menu.home.role(owner);
    await runs(menu, { roleIds: [cook.roleId] });
    expect((await askAtLevel2(cook)).status).toBe(201);
    expect(await askAtLevel2(other)).toMatchObject(tooWeak);
  });

  it('a role that reaches a sensitive system as well is not covered', async () => {
    const sensitive = await home.role(owner, { directory: 'journal-koppling' });
    await edge.database.query(
      `INSERT INTO role_entitlement (role_id, entitlement_id)
       SELECT $1, entitlement_id FROM role_entitlement WHERE role_id = $2`,
      [cook.roleId, sensitive.roleId],
    );
    await runs(menu);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);
  });
});

async function one(id: string, by = auditor): Promise<List['items'][number]> {
  const { body } = await by.get<List>('/assurance-exceptions?limit=200');
  const found = body.items.find((item) => item.id === id);
  if (!found) throw new Error('it is not in the list');
  return found;
}

describe('an exception is ordered and decided', () => {
  it('with its analysis, safeguards, both persons and its end on record', async () => {
    const id = await order(menu);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak); // what is not decided gives nothing
    expect(await one(id, ownerCalls)).toMatchObject({ state: 'waiting', mayDecide: true, mayEnd: true });
    expect(await one(id)).toMatchObject({ mayDecide: false, mayEnd: false });
    expect(await decide(id)).toEqual([200, undefined]);
    expect(await one(id)).toMatchObject({
      state: 'running',
      riskAnalysis,
      safeguards,
      roles: null,
      decidedBy: { name: 'Ägare Prov' },
      decisionReason: 'Risken är liten',
    });
    const [entry] = (await edge.audit('assurance-exception.approved')).slice(-1);
    expect(entry).toMatchObject({ object_id: id, reason: 'Risken är liten', level: 3 });
    expect(await decide(id)).toEqual([409, 'exception-closed']);
    await expect(edge.database.query(`DELETE FROM assurance_exception WHERE id = $1`, [id])).rejects.toThrow(
      /permission denied/,
    );
  });

  it('gives nothing when it is refused', async () => {
    expect(await decide(await order(menu), 'refused')).toEqual([200, undefined]);
    expect(await askAtLevel2(cook)).toMatchObject(tooWeak);
  });

  it('only once at a time, also by many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => security.post<Problem>('/assurance-exceptions', orderOf(menu))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'exception-waits')).toHaveLength(7);
  });

  it('tells the owner that it waits, and a month and a week before it ends, each once', async () => {
    const id = await runs(menu);
    const told = async (): Promise<number> =>
      (
        await edge.database.query(
          `SELECT FROM notice WHERE kind = 'exception-ends' AND object_id = $1 AND to_id = $2`,
          [id, owner.personId],
        )
      ).length;
    const endsIn = async (days: number): Promise<void> => {
      await edge.database.query(`UPDATE assurance_exception SET valid_to = $2 WHERE id = $1`, [
        id,
        addDays(dayOf(edge.clock.now()), days),
      ]);
      await edge.app.get(ExceptionsJobs).remind();
      await edge.app.get(ExceptionsJobs).remind();
    };
    await endsIn(31);
    expect(await told()).toBe(0);
    await endsIn(30);
    expect(await told()).toBe(1);
    await endsIn(7);
    expect(await told()).toBe(2);
  });
});

describe('an attempt to weaken the sign-in', () => {
  it('of a system of high class is refused, when ordered and when decided', async () => {
    await edge.database.query(`UPDATE information_system SET confidentiality = 2 WHERE id = $1`, [menu.id]);
    const refused = await security.post<Problem>('/assurance-exceptions', orderOf(menu));
    expect([refused.status, refused.body.code]).toEqual([409, 'class-too-high']);
    await edge.database.query(`UPDATE information_system SET confidentiality = 1 WHERE id = $1`, [menu.id]);
    const id = await order(menu);
    await edge.database.query(`UPDATE information_system SET confidentiality = 3 WHERE id = $1`, [menu.id]);
    expect(await decide(id)).toEqual([409, 'class-too-high']);
  });

  it('of Grindvakt’s own rights, of a privileged role and for more than a year is refused', async () => {
    const own = await lowSystem();
    await own.system.home.role(owner, { grindvakt: 'hr' });
    const privileged = await menu.home.role(owner, { privileged: { cap: 2, eligible: {}, hours: [1] } });
    const answers = await Promise.all(
      [
        orderOf(own.system),
        orderOf(menu, { roleIds: [privileged.roleId] }),
        orderOf(menu, { validTo: addDays(dayOf(edge.clock.now()), 366) }),
        orderOf(menu, { riskAnalysis: 'Liten' }),
      ].map((body) => security.post<Problem>('/assurance-exceptions', body)),
    );
    expect(answers.map(({ status, body }) => [status, body.code, body.errors?.[0]?.pointer])).toEqual([
      [409, 'class-too-high', '/systemId'],
      [409, 'privileged-role', '/roleIds'],
      [422, 'invalid', '/validTo'],
      [422, 'invalid', '/riskAnalysis'],
    ]);
  });

  it('by who is not the information owner, or ordered it themself, is refused', async () => {
    const id = await order(menu);
    for (const other of [security, auditor, await as(systemOwner), await as(manager)])
      expect(await decide(id, 'approved', other)).toEqual([404, 'not-found']);
    const own = await lowSystem();
    await edge.database.query(`UPDATE information_system SET system_owner_id = $2 WHERE id = $1`, [
      own.system.id,
      owner.personId,
    ]);
    const ordered = await ownerCalls.post<{ id: string }>('/assurance-exceptions', orderOf(own.system));
    expect(await decide(ordered.body.id)).toEqual([403, 'own-exemption']);
    const answer = await (await as(manager)).post<Problem>('/assurance-exceptions', orderOf(menu));
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    expect((await auditor.post(`/assurance-exceptions/${id}/end`, { reason: 'Vill inte' })).status).toBe(404);
  });

  it('is seen by who oversees and by the system’s owners, and nobody else', async () => {
    const id = await order(menu);
    expect((await one(id, await as(systemOwner))).id).toBe(id);
    expect((await (await as(manager)).get<Problem>('/assurance-exceptions')).body.code).toBe('not-allowed');
    const foreign = await home.employee(unitId);
    await edge.database.query(
      `UPDATE information_system SET information_owner_id = $2, system_owner_id = $2 WHERE id = $1`,
      [(await lowSystem()).system.id, foreign.personId],
    );
    const { body } = await (await as(foreign)).get<List>('/assurance-exceptions');
    expect(body).toMatchObject({ items: [], mayOrder: true });
    const { body: choices } = await security.get<Choices>('/assurance-exceptions/choices');
    expect(choices.items.map((item) => item.id)).toContain(menu.id);
    expect(choices.items.every(({ name }) => name !== '')).toBe(true);
  });
});
