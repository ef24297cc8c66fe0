import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor, PersonActor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { CloseRequests } from '../../src/requests/close-requests.js';
import { DecideRequest } from '../../src/requests/decide-request.js';
import type { delegationsSchema } from '../../src/requests/delegations.schema.js';
import { EditRequest } from '../../src/requests/edit-request.js';
import { EndDelegation } from '../../src/requests/end-delegation.js';
import { FollowApprovals } from '../../src/requests/follow-approvals.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import type {
  decidedTogetherSchema,
  requestsListSchema,
  requestViewSchema,
} from '../../src/requests/requests.schema.js';
import { WithdrawRequest } from '../../src/requests/withdraw-request.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

type View = z.output<typeof requestViewSchema>;
type List = z.output<typeof requestsListSchema>;
type Together = z.output<typeof decidedTogetherSchema>;
type Delegations = z.output<typeof delegationsSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan se mer om andra patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
};
const approve = { outcome: 'approve' } as const;

let edge: Edge;
let home: CareHome;
let owner: Employee;
let systemOwner: Employee;
let officer: Employee;
let manager: Employee;
let head: Employee;
let stranger: Employee;
let officeId: string;
let unitId: string;
let corridorId: string;
let roleIds: Record<string, string>;

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule, RequestsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  officeId = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  corridorId = await home.unit('/1/2/3/', 'Korridor 3');
  owner = await home.employee(officeId, { name: 'Ägare' });
  systemOwner = await home.employee(officeId, { name: 'System' });
  officer = await home.employee(officeId, { name: 'Säkerhet' });
  head = await home.employee(officeId, { name: 'Högre' });
  const cottage = await home.unit('/1/4/', 'Boendet');
  await edge.database.query(`UPDATE unit SET kind = 'boende' WHERE id = $1`, [cottage]);
  manager = await home.employee(unitId, { name: 'Chef', manager: head });
  stranger = await home.employee(unitId, { name: 'Annan' });
  await load();
  const right = await home.role(owner, { grindvakt: 'security' });
  await home.grant(officer, right);
});
afterAll(async () => {
  await edge.stop();
});

async function load(purpose = 'Vården ska vara säker.'): Promise<void> {
  const numberOf = async (who: Employee): Promise<string> =>
    (await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [who.employmentId]))[0]
      ?.number ?? ''; // prettier-ignore
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'home',
      informationOwner: await numberOf(owner),
      systemOwner: await numberOf(systemOwner),
      roles: [
        { key: 'las', group: 'journal-las', purpose },
        { key: 'skriv', group: 'journal-skriv' },
        { key: 'tung', group: 'journal-tung', risk: 4 },
        { key: 'delad', group: 'journal-delad', acrossCareProviders: true },
        { key: 'snav', group: 'journal-snav', unitKinds: ['boende'] },
        { key: 'stark', group: 'journal-stark', requiredLevel: 4 },
      ],
    }),
  );
  const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
  roleIds = Object.fromEntries(rows.map((row) => [row.key, row.id]));
}

const as = async (who: Employee, level = 3): Promise<Caller> =>
  new Caller(edge.url, await edge.signIn(who.personId, level));
const actorOf = ({ personId }: Employee): PersonActor => {
  const authenticatedAt = edge.clock.now();
  return { kind: 'person', personId, level: 3, channel: 'web', address: null, authenticatedAt };
};
const newcomer = (of: Employee = manager): Promise<Employee> =>
  home.employee(unitId, { manager: of, titleCode: '207011' });

async function ask(who: Employee, role = 'las', by: Employee = manager, more: object = {}): Promise<View> {
  const { status, body } = await (
    await as(by)
  ).post<View>('/requests', {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId: roleIds[role],
    assessment: { ...assessment, ...more },
  });
  expect([status, JSON.stringify(body)]).toEqual([201, expect.anything()]);
  return body;
}

async function decide(by: Employee, id: string, body: object = approve): Promise<string> {
  const answer = await (await as(by)).post<View & Problem>(`/requests/${id}/decisions`, body);
  return answer.status === 200 ? answer.body.state : answer.body.code;
}

const line = (view: View): string[] =>
  view.stages.map(
    (s) => `${s.kind} ${s.state}: ${s.approvers.map(({ person }) => person.name.split(' ')[0]).join(' ')}`,
  );
const grants = async (who: Employee): Promise<{ scope: string | null; across: boolean; days: number }[]> =>
  edge.database.query(
    `SELECT scope_unit_id AS scope, across_providers AS across,
            floor(extract(epoch FROM valid_to - valid_from) / 86400)::integer AS days
     FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
    [who.personId],
  );
const entries = async (id: string): Promise<string[]> =>
  (
    await edge.database.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE object_kind = 'request' AND object_id = $1 ORDER BY id`,
      [id],
    )
  ).map(({ action }) => action);
const codeOf = (outcome: PromiseSettledResult<unknown>): string =>
  outcome.status === 'fulfilled'
    ? 'ok'
    : ((outcome.reason as { refusal?: { code: string } }).refusal?.code ?? String(outcome.reason));

describe('stages', () => {
  it('are passed in turn, and the last one gives the access', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'tung');
    expect(line(request)).toEqual(['information-owner open: Ägare', 'security waiting: Säkerhet']);
    expect(await decide(officer, request.id)).toBe('stage-not-open');
    expect(await decide(owner, request.id, { outcome: 'approve', days: 30 })).toBe('pending');
    expect(await grants(anna)).toEqual([]);
    const seen = await (await as(officer)).get<View>(`/requests/${request.id}`);
    expect(seen.body).toMatchObject({ daysLeft: 30, may: { decide: true } });
    expect(seen.body.stages[0]?.approvers[0]).toMatchObject({ outcome: 'approved', days: 30 });
    expect(await decide(officer, request.id, { outcome: 'approve', days: 31 })).toBe('cannot-widen');
    expect(await decide(officer, request.id)).toBe('approved');
    expect(await grants(anna)).toMatchObject([{ days: 30 }]);
    expect(await entries(request.id)).toEqual(['request.submitted', 'request.passed-on', 'request.approved']);
  });

  it('end with the first refusal', async () => {
    const request = await ask(await newcomer(), 'tung');
    expect(await decide(owner, request.id, { outcome: 'refuse', reason: 'Behövs inte alls' })).toBe(
      'refused',
    );
    expect(await decide(officer, request.id)).toBe('already-decided');
    const seen = await (await as(owner)).get<View>(`/requests/${request.id}`);
    expect(line(seen.body)).toEqual(['information-owner refused: Ägare', 'security skipped: Säkerhet']);
  });

  it('are one more outside the analysis and across care providers, by another person', async () => {
    const outside = await ask(await newcomer(), 'snav', manager, {
      deviationReason: 'Vikarierar på boendet',
    });
    expect(line(outside)).toEqual(['information-owner open: Ägare', 'extra waiting: System']);
    const anna = await newcomer();
    const across = await ask(anna, 'delad');
    expect(line(across)).toEqual(['information-owner open: Ägare', 'extra waiting: System']);
    expect(across.acrossProviders).toBe(true);
    expect(await decide(owner, across.id)).toBe('pending');
    expect(await decide(owner, across.id)).toBe('already-decided');
    expect(await decide(systemOwner, across.id)).toBe('approved');
    expect(await grants(anna)).toMatchObject([{ across: true }]);
  });

  it('begin with the manager when one asks for oneself', async () => {
    const anna = await newcomer();
    const own = await ask(anna, 'las', anna);
    expect(line(own)).toEqual(['manager open: Chef', 'information-owner waiting: Ägare']);
    expect(await decide(anna, own.id)).toBe('own-approval');
    expect(await decide(manager, own.id)).toBe('pending');
    expect(await decide(owner, own.id)).toBe('approved');
  });
});

describe('narrowing', () => {
  it('to a unit within holds for the grant, and never widens', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'tung');
    expect(await decide(owner, request.id, { ...approve, unitId: officeId })).toBe('cannot-widen');
    expect(await decide(owner, request.id, { ...approve, unitId: corridorId })).toBe('pending');
    expect(await decide(officer, request.id, { ...approve, unitId })).toBe('cannot-widen');
    expect(await decide(officer, request.id)).toBe('approved');
    expect(await grants(anna)).toMatchObject([{ scope: corridorId }]);
  });
});

describe('a delegation', () => {
  const today = (): string => dayOf(edge.clock.now());
  async function delegate(from: Employee, to: Employee, more: object = {}): Promise<string> {
    const { status, body } = await (
      await as(from)
    ).post<Delegations & Problem>('/delegations', {
      delegateId: to.personId,
      from: today(),
      to: addDays(today(), 14),
      reason: 'Semester i två veckor',
      ...more,
    });
    return status === 201 ? (body.given.find((d) => d.delegate.id === to.personId)?.id ?? '') : body.code;
  }
  const end = async (by: Employee, id: string): Promise<number> =>
    (await (await as(by)).post(`/delegations/${id}/ending`)).status;

  it('reaches what already waits, is recorded as for somebody, and ends at once', async () => {
    const standIn = await home.employee(officeId, { name: 'Ersättare' });
    const before = await ask(await newcomer());
    const second = await ask(await newcomer());
    const id = await delegate(owner, standIn);
    const list = await (await as(standIn)).get<List>('/requests?view=to-decide&state=pending');
    expect(list.body.items.map((q) => q.id)).toEqual(expect.arrayContaining([before.id, second.id]));
    expect(await decide(standIn, before.id)).toBe('approved');
    const seen = await (await as(standIn)).get<View>(`/requests/${before.id}`);
    expect(seen.body.stages[0]?.approvers).toMatchObject([
      { person: { name: 'Ersättare Prov' }, onBehalfOf: { name: 'Ägare Prov' }, outcome: 'approved' },
    ]);
    expect((await edge.audit('request.approved')).at(-1)?.detail).toMatchObject({
      onBehalfOf: owner.personId,
    });
    expect(await end(stranger, id)).toBe(404);
    expect(await end(owner, id)).toBe(200);
    expect(await end(owner, id)).toBe(409);
    expect(await decide(standIn, second.id)).toBe('not-found');
    const after = await (await as(standIn)).get<List>('/requests?view=to-decide&state=pending');
    expect(after.body.items).toEqual([]);
  });

  it('never reaches who asked or would gain, however it comes about (delegate of the requester)', async () => {
    const boss = await home.employee(officeId, { name: 'Frågare' });
    const anna = await newcomer(boss);
    const request = await ask(anna, 'las', boss);
    const ids = [await delegate(owner, boss), await delegate(owner, anna)];
    expect(await decide(boss, request.id)).toBe('own-approval');
    expect(await decide(anna, request.id)).toBe('own-approval');
    const list = await (await as(boss)).get<List>('/requests?view=to-decide&state=pending');
    expect(list.body.items.map((q) => q.id)).not.toContain(request.id);
    for (const id of ids) await end(owner, id);
  });

  it('has no chain: a delegate’s delegate decides nothing', async () => {
    const [first, second] = [await home.employee(officeId), await home.employee(officeId)];
    const request = await ask(await newcomer());
    const ids = [await delegate(owner, first), await delegate(first, second)];
    expect(await decide(second, request.id)).toBe('not-found');
    expect(await decide(first, request.id)).toBe('approved');
    await end(owner, ids[0] ?? '');
    await end(first, ids[1] ?? '');
  });

  it('for one role or one system reaches no other', async () => {
    const standIn = await home.employee(officeId);
    const [las, skriv] = [await ask(await newcomer()), await ask(await newcomer(), 'skriv')];
    const id = await delegate(owner, standIn, { roleId: roleIds['skriv'] });
    expect(await decide(standIn, las.id)).toBe('not-found');
    expect(await decide(standIn, skriv.id)).toBe('approved');
    await end(owner, id);
    const [system] = await edge.database.query<{ id: string }>(
      `SELECT id FROM information_system WHERE key <> 'journal' LIMIT 1`,
    );
    const other = await delegate(owner, standIn, { systemId: system?.id });
    expect(await decide(standIn, las.id)).toBe('not-found');
    await end(owner, other);
  });

  it('lets nobody decide in two stages', async () => {
    const request = await ask(await newcomer(), 'delad');
    const id = await delegate(owner, systemOwner);
    expect(await decide(systemOwner, request.id)).toBe('same-approver');
    await end(owner, id);
  });

  it('is refused to oneself, backwards, too long, twice, and to another care provider', async () => {
    const standIn = await home.employee(officeId);
    const [provider] = await edge.database.query<{ id: string }>(
      `INSERT INTO care_provider (organisation_number, name) VALUES ('2120000009', 'Grannkommunen') RETURNING id`,
    );
    const [unit] = await edge.database.query<{ id: string }>(
      `INSERT INTO unit (care_provider_id, source, code, name, path) VALUES ($1, 'home', '9', 'Granne', '/9/') RETURNING id`,
      [provider?.id],
    );
    const away = await home.employee(unit?.id ?? '');
    expect(await delegate(owner, owner)).toBe('own-delegation');
    expect(await delegate(owner, standIn, { from: addDays(today(), -1) })).toBe('invalid');
    expect(await delegate(owner, standIn, { to: addDays(today(), -1) })).toBe('invalid');
    expect(await delegate(owner, standIn, { to: addDays(today(), 400) })).toBe('delegation-too-long');
    expect(await delegate(owner, standIn, { roleId: away.personId })).toBe('not-found');
    expect(await delegate(owner, away)).toBe('unfit-delegate');
    const id = await delegate(owner, standIn);
    expect(await delegate(owner, standIn)).toBe('delegation-exists');
    await end(standIn, id);
    expect((await edge.audit('delegation.ended')).at(-1)).toMatchObject({ reason: 'declined' });
  });

  it('ends when either of them leaves', async () => {
    const [giver, taker] = [await home.employee(officeId), await home.employee(officeId)];
    await delegate(giver, taker);
    await edge.database.transaction(async (tx) => {
      await tx.query(`UPDATE employment SET terminated_at = now() WHERE person_id = $1`, [giver.personId]);
      await edge.app.get(CloseRequests).run(tx, operator, [giver.personId], 'terminated');
    });
    const { body } = await (await as(taker)).get<Delegations>('/delegations');
    expect(body.received).toMatchObject([{ state: 'ended', endedReason: 'terminated' }]);
  });

  it('finds colleagues of the same care provider only, and nobody protected', async () => {
    await home.employee(officeId, { name: 'Sökbar' });
    await home.employee(officeId, { name: 'Sökbarhemlig', protection: 'confidential' });
    const found = await (await as(owner)).get<{ items: object[] }>('/delegations/colleagues?q=s%C3%B6kb');
    expect(found.body.items).toMatchObject([{ person: { name: 'Sökbar Prov' } }]);
  });
});

describe('an edit', () => {
  const edit = { assessment: { ...assessment, days: 20 }, revision: 1 };

  it('voids what was approved, and a decision on what was seen before is refused', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'tung');
    await decide(owner, request.id);
    const calls = await as(manager);
    const edited = await calls.post<View>(`/requests/${request.id}/edits`, edit);
    expect(edited.body).toMatchObject({ revision: 2, assessment: { days: 20 } });
    expect(line(edited.body)).toEqual(['information-owner open: Ägare', 'security waiting: Säkerhet']);
    expect((await calls.post<Problem>(`/requests/${request.id}/edits`, edit)).body.code).toBe(
      'request-changed',
    );
    expect(await decide(officer, request.id, { ...approve, revision: 2 })).toBe('stage-not-open');
    expect(await decide(owner, request.id, { ...approve, revision: 1 })).toBe('request-changed');
    expect(await decide(owner, request.id)).toBe('request-changed');
    expect(await decide(owner, request.id, { ...approve, revision: 2 })).toBe('pending');
    expect(await decide(officer, request.id, { ...approve, revision: 2 })).toBe('approved');
    expect(await grants(anna)).toMatchObject([{ days: 20 }]);
    const told = await edge.database.query(
      `SELECT FROM notice WHERE kind = 'approval-voided' AND to_id = $1`,
      [owner.personId],
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it('is for who asked alone, says which field is wrong, and comes too late', async () => {
    const request = await ask(await newcomer());
    const path = `/requests/${request.id}/edits`;
    expect((await (await as(owner)).post(path, edit)).status).toBe(404);
    const blank = await (
      await as(manager)
    ).post<Problem>(path, {
      ...edit,
      assessment: { ...assessment, need: '   ' },
    });
    expect(blank.body).toMatchObject({
      code: 'assessment-incomplete',
      errors: [{ pointer: '/assessment/need' }],
    });
    await decide(owner, request.id);
    expect((await (await as(manager)).post<Problem>(path, edit)).body.code).toBe('already-decided');
  });

  it('raced by an approval ends in one of both, and never approves what was not seen', async () => {
    for (let round = 0; round < 12; round += 1) {
      const anna = await newcomer();
      const request = await ask(anna);
      const [decided, edited] = await Promise.allSettled([
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
        edge.app.get(EditRequest).run(actorOf(manager), request.id, edit),
      ]);
      const codes = [codeOf(decided), codeOf(edited)];
      expect([
        ['ok', 'already-decided'],
        ['request-changed', 'ok'],
      ]).toContainEqual(codes);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
    }
  });
});

describe('many at once', () => {
  it('decides like requests each in their own right, and leaves with a reason what must be looked at by itself', async () => {
    const people = [await newcomer(), await newcomer(), await newcomer()];
    const like = [];
    for (const who of people) like.push(await ask(who));
    const longer = await ask(await newcomer(), 'las', manager, {
      days: 120,
      deviationReason: 'Lång vikariatstid',
    });
    const other = await ask(await newcomer(), 'skriv');
    const gone = await ask(await newcomer());
    await decide(owner, gone.id);
    const { body } = await (
      await as(owner)
    ).post<Together>('/requests/decisions', {
      items: [gone, ...like, longer, other].map(({ id }) => ({ id })),
      outcome: 'approve',
    });
    expect(body.items.map((item) => item.outcome ?? item.problem?.code)).toEqual([
      'already-decided', // and no model for the others, though it stands first
      'approved',
      'approved',
      'approved',
      'decide-one-by-one',
      'decide-one-by-one',
    ]);
    for (const [index, who] of people.entries()) {
      expect(await grants(who)).toHaveLength(1);
      expect(await entries(like[index]?.id ?? '')).toEqual(['request.submitted', 'request.approved']);
    }
    const foreign = await (
      await as(stranger)
    ).post<Together>('/requests/decisions', {
      items: [{ id: longer.id }, { id: other.id }],
      outcome: 'approve',
    });
    expect(foreign.body.items.map((item) => item.problem?.code)).toEqual(['not-found', 'not-found']);
  });
});

describe('parallel decisions have one outcome', () => {
  const decided = async (id: string): Promise<string[]> =>
    (await entries(id)).filter((action) => action !== 'request.submitted');
  const race = async (...work: Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(work)).map(codeOf);

  it('50 approvals by one person count once', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'tung');
    const codes = await race(
      ...Array.from({ length: 50 }, () =>
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
      ),
    );
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'already-decided')).toHaveLength(49);
    expect(await decided(request.id)).toEqual(['request.passed-on']);
    expect(await grants(anna)).toEqual([]);
  });

  it('50 approvals by the owner, the delegates and the officers count once for each stage', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'tung');
    const deciders = [owner, officer, systemOwner, stranger];
    const codes = await race(
      ...Array.from({ length: 50 }, (_, i) =>
        edge.app.get(DecideRequest).run(actorOf(deciders[i % 4] ?? owner), request.id, approve),
      ),
    );
    expect(codes.filter((code) => code === 'ok').length).toBeLessThanOrEqual(2);
    expect(await decide(officer, request.id)).toMatch(/approved|already-decided/);
    expect(await decided(request.id)).toEqual(['request.passed-on', 'request.approved']);
    expect(await grants(anna)).toHaveLength(1);
  });

  it.each<[string, (id: string) => Promise<unknown>, string[]]>([
    ['withdrawing', (id) => edge.app.get(WithdrawRequest).run(actorOf(manager), id), ['already-decided']],
    [
      'another decision',
      (id) =>
        edge.app.get(DecideRequest).run(actorOf(owner), id, { outcome: 'refuse', reason: 'Behövs inte' }),
      ['already-decided'],
    ],
  ])('%s against an approval', async (_, other, late) => {
    for (let round = 0; round < 10; round += 1) {
      const anna = await newcomer();
      const request = await ask(anna);
      const codes = await race(
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
        other(request.id),
      );
      expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
      expect(late).toContain(codes.find((code) => code !== 'ok'));
      expect(await decided(request.id)).toHaveLength(1);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
    }
  });

  it('a role that gets another content against an approval: what was not asked for is not given', async () => {
    for (let round = 0; round < 8; round += 1) {
      const anna = await newcomer();
      const request = await ask(anna, 'skriv');
      const codes = await race(
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
        edge.database.query(`UPDATE role SET version = version + 1 WHERE id = $1`, [roleIds['skriv']]),
      );
      expect(['ok', 'role-changed']).toContain(codes[0]);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
      const late = await ask(await newcomer(), 'skriv');
      await edge.database.query(`UPDATE role SET version = version + 1 WHERE id = $1`, [roleIds['skriv']]);
      expect(await decide(owner, late.id)).toBe('role-changed');
    }
  });

  it('an analysis that is replaced against an approval', async () => {
    for (let round = 0; round < 6; round += 1) {
      const anna = await newcomer();
      const request = await ask(anna);
      const codes = await race(
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
        load(`Ändamålet är ett annat, gång ${String(round)}.`),
      );
      expect(['ok', 'analysis-changed']).toContain(codes[0]);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
      expect(await decided(request.id)).toHaveLength(codes[0] === 'ok' ? 1 : 0);
    }
  });

  it('a person, and an approver, who leaves against an approval', async () => {
    const leave = (who: Employee): Promise<unknown> =>
      edge.database.transaction(async (tx) => {
        await tx.query(`UPDATE employment SET terminated_at = now() WHERE person_id = $1`, [who.personId]);
        return edge.app.get(CloseRequests).run(tx, operator, [who.personId], 'terminated');
      });
    for (let round = 0; round < 8; round += 1) {
      const anna = await newcomer();
      const request = await ask(anna);
      const codes = await race(
        edge.app.get(DecideRequest).run(actorOf(owner), request.id, approve),
        leave(round % 2 === 0 ? anna : owner),
      );
      expect(codes[1]).toBe('ok');
      expect(['ok', 'already-decided', 'not-found']).toContain(codes[0]);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
      expect(await decided(request.id)).toHaveLength(1);
      await edge.database.query(`UPDATE employment SET terminated_at = NULL WHERE person_id = $1`, [
        owner.personId,
      ]);
    }
  });

  it('a delegation that ends against an approval', async () => {
    for (let round = 0; round < 8; round += 1) {
      const standIn = await home.employee(officeId);
      const anna = await newcomer();
      const request = await ask(anna);
      const { body } = await (
        await as(owner)
      ).post<Delegations>('/delegations', {
        delegateId: standIn.personId,
        from: dayOf(edge.clock.now()),
        to: dayOf(edge.clock.now()),
        reason: 'Borta i dag',
      });
      const id = body.given.find((d) => d.delegate.id === standIn.personId)?.id ?? '';
      const codes = await race(
        edge.app.get(DecideRequest).run(actorOf(standIn), request.id, approve),
        edge.app.get(EndDelegation).run(actorOf(owner), id),
      );
      expect(codes[1]).toBe('ok');
      expect(['ok', 'not-found']).toContain(codes[0]);
      expect((await grants(anna)).length).toBe(codes[0] === 'ok' ? 1 : 0);
    }
  });
});

describe('what waits too long', () => {
  const day = 24 * 60;
  const follow = (): Promise<number> => edge.app.get(FollowApprovals).run();
  const told = async (kind: string, who: Employee): Promise<number> =>
    (await edge.database.query(`SELECT FROM notice WHERE kind = $1 AND to_id = $2`, [kind, who.personId]))
      .length;

  it('is reminded of once, goes to the next in line, and is refused in the end', async () => {
    await edge.database.query(
      `UPDATE access_request SET state = 'closed', closed_reason = 'test' WHERE state = 'pending'`,
    );
    const request = await ask(await newcomer());
    expect(await follow()).toBe(0);
    edge.clock.move(4 * day);
    const before = await told('approval-reminder', owner);
    const both = await Promise.all([follow(), follow()]);
    expect(both[0] + both[1]).toBe(1);
    expect(await told('approval-reminder', owner)).toBe(before + 1);
    expect(await follow()).toBe(0);
    edge.clock.move(20 * day);
    await Promise.all([follow(), follow()]);
    const escalated = await (await as(systemOwner)).get<View>(`/requests/${request.id}`);
    expect(escalated.body.stages[0]?.approvers.map(({ person }) => person.name).sort()).toEqual([
      'System Prov',
      'Ägare Prov',
    ]);
    expect(await told('approval-escalated', systemOwner)).toBe(1);
    edge.clock.move(30 * day);
    await Promise.all([follow(), follow()]);
    const closed = await (await as(manager)).get<View>(`/requests/${request.id}`);
    expect(closed.body.state).toBe('closed');
    expect(await told('request-unanswered', manager)).toBe(1);
    expect(await entries(request.id)).toEqual([
      'request.submitted',
      'request.reminded',
      'request.escalated',
      'request.closed',
    ]);
  });

  it('goes on to the new owner when the system has got one', async () => {
    const request = await ask(await newcomer());
    await edge.database.query(
      `UPDATE information_system SET information_owner_id = $1 WHERE key = 'journal'`,
      [head.personId],
    );
    expect(await decide(owner, request.id)).toBe('no-approver');
    await follow();
    expect(await decide(head, request.id)).toBe('approved');
    await edge.database.query(
      `UPDATE information_system SET information_owner_id = $1 WHERE key = 'journal'`,
      [owner.personId],
    );
  });
});
