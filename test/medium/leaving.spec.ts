import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { taskListSchema } from '../../src/desk/desk.schema.js';
import type { dutyListSchema } from '../../src/lifecycle/leaving/duties.schema.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { FollowLeaving } from '../../src/lifecycle/leaving/follow-leaving.js';
import type { leaverDetailSchema, leaverListSchema } from '../../src/lifecycle/leaving/leavers.schema.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Leavers = z.output<typeof leaverListSchema>;
type Detail = z.output<typeof leaverDetailSchema>;
type Tasks = z.output<typeof taskListSchema>;
type Duties = z.output<typeof dutyListSchema>;
interface Problem {
  code: string;
}

jest.setTimeout(120_000);

const actor: Actor = { kind: 'system', name: 'prov', channel: 'schedule' };
const why = { reason: 'left', note: 'Slutar med omedelbar verkan' };

let edge: Edge;
let home: CareHome;
let unitId: string;
let manager: Employee;
let boss: Employee;
let hr: Employee;
let security: Employee;
let technician: Employee;
let stranger: Employee;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() }), DeskModule],
    config: {
      leavers: {
        checklist: [
          {
            key: 'handover',
            sv: 'Överlämna ärenden',
            en: 'Hand over cases',
            owner: 'manager',
            applies: 'always',
          },
          { key: 'card', sv: 'Kort återlämnat', en: 'Card returned', owner: 'hr' },
          { key: 'equipment', sv: 'Utrustning åter', en: 'Equipment returned', owner: 'it', dueDays: 3 },
        ],
        groups: { it: { titleCodes: ['151015'] } },
      },
    },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  boss = await home.employee(office, { name: 'Chefschef' });
  manager = await home.employee(unitId, { name: 'Chef', manager: boss });
  hr = await home.employee(office, { name: 'Personal' });
  security = await home.employee(office, { name: 'Strateg' });
  technician = await home.employee(office, { name: 'Tekniker', titleCode: '151015' });
  stranger = await home.employee(office, { name: 'Annan' });
  await home.grant(hr, await home.role(boss, { grindvakt: 'hr' }));
  await home.grant(security, await home.role(boss, { grindvakt: 'security' }));
});
afterAll(async () => {
  await edge.stop();
});

const today = () => dayOf(edge.clock.now());
const day = (days: number) => addDays(today(), days);
const as = async (who: Employee) => new Caller(edge.url, await edge.signIn(who.personId));

/** Lets what follows from the facts follow, as the intake does. */
async function follow(...whom: Employee[]): Promise<void> {
  const facts = edge.app.get(FollowFacts, { strict: false });
  await edge.database.transaction((tx) =>
    facts.run(
      tx,
      actor,
      whom.map(({ personId }) => personId),
      edge.clock.now(),
    ),
  );
}

async function endOn(who: Employee, lastDay: string | null): Promise<void> {
  await edge.database.query(`UPDATE employment SET end_date = $2 WHERE id = $1`, [who.employmentId, lastDay]);
  await follow(who);
}

const leaver = (more: { to?: string } = {}) => home.employee(unitId, { manager, ...more });

async function listOf(who: Employee, by: Caller, show = 'open'): Promise<Leavers['items']> {
  return (await by.get<Leavers>(`/leavers?show=${show}&person=${who.personId}`)).body.items;
}

async function detailOf(who: Employee, by: Caller): Promise<Detail> {
  const [list] = await listOf(who, by);
  return (await by.get<Detail>(`/leavers/${list?.id ?? ''}`)).body;
}

describe('a checklist', () => {
  it('is made when an end comes near, with owners and due days, once', async () => {
    const who = await leaver();
    const calls = await as(manager);
    expect(await listOf(who, calls)).toEqual([]);
    await endOn(who, day(31));
    expect(await listOf(who, calls)).toEqual([]);
    await endOn(who, day(10));
    await follow(who);
    const detail = await detailOf(who, calls);
    expect(detail).toMatchObject({ lastDay: day(10), total: 3, answered: 0, late: 0, nextDue: day(10) });
    expect(detail.items.map(({ label, owner, due, mayAnswer }) => [label, owner, due, mayAnswer])).toEqual([
      ['Kort återlämnat', 'hr', day(10), false],
      ['Överlämna ärenden', 'manager', day(10), true],
      ['Utrustning åter', 'it', day(13), false],
    ]);
    expect(detail.manager?.id).toBe(manager.personId);
  });

  it('follows a corrected end and closes when the end is taken back, with the answers kept', async () => {
    const who = await leaver();
    const calls = await as(manager);
    await endOn(who, day(10));
    const before = await detailOf(who, calls);
    const handover = before.items.find(({ owner }) => owner === 'manager');
    const answered = await calls.post<Detail>(`/leavers/${before.id}/items/${handover?.id ?? ''}/answer`, {
      state: 'done',
    });
    expect(answered.body).toMatchObject({ answered: 1, state: 'open' });
    await endOn(who, day(5));
    expect(await detailOf(who, calls)).toMatchObject({ lastDay: day(5), nextDue: day(5), answered: 1 });
    await endOn(who, null);
    expect(await listOf(who, calls)).toEqual([]);
    expect(await listOf(who, calls, 'closed')).toMatchObject([{ state: 'not-needed', answered: 1 }]);
    await endOn(who, day(7));
    expect(await detailOf(who, calls)).toMatchObject({ lastDay: day(7), state: 'open', answered: 1 });
  });

  it('is not made for history, nor where work in the same unit goes on without a gap', async () => {
    const old = await leaver({ to: day(-31) });
    await follow(old);
    const who = await leaver();
    await home.employ(who.personId, unitId, { manager, from: day(11) });
    await endOn(who, day(10));
    const calls = await as(hr);
    expect([await listOf(old, calls), await listOf(who, calls)]).toEqual([[], []]);
  });

  it('holds only what applies to those who stay in another unit', async () => {
    const other = await home.unit('/1/3/', 'Avdelning 3');
    const who = await leaver();
    await home.employ(who.personId, other, { manager });
    await endOn(who, day(10));
    expect((await detailOf(who, await as(hr))).items.map(({ owner }) => owner)).toEqual(['manager']);
  });

  it('is made by "Avsluta nu" in the same transaction', async () => {
    const who = await leaver();
    const calls = await as(hr);
    expect((await calls.post(`/people/${who.personId}/termination`, why)).status).toBe(200);
    expect(await detailOf(who, calls)).toMatchObject({ lastDay: today(), total: 3 });
  });

  it('goes to whoever leads when the manager leaves, and HR when nobody does', async () => {
    const lead = await home.employee(unitId, { manager: boss });
    const who = await home.employee(unitId, { manager: lead });
    await endOn(who, day(3));
    await edge.database.query(
      `UPDATE unit SET manager_number = (SELECT number FROM employment WHERE id = $2) WHERE id = $1`,
      [unitId, manager.employmentId],
    );
    await endOn(lead, day(-1));
    expect((await detailOf(who, await as(hr))).manager?.id).toBe(manager.personId);
    await edge.database.query(`UPDATE unit SET manager_number = NULL WHERE id = $1`, [unitId]);
    await edge.app.get(FollowLeaving).run();
    const detail = await detailOf(who, await as(hr));
    expect(detail.manager).toBeNull();
    expect(detail.items.map(({ owner, mayAnswer }) => [owner, mayAnswer])).toEqual([
      ['hr', true],
      ['hr', true],
      ['it', true],
    ]);
  });

  it('waits on the list of whoever owns an item, and is done with the last answer', async () => {
    const who = await leaver();
    await endOn(who, day(1));
    const calls = await as(technician);
    const task = (await calls.get<Tasks>('/tasks')).body.items.find(({ kind }) => kind === 'leaver-items');
    expect(task).toMatchObject({ id: 'mine' });
    const seen = await detailOf(who, calls);
    for (const [caller, owner] of [
      [calls, 'it'],
      [await as(hr), 'hr'],
      [await as(manager), 'manager'],
    ] as const) {
      const item = seen.items.find((each) => each.owner === owner);
      const path = `/leavers/${seen.id}/items/${item?.id ?? ''}/answer`;
      if (owner === 'hr') {
        const mute = await caller.post<Problem>(path, { state: 'not-applicable' });
        expect([mute.status, mute.body.code]).toEqual([422, 'invalid']);
        expect((await caller.post(path, { state: 'not-applicable', note: 'Hade inget kort' })).status).toBe(
          200,
        );
      } else expect((await caller.post(path, { state: 'done' })).status).toBe(200);
    }
    expect(await listOf(who, await as(hr), 'closed')).toMatchObject([{ state: 'done', answered: 3 }]);
    const audited = await edge.audit('checklist.item-answered');
    expect(audited.filter(({ person_id }) => person_id === who.personId)).toHaveLength(3);
  });

  it('that is late is told once: to the manager, the manager above and HR', async () => {
    const who = await leaver();
    await endOn(who, day(-2));
    await edge.app.get(FollowLeaving).run();
    // What was due before the end was known gets five days from the day it became known.
    expect(await edge.database.query(`SELECT FROM notice WHERE about_id = $1`, [who.personId])).toEqual([]);
    edge.clock.move(6 * 24 * 60);
    await edge.app.get(FollowLeaving).run();
    await edge.app.get(FollowLeaving).run();
    edge.clock.move(-6 * 24 * 60);
    const told = await edge.database.query<{ to_id: string; kind: string }>(
      `SELECT to_id, kind FROM notice WHERE about_id = $1 ORDER BY kind, to_id`,
      [who.personId],
    );
    const expected = [
      { to_id: manager.personId, kind: 'checklist-late' },
      // The card, which is HR's own, and the equipment, which is late as well by now.
      ...[boss.personId, hr.personId, hr.personId]
        .sort()
        .map((to_id) => ({ to_id, kind: 'checklist-late-below' })),
    ];
    expect(told).toEqual(expected);
  });
});

describe('attacks on a checklist', () => {
  it('ticking off one’s own, another’s item, or a list that one has nothing to do with', async () => {
    const who = await home.employee(unitId, { manager, titleCode: '151015' });
    await endOn(who, day(5));
    const detail = await detailOf(who, await as(hr));
    const item = (owner: string) => detail.items.find((each) => each.owner === owner)?.id ?? '';
    const answer = async (by: Employee, id: string) =>
      (await (await as(by)).post<Problem>(`/leavers/${detail.id}/items/${id}/answer`, { state: 'done' })).body
        .code;
    expect(await answer(who, item('it'))).toBe('own-checklist');
    expect(await answer(technician, item('manager'))).toBe('not-found');
    expect(await answer(stranger, item('manager'))).toBe('not-found');
    expect(await answer(manager, item('hr'))).toBe('not-found');
    expect((await (await as(stranger)).get(`/leavers/${detail.id}`)).status).toBe(404);
    expect((await (await as(who)).get(`/leavers/${detail.id}`)).status).toBe(404);
    const other = await leaver();
    await endOn(other, day(5));
    const foreign = await detailOf(other, await as(hr));
    const path = `/leavers/${foreign.id}/items/${item('hr')}/answer`;
    expect((await (await as(hr)).post(path, { state: 'done' })).status).toBe(404);
  });

  it('many parallel answers and a corrected end leave one consistent list', async () => {
    const who = await leaver();
    await endOn(who, day(5));
    const calls = await as(hr);
    const detail = await detailOf(who, calls);
    await Promise.all([
      ...detail.items.flatMap(({ id }) =>
        Array.from({ length: 8 }, () =>
          calls.post(`/leavers/${detail.id}/items/${id}/answer`, { state: 'done' }),
        ),
      ),
      endOn(who, day(6)),
    ]);
    expect(await listOf(who, calls, 'closed')).toMatchObject([{ state: 'done', answered: 3, total: 3 }]);
  });
});

describe('a leaver’s duties', () => {
  const systemOf = async (owner: Employee) => {
    const own = new CareHome(edge.database);
    const role = await own.role(owner);
    const [row] = await edge.database.query<{ id: string }>(
      `SELECT system_id AS id FROM role WHERE id = $1`,
      [role.roleId],
    );
    return row?.id ?? '';
  };
  const ownersOf = async (systemId: string) =>
    (
      await edge.database.query<{ information: string; system: string }>(
        `SELECT information_owner_id AS information, system_owner_id AS system FROM information_system WHERE id = $1`,
        [systemId],
      )
    )[0];
  const dutiesOf = async (holder: Employee) =>
    (await (await as(security)).get<Duties>('/duties')).body.items.filter(
      (duty) => duty.holder.id === holder.personId,
    );

  it('are announced, handed to who was named on the day, and else listed as vacant', async () => {
    const owner = await leaver();
    const systemId = await systemOf(owner);
    await endOn(owner, day(40));
    expect(await dutiesOf(owner)).toEqual([]);
    await endOn(owner, day(20));
    const coming = await dutiesOf(owner);
    expect(coming.map(({ kind, state }) => [kind, state]).sort()).toEqual([
      ['information-owner', 'coming'],
      ['system-owner', 'coming'],
    ]);
    const information = coming.find(({ kind }) => kind === 'information-owner');
    const officer = await as(security);
    const reason = 'Tar över ansvaret för systemet';
    const named = await officer.post(`/duties/${information?.id ?? ''}/successor`, {
      personId: boss.personId,
      reason,
    });
    expect(named.status).toBe(200);
    expect(await ownersOf(systemId)).toEqual({ information: owner.personId, system: owner.personId });
    await endOn(owner, day(-1));
    expect(await ownersOf(systemId)).toEqual({ information: boss.personId, system: owner.personId });
    const [vacant, ...more] = await dutiesOf(owner);
    expect([vacant?.kind, vacant?.state, more]).toEqual(['system-owner', 'vacant', []]);
    expect((await officer.get<Tasks>('/tasks')).body.items.map(({ kind }) => kind)).toContain(
      'duties-vacant',
    );

    const path = `/duties/${vacant?.id ?? ''}/successor`;
    const attempts = await Promise.all(
      [manager, technician].map((person) =>
        officer.post<Problem>(path, { personId: person.personId, reason }),
      ),
    );
    expect(attempts.map(({ status }) => status).sort()).toEqual([200, 409]);
    const now = await ownersOf(systemId);
    expect([manager.personId, technician.personId]).toContain(now?.system);
    expect(
      (await edge.audit('system.owner-changed')).filter((entry) => entry.detail['from'] === owner.personId),
    ).toHaveLength(2);
  });

  it('for programs that call the API are announced, told of and handed over like the others', async () => {
    const owner = await leaver();
    const [client] = await edge.database.query<{ id: string }>(
      `INSERT INTO api_client (name, purpose, scopes, authentication, owner_id, expires_on, created_at)
       VALUES ('Schemasystemet', 'Skickar händelser', '{hr.events}', 'private_key_jwt', $1, '2099-01-01', now())
       RETURNING id`,
      [owner.personId],
    );
    await endOn(owner, day(10));
    expect(await dutiesOf(owner)).toMatchObject([
      { kind: 'client-owner', system: 'Schemasystemet', state: 'coming' },
    ]);
    await endOn(owner, day(-1));
    const [vacant] = await dutiesOf(owner);
    expect(vacant).toMatchObject({ kind: 'client-owner', state: 'vacant' });
    const told = await edge.database.query(
      `SELECT FROM notice WHERE to_id = $1 AND kind = 'duty-vacant' AND about_id = $2`,
      [security.personId, owner.personId],
    );
    expect(told).toHaveLength(1);
    const officer = await as(security);
    const answer = await officer.post(`/duties/${vacant?.id ?? ''}/successor`, {
      personId: technician.personId,
      reason: 'Förvaltar schemasystemet',
    });
    expect(answer.status).toBe(200);
    expect(await dutiesOf(owner)).toEqual([]);
    expect((await edge.audit('api-client.handed-over')).at(-1)).toMatchObject({
      person_id: technician.personId,
      detail: { client: 'Schemasystemet', id: client?.id, from: owner.personId },
    });
  });

  it('stay when the end is taken back', async () => {
    const owner = await leaver();
    const systemId = await systemOf(owner);
    await endOn(owner, day(5));
    expect(await dutiesOf(owner)).toHaveLength(2);
    await endOn(owner, null);
    expect(await dutiesOf(owner)).toEqual([]);
    expect(await ownersOf(systemId)).toEqual({ information: owner.personId, system: owner.personId });
  });

  it('are handed over by the security officer alone, to somebody who works here', async () => {
    const owner = await leaver();
    await systemOf(owner);
    await endOn(owner, day(-1));
    const [duty] = await dutiesOf(owner);
    const path = `/duties/${duty?.id ?? ''}/successor`;
    const reason = 'Tar över ansvaret för systemet';
    const gone = await home.employee(unitId, { to: day(-3) });
    const asked = async (by: Employee, personId: string) =>
      (await (await as(by)).post<Problem>(path, { personId, reason })).body.code;
    expect(await asked(hr, boss.personId)).toBe('not-allowed');
    expect(await asked(manager, boss.personId)).toBe('not-allowed');
    expect(await asked(security, owner.personId)).toBe('unfit-successor');
    expect(await asked(security, gone.personId)).toBe('unfit-successor');
    expect((await (await as(manager)).get('/duties')).status).toBe(403);
  });
});
