import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor, PersonActor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { CloseRequests } from '../../src/requests/close-requests.js';
import { DecideRequest } from '../../src/requests/decide-request.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import type {
  previewViewSchema,
  requestableRolesSchema,
  requestsListSchema,
  requestViewSchema,
} from '../../src/requests/requests.schema.js';
import { SubmitRequest } from '../../src/requests/submit-request.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

type View = z.output<typeof requestViewSchema>;
type List = z.output<typeof requestsListSchema>;
type Roles = z.output<typeof requestableRolesSchema>;
type Preview = z.output<typeof previewViewSchema>;
interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string }[];
}

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan läsa om andras patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
  deviationReason: 'Behövs enligt enhetens planering',
};

let edge: Edge;
let home: CareHome;
let owner: Employee;
let systemOwner: Employee;
let manager: Employee;
let stranger: Employee;
let unitId: string;
let roleIds: Record<string, string>;
let ownerCalls: Caller;
let managerCalls: Caller;

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule, RequestsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare' });
  systemOwner = await home.employee(office, { name: 'System' });
  manager = await home.employee(unitId, { name: 'Chef', manager: owner });
  stranger = await home.employee(unitId, { name: 'Annan' });
  await load();
  ownerCalls = await as(owner);
  managerCalls = await as(manager);
});
afterAll(async () => {
  await edge.stop();
});

async function load(purpose = 'Vården ska vara säker.'): Promise<void> {
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'home',
      informationOwner: await numberOf(owner),
      systemOwner: await numberOf(systemOwner),
      roles: [
        { key: 'las', group: 'journal-las', suggestedFor: { titleCodes: ['2070*'] }, purpose },
        { key: 'skriv', group: 'journal-skriv', maxDays: 30, suggestedDays: 30 },
        { key: 'gammal', group: 'journal-gammal', validTo: '2026-02-01' },
        { key: 'stark', group: 'journal-stark', requiredLevel: 4 },
        { key: 'given', group: 'journal-given', requestable: false },
        { key: 'delad', group: 'journal-delad', acrossCareProviders: true },
      ],
    }),
  );
  const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
  roleIds = Object.fromEntries(rows.map((row) => [row.key, row.id]));
}

async function numberOf(who: Employee): Promise<string> {
  const rows = await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [
    who.employmentId,
  ]);
  return rows[0]?.number ?? '';
}

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

function actorOf(who: Employee): PersonActor {
  return {
    kind: 'person',
    personId: who.personId,
    level: 3,
    authenticatedAt: new Date(),
    channel: 'web',
    address: null,
  };
}

async function newcomer(more: Parameters<CareHome['employee']>[1] = {}): Promise<Employee> {
  return home.employee(unitId, { manager, titleCode: '207011', ...more });
}

function wanted(who: Employee, role = 'las', changed: Partial<typeof assessment> = {}): object {
  return {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId: roleIds[role],
    assessment: { ...assessment, ...changed },
  };
}

async function ask(who: Employee, role = 'las'): Promise<View> {
  const { status, body } = await managerCalls.post<View>('/requests', wanted(who, role));
  expect(status).toBe(201);
  return body;
}

async function refusedWith(
  code: string,
  call: Promise<{ status: number; body: unknown }>,
  status?: number,
): Promise<Problem> {
  const answer = await call;
  const body = answer.body as Problem;
  expect(body.code).toBe(code);
  if (status !== undefined) expect(answer.status).toBe(status);
  return body;
}

async function grantsOf(who: Employee): Promise<{ id: string; valid_to: Date; granted_by: string }[]> {
  return edge.database.query(
    `SELECT id, valid_to, granted_by FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
    [who.personId],
  );
}

const approve = { outcome: 'approve' } as const;

describe('asking', () => {
  it('pins the analysis, goes to the information owner and tells what it would lead to', async () => {
    const anna = await newcomer();
    const preview = await managerCalls.post<Preview>('/requests/preview', {
      personId: anna.personId,
      employmentId: anna.employmentId,
      roleId: roleIds['las'],
      days: 90,
    });
    expect(preview.status).toBe(200);
    expect(preview.body).toMatchObject({
      approver: { id: owner.personId, name: 'Ägare Prov' },
      endsOn: addDays(dayOf(edge.clock.now()), 90),
      problems: [],
      entitlements: [{ name: 'Rätt las', sentence: 'Får använda las.', target: 'Katalogen' }],
    });
    const view = await ask(anna);
    expect(view).toMatchObject({
      state: 'pending',
      person: { id: anna.personId },
      role: { id: roleIds['las'], name: 'Roll las' },
      approver: { id: owner.personId },
      assessment,
      analysis: { version: 1, approvedBy: { id: owner.personId }, dataTypes: 'Vårdplaner, Signeringslistor' },
      deviations: [],
      decision: null,
      may: { decide: false, withdraw: true },
    });
    expect(await grantsOf(anna)).toEqual([]);
    const [entry] = (await edge.audit('request.submitted')).slice(-1);
    expect(entry).toMatchObject({ person_id: anna.personId, reason: assessment.need, level: 3 });
  });

  it('lists what is usual for the title first, and shows no share of fewer than five', async () => {
    const bo = await newcomer();
    const path = `/requests/roles?personId=${bo.personId}&employmentId=${bo.employmentId}`;
    const { body } = await managerCalls.get<Roles>(path);
    expect(body.items.map((item) => item.name)).toEqual([
      'Roll las',
      'Roll delad',
      'Roll gammal',
      'Roll skriv',
      'Roll stark',
    ]);
    expect(body.items[0]).toMatchObject({
      suggested: true,
      alreadyHas: false,
      approver: { name: 'Ägare Prov' },
      analysis: { suggestedDays: 90, riskTooWide: 'Uppgifter kan läsas utan skäl' },
    });
    expect(body.items.find((item) => item.name === 'Roll gammal')?.analysis).toBeNull();
    const found = await managerCalls.get<Roles>(`${path}&q=SKRI`);
    expect(found.body.items.map((item) => item.name)).toEqual(['Roll skriv']);
  });

  it.each([
    ['blank', 'need', '            ', 'assessment-incomplete'],
    ['invisible', 'need', '\u200b'.repeat(40), 'assessment-incomplete'],
    ['too short', 'data', 'Journal', 'assessment-incomplete'],
    ['copied', 'riskTooNarrow', `  ${assessment.riskTooWide.toUpperCase()} `, 'assessment-repeats'],
    ['a personal number', 'need', 'Ska ta över efter 19850101-2382', 'personal-number-in-text'],
  ])('refuses a field that is %s', async (_, field, text, code) => {
    const who = await newcomer();
    const problem = await refusedWith(
      code,
      managerCalls.post('/requests', wanted(who, 'las', { [field]: text })),
      422,
    );
    expect(problem.errors?.[0]?.pointer).toBe(`/assessment/${field}`);
  });

  it('refuses too long a time, a role without live analysis, one that cannot be asked for, and a second request', async () => {
    const who = await newcomer();
    await refusedWith(
      'duration-too-long',
      managerCalls.post('/requests', wanted(who, 'skriv', { days: 31 })),
      422,
    );
    await refusedWith('no-live-analysis', managerCalls.post('/requests', wanted(who, 'gammal')), 409);
    await refusedWith('not-requestable', managerCalls.post('/requests', wanted(who, 'given')), 409);
    await ask(who);
    await refusedWith('already-requested', managerCalls.post('/requests', wanted(who)), 409);
  });

  it('lets only one of many simultaneous requests through', async () => {
    const who = await newcomer();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => managerCalls.post<Problem>('/requests', wanted(who))),
    );
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1);
    expect(answers.filter((a) => a.body.code === 'already-requested')).toHaveLength(11);
  });

  it('does not admit that somebody whom the caller does not lead exists', async () => {
    const strangersCalls = await as(stranger);
    const who = await newcomer();
    await refusedWith('not-found', strangersCalls.post('/requests', wanted(who)), 404);
    await refusedWith('not-found', managerCalls.post('/requests', wanted(stranger)), 404);
    const other = await newcomer();
    await refusedWith(
      'not-found',
      managerCalls.post('/requests', { ...wanted(who), employmentId: other.employmentId }),
      404,
    );
    const path = `/requests/roles?personId=${who.personId}&employmentId=${who.employmentId}`;
    await refusedWith('not-found', strangersCalls.get(path), 404);
  });

  it('refuses an employment that has not begun', async () => {
    const who = await newcomer({ from: addDays(dayOf(edge.clock.now()), 3) });
    await refusedWith('employment-not-in-force', managerCalls.post('/requests', wanted(who)), 409);
  });

  it('goes to the system owner when the information owner asks or would gain', async () => {
    const ownerAsks = await (await as(owner)).post<View>('/requests', wanted(manager));
    expect(ownerAsks.body.approver?.id).toBe(systemOwner.personId);
    const led = await home.employ(owner.personId, unitId, { manager });
    const ownerGains = await managerCalls.post<View>('/requests', wanted(led));
    expect(ownerGains.body.approver?.id).toBe(systemOwner.personId);
  });

  it('stops at the care provider unless the analysis reaches across', async () => {
    const [provider] = await edge.database.query<{ id: string }>(
      `INSERT INTO care_provider (organisation_number, name) VALUES ('2120000001', 'Grannkommunen') RETURNING id`,
    );
    const [unit] = await edge.database.query<{ id: string }>(
      `INSERT INTO unit (care_provider_id, source, code, name, path) VALUES ($1, 'home', '9', 'Grannenheten', '/9/') RETURNING id`,
      [provider?.id],
    );
    const away = await home.employee(unit?.id ?? '', { manager });
    await refusedWith('outside-care-provider', managerCalls.post('/requests', wanted(away)), 409);
    expect((await managerCalls.post('/requests', wanted(away, 'delad'))).status).toBe(201);
  });

  it.each(['personId', 'roleId'])('refuses a malformed %s as bad input', async (field) => {
    const who = await newcomer();
    await refusedWith(
      'invalid',
      managerCalls.post('/requests', { ...wanted(who), [field]: '1 OR 1=1' }),
      422,
    );
  });
});

describe('deciding', () => {
  let who: Employee;
  let request: View;
  beforeEach(async () => {
    who = await newcomer();
    request = await ask(who);
  });

  it('gives the access until the end of the last Swedish day, and says who gave it', async () => {
    const { status, body } = await ownerCalls.post<View>(`/requests/${request.id}/decisions`, {
      outcome: 'approve',
      days: 10,
      reason: 'Tio dagar räcker',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'approved',
      decision: { outcome: 'approved', days: 10, by: { id: owner.personId }, reason: 'Tio dagar räcker' },
    });
    const [grant, ...more] = await grantsOf(who);
    expect(more).toEqual([]);
    expect(body.grantId).toBe(grant?.id);
    expect(grant?.granted_by).toBe(owner.personId);
    const last = grant ? new Date(grant.valid_to.getTime() - 1) : new Date(0);
    expect(dayOf(last)).toBe(addDays(dayOf(edge.clock.now()), 10));
    expect(dayOf(grant?.valid_to ?? new Date(0))).toBe(addDays(dayOf(edge.clock.now()), 11));
    const [account] = await edge.database.query<{ wanted_version: number }>(
      `SELECT wanted_version FROM account WHERE person_id = $1`,
      [who.personId],
    );
    expect(account?.wanted_version).toBe(1);
    expect((await edge.audit('request.approved')).at(-1)).toMatchObject({
      person_id: who.personId,
      detail: { days: 10, asked: 90, grant: grant?.id },
    });
  });

  it('counts 50 simultaneous approvals once', async () => {
    const decide = edge.app.get(DecideRequest);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => decide.run(actorOf(owner), request.id, approve)),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ refusal: { code: 'already-decided' } });
    expect(await grantsOf(who)).toHaveLength(1);
    const entries = await edge.database.query(
      `SELECT FROM audit_entry WHERE action = 'request.approved' AND object_id = $1`,
      [request.id],
    );
    expect(entries).toHaveLength(1);
  });

  it('is never done by who asked or who would gain, and the attempt is kept', async () => {
    const path = `/requests/${request.id}/decisions`;
    await refusedWith('own-approval', managerCalls.post(path, approve), 403);
    await refusedWith('own-approval', (await as(who)).post(path, approve), 403);
    // Nor can the row be made to wait for them.
    await expect(
      edge.database.query(`UPDATE request_approver SET person_id = $2 WHERE request_id = $1`, [
        request.id,
        who.personId,
      ]),
    ).rejects.toThrow('nobody decides on their own access');
    expect(await grantsOf(who)).toEqual([]);
    expect((await edge.audit('access.denied')).at(-1)).toMatchObject({ reason: 'own-approval' });
  });

  it('is refused by the database too when the rules are passed by', async () => {
    await expect(
      edge.database.query(
        `UPDATE access_request SET state = 'refused', decided_by = requested_by WHERE id = $1`,
        [request.id],
      ),
    ).rejects.toThrow('access_request_not_own_check');
  });

  it('does not exist for others than its approver', async () => {
    const strangersCalls = await as(stranger);
    await refusedWith('not-found', strangersCalls.get(`/requests/${request.id}`), 404);
    await refusedWith('not-found', strangersCalls.post(`/requests/${request.id}/decisions`, approve), 404);
    await refusedWith('not-found', strangersCalls.post(`/requests/${request.id}/withdrawal`), 404);
    const secondOwner = await as(systemOwner);
    await refusedWith('not-found', secondOwner.post(`/requests/${request.id}/decisions`, approve), 404);
    expect(await grantsOf(who)).toEqual([]);
  });

  it('may shorten but not widen', async () => {
    const path = `/requests/${request.id}/decisions`;
    await refusedWith('cannot-widen', ownerCalls.post(path, { outcome: 'approve', days: 91 }), 422);
    expect(await grantsOf(who)).toEqual([]);
  });

  it('takes a reason to refuse, and is final', async () => {
    const path = `/requests/${request.id}/decisions`;
    await refusedWith('reason-required', ownerCalls.post(path, { outcome: 'refuse', reason: '  nej ' }), 422);
    const refused = await ownerCalls.post<View>(path, { outcome: 'refuse', reason: 'Behövs inte i arbetet' });
    expect(refused.body).toMatchObject({
      state: 'refused',
      decision: { outcome: 'refused', reason: 'Behövs inte i arbetet' },
    });
    await refusedWith('already-decided', ownerCalls.post(path, approve), 409);
    expect(await grantsOf(who)).toEqual([]);
  });

  it('comes too late when the person has left', async () => {
    await edge.database.query(`UPDATE employment SET terminated_at = now() WHERE id = $1`, [
      who.employmentId,
    ]);
    await refusedWith(
      'employment-not-in-force',
      ownerCalls.post(`/requests/${request.id}/decisions`, approve),
      409,
    );
    expect(await grantsOf(who)).toEqual([]);
  });

  it('gives access that rests while the person is on full leave, and not for part of the time', async () => {
    await edge.database.query(
      `UPDATE employment SET leave_kind = 'Studieledighet', leave_percent = 100, leave_from = '2020-01-01' WHERE id = $1`,
      [who.employmentId],
    );
    expect((await ownerCalls.post(`/requests/${request.id}/decisions`, approve)).status).toBe(200);
    const rests = await edge.database.query(
      `SELECT suspended_for AS rests FROM access_grant WHERE employment_id = $1 AND ended_at IS NULL AND source = 'request'`,
      [who.employmentId],
    );
    expect(rests).toEqual([{ rests: ['leave'] }]);
    await edge.database.query(`UPDATE employment SET leave_from = NULL WHERE id = $1`, [who.employmentId]);
  });

  it('comes too late when the person has moved to another unit', async () => {
    const elsewhere = await home.unit(`/1/${String(request.number)}0/`, 'Annan enhet');
    await edge.database.query(`UPDATE employment SET unit_id = $2 WHERE id = $1`, [
      who.employmentId,
      elsewhere,
    ]);
    await refusedWith(
      'employment-not-in-force',
      ownerCalls.post(`/requests/${request.id}/decisions`, approve),
      409,
    );
  });

  it('comes too late when the analysis has been replaced', async () => {
    await load('Ändamålet är ett annat nu.');
    await refusedWith('analysis-changed', ownerCalls.post(`/requests/${request.id}/decisions`, approve), 409);
    expect(await grantsOf(who)).toEqual([]);
  });

  it('takes the level that the role demands', async () => {
    const strong = await ask(who, 'stark');
    const path = `/requests/${strong.id}/decisions`;
    await refusedWith('insufficient-assurance', ownerCalls.post(path, approve), 401);
    const card = new Caller(edge.url, await edge.signIn(owner.personId, 4));
    expect((await card.post<View>(path, approve)).body.state).toBe('approved');
  });

  it('takes a recent sign-in for a role of high risk, and not to refuse it', async () => {
    const risky = await ask(await newcomer());
    const weigh = (risk: number): Promise<unknown> =>
      edge.database.query('UPDATE role SET risk = $2 WHERE id = $1', [roleIds['las'], risk]);
    const stale = new Caller(edge.url, await edge.signIn(owner.personId));
    await edge.database.query(
      `UPDATE session SET authenticated_at = authenticated_at - interval '20 minutes' WHERE person_id = $1`,
      [owner.personId],
    );
    const path = `/requests/${risky.id}/decisions`;
    await weigh(4);
    try {
      await refusedWith('insufficient-assurance', stale.post(path, approve), 401);
      const refuse = { outcome: 'refuse', reason: 'Behövs inte' };
      expect((await stale.post<View>(path, refuse)).body.state).toBe('refused');
    } finally {
      await weigh(2);
    }
  });

  it('shows the approver where the assessment departs from the analysis', async () => {
    const cook = await newcomer({ titleCode: '151010' });
    const begun = {
      ...wanted(cook),
      assessment: { need: 'Ska exportera listor', data: 'Vårdplaner', days: 30 },
    };
    const typing = await managerCalls.post<{ items: { kind: string }[]; outside: boolean }>(
      '/requests/deviations',
      begun,
    );
    expect([typing.body.items.map((d) => d.kind), typing.body.outside]).toEqual([
      ['title-not-usual', 'operation-outside'],
      true,
    ]);
    await refusedWith('not-found', (await as(stranger)).post('/requests/deviations', begun), 404);
    const unexplained = await managerCalls.post<{ errors: { pointer: string }[] }>(
      '/requests',
      wanted(cook, 'las', { deviationReason: '' }),
    );
    expect([unexplained.status, unexplained.body.errors[0]?.pointer]).toEqual([
      422,
      '/assessment/deviationReason',
    ]);
    const { body } = await managerCalls.post<View>(
      '/requests',
      wanted(cook, 'las', { data: 'Allt som kan behövas', days: 120 }),
    );
    const seen = await ownerCalls.get<View>(`/requests/${body.id}`);
    expect(seen.body.deviations).toEqual([
      'Tiden, 120 dagar, är längre än analysens 90 dagar.',
      'Rollen brukar inte behövas för Undersköterska.',
      'Ingen av analysens uppgiftstyper nämns: Vårdplaner, Signeringslistor.',
    ]);
    expect(seen.body.may).toMatchObject({ ask: true, decide: true, edit: false, withdraw: false });
  });

  it('may be forestalled by who asked', async () => {
    const withdrawn = await managerCalls.post<View>(`/requests/${request.id}/withdrawal`);
    expect(withdrawn.body.state).toBe('withdrawn');
    await refusedWith('already-decided', ownerCalls.post(`/requests/${request.id}/decisions`, approve), 409);
    await refusedWith('already-decided', managerCalls.post(`/requests/${request.id}/withdrawal`), 409);
  });
});

describe('lists', () => {
  it('show each their own, newest first, page by page', async () => {
    const some: View[] = [];
    for (let i = 0; i < 3; i += 1) some.push(await ask(await newcomer()));
    const first = await ownerCalls.get<List>('/requests?view=to-decide&state=pending&limit=2');
    expect(first.body.items.map((q) => q.id)).toEqual([some[2]?.id, some[1]?.id]);
    const second = await ownerCalls.get<List>(
      `/requests?view=to-decide&state=pending&limit=2&after=${first.body.next ?? ''}`,
    );
    expect(second.body.items[0]?.id).toBe(some[0]?.id);
    expect(first.body.total).toBeGreaterThanOrEqual(3);
    const strangers = await (await as(stranger)).get<List>('/requests?view=sent');
    expect(strangers.body).toEqual({ items: [], next: null, total: 0 });
    await refusedWith('invalid', ownerCalls.get('/requests?view=sent&after=WyJ4Il0'), 422);
  });

  it('mask a protected person for the approver, and for the manager until they have said why', async () => {
    const hidden = await newcomer({ name: 'Hemlig', protection: 'confidential' });
    const request = await ask(hidden);
    expect(request.person.name).toBe('Skyddad person');
    await managerCalls.unmask(hidden.personId);
    const own = await managerCalls.get<View>(`/requests/${request.id}`);
    expect(own.body.person.name).toBe('Hemlig Prov');
    const seen = await ownerCalls.get<View>(`/requests/${request.id}`);
    expect(seen.body.person).toMatchObject({ name: 'Skyddad person', protected: true });
    expect(seen.body.unit.name).toBe('Skyddad enhet');
    expect(seen.body.employment).toMatchObject({ unit: { name: 'Skyddad enhet' }, manager: null });
    expect(JSON.stringify(seen.body)).not.toContain('Hemlig');
    expect(JSON.stringify(seen.body)).not.toContain('Avdelning 2');
  });
});

describe('a leaver', () => {
  const close = (...who: Employee[]): Promise<number> =>
    edge.database.transaction(async (tx) => {
      const ids = who.map((w) => w.personId);
      await tx.query(`UPDATE employment SET terminated_at = now() WHERE person_id = ANY($1)`, [ids]);
      return edge.app.get(CloseRequests).run(
        tx,
        operator,
        who.map((w) => w.personId),
        'terminated',
      );
    });
  const rowOf = async (id: string): Promise<unknown> =>
    (
      await edge.database.query(
        `SELECT q.state, q.closed_reason AS reason, a.person_id AS approver
         FROM access_request q JOIN request_approver a ON a.request_id = q.id WHERE q.id = $1`,
        [id],
      )
    )[0];

  it('has the requests about them closed, and a decision that comes after is refused', async () => {
    const leaver = await newcomer();
    const request = await ask(leaver);
    expect(await close(leaver)).toBe(1);
    expect(await rowOf(request.id)).toMatchObject({ state: 'closed', reason: 'terminated' });
    await refusedWith('already-decided', ownerCalls.post(`/requests/${request.id}/decisions`, approve), 409);
    expect((await edge.audit('request.closed')).at(-1)).toMatchObject({ person_id: leaver.personId });
  });

  it('has the requests they sent closed', async () => {
    const boss = await home.employee(unitId);
    const led = await newcomer({ manager: boss });
    const { body } = await (await as(boss)).post<View>('/requests', wanted(led));
    expect(await close(boss)).toBe(1);
    expect(await rowOf(body.id)).toMatchObject({ state: 'closed', reason: 'terminated' });
  });

  it('hands what waits for them to the other owner, and closes what nobody else may decide', async () => {
    const handed = await ask(await newcomer());
    // Asked for by the system owner, so that nobody is left when the information owner goes.
    const led = await home.employee(unitId, { manager: systemOwner });
    const { body: stuck } = await (await as(systemOwner)).post<View>('/requests', wanted(led));
    expect(stuck.approver?.id).toBe(owner.personId);
    await close(owner);
    expect(await rowOf(handed.id)).toEqual({
      state: 'pending',
      reason: null,
      approver: systemOwner.personId,
    });
    expect(await rowOf(stuck.id)).toMatchObject({ state: 'closed', reason: 'no-approver' });
    expect((await edge.audit('request.handed-over')).length).toBeGreaterThan(0);
    await refusedWith('not-signed-in', ownerCalls.post(`/requests/${handed.id}/decisions`, approve));
    await expect(edge.app.get(DecideRequest).run(actorOf(owner), handed.id, approve)).rejects.toMatchObject({
      refusal: { code: 'not-found' },
    });
    const approved = await (await as(systemOwner)).post<View>(`/requests/${handed.id}/decisions`, approve);
    expect(approved.body.state).toBe('approved');
    await edge.database.query(`UPDATE employment SET terminated_at = NULL WHERE person_id = $1`, [
      owner.personId,
    ]);
  });

  it('never has a request left waiting, however the sending and the leaving race', async () => {
    const submit = edge.app.get(SubmitRequest);
    for (let round = 0; round < 15; round += 1) {
      const leaver = await newcomer();
      const wish = {
        personId: leaver.personId,
        employmentId: leaver.employmentId,
        roleId: roleIds['las'] ?? '',
        assessment,
      };
      await Promise.allSettled([submit.run(actorOf(manager), wish), close(leaver)]);
      const pending = await edge.database.query(
        `SELECT FROM access_request WHERE person_id = $1 AND state = 'pending'`,
        [leaver.personId],
      );
      expect(pending).toEqual([]);
    }
  });

  it('never gains a grant, however the approval and the leaving race', async () => {
    const decide = edge.app.get(DecideRequest);
    for (let round = 0; round < 15; round += 1) {
      const leaver = await newcomer();
      const request = await ask(leaver);
      const [decided] = await Promise.allSettled([
        decide.run(actorOf(owner), request.id, approve),
        close(leaver),
      ]);
      const row = await rowOf(request.id);
      expect(row).toMatchObject({ state: decided.status === 'fulfilled' ? 'approved' : 'closed' });
      expect(await grantsOf(leaver)).toHaveLength(decided.status === 'fulfilled' ? 1 : 0);
    }
  });
});
