import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { CatalogueJobs } from '../../src/catalogue/catalogue.jobs.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { OpenSystemReview } from '../../src/reviews/open-system-review.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
interface System {
  id: string;
  state: string;
  version: number;
  content: Record<string, unknown>;
  reviewOn: string | null;
  may: { write: boolean; approve: boolean; moves: string[] };
  versions: { version: number; state: string; reason: string }[];
}
interface Entitlements {
  items: { id: string; name: string; risk: number; roles: number }[];
}
interface Role {
  id: string;
  state: string;
  version: number;
  terms: Record<string, unknown>;
  entitlements: { id: string; direct: boolean }[];
  versions: { version: number; state: string; content: Record<string, unknown> }[];
}
interface Impact {
  persons: number;
  mayApprove: boolean;
  obstacle: string | null;
  changes: { role: { id: string }; gained: { id: string }[]; lost: { id: string }[] }[];
  units: { name: string; persons: number }[];
}

let edge: Edge;
let home: CareHome;
let unit: string;
let security: Employee;
let owner: Employee;
let runner: Employee;
let outsider: Employee;
let otherOwner: Employee;
const callers = new Map<string, Caller>();

async function as(who: Employee, level = 3): Promise<Caller> {
  const key = `${who.personId} ${String(level)}`;
  const known = callers.get(key);
  if (known) return known;
  const caller = new Caller(edge.url, await edge.signIn(who.personId, level));
  callers.set(key, caller);
  return caller;
}

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, ReviewsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unit = await home.unit('/1/', 'Staben');
  const boss = await home.employee(unit, { name: 'Chef' });
  security = await home.employee(unit, { name: 'Säkerhet' });
  await home.grant(security, await home.role(boss, { grindvakt: 'security' }));
  owner = await home.employee(unit, { name: 'Informationsägare' });
  runner = await home.employee(unit, { name: 'Systemägare' });
  outsider = await home.employee(unit, { name: 'Utomstående' });
  otherOwner = boss;
});
afterAll(async () => {
  await edge.stop();
});

const complete = {
  name: 'Journalen',
  purpose: 'Patientjournal i kommunen',
  informationTypes: ['Journaluppgifter'],
  mayHold: 'Uppgifter om patienter i kommunen',
  mayNotHold: 'Personalärenden',
  personalData: true,
  patientData: true,
  logPolicy: 'All läsning loggas i fem år',
  logEvents: ['authorised-access', 'denied-attempts'],
  minimumLevel: 3,
  connectors: ['directory'],
  classes: { confidentiality: 4, integrity: 4, availability: 3 },
};

async function registered(name: string): Promise<System> {
  const answer = await (
    await as(security)
  ).post<System>('/systems', {
    name,
    purpose: 'Patientjournal i kommunen',
    informationOwnerId: owner.personId,
    systemOwnerId: runner.personId,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function write(
  who: Employee,
  system: System,
  more: object = {},
): Promise<{ status: number; body: System & Problem }> {
  return (await as(who)).post<System & Problem>(`/systems/${system.id}/versions`, {
    version: system.version,
    content: { ...complete, name: system.content['name'] },
    reason: 'Klassad med verksamheten',
    classify: true,
    ...more,
  });
}

async function decide(
  who: Employee,
  system: { id: string; version: number },
  decision = 'approve',
  level = 3,
): Promise<{ status: number; body: System & Problem }> {
  return (await as(who, level)).post<System & Problem>(`/systems/${system.id}/decisions`, {
    version: system.version,
    decision,
    reason: 'Granskad och godkänd',
  });
}

/** A system in use. */
async function inUse(name: string): Promise<System> {
  const written = await write(runner, await registered(name));
  expect([written.status, written.body.state]).toEqual([200, 'classified']);
  const approved = await decide(owner, written.body);
  expect([approved.status, approved.body.state]).toEqual([200, 'approved']);
  const moved = await (
    await as(runner)
  ).post<System>(`/systems/${written.body.id}/moves`, { move: 'take-in-use', reason: 'Driftsatt i dag' });
  expect(moved.body.state).toBe('in-use');
  return moved.body;
}

let groups = 0;
async function entitlement(system: { id: string }, more: object = {}): Promise<string> {
  groups += 1;
  const own = groups;
  const name = `Grupp ${String(own)}`;
  const answer = await (
    await as(runner)
  ).post<Entitlements>(`/systems/${system.id}/entitlements`, {
    name,
    sentence: { sv: 'Läsa i journalen på den egna enheten.' },
    target: 'directory',
    externalName: `register-${String(own)}`,
    privileged: false,
    ownerId: null,
    dataClass: 'patient',
    risk: 3,
    requiredLevel: 2,
    maxDays: 200,
    reviewDays: null,
    askableBy: null,
    prerequisiteIds: [],
    ...more,
  });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body.items.find((one) => one.name === name)?.id ?? '';
}

function definition(entitlements: string[], more: object = {}): object {
  return {
    name: { sv: `Läsroll ${String(groups)}` },
    sentence: { sv: 'Låter dig läsa i journalen på enheten.' },
    entitlements,
    includes: [],
    requires: [],
    risk: null,
    requiredLevel: null,
    maxDays: null,
    reviewDays: null,
    dataClass: null,
    requestable: true,
    askableBy: null,
    suggestedFor: null,
    mover: 'review',
    privileged: null,
    ...more,
  };
}

async function create(
  system: { id: string },
  content: object,
): Promise<{ status: number; body: { id: string } & Problem }> {
  return (await as(runner)).post<{ id: string } & Problem>('/roles', {
    systemId: system.id,
    content,
    reason: 'Behövs på enheterna',
  });
}

async function revise(
  role: string,
  base: number,
  content: object,
): Promise<{ status: number; body: { version: number } & Problem }> {
  return (await as(runner)).post<{ version: number } & Problem>(`/roles/${role}/versions`, {
    base,
    content,
    reason: 'Ändrat arbetssätt',
  });
}

async function approve(
  who: Employee,
  role: string,
  version: number,
  level = 3,
): Promise<{ status: number; body: { outcome: string } & Problem }> {
  return (await as(who, level)).post<{ outcome: string } & Problem>(
    `/roles/${role}/versions/${String(version)}/decisions`,
    { decision: 'approve' },
  );
}

async function role(id: string): Promise<Role> {
  return (await (await as(security)).get<Role>(`/roles/${id}`)).body;
}

/** A role in force that gives these. */
async function inForce(system: { id: string }, entitlements: string[], more: object = {}): Promise<string> {
  const made = await create(system, definition(entitlements, more));
  expect([made.status, made.body.code]).toEqual([201, undefined]);
  expect((await approve(owner, made.body.id, 1)).body.outcome).toBe('in-force');
  return made.body.id;
}

/** Approved now: for what the role gives, or is proposed to give, at this moment. */
async function analysed(roleId: string): Promise<RoleFacts> {
  await edge.database.query(
    `UPDATE analysis SET state = 'superseded' WHERE role_id = $1 AND state = 'approved'`,
    [roleId],
  );
  const [row] = await edge.database.query<{ id: string }>(
    `INSERT INTO analysis (role_id, version, content, state, approved_by, approved_at, valid_to)
     SELECT $1, 1 + coalesce(max(version), 0), '{}', 'approved', $2, $3, '2099-12-31' FROM analysis WHERE role_id = $1 RETURNING id`,
    [roleId, owner.personId, edge.clock.now()],
  );
  return { roleId, analysisId: row?.id ?? '' };
}

describe('a system', () => {
  it('goes from draft over classified and approved into use, and nothing in it can be asked for before', async () => {
    const draft = await registered('Livsloppet');
    expect(draft.state).toBe('draft');
    const written = await write(runner, draft);
    const early = await inUseRole(written.body);
    expect(early.requestable).toBe(false);
    const approved = await decide(owner, written.body);
    expect(approved.body.reviewOn).not.toBeNull();
    expect((await inUseRole(written.body, early.id)).requestable).toBe(false);
    await (
      await as(runner)
    ).post(`/systems/${draft.id}/moves`, { move: 'take-in-use', reason: 'Driftsatt i dag' });
    expect((await inUseRole(written.body, early.id)).requestable).toBe(true);
    await (
      await as(runner)
    ).post(`/systems/${draft.id}/moves`, { move: 'retire', reason: 'Ersätts av nytt' });
    expect((await inUseRole(written.body, early.id)).requestable).toBe(false);
    expect((await edge.audit('system.moved')).map((row) => row.detail['to'])).toEqual(['in-use', 'retiring']);
  });

  it('must say what it holds and how it is logged before it is classified, and on scales that exist', async () => {
    const draft = await registered('Ofärdigt');
    const bare = await write(runner, draft, { content: { ...complete, name: 'Ofärdigt', logEvents: [] } });
    expect([bare.status, bare.body.code, bare.body.errors?.[0]?.pointer]).toEqual([
      422,
      'not-complete',
      '/logEvents',
    ]);
    const high = await write(runner, draft, {
      content: { ...complete, name: 'Ofärdigt', classes: { ...complete.classes, integrity: 5 } },
    });
    expect([high.status, high.body.errors?.[0]?.pointer]).toEqual([422, '/classes/integrity']);
  });

  it('is refused an approval by who wrote it, by the system owner, and below level 3', async () => {
    const written = (await write(runner, await registered('Fyra ögon'))).body;
    expect((await decide(runner, written)).body.code).toBe('not-allowed');
    expect((await decide(owner, written, 'approve', 2)).body.code).toBe('insufficient-assurance');
    expect((await write(owner, written)).body.code).toBe('not-found');
    await edge.database.query(`UPDATE information_system SET written_by = $2 WHERE id = $1`, [
      written.id,
      owner.personId,
    ]);
    expect((await decide(owner, written)).body.code).toBe('own-version');
  });

  it('in use changes only by a version that its information owner approves, seen as it is', async () => {
    const system = await inUse('Versionerat');
    const next = {
      ...complete,
      name: 'Versionerat',
      classes: { confidentiality: 3, integrity: 4, availability: 3 },
    };
    const proposed = await write(runner, system, { content: next, reason: 'Omklassat efter analys' });
    expect([proposed.status, proposed.body.version]).toEqual([200, system.version]);
    expect(proposed.body.content).toMatchObject({ classes: complete.classes });
    expect((await write(runner, system, { content: next })).body.code).toBe('version-waiting');
    expect((await decide(owner, system)).body.code).toBe('version-changed');
    const version = system.version + 1;
    const approved = await decide(owner, { id: system.id, version });
    expect(approved.body).toMatchObject({ version, content: { classes: { confidentiality: 3 } } });
    expect(approved.body.versions.map((one) => one.state)).toEqual(['in-force', 'superseded']);
    // A new classification opens a review of all access: the task was written with the approval.
    const tasks = await edge.database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM pgboss.job WHERE name = 'system-review' AND data ->> 'systemId' = $1`,
      [system.id],
    );
    expect(tasks[0]?.n).toBe(1);
  });

  it('of somebody else’s is not there while it is a draft, nor its history', async () => {
    const draft = await registered('Hemligt utkast');
    for (const who of [outsider, otherOwner]) {
      const caller = await as(who);
      expect((await caller.get(`/systems/${draft.id}`)).status).toBe(404);
      expect((await caller.get(`/systems/${draft.id}/history`)).status).toBe(404);
      expect((await caller.get(`/systems/${draft.id}/entitlements`)).status).toBe(404);
    }
    expect((await (await as(outsider)).get('/systems')).status).toBe(403);
    const seen = await (await as(otherOwner)).get<{ items: { id: string }[] }>('/systems?limit=200');
    expect(seen.body.items.some(({ id }) => id === draft.id)).toBe(false);
  });

  it('tells its owners when its classification is to be looked at again, once', async () => {
    const system = await inUse('Dags igen');
    await edge.database.query(`UPDATE information_system SET review_on = $2 WHERE id = $1`, [
      system.id,
      edge.clock.today(),
    ]);
    const jobs = edge.app.get(CatalogueJobs);
    await jobs.run();
    await jobs.run();
    const told = await edge.database.query<{ to_id: string }>(
      `SELECT to_id FROM notice WHERE kind = 'system-review-due' AND object_id = $1`,
      [system.id],
    );
    expect(told.map((row) => row.to_id).sort()).toEqual([owner.personId, runner.personId].sort());
    const confirmed = await (
      await as(owner)
    ).post<System>(`/systems/${system.id}/classification-reviews`, { reason: 'Klassningen gäller än' });
    expect((confirmed.body.reviewOn ?? '') > edge.clock.today()).toBe(true);
  });
});

/** Whether the system's one role may be asked for. */
async function inUseRole(system: { id: string }, id?: string): Promise<{ id: string; requestable: boolean }> {
  const roleId = id ?? (await inForce(system, [await entitlement(system)]));
  return { id: roleId, requestable: (await role(roleId)).terms['requestable'] === true };
}

describe('an entitlement', () => {
  it('has a sentence, a name of its own, and is never one of Grindvakt’s rights', async () => {
    const system = await inUse('Behörigheter');
    await entitlement(system, { externalName: 'register-egen' });
    const post = async (more: object): Promise<Problem & { status: number }> => {
      const { status, body } = await (
        await as(runner)
      ).post<Problem>(`/systems/${system.id}/entitlements`, {
        name: 'Ny grupp',
        sentence: { sv: 'Läsa i journalen på den egna enheten.' },
        target: 'directory',
        externalName: 'register-ny',
        privileged: false,
        ownerId: null,
        dataClass: 'patient',
        risk: 3,
        requiredLevel: 2,
        maxDays: null,
        reviewDays: null,
        askableBy: null,
        prerequisiteIds: [],
        ...more,
      });
      return { ...body, status };
    };
    expect((await post({ sentence: { sv: '' } })).errors?.[0]?.pointer).toBe('/sentence/sv');
    expect((await post({ externalName: 'register-egen' })).errors?.[0]?.pointer).toBe('/externalName');
    expect((await post({ target: 'grindvakt', externalName: 'it' })).errors?.[0]?.pointer).toBe('/target');
  });

  it('is made stricter by the system owner and looser only by the information owner; its roles follow', async () => {
    const system = await inUse('Strängare');
    const id = await entitlement(system);
    const reader = await inForce(system, [id]);
    expect((await role(reader)).terms).toMatchObject({
      risk: 3,
      requiredLevel: 3,
      maxDays: 200,
      dataClass: 'patient',
    });
    const put = async (who: Employee, risk: number): Promise<Problem & { status: number }> => {
      const { items } = (
        await (await as(who)).get<{ items: Record<string, unknown>[] }>(`/systems/${system.id}/entitlements`)
      ).body;
      const {
        id: _,
        state: __,
        owner: ___,
        roles: ____,
        ...fields
      } = items.find((one) => one['id'] === id) ?? {};
      const { status, body } = await (
        await as(who)
      ).post<Problem>(`/systems/${system.id}/entitlements/${id}/changes`, {
        ...fields,
        risk,
        reason: 'Ny riskbedömning',
      });
      return { ...body, status };
    };
    expect((await put(runner, 5)).status).toBe(200);
    expect((await role(reader)).terms['risk']).toBe(5);
    expect((await put(runner, 2)).code).toBe('needs-information-owner');
    expect((await put(owner, 2)).status).toBe(200);
    expect((await role(reader)).terms['risk']).toBe(2);
  });
});

describe('a role', () => {
  it('changes by a version that others approve, for who holds it at once, and rolls back to exactly what it was', async () => {
    const system = await inUse('Roller');
    const [first, second] = [await entitlement(system), await entitlement(system)];
    const id = await inForce(system, [first]);
    const holder = await home.employee(unit, { name: 'Innehavare' });
    await home.grant(holder, await analysed(id));
    const before = (await role(id)).versions[0]?.content;

    const proposed = await revise(id, 1, definition([first, second]));
    expect(proposed.body.version).toBe(2);
    const impact = (await (await as(owner)).get<Impact>(`/roles/${id}/versions/2/impact`)).body;
    expect(impact).toMatchObject({
      persons: 1,
      obstacle: 'analysis-outdated',
      units: [{ name: 'Staben', persons: 1 }],
      changes: [{ role: { id }, gained: [{ id: second }], lost: [] }],
    });
    expect((await approve(owner, id, 2)).body.code).toBe('analysis-outdated');
    await analysed(id);
    expect((await approve(owner, id, 2)).body.outcome).toBe('in-force');
    expect(await wantedAccounts(holder)).toBe(1);
    expect((await role(id)).entitlements.map((one) => one.id).sort()).toEqual([first, second].sort());

    const back = await (
      await as(runner)
    ).post<{ version: number }>(`/roles/${id}/restorations`, { base: 2, version: 1, reason: 'Det blev fel' });
    expect((await approve(owner, id, back.body.version)).body.outcome).toBe('in-force');
    const restored = await role(id);
    expect(restored.versions[0]).toMatchObject({ version: 3, state: 'in-force', content: before });
    expect(restored.entitlements.map((one) => one.id)).toEqual([first]);
    expect(await wantedAccounts(holder)).toBe(2);
  });

  it('an owner cannot widen a grant to self by editing the role', async () => {
    const system = await inUse('Egen vinst');
    const [first, second] = [await entitlement(system), await entitlement(system)];
    const id = await inForce(system, [first]);
    await home.grant(owner, await analysed(id));
    await home.grant(runner, await analysed(id));
    await revise(id, 1, definition([first, second]));
    await analysed(id);
    expect((await approve(owner, id, 2)).body.code).toBe('own-widening');
    expect((await approve(runner, id, 2)).body.code).toBe('own-version');
    expect((await approve(outsider, id, 2)).status).toBe(404);
    expect((await role(id)).entitlements).toHaveLength(1);
    expect((await approve(security, id, 2)).body.outcome).toBe('in-force');
  });

  it('that is privileged takes two different people', async () => {
    const system = await inUse('Två behövs');
    const admin = await entitlement(system, { privileged: true });
    const content = definition([admin], {
      requestable: false,
      privileged: { holderCap: 2, hours: [1, 4], eligible: {} },
    });
    expect((await create(system, definition([admin]))).body.errors?.[0]?.pointer).toBe('/entitlements');
    const made = await create(system, content);
    expect((await approve(owner, made.body.id, 1)).body.outcome).toBe('approved');
    expect((await approve(owner, made.body.id, 1)).body.code).toBe('already-decided');
    expect((await approve(runner, made.body.id, 1)).body.code).toBe('own-version');
    expect((await role(made.body.id)).state).toBe('draft');
    expect((await approve(security, made.body.id, 1)).body.outcome).toBe('in-force');
  });

  it('that would hold itself is refused, however far round', async () => {
    const system = await inUse('Cirklar');
    const e = await entitlement(system);
    const inner = await inForce(system, [e]);
    const middle = await inForce(system, [], { includes: [inner] });
    const outer = await inForce(system, [], { includes: [middle] });
    expect((await role(outer)).entitlements).toMatchObject([{ id: e, direct: false }]);
    const circle = await revise(inner, 1, definition([e], { includes: [outer] }));
    expect([circle.status, circle.body.code]).toEqual([422, 'role-circle']);
    expect((await revise(inner, 1, definition([e], { includes: [inner] }))).body.code).toBe('role-circle');
  });

  it('approved by fifty at once comes into force once', async () => {
    const system = await inUse('Samtidigt');
    const id = await inForce(system, [await entitlement(system)]);
    await revise(id, 1, definition([await entitlement(system)]));
    const answers = await Promise.all(Array.from({ length: 50 }, () => approve(owner, id, 2)));
    expect(answers.filter(({ body }) => body.outcome === 'in-force')).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'already-decided')).toHaveLength(49);
    expect((await role(id)).version).toBe(2);
  });

  it('that nobody holds loses its analysis when it is widened', async () => {
    const system = await inUse('Förfaller');
    const first = await entitlement(system);
    const id = await inForce(system, [first]);
    await analysed(id);
    await revise(id, 1, definition([first, await entitlement(system)]));
    expect((await approve(owner, id, 2)).body.outcome).toBe('in-force');
    const states = await edge.database.query(
      `SELECT state, ended_reason AS reason, ended_at IS NOT NULL AS ended FROM analysis WHERE role_id = $1`,
      [id],
    );
    expect(states).toEqual([{ state: 'lapsed', reason: 'role-widened', ended: true }]);
  });

  it('taking much from many waits at the breaker, and is let through by somebody else', async () => {
    const system = await inUse('Stor förlust');
    const [kept, taken] = [await entitlement(system), await entitlement(system)];
    const id = await inForce(system, [kept, taken]);
    const facts = await analysed(id);
    const ward = await home.unit('/2/', 'Avdelning två');
    for (let i = 0; i < 30; i += 1) await home.grant(await home.employee(ward), facts);
    await revise(id, 1, definition([kept]));
    expect((await approve(owner, id, 2)).body.outcome).toBe('held');
    expect((await role(id)).entitlements).toHaveLength(2);
    const [held] = (
      await (await as(security)).get<{ items: { id: string; kind: string; persons: number }[] }>('/held')
    ).body.items;
    expect(held).toMatchObject({ kind: 'role', persons: 30 });
    const released = await (
      await as(security)
    ).post(`/held/${held?.id ?? ''}/release`, { reason: 'Avstämt med verksamheten' });
    expect(released.status).toBe(200);
    expect((await role(id)).entitlements.map((one) => one.id)).toEqual([kept]);
  });
});

async function wantedAccounts(who: Employee): Promise<number> {
  const [row] = await edge.database.query<{ version: number }>(
    `SELECT wanted_version::integer AS version FROM account WHERE person_id = $1`,
    [who.personId],
  );
  return row?.version ?? 0;
}

describe('a declared catalogue', () => {
  it('leaves what was edited on pages until it declares something else', async () => {
    const number = async (who: Employee): Promise<string> => {
      const [row] = await edge.database.query<{ number: string }>(
        `SELECT number FROM employment WHERE id = $1`,
        [who.employmentId],
      );
      return row?.number ?? '';
    };
    const declared = async (group = 'deklarerad'): Promise<unknown> =>
      smallCatalogue({
        source: 'home',
        informationOwner: await number(owner),
        systemOwner: await number(runner),
        roles: [{ key: 'deklarerad-roll', group }],
      });
    const load = edge.app.get(LoadCatalogue);
    await load.run(operator, await declared());
    const [row] = await edge.database.query<{ id: string; version: number }>(
      `SELECT id, version FROM role WHERE key = 'deklarerad-roll'`,
    );
    const id = row?.id ?? '';
    const current = (await role(id)).versions[0]?.content ?? {};
    const name = { sv: 'Omdöpt på sidan', en: 'Renamed on the page' };
    expect((await revise(id, 1, { ...current, name })).status).toBe(201);
    expect((await approve(owner, id, 2)).body.outcome).toBe('in-force');
    expect(await load.run(operator, await declared())).toMatchObject({ roles: 0, systems: 0 });
    expect((await role(id)).versions[0]).toMatchObject({ version: 2, content: { name } });
  });
});

describe('a new version of a system', () => {
  it('opens one review of all access to it, and asking again none', async () => {
    const system = await inUse('Granskas');
    const id = await inForce(system, [await entitlement(system)]);
    const manager = await home.employee(unit, { name: 'Ledare' });
    await home.grant(await home.employee(unit, { manager }), await analysed(id));
    const open = edge.app.get(OpenSystemReview);
    const task = { systemId: system.id, version: 2 };
    const [campaign] = await open.run(operator, task);
    const [items] = await edge.database.query<{ total: number }>(
      `SELECT items_total AS total FROM campaign WHERE id = $1`,
      [campaign],
    );
    expect(items?.total).toBe(1);
    expect(await open.run(operator, task)).toEqual([]);
  });
});
