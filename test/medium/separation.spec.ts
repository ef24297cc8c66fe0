import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { ReadPeople } from '../../src/people/read-people.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Change } from '../../src/policy/model/access.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { conflictsOf } from '../../src/policy/privilege/separation-of-duties.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { ConflictsStore } from '../../src/separation/conflicts.store.js';
import { RefreshConflicts } from '../../src/separation/refresh-conflicts.js';
import { RulesStore } from '../../src/separation/rules.store.js';
import { SeparationJobs } from '../../src/separation/separation.jobs.js';
import { SeparationModule } from '../../src/separation/separation.module.js';
import type {
  conflictListSchema,
  exemptionListSchema,
  ruleListSchema,
  ruleVersionsSchema,
} from '../../src/separation/separation.schema.js';
import { WithholdConflicting } from '../../src/separation/withhold-conflicting.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { smallCatalogue } from '../support/small-catalogue.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type Conflicts = z.output<typeof conflictListSchema>;
type Rules = z.output<typeof ruleListSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };
const nothing = { roleIds: [] as string[], entitlementIds: [] as string[], people: null };
const why = 'Den som utreder ska inte också betala ut.';

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let officer: Caller;
let officerHerself: Employee;
let auditor: Caller;
let auditorHerself: Employee;
let nobody: Caller;
let rules = 0;

beforeAll(async () => {
  edge = await startEdge({ rooms: [SeparationModule, PrivilegeModule, RequestsModule, CatalogueModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  owner = await home.employee(unitId);
  officerHerself = await home.employee(unitId);
  await home.grant(officerHerself, await home.role(owner, { grindvakt: 'security' }));
  auditorHerself = await home.employee(unitId);
  await home.grant(auditorHerself, await home.role(owner, { grindvakt: 'auditor' }));
  officer = await as(officerHerself);
  auditor = await as(auditorHerself);
  nobody = await as(await home.employee(unitId));
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId, 3));
}

function ruleOf(
  left: RoleFacts,
  right: RoleFacts,
  mode: 'record' | 'enforce' = 'enforce',
): Record<string, unknown> {
  rules += 1;
  return {
    name: `Regel ${String(rules)}`,
    why,
    mode,
    left: { ...nothing, roleIds: [left.roleId] },
    right: { ...nothing, roleIds: [right.roleId] },
    reason: 'Beslut av ledningen',
    version: null,
  };
}

async function addRule(...of: Parameters<typeof ruleOf>): Promise<string> {
  const { status, body } = await officer.post<{ id: string }>('/separation/rules', ruleOf(...of));
  expect(status).toBe(201);
  return body.id;
}

async function conflicts(ruleId: string, state = 'open'): Promise<Conflicts['items']> {
  return (await auditor.get<Conflicts>(`/separation/conflicts?rule=${ruleId}&state=${state}`)).body.items;
}

describe('a rule that keeps duties apart', () => {
  it('lists who has both as soon as it is saved, and closes the conflict when one ends', async () => {
    const [a, b] = [await home.role(owner), await home.role(owner)];
    const both = await home.employee(unitId);
    const one = await home.employee(unitId);
    await home.grant(both, a);
    const grantId = await home.grant(both, b);
    await home.grant(one, a);
    const ruleId = await addRule(a, b, 'record');
    expect((await conflicts(ruleId)).map(({ person, kind }) => [person.id, kind])).toEqual([
      [both.personId, 'held'],
    ]);
    await edge.app.get(SeparationJobs).run();
    expect(await conflicts(ruleId)).toHaveLength(1); // asking again changes nothing

    await edge.database.query(
      `UPDATE access_grant SET ended_at = now(), ended_reason = 'ended-by-hand' WHERE id = $1`,
      [grantId],
    );
    await edge.app.get(SeparationJobs).run();
    expect(await conflicts(ruleId)).toEqual([]);
    expect(await conflicts(ruleId, 'closed')).toHaveLength(1);
    const found = await edge.audit('separation-conflict.found');
    expect(found.filter((row) => row.person_id === both.personId)).toHaveLength(1);
    const told = await edge.database.query(
      `SELECT FROM notice WHERE kind = 'duties-conflict' AND object_id = $1`,
      [ruleId],
    );
    expect(told).toHaveLength(1);
  });

  it('has its versions, with who ordered them and why; an outdated change is refused', async () => {
    const [a, b] = [await home.role(owner), await home.role(owner)];
    const ruleId = await addRule(a, b, 'record');
    const rule = ruleOf(a, b, 'enforce');
    const first = await officer.post<Problem>(`/separation/rules/${ruleId}`, { ...rule, version: 1 });
    const late = await officer.post<Problem>(`/separation/rules/${ruleId}`, { ...rule, version: 1 });
    expect([first.status, late.status, late.body.code]).toEqual([200, 409, 'rule-changed']);
    const { body } = await auditor.get<z.output<typeof ruleVersionsSchema>>(
      `/separation/rules/${ruleId}/versions`,
    );
    expect(body.items.map(({ version, mode, reason }) => [version, mode, reason])).toEqual([
      [2, 'enforce', 'Beslut av ledningen'],
      [1, 'record', 'Beslut av ledningen'],
    ]);
    await expect(
      edge.database.query(`UPDATE separation_rule_version SET reason = 'nytt' WHERE rule_id = $1`, [ruleId]),
    ).rejects.toThrow(/permission denied/);
  });

  it('is refused when it means nothing, names what is not, or takes a name that is taken', async () => {
    const [a, b] = [await home.role(owner), await home.role(owner)];
    const rule = ruleOf(a, b);
    await officer.post('/separation/rules', rule);
    const unknown = { ...nothing, roleIds: ['00000000-0000-4000-8000-000000000000'] };
    const answers = await Promise.all(
      [
        { ...rule, name: 'Tom sida', left: nothing },
        { ...rule, name: 'Samma', right: rule['left'] },
        { ...rule, name: 'Okänd', right: unknown },
        rule,
      ].map((body) => officer.post<Problem>('/separation/rules', body)),
    );
    expect(answers.map(({ status, body }) => [status, body.code, body.errors?.[0]?.pointer])).toEqual([
      [422, 'invalid', '/left'],
      [422, 'invalid', '/right'],
      [422, 'invalid', '/right'],
      [409, 'name-taken', '/name'],
    ]);
  });

  it('is made by the security officer, read by the auditor, and by nobody else', async () => {
    const rule = ruleOf(await home.role(owner), await home.role(owner));
    const statuses = await Promise.all([
      auditor.post('/separation/rules', rule),
      nobody.post('/separation/rules', rule),
      nobody.get('/separation/rules'),
      nobody.get('/separation/conflicts'),
      nobody.get('/separation/exemptions'),
      auditor.get('/separation/rules'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 200]);
    const { body } = await auditor.get<Rules>('/separation/rules');
    expect(body.mayChange).toBe(false);
  });
});

describe('an administrator right in conflict with what one holds', () => {
  const eligible = { unitsBelow: ['1'] };
  const activate = (who: Caller, role: RoleFacts) =>
    who.post<Problem & { id: string }>('/privilege/activations', {
      roleId: role.roleId,
      hours: 1,
      reason: 'Byter regler i katalogen',
    });

  it('cannot be activated while the rule is enforced, and can with an exemption until it is taken back', async () => {
    const held = await home.role(owner);
    const right = await home.role(owner, { privileged: { cap: 5, eligible, hours: [1] } });
    const who = await home.employee(unitId);
    await home.grant(who, held);
    const ruleId = await addRule(held, right);
    const caller = await as(who);
    expect((await activate(caller, right)).body.code).toBe('duties-conflict');

    const exemption = {
      ruleId,
      personId: who.personId,
      reason: 'Ensam tekniker i jouren under hösten',
      control: 'Loggarna läses av chefen varje vecka',
      validTo: addDays(dayOf(new Date()), 30),
    };
    const decided = await officer.post<{ id: string }>('/separation/exemptions', exemption);
    expect(decided.status).toBe(201);
    expect((await officer.post<Problem>('/separation/exemptions', exemption)).body.code).toBe(
      'already-exempt',
    );
    const active = await activate(caller, right);
    expect(active.status).toBe(201);
    expect((await conflicts(ruleId, 'exempt')).map(({ person }) => person.id)).toEqual([who.personId]);

    await officer.post(`/separation/exemptions/${decided.body.id}/end`, { reason: 'Jouren är över' });
    expect((await conflicts(ruleId)).map(({ person }) => person.id)).toEqual([who.personId]);
    const { body } = await auditor.get<z.output<typeof exemptionListSchema>>('/separation/exemptions');
    expect(body.items.find(({ id }) => id === decided.body.id)?.state).toBe('ended');
  });

  it('is recorded and let through while the rule only records', async () => {
    const held = await home.role(owner);
    const right = await home.role(owner, { privileged: { cap: 5, eligible, hours: [1] } });
    const who = await home.employee(unitId);
    await home.grant(who, held);
    const ruleId = await addRule(held, right, 'record');
    expect((await activate(await as(who), right)).status).toBe(201);
    expect(await conflicts(ruleId)).toHaveLength(1);
  });

  it('a security officer does not exempt herself', async () => {
    const ruleId = await addRule(await home.role(owner), await home.role(owner));
    const { status, body } = await officer.post<Problem>('/separation/exemptions', {
      ruleId,
      personId: officerHerself.personId,
      reason: 'Behöver båda rollerna själv',
      control: 'Ingen annan tittar på detta',
      validTo: dayOf(new Date()),
    });
    expect([status, body.code]).toEqual([403, 'own-exemption']);
  });
});

describe('a request for what would put duties together', () => {
  const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
  const assessment = {
    need: 'Ger omvårdnad på avdelningen',
    data: 'Vårdplaner och signeringslistor',
    riskTooWide: 'Läser om andra än de egna',
    riskTooNarrow: 'Insatser blir inte gjorda',
    days: 30,
  };
  let manager: Employee;
  let held: string;
  let wanted: string;
  let owns: Caller;
  let asks: Caller;

  beforeAll(async () => {
    const [office, ward] = [await home.unit('/7/', 'Staben'), await home.unit('/7/8/', 'Avdelning 8')];
    const [information, systems] = [await home.employee(office), await home.employee(office)];
    manager = await home.employee(ward, { manager: information });
    const numbers = await edge.database.query<{ id: string; number: string }>(
      `SELECT id, number FROM employment`,
    );
    const numberOf = (who: Employee): string =>
      numbers.find(({ id }) => id === who.employmentId)?.number ?? '';
    await edge.app.get(LoadCatalogue).run(
      operator,
      smallCatalogue({
        source: 'home',
        informationOwner: numberOf(information),
        systemOwner: numberOf(systems),
        roles: [{ key: 'utreder' }, { key: 'betalar' }],
      }),
    );
    const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
    held = rows.find(({ key }) => key === 'utreder')?.id ?? '';
    wanted = rows.find(({ key }) => key === 'betalar')?.id ?? '';
    owns = await as(information);
    asks = await as(manager);
  });

  const ask = (who: Employee, roleId: string) =>
    asks.post<Problem & { id: string }>('/requests', {
      personId: who.personId,
      employmentId: who.employmentId,
      roleId,
      assessment,
    });
  const approve = (id: string) =>
    owns.post<Problem & { state: string }>(`/requests/${id}/decisions`, { outcome: 'approve' });

  it('is refused while the rule is enforced, and when it becomes enforced before the decision', async () => {
    const who = await home.employee(manager.unitId, { manager });
    const first = await ask(who, held);
    expect((await approve(first.body.id)).status).toBe(200);
    const rule = {
      ...ruleOf({ roleId: held, analysisId: '' }, { roleId: wanted, analysisId: '' }, 'record'),
    };
    const { body: saved } = await officer.post<{ id: string }>('/separation/rules', rule);
    const second = await ask(who, wanted);
    expect(second.status).toBe(201);

    await officer.post(`/separation/rules/${saved.id}`, { ...rule, mode: 'enforce', version: 1 });
    expect((await approve(second.body.id)).body.code).toBe('duties-conflict');
    const other = await home.employee(manager.unitId, { manager });
    await approve((await ask(other, held)).body.id);
    expect((await ask(other, wanted)).body.code).toBe('duties-conflict');

    await officer.post(`/separation/rules/${saved.id}`, { ...rule, mode: 'record', version: 2 });
    expect((await approve(second.body.id)).status).toBe(200);
    expect((await conflicts(saved.id)).map(({ person }) => person.id)).toEqual([who.personId]);
  });

  it('two parallel approvals that would each be fine alone give one side only', async () => {
    const who = await home.employee(manager.unitId, { manager });
    const [a, b] = [await ask(who, held), await ask(who, wanted)];
    const rule = ruleOf({ roleId: held, analysisId: '' }, { roleId: wanted, analysisId: '' });
    await officer.post('/separation/rules', rule);
    const answers = await Promise.all([approve(a.body.id), approve(b.body.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

it('birthright that would put duties together is withheld, listed, and tried again', async () => {
  const [a, b] = [await home.role(owner), await home.role(owner)];
  const who = await home.employee(unitId);
  const free = await home.employee(unitId);
  await home.grant(who, a);
  const ruleId = await addRule(a, b);
  const open = (person: Employee): Change => ({
    kind: 'open',
    personId: person.personId,
    employmentId: person.employmentId,
    roleId: b.roleId,
    unitId,
    source: 'birthright',
    analysisId: b.analysisId,
    assessmentId: null,
    ruleId: null,
    validTo: null,
    nextReview: '2027-01-01',
  });
  const withhold = edge.app.get(WithholdConflicting);
  const planned = [open(who), open(free)];
  const persons = planned.map(({ personId }) => personId);
  const allowed = (now = new Date()) =>
    edge.database.transaction((tx) => withhold.run(tx, system, planned, persons, now));
  expect((await allowed()).map(({ personId }) => personId)).toEqual([free.personId]);
  expect((await allowed()).map(({ personId }) => personId)).toEqual([free.personId]);
  expect((await conflicts(ruleId)).map(({ person, kind }) => [person.id, kind])).toEqual([
    [who.personId, 'withheld'],
  ]);
  await edge.database.query(
    `UPDATE access_grant SET ended_at = now(), ended_reason = 'ended-by-hand' WHERE person_id = $1`,
    [who.personId],
  );
  expect(await allowed()).toHaveLength(2);
  expect(await conflicts(ruleId)).toEqual([]);
});

it('birthright is given and listed while the rule only records', async () => {
  const [a, b] = [await home.role(owner), await home.role(owner)];
  const who = await home.employee(unitId);
  await home.grant(who, a);
  const ruleId = await addRule(a, b, 'record');
  const planned: Change[] = [
    {
      kind: 'open',
      personId: who.personId,
      employmentId: who.employmentId,
      roleId: b.roleId,
      unitId,
      source: 'birthright',
      analysisId: b.analysisId,
      assessmentId: null,
      ruleId: null,
      validTo: null,
      nextReview: '2027-01-01',
    },
  ];
  const allowed = await edge.database.transaction((tx) =>
    edge.app.get(WithholdConflicting).run(tx, system, planned, [who.personId], new Date()),
  );
  expect(allowed).toHaveLength(1);
  await home.grant(who, b);
  await edge.app.get(SeparationJobs).run();
  expect((await conflicts(ruleId)).map(({ person, kind }) => [person.id, kind])).toEqual([
    [who.personId, 'held'],
  ]);
});

describe.each(['record', 'enforce'] as const)('the hourly look, in mode %s', (mode) => {
  it('finds what came by another way, tells of it once, and closes it when one side has ended', async () => {
    const [a, b] = [await home.role(owner), await home.role(owner)];
    const ruleId = await addRule(a, b, mode);
    const who = await home.employee(unitId);
    await home.grant(who, a);
    const second = await home.grant(who, b);
    expect(await conflicts(ruleId)).toEqual([]);
    const look = edge.app.get(SeparationJobs);
    await Promise.all([look.run(), look.run()]);
    await look.run();
    expect((await conflicts(ruleId)).map(({ person }) => person.id)).toEqual([who.personId]);
    const found = await edge.audit('separation-conflict.found');
    expect(found.filter((entry) => entry.person_id === who.personId)).toHaveLength(1);
    await edge.database.query(
      `UPDATE access_grant SET ended_at = now(), ended_reason = 'ended-by-hand' WHERE id = $1`,
      [second],
    );
    await look.run();
    expect(await conflicts(ruleId)).toEqual([]);
    expect(await conflicts(ruleId, 'closed')).toHaveLength(1);
  });
});

it('a conflict comes back on the list the day after its exemption runs out', async () => {
  const [a, b] = [await home.role(owner), await home.role(owner)];
  const who = await home.employee(unitId);
  await home.grant(who, a);
  await home.grant(who, b);
  const ruleId = await addRule(a, b);
  const last = addDays(dayOf(edge.clock.now()), 3);
  const decided = await officer.post<{ id: string }>('/separation/exemptions', {
    ruleId,
    personId: who.personId,
    reason: 'Ensam tekniker i jouren under hösten',
    control: 'Loggarna läses av chefen varje vecka',
    validTo: last,
  });
  expect(decided.status).toBe(201);
  expect(await conflicts(ruleId)).toEqual([]);
  expect(await conflicts(ruleId, 'exempt')).toHaveLength(1);

  edge.clock.move(4 * 24 * 60);
  try {
    await edge.app.get(SeparationJobs).run();
    auditor = await as(auditorHerself);
    expect((await conflicts(ruleId)).map(({ person }) => person.id)).toEqual([who.personId]);
    expect(await conflicts(ruleId, 'exempt')).toEqual([]);
    const { body } = await auditor.get<z.output<typeof exemptionListSchema>>('/separation/exemptions');
    expect(body.items.find(({ id }) => id === decided.body.id)?.state).toBe('run-out');
  } finally {
    edge.clock.move(-4 * 24 * 60);
    auditor = await as(auditorHerself);
  }
});

it('the list that SQL keeps is what the law book says of everybody', async () => {
  const roles = [await home.role(owner), await home.role(owner), await home.role(owner)];
  const people = await Promise.all(
    ['207011', '151015', null].map((titleCode) =>
      home.employee(unitId, titleCode === null ? {} : { titleCode }),
    ),
  );
  const [store, book] = [edge.app.get(ConflictsStore), edge.app.get(RulesStore)];
  const pick = fc.uniqueArray(fc.constantFrom(...roles.map(({ roleId }) => roleId)), { maxLength: 2 });
  const people2 = fc.constantFrom(
    null,
    {},
    { titleCodes: ['207*'] },
    { unitsBelow: ['9'] },
    { unitKinds: ['care'] },
  );
  const side = fc.record({ roleIds: pick, entitlementIds: fc.constant([]), people: people2 });
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      async (left, right, holds) => {
        await edge.database.query(`UPDATE separation_rule SET state = 'retired'`);
        await edge.database.query(
          `UPDATE access_grant SET ended_at = now(), ended_reason = 'expired' WHERE person_id = ANY($1) AND ended_at IS NULL`,
          [people.map(({ personId }) => personId)],
        );
        for (const [i, person] of people.entries())
          for (const [j, role] of roles.entries()) if (holds[i * 3 + j]) await home.grant(person, role);
        rules += 1;
        const now = new Date();
        const today = dayOf(now);
        const listed = await edge.database.transaction(async (tx) => {
          const ruleId = await book.write(
            tx,
            {
              id: null,
              name: `Regel ${String(rules)}`,
              why,
              mode: 'record',
              state: 'active',
              version: 1,
              left,
              right,
            },
            { personId: owner.personId, at: now, reason: 'Prov' },
          );
          await edge.app.get(RefreshConflicts).run(tx, system, null, now);
          return store.list(tx, { ruleId, state: 'open' }, today, null, 100);
        });
        const active = await book.rules(edge.database, { active: true });
        const held = await store.held(
          edge.database,
          people.map(({ personId }) => personId),
          now,
        );
        const employments = await edge.app.get(ReadPeople).employmentsOf(
          edge.database,
          people.map(({ personId }) => personId),
        );
        const expected = people.flatMap(({ personId }) =>
          conflictsOf(
            active,
            {
              employments: employments.filter((e) => e.personId === personId),
              held: held.filter((h) => h.personId === personId),
            },
            today,
          ).map((one) => `${personId} ${one.left.join()} ${one.right.join()}`),
        );
        expect(
          listed.map((row) => `${row.personId} ${row.leftRoles.join()} ${row.rightRoles.join()}`).sort(),
        ).toEqual(expected.sort());
      },
    ),
    { numRuns: 40 },
  );
});
