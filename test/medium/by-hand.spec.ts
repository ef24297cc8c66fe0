import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { ApplyChanges } from '../../src/grants/apply-changes.js';
import { OversightModule } from '../../src/oversight/oversight.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Change } from '../../src/policy/model/access.js';
import type { Actor } from '../../src/policy/model/actor.js';
import type { handlingSchema } from '../../src/provisioning/by-hand/by-hand.schema.js';
import { ByHandJobs } from '../../src/provisioning/by-hand/by-hand.jobs.js';
import { ByHandModule } from '../../src/provisioning/by-hand/by-hand.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type Task = z.output<typeof handlingSchema>;
const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let systemOwner: Employee;
let it_: Employee;
let cupboard: RoleFacts;
let ownerCalls: Caller;

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule, ByHandModule, OversightModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare' });
  systemOwner = await home.employee(office, { name: 'Förvaltare' });
  it_ = await home.employee(office, { name: 'IT' });
  await new CareHome(edge.database)
    .role(owner, { grindvakt: 'it' })
    .then((role) => new CareHome(edge.database).grant(it_, role));
  cupboard = await home.role(owner, { manual: 'Läkemedelsskåp, profil SSK' });
  await edge.database.query(
    `UPDATE information_system SET system_owner_id = $2, name = 'Skåpet' WHERE id = (SELECT system_id FROM role WHERE id = $1)`,
    [cupboard.roleId, systemOwner.personId],
  );
  ownerCalls = await as(systemOwner);
});
afterAll(async () => {
  await edge.stop();
});

const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId));
const run = (changes: Change[], urgent = false) =>
  edge.database.transaction((tx) =>
    edge.app.get(ApplyChanges).run(tx, operator, changes, edge.clock.now(), { urgent }),
  );

/** Opens a grant the way every room does. */
async function give(who: Employee, role = cupboard): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                             written_by, written_at)
     VALUES ($1, $2, $3, 'Behövs i vården', 'Läkemedel', 'För mycket', 'För lite', 24, $4, now()) RETURNING id`,
    [who.personId, role.roleId, role.analysisId, owner.personId],
  );
  const { opened } = await run([
    {
      kind: 'open',
      ...who,
      roleId: role.roleId,
      source: 'request',
      analysisId: role.analysisId,
      assessmentId: row?.id ?? '',
      ruleId: null,
      validTo: null,
      nextReview: '2099-01-01',
    },
  ]);
  return opened[0]?.id ?? '';
}
const end = (who: Employee, grantId: string, urgent = false) =>
  run([{ kind: 'end', grantId, personId: who.personId, reason: 'ended-by-hand' }], urgent);

async function tasksOf(caller: Caller, who: Employee, show = 'open'): Promise<Task[]> {
  const { body } = await caller.get<{ items: Task[] }>(`/handling?show=${show}&limit=200`);
  return body.items.filter(({ person }) => person.id === who.personId);
}
const confirm = (caller: Caller, task: Task | undefined, done: 'give' | 'take', note = '') =>
  caller.post<{ next: string | null; code?: string }>(`/handling/${task?.id ?? ''}/confirmation`, {
    done,
    note,
  });
const actions = async (who: Employee): Promise<string[]> =>
  (
    await edge.database.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE person_id = $1 AND action LIKE 'handling.%' ORDER BY id`,
      [who.personId],
    )
  ).map(({ action }) => action);
const noticesTo = async (who: Employee, kind: string) =>
  edge.database.query<{ facts: Record<string, unknown> }>(
    `SELECT facts FROM notice WHERE to_id = $1 AND kind = $2`,
    [who.personId, kind],
  );

describe('access in a system that no connector reaches', () => {
  it('waits for the system owner until they confirm it, and looks delivered no sooner', async () => {
    const anna = await home.employee(unitId, { name: 'Anna' });
    const grantId = await give(anna);
    const [task] = await tasksOf(ownerCalls, anna);
    expect(task).toMatchObject({
      kind: 'give',
      entitlement: { externalName: 'Läkemedelsskåp, profil SSK' },
      system: { name: 'Skåpet' },
      unit: 'Avdelning 2',
      urgent: false,
      late: false,
      mayConfirm: true,
    });
    const annaCalls = await as(anna);
    const delivery = async () =>
      (await annaCalls.get<{ delivery: { state: string } }>(`/grants/${grantId}/why`)).body.delivery.state;
    expect(await delivery()).toBe('by-hand');
    expect(await confirm(ownerCalls, task, 'give', 'Ärende 4711')).toMatchObject({
      status: 200,
      body: { next: null },
    });
    expect(await delivery()).toBe('handled');
    expect(await tasksOf(ownerCalls, anna)).toEqual([]);
    expect(await tasksOf(ownerCalls, anna, 'done')).toMatchObject([{ kind: 'give', note: 'Ärende 4711' }]);
    expect(await noticesTo(anna, 'handling-done')).toMatchObject([{ facts: { system: 'Skåpet' } }]);
    expect(await confirm(ownerCalls, task, 'give')).toMatchObject({
      status: 409,
      body: { code: 'already-handled' },
    });

    await end(anna, grantId);
    const [away] = await tasksOf(ownerCalls, anna);
    expect(away).toMatchObject({ kind: 'take', urgent: false });
    expect(await confirm(ownerCalls, away, 'take')).toMatchObject({ status: 200 });
    expect(await tasksOf(ownerCalls, anna)).toEqual([]);
    expect(await actions(anna)).toEqual([
      'handling.ordered',
      'handling.given',
      'handling.ordered',
      'handling.taken',
    ]);
  });

  it('leaves no task when it is taken back before anybody saw to it', async () => {
    const bo = await home.employee(unitId);
    await end(bo, await give(bo));
    expect(await tasksOf(ownerCalls, bo)).toEqual([]);
    expect(await actions(bo)).toEqual(['handling.ordered', 'handling.called-off']);
  });

  it('asks to take away what was set up while nobody wanted it any more', async () => {
    const cia = await home.employee(unitId);
    const grantId = await give(cia);
    const [task] = await tasksOf(ownerCalls, cia);
    await end(cia, grantId);
    expect(await confirm(ownerCalls, task, 'give')).toMatchObject({ status: 200, body: { next: 'take' } });
    expect(await tasksOf(ownerCalls, cia)).toMatchObject([{ kind: 'take' }]);
  });

  it('is kept while another grant gives the same', async () => {
    const dan = await home.employee(unitId);
    const other = await home.role(owner, {});
    await edge.database.query(
      `INSERT INTO role_entitlement (role_id, entitlement_id) SELECT $2, entitlement_id FROM role_entitlement WHERE role_id = $1`,
      [cupboard.roleId, other.roleId],
    );
    const first = await give(dan);
    await give(dan, other);
    const [task, ...more] = await tasksOf(ownerCalls, dan);
    expect(more).toEqual([]);
    await confirm(ownerCalls, task, 'give');
    await end(dan, first);
    expect(await tasksOf(ownerCalls, dan)).toEqual([]);
  });

  it('is taken away on leave and set up again after it, and not touched by shifts', async () => {
    const eva = await home.employee(unitId);
    const grantId = await give(eva);
    await confirm(ownerCalls, (await tasksOf(ownerCalls, eva))[0], 'give');
    const rest = (kind: 'suspend' | 'resume', cause: 'leave' | 'off-shift') =>
      run([{ kind, grantId, personId: eva.personId, cause }]);
    await rest('suspend', 'off-shift');
    expect(await tasksOf(ownerCalls, eva)).toEqual([]);
    await rest('suspend', 'leave');
    expect(await tasksOf(ownerCalls, eva)).toMatchObject([{ kind: 'take' }]);
    await confirm(ownerCalls, (await tasksOf(ownerCalls, eva))[0], 'take');
    await rest('resume', 'leave');
    expect(await tasksOf(ownerCalls, eva)).toMatchObject([{ kind: 'give' }]);
  });

  it('is to be taken away at once when somebody is shut out, before all else, and the owner is told', async () => {
    const finn = await home.employee(unitId);
    const grantId = await give(finn);
    await confirm(ownerCalls, (await tasksOf(ownerCalls, finn))[0], 'give');
    await give(await home.employee(unitId));
    await end(finn, grantId, true);
    const { body } = await ownerCalls.get<{ items: Task[] }>('/handling');
    expect(body.items[0]).toMatchObject({ kind: 'take', urgent: true, person: { id: finn.personId } });
    await edge.app.get(ByHandJobs).follow();
    expect(await noticesTo(systemOwner, 'handling-urgent')).toMatchObject([
      { facts: { system: 'Skåpet', count: 1 } },
    ]);
    await edge.app.get(ByHandJobs).follow();
    expect(await noticesTo(systemOwner, 'handling-urgent')).toHaveLength(1);
  });

  it('is nobody’s to confirm for themselves: the information owner does it', async () => {
    await give(systemOwner);
    expect(await tasksOf(ownerCalls, systemOwner)).toEqual([]);
    const [task] = await tasksOf(await as(owner), systemOwner);
    expect(await confirm(ownerCalls, task, 'give')).toMatchObject({ status: 404 });
    expect(await confirm(await as(owner), task, 'give')).toMatchObject({ status: 200 });
  });

  it('follows an entitlement that is put into a role that people hold, also past each other', async () => {
    const gun = await home.employee(unitId);
    const role = await home.role(owner, {});
    await give(gun, role);
    const [more] = await edge.database.query<{ id: string }>(
      `WITH e AS (INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name)
         SELECT system_id, 'rum', 'Rummet', 'Prov.', 'Try.', 'manual', 'Rummet' FROM role WHERE id = $1 RETURNING id)
       INSERT INTO role_entitlement (role_id, entitlement_id) SELECT $1, id FROM e RETURNING entitlement_id AS id`,
      [role.roleId],
    );
    await edge.app.get(ByHandJobs).follow();
    const [task] = await tasksOf(ownerCalls, gun);
    expect(task).toMatchObject({ kind: 'give', entitlement: { name: 'Rummet' } });
    await confirm(ownerCalls, task, 'give');
    await edge.database.query(`DELETE FROM role_entitlement WHERE role_id = $1`, [role.roleId]);
    await edge.database.transaction((tx) =>
      edge.app
        .get(ApplyChanges)
        .followRoles(
          tx,
          { roleIds: [role.roleId], entitlementIds: [more?.id ?? ''], losing: [gun.personId] },
          edge.clock.now(),
        ),
    );
    expect(await tasksOf(ownerCalls, gun)).toMatchObject([{ kind: 'take' }]);
  });

  it('ends as the grants say after twenty openings, endings and confirmations at once', async () => {
    const hugo = await home.employee(unitId);
    const grantId = await give(hugo);
    const [task] = await tasksOf(ownerCalls, hugo);
    await Promise.all([
      ...Array.from({ length: 10 }, () => confirm(ownerCalls, task, 'give')),
      end(hugo, grantId),
      ...Array.from({ length: 9 }, () => confirm(ownerCalls, task, 'take')),
    ]);
    const [row] = await edge.database.query<{ wanted: boolean; held: boolean }>(
      `SELECT wanted, held FROM handled_access WHERE person_id = $1`,
      [hugo.personId],
    );
    expect(row?.wanted).toBe(false);
    const left = await tasksOf(ownerCalls, hugo);
    expect(left.map(({ kind }) => kind)).toEqual(row?.held ? ['take'] : []);
  });
});

describe('who sees what is done by hand', () => {
  it('is who looks after the system and who oversees; for others it does not exist', async () => {
    const ida = await home.employee(unitId, { protection: 'confidential' });
    await give(ida);
    const [task] = await tasksOf(ownerCalls, ida);
    expect(task).toMatchObject({ person: { name: 'Skyddad person' }, unit: null, title: null });
    const [seen] = await tasksOf(await as(it_), ida);
    expect(seen).toMatchObject({ mayConfirm: false });
    const stranger = await as(await home.employee(unitId));
    expect(await tasksOf(stranger, ida)).toEqual([]);
    expect((await confirm(stranger, task, 'give')).status).toBe(404);
    expect((await confirm(await as(it_), task, 'give')).status).toBe(404);
  });

  it.each([
    '/handling?after=x',
    '/handling?limit=0',
    '/handling?limit=201',
    '/handling?system=x',
    '/handling?show=all',
  ])('answers %s by naming the field', async (path) => {
    const { status, body } = await ownerCalls.get<{ errors: { pointer: string }[] }>(path);
    expect([status, body.errors.length]).toEqual([422, 1]);
  });

  it('pages without loss or doubles', async () => {
    for (let n = 0; n < 5; n += 1) await give(await home.employee(unitId));
    const all = (await ownerCalls.get<{ items: Task[] }>('/handling?limit=200')).body.items.map(
      ({ id }) => id,
    );
    const paged: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body }: { body: { items: Task[]; next: string | null } } = await ownerCalls.get(
        `/handling?limit=2${after ? `&after=${after}` : ''}`,
      );
      paged.push(...body.items.map(({ id }) => id));
      after = body.next;
    }
    expect(paged).toEqual(all);
  });
});

describe('what nobody sees to', () => {
  it('is reminded of once a day, and passed on to the information owner and IT', async () => {
    const jon = await home.employee(unitId);
    await give(jon);
    const day = 24 * 60;
    edge.clock.move(14 * day);
    await edge.app.get(ByHandJobs).follow();
    await edge.app.get(ByHandJobs).follow();
    expect((await noticesTo(systemOwner, 'handling-late')).length).toBe(1);
    for (const who of [owner, it_]) expect(await noticesTo(who, 'handling-escalated')).toHaveLength(1);
    expect(await actions(jon)).toEqual(['handling.ordered', 'handling.escalated']);
    const [task] = await tasksOf(await as(it_), jon);
    expect(task).toMatchObject({ late: true, escalated: true, mayConfirm: true });
    expect((await confirm(await as(it_), task, 'give')).status).toBe(200);
  });
});
