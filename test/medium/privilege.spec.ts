import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { ExpireGrants } from '../../src/grants/expire-grants.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Refused } from '../../src/platform/refused.js';
import type { Actor, PersonActor } from '../../src/policy/model/actor.js';
import { ActivateRole } from '../../src/privilege/activate-role.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import type {
  activatedSchema,
  activationListSchema,
  privilegedRoleListSchema,
} from '../../src/privilege/privilege.schema.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Activated = z.output<typeof activatedSchema>;
type Roles = z.output<typeof privilegedRoleListSchema>;
type Activations = z.output<typeof activationListSchema>;
type Problem = { code: string };

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };
const reason = 'Byte av gruppregler i katalogen';
const technician = '151015';

// Concurrency is tried here; a busy machine may take its time.
jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let officer: Employee;

beforeAll(async () => {
  edge = await startEdge({ rooms: [PrivilegeModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'IT');
  owner = await home.employee(unitId);
  officer = await home.employee(unitId);
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee, level = 3): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId, level));
}

function actorOf(who: Employee, level: 3 | 4 = 3): PersonActor {
  return {
    kind: 'person',
    personId: who.personId,
    level,
    authenticatedAt: new Date(),
    channel: 'web',
    address: null,
  };
}

function administrator(
  more: { cap?: number; requiredLevel?: number; analysisValidTo?: string; directory?: string } = {},
): Promise<RoleFacts> {
  const { cap = 2, ...rest } = more;
  return home.role(owner, {
    privileged: { cap, eligible: { titleCodes: [technician] }, hours: [1, 4, 8] },
    ...rest,
  });
}

function technicians(n: number): Promise<Employee[]> {
  return Promise.all(Array.from({ length: n }, () => home.employee(unitId, { titleCode: technician })));
}

async function live(roleId: string): Promise<number> {
  const [row] = await edge.database.query<{ n: number }>(
    `SELECT count(*) AS n FROM access_grant WHERE role_id = $1 AND ended_at IS NULL`,
    [roleId],
  );
  return row?.n ?? -1;
}

describe('activating an administrator right', () => {
  it('lasts exactly the hours chosen, on an assessment that pins the analysis, and says so in the log', async () => {
    const role = await administrator({ directory: 'katalogadmin' });
    const [ivar] = (await technicians(1)) as [Employee];
    const calls = await as(ivar);
    const { status, body } = await calls.post<Activated>('/privilege/activations', {
      roleId: role.roleId,
      hours: 4,
      reason,
    });
    expect(status).toBe(201);
    expect(Date.parse(body.endsAt) - Date.parse(body.startedAt)).toBe(4 * 3_600_000);
    const [grant] = await edge.database.query<Record<string, unknown>>(
      `SELECT g.source, g.valid_from, g.valid_to, g.employment_id, s.need, s.data, s.analysis_id, s.duration_hours
       FROM activation a JOIN access_grant g ON g.id = a.grant_id JOIN assessment s ON s.id = g.assessment_id WHERE a.id = $1`,
      [body.id],
    );
    expect(grant).toEqual({
      source: 'activation',
      valid_from: new Date(body.startedAt),
      valid_to: new Date(body.endsAt),
      employment_id: ivar.employmentId,
      need: reason,
      data: 'Anteckningar',
      analysis_id: role.analysisId,
      duration_hours: 4,
    });
    expect(await edge.audit('activation.started')).toContainEqual(
      expect.objectContaining({ person_id: ivar.personId, reason, level: 3 }),
    );
    const tasks = await edge.database.query(
      `SELECT start_after FROM pgboss.job WHERE name = 'grants-expire' AND start_after = $1`,
      [new Date(body.endsAt)],
    );
    expect(tasks).toHaveLength(1);
    const waiting = await edge.database.query(`SELECT FROM account WHERE person_id = $1`, [ivar.personId]);
    expect(waiting).toHaveLength(1);

    const shown = (await calls.get<Roles>('/privilege/roles')).body.items.find(
      (r) => r.role.id === role.roleId,
    );
    expect(shown).toMatchObject({ cap: 2, hours: [1, 4, 8], requiredLevel: 3, mine: { id: body.id } });
    expect(shown?.active).toEqual([
      { holder: expect.objectContaining({ id: ivar.personId }), endsAt: body.endsAt },
    ]);
    expect(shown?.problems.map((p) => p.code)).toEqual(['already-active']);
  });

  it('lets twenty at the same moment take no more than the two places there are', async () => {
    const role = await administrator();
    const all = await technicians(20);
    const activate = edge.app.get(ActivateRole);
    const outcomes = await Promise.allSettled(
      all.map((who) => activate.run(actorOf(who), { roleId: role.roleId, hours: 1, reason })),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(2);
    const refused = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as unknown] : []));
    for (const error of refused) {
      expect(error).toBeInstanceOf(Refused);
      expect((error as Refused).refusal.code).toBe('cap-reached');
    }
    expect(await live(role.roleId)).toBe(2);
  });

  it('gives one person one, however often they press', async () => {
    const role = await administrator({ cap: 5 });
    const [ivar] = (await technicians(1)) as [Employee];
    const activate = edge.app.get(ActivateRole);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => activate.run(actorOf(ivar), { roleId: role.roleId, hours: 1, reason })),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    expect(await live(role.roleId)).toBe(1);
  });

  it('is refused, and nothing is written, when anything is missing', async () => {
    const role = await administrator({ requiredLevel: 4 });
    const stale = await administrator({ analysisValidTo: '2026-01-31' });
    const ordinary = await home.role(owner);
    const [ivar] = (await technicians(1)) as [Employee];
    const former = await home.employee(unitId, { titleCode: technician, to: '2026-01-31' });
    await home.employ(former.personId, unitId);
    const stranger = await home.employee(unitId);
    const ask = async (who: Employee, more: object): Promise<{ status: number; body: Problem }> =>
      (await as(who)).post<Problem>('/privilege/activations', {
        roleId: role.roleId,
        hours: 1,
        reason,
        ...more,
      });
    expect(await ask(ivar, {})).toMatchObject({ status: 401, body: { code: 'insufficient-assurance' } });
    expect(await ask(ivar, { hours: 3 })).toMatchObject({ status: 422, body: { code: 'hours-not-offered' } });
    expect(await ask(ivar, { hours: 24 })).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(await ask(ivar, { reason: '          x         ' })).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
    expect(await ask(ivar, { roleId: stale.roleId })).toMatchObject({
      status: 409,
      body: { code: 'no-live-analysis' },
    });
    expect(await ask(stranger, {})).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await ask(ivar, { roleId: ordinary.roleId })).toMatchObject({ status: 404 });
    expect(await ask(former, {})).toMatchObject({ status: 403, body: { code: 'not-eligible' } });
    expect((await as(stranger).then((c) => c.get<Roles>('/privilege/roles'))).body.items).toEqual([]);
    expect((await live(role.roleId)) + (await live(stale.roleId)) + (await live(ordinary.roleId))).toBe(0);
    const leftovers = await edge.database.query(`SELECT FROM assessment WHERE role_id = ANY($1)`, [
      [role.roleId, stale.roleId, ordinary.roleId],
    ]);
    expect(leftovers).toEqual([]);
    expect(
      await edge.app.get(ActivateRole).run(actorOf(ivar, 4), { roleId: role.roleId, hours: 1, reason }),
    ).toMatchObject({ endsAt: expect.any(Date) });
  });

  it('never survives a termination that it races', async () => {
    const role = await administrator({ cap: 50 });
    const activate = edge.app.get(ActivateRole);
    for (const who of await technicians(10)) {
      // What every termination does first: the person's lock, then the employments.
      const terminate = edge.database.transaction(async (tx) => {
        await tx.query(`SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE`, [who.personId]);
        await tx.query(`UPDATE employment SET terminated_at = now() WHERE person_id = $1`, [who.personId]);
        await tx.query(
          `UPDATE access_grant SET ended_at = greatest(now(), valid_from), ended_reason = 'terminated'
           WHERE person_id = $1 AND ended_at IS NULL`,
          [who.personId],
        );
      });
      await Promise.allSettled([
        terminate,
        activate.run(actorOf(who), { roleId: role.roleId, hours: 1, reason }),
      ]);
    }
    expect(await live(role.roleId)).toBe(0);
  });
});

describe('the end of an activation', () => {
  let role: RoleFacts;
  let ivar: Employee;
  let maj: Employee;
  let calls: Caller;
  beforeAll(async () => {
    role = await administrator({ cap: 1 });
    [ivar, maj] = (await technicians(2)) as [Employee, Employee];
    calls = await as(ivar);
  });
  const activate = async (caller: Caller): Promise<Activated> => {
    const { status, body } = await caller.post<Activated>('/privilege/activations', {
      roleId: role.roleId,
      hours: 1,
      reason,
    });
    expect(status).toBe(201);
    return body;
  };

  it('comes by hand: the holder’s or the security officer’s, nobody else’s, and once', async () => {
    const first = await activate(calls);
    expect(await (await as(maj)).post(`/privilege/activations/${first.id}/end`)).toMatchObject({
      status: 404,
    });
    expect(await calls.post(`/privilege/activations/${first.id}/end`)).toMatchObject({
      status: 200,
      body: { id: first.id },
    });
    expect(await calls.post<Problem>(`/privilege/activations/${first.id}/end`)).toMatchObject({
      status: 409,
      body: { code: 'activation-ended' },
    });
    const second = await activate(calls);
    expect(await (await as(officer)).post(`/privilege/activations/${second.id}/end`)).toMatchObject({
      status: 200,
    });
    expect(await live(role.roleId)).toBe(0);
    const { body } = await calls.get<Activations>('/privilege/activations?limit=1');
    expect(body.items[0]).toMatchObject({ id: second.id, endedBy: 'hand' });
    const rest = await calls.get<Activations>(`/privilege/activations?limit=1&after=${String(body.next)}`);
    expect(rest.body).toMatchObject({ items: [{ id: first.id }], next: null });
  });

  it('comes by the clock on the instant, before anything has swept', async () => {
    const running = await activate(calls);
    const majCalls = await as(maj);
    const blocked = await majCalls.post<Problem>('/privilege/activations', {
      roleId: role.roleId,
      hours: 1,
      reason,
    });
    expect(blocked).toMatchObject({ status: 409, body: { code: 'cap-reached' } });
    edge.clock.move(61);
    try {
      const again = await as(ivar); // the idle limit has passed too
      expect(await again.post<Problem>(`/privilege/activations/${running.id}/end`)).toMatchObject({
        body: { code: 'activation-ended' },
      });
      const { body } = await again.get<Activations>('/privilege/activations?limit=1');
      expect(body.items[0]).toMatchObject({ id: running.id, endedAt: running.endsAt, endedBy: 'clock' });
      // The same person may begin anew at once: the old grant is ended first, in the same transaction.
      const next = await activate(again);
      expect(await live(role.roleId)).toBe(1);
      const [old] = await edge.database.query<{ ended_reason: string }>(
        `SELECT g.ended_reason FROM activation a JOIN access_grant g ON g.id = a.grant_id WHERE a.id = $1`,
        [running.id],
      );
      expect(old?.ended_reason).toBe('expired');
      edge.clock.move(61);
      await edge.app.get(ExpireGrants, { strict: false }).run(system);
      expect(await live(role.roleId)).toBe(0);
      expect(next.id).not.toBe(running.id);
    } finally {
      edge.clock.move(-122);
    }
  });
});
