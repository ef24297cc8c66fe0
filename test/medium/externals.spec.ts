import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { taskListSchema } from '../../src/desk/desk.schema.js';
import type { externalListSchema, externalSchema } from '../../src/lifecycle/externals/externals.schema.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { FollowLeaving } from '../../src/lifecycle/leaving/follow-leaving.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type External = z.output<typeof externalSchema>;
type Externals = z.output<typeof externalListSchema>;
type Tasks = z.output<typeof taskListSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

jest.setTimeout(120_000);

const actor: Actor = { kind: 'system', name: 'prov', channel: 'schedule' };

let edge: Edge;
let home: CareHome;
let unitId: string;
let otherUnit: string;
let manager: Employee;
let boss: Employee;
let hr: Employee;
let hrRole: RoleFacts;
let count = 0;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() }), DeskModule],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  otherUnit = await home.unit('/1/3/', 'Avdelning 3');
  boss = await home.employee(office, { name: 'Chefschef' });
  hr = await home.employee(office, { name: 'Personal' });
  manager = await sponsor();
  hrRole = await home.role(boss, { grindvakt: 'hr' });
  await home.grant(hr, hrRole);
});
afterAll(async () => {
  await edge.stop();
});

/** Leads somebody in the unit, and may so register external people there. */
async function sponsor(): Promise<Employee> {
  const who = await home.employee(unitId, { manager: boss });
  await home.employee(unitId, { manager: who });
  return who;
}

const today = () => dayOf(edge.clock.now());
const day = (days: number) => addDays(today(), days);
const as = async (who: Employee) => new Caller(edge.url, await edge.signIn(who.personId));
const terms = (more: Record<string, unknown> = {}) => {
  count += 1;
  return {
    givenName: 'Ebba',
    familyName: `Extern${String(count)}`,
    kind: 'consultant',
    title: 'Sjuksköterska',
    unitId,
    employer: 'Bemanning AB',
    contractReference: `A-${String(count)}`,
    startDate: today(),
    endDate: day(90),
    ...more,
  };
};
const register = async (by: Employee, more: Record<string, unknown> = {}) =>
  (await as(by)).post<External & Problem>('/externals', terms(more));

async function follow(...whom: string[]): Promise<void> {
  const facts = edge.app.get(FollowFacts, { strict: false });
  await edge.database.transaction((tx) => facts.run(tx, actor, whom, edge.clock.now()));
}

async function leave(who: Employee): Promise<void> {
  await edge.database.query(`UPDATE employment SET end_date = $2 WHERE person_id = $1`, [
    who.personId,
    day(-1),
  ]);
  await follow(who.personId);
}

const stateOf = async (id: string) =>
  (
    await edge.database.query<{ state: string; acting: string | null }>(
      `SELECT state, acting_id AS acting FROM external_engagement WHERE employment_id = $1`,
      [id],
    )
  )[0];

describe('an external person', () => {
  it('is registered by the manager of the unit, who is the sponsor, and is led there', async () => {
    const { status, body } = await register(manager);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'consultant',
      to: day(90),
      state: 'sponsored',
      missing: [],
      registeredHere: true,
    });
    expect(body.sponsor?.id).toBe(manager.personId);
    const [audited] = (await edge.audit('external.registered')).slice(-1);
    expect(audited).toMatchObject({ person_id: body.person.id, detail: { kind: 'consultant', to: day(90) } });
    const listed = await (await as(manager)).get<Externals>('/externals?show=mine');
    expect(listed.body.items.map(({ id }) => id)).toContain(body.id);
    const [event] = await edge.database.query<{ kind: string }>(
      `SELECT kind FROM lifecycle_event WHERE employment_id = $1`,
      [body.id],
    );
    expect(event?.kind).toBe('joined');
  });

  it('who is known by personal number gets one more employment; another name is refused', async () => {
    const personalNumber = '198112082386';
    const first = await register(manager, { personalNumber, familyName: 'Lund' });
    const second = await register(manager, { personalNumber, familyName: 'lund' });
    expect([first.status, second.status, second.body.person.id]).toEqual([201, 201, first.body.person.id]);
    expect((await register(manager, { personalNumber, familyName: 'Ek' })).body.code).toBe('number-taken');
    const hsaId = 'SE5555555555-EX01';
    const known = await register(manager, { hsaId, familyName: 'Ek' });
    const again = await register(hr, { hsaId, familyName: 'EK', sponsorId: manager.personId });
    expect([known.status, again.status, again.body.person.id]).toEqual([201, 201, known.body.person.id]);
    const other = await register(manager, { hsaId, familyName: 'Berg' });
    expect([other.status, other.body.code]).toEqual([409, 'number-taken']);
  });

  it('is extended by the sponsor on a new contract, within reach', async () => {
    const { body } = await register(manager);
    const calls = await as(manager);
    const extend = (to: unknown) => calls.post<External & Problem>(`/externals/${body.id}/extension`, to);
    expect((await extend({ endDate: day(120), contractReference: body.contract })).body.code).toBe(
      'contract-not-new',
    );
    expect((await extend({ endDate: day(366), contractReference: 'B-1' })).body.code).toBe('end-too-late');
    expect((await extend({ endDate: day(10), contractReference: 'B-1' })).body.code).toBe('end-not-later');
    const done = await extend({ endDate: day(365), contractReference: 'B-1' });
    expect([done.status, done.body.to, done.body.contract]).toEqual([200, day(365), 'B-1']);
  });

  it('is ended at once, access and all, and is not revived by an extension', async () => {
    const { body } = await register(manager);
    const person: Employee = { personId: body.person.id ?? '', employmentId: body.id, unitId };
    const grant = await home.grant(person, await home.role(boss));
    const calls = await as(manager);
    const reason = 'Uppdraget är färdigt i förtid';
    expect((await calls.post(`/externals/${body.id}/end`, { reason })).status).toBe(200);
    const [ended] = await edge.database.query<{ reason: string }>(
      `SELECT ended_reason AS reason FROM access_grant WHERE id = $1`,
      [grant],
    );
    expect(ended?.reason).toBe('terminated');
    const again = await calls.post<Problem>(`/externals/${body.id}/extension`, {
      endDate: day(200),
      contractReference: 'C-1',
    });
    expect(again.body.code).toBe('external-over');
  });

  it('from HR without sponsor, contract or end is let in, listed and shown to HR', async () => {
    const who = await home.employee(unitId, { manager });
    await edge.database.query(`UPDATE employment SET kind = 'consultant' WHERE id = $1`, [who.employmentId]);
    await follow(who.personId);
    const short = (await (await as(hr)).get<Externals>('/externals?show=short')).body.items;
    expect(short.find(({ id }) => id === who.employmentId)).toMatchObject({
      state: 'unsponsored',
      missing: ['sponsor', 'contract', 'employer', 'end'],
    });
    expect((await (await as(hr)).get<Tasks>('/tasks')).body.items.map(({ kind }) => kind)).toContain(
      'externals-short',
    );
    const refused = await (
      await as(hr)
    ).post<Problem>(`/externals/${who.employmentId}/extension`, {
      endDate: day(30),
      contractReference: 'X-1',
    });
    expect(refused.body.code).toBe('external-from-hr');
  });

  it('is reminded of 30 and 7 days before the end, once each', async () => {
    const { body } = await register(manager, { endDate: day(20) });
    const rounds = edge.app.get(FollowLeaving);
    await rounds.run();
    await rounds.run();
    const told = () =>
      edge.database.query(
        `SELECT FROM notice WHERE kind = 'external-ends' AND object_id = $1 AND to_id = $2`,
        [body.id, manager.personId],
      );
    expect(await told()).toHaveLength(1);
    await edge.database.query(`UPDATE employment SET end_date = $2 WHERE id = $1`, [body.id, day(7)]);
    await rounds.run();
    await rounds.run();
    expect(await told()).toHaveLength(2);
  });
});

describe('a sponsor who leaves', () => {
  it('is followed by the manager, who must name a new one or it ends', async () => {
    const leaving = await sponsor();
    const kept = (await register(leaving)).body;
    const lost = (await register(leaving)).body;
    await leave(leaving);
    expect(await stateOf(kept.id)).toEqual({ state: 'taken-over', acting: boss.personId });
    const tasks = (await (await as(boss)).get<Tasks>('/tasks')).body.items;
    expect(tasks.filter(({ kind }) => kind === 'external-sponsor').map(({ id }) => id)).toEqual(
      expect.arrayContaining([kept.id, lost.id]),
    );
    const reason = 'Tar över ansvaret för konsulten';
    const named = await (
      await as(boss)
    ).post(`/externals/${kept.id}/sponsor`, { sponsorId: manager.personId, reason });
    expect(named.status).toBe(200);
    await edge.database.query(`UPDATE external_engagement SET name_by = $2 WHERE employment_id = $1`, [
      lost.id,
      day(-1),
    ]);
    expect((await edge.app.get(FollowLeaving).run()).ended).toBe(1);
    expect([await stateOf(kept.id), await stateOf(lost.id)]).toEqual([
      { state: 'sponsored', acting: null },
      { state: 'over', acting: null },
    ]);
    const calls = await as(boss);
    expect((await calls.get<External>(`/externals/${lost.id}`)).status).toBe(404);
  });

  it('while extending either extends and hands over, or is too late: never both lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      const leaving = await sponsor();
      const { id } = (await register(leaving)).body;
      const calls = await as(leaving);
      const [extended] = await Promise.all([
        calls.post(`/externals/${id}/extension`, {
          endDate: day(120),
          contractReference: `R-${String(round)}`,
        }),
        leave(leaving),
      ]);
      const [row] = await edge.database.query<{ to: string }>(
        `SELECT end_date AS "to" FROM employment WHERE id = $1`,
        [id],
      );
      expect(row?.to).toBe(extended.status === 200 ? day(120) : day(90));
      expect([200, 401, 404]).toContain(extended.status);
      expect((await stateOf(id))?.state).toBe('taken-over');
    }
  });
});

describe('attacks on external people’s terms', () => {
  const refused = async (by: Employee, more: Record<string, unknown>) => {
    const { status, body } = await register(by, more);
    return [status, body.code, body.errors?.[0]?.pointer];
  };

  it('an end beyond the limit, a back-dated start, no end at all', async () => {
    expect(await refused(manager, { endDate: day(366) })).toEqual([422, 'end-too-late', '/endDate']);
    expect(await refused(manager, { startDate: day(-31) })).toEqual([422, 'starts-too-early', '/startDate']);
    expect(await refused(manager, { endDate: undefined })).toEqual([422, 'invalid', '/endDate']);
    expect(await refused(manager, { contractReference: '-' })).toEqual([
      422,
      'invalid',
      '/contractReference',
    ]);
    expect(await refused(manager, { personalNumber: '191212121212' })).toEqual([
      422,
      'invalid',
      '/personalNumber',
    ]);
  });

  it('a foreign unit, a sponsor who is somebody else, external or gone', async () => {
    expect(await refused(manager, { unitId: otherUnit })).toEqual([403, 'outside-own-units', '/unitId']);
    expect(await refused(manager, { sponsorId: boss.personId })).toEqual([403, 'not-allowed', undefined]);
    const consultant = (await register(manager)).body;
    expect(await refused(hr, { sponsorId: consultant.person.id })).toEqual([
      409,
      'unfit-sponsor',
      '/sponsorId',
    ]);
    const gone = await home.employee(unitId, { to: day(-3) });
    expect(await refused(hr, { sponsorId: gone.personId })).toEqual([409, 'unfit-sponsor', '/sponsorId']);
  });

  it('one’s own terms: sponsoring, extending and ending oneself', async () => {
    const { body } = await register(hr, { sponsorId: manager.personId });
    const self: Employee = { personId: body.person.id ?? '', employmentId: body.id, unitId };
    await home.grant(self, hrRole);
    const calls = await as(self);
    const reason = 'Vill gärna vara kvar länge';
    const code = async (path: string, input: unknown) =>
      (await calls.post<Problem>(`/externals/${body.id}/${path}`, input)).body.code;
    expect(await code('extension', { endDate: day(200), contractReference: 'S-1' })).toBe('not-found');
    expect(await code('sponsor', { sponsorId: self.personId, reason })).toBe('not-found');
    expect(await code('end', { reason })).toBe('not-found');
    const others = await (
      await as(hr)
    ).post<Problem>(`/externals/${body.id}/sponsor`, { sponsorId: self.personId, reason });
    expect(others.body.code).toBe('own-sponsor');
  });

  it('another manager’s external person', async () => {
    const { body } = await register(manager);
    const other = await home.employee(otherUnit, { manager: boss });
    await home.employee(otherUnit, { manager: other });
    const calls = await as(other);
    expect((await calls.get(`/externals/${body.id}`)).status).toBe(404);
    const extend = await calls.post(`/externals/${body.id}/extension`, {
      endDate: day(200),
      contractReference: 'Z',
    });
    expect(extend.status).toBe(422);
    const whole = await calls.post(`/externals/${body.id}/extension`, {
      endDate: day(200),
      contractReference: 'Z-1',
    });
    expect(whole.status).toBe(404);
  });

  it('access outside the unit that was agreed on is refused by the database itself', async () => {
    const { body } = await register(manager);
    const person: Employee = { personId: body.person.id ?? '', employmentId: body.id, unitId };
    const role = await home.role(boss);
    await expect(home.grant(person, role, { unitId: otherUnit })).rejects.toThrow('lies outside the unit');
    await expect(
      edge.database.query(`UPDATE employment SET end_date = NULL WHERE id = $1`, [body.id]),
    ).rejects.toThrow('employment_registered_here_check');
  });
});
