import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { assessment, type View } from '../support/asking-home.js';
import { Caller, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, someUnits, writeDelivery } from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const reason = 'Samma person i båda systemen.';
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-merge-requests-'));
let edge: Edge;
let hr: Caller;
let boss: Caller;
let owner: Caller;
let manager: Employee;
let roleIds: Record<string, string>;
let next = 20;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, RequestsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [demoSource()] } },
  });
  await edge.app.get(Jobs).start();
  const office = { EnhetId: '100', AIDkod: '' };
  const lines = [
    employmentLine(1, { ...office, Anställningsnummer: 'OWNER' }),
    employmentLine(2, { ...office, Anställningsnummer: 'HR', AIDkod: '999999' }),
    employmentLine(4, { ...office, Anställningsnummer: 'SEC', AIDkod: '888888' }),
    employmentLine(3, { Anställningsnummer: 'BOSS', AIDkod: '', ÄrChef: 'J' }),
    ...Array.from({ length: 20 }, (_, n) => employmentLine(20 + n, { ChefAnställningsnummer: 'BOSS' })),
  ];
  const units = someUnits.map((unit) => ({
    ...unit,
    ChefAnställningsnummer: unit.EnhetId === '110' ? 'BOSS' : 'OWNER',
  }));
  const delivery = readDelivery(writeDelivery(folder, lines, units));
  await edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'OWNER',
      systemOwner: 'OWNER',
      roles: [
        { key: 'las', suggestedFor: { titleCodes: ['2070*'] } },
        { key: 'skriv', suggestedFor: { titleCodes: ['2070*'] } },
        { key: 'personal', right: 'hr' },
        { key: 'skydd', right: 'security' },
      ],
      birthrightRules: [
        { key: 'personal', name: 'Personal', role: 'personal', selector: { titleCodes: ['999999'] } },
        { key: 'skydd', name: 'Skydd', role: 'skydd', selector: { titleCodes: ['888888'] } },
      ],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
  roleIds = Object.fromEntries(rows.map((row) => [row.key, row.id]));
  // The larger role includes the smaller one, and is asked of security too.
  await edge.database.query(`UPDATE role SET security_approves = true WHERE key = 'skriv'`);
  await edge.database.query(`INSERT INTO role_inclusion (role_id, included_role_id) VALUES ($1, $2)`, [
    roleIds['skriv'],
    roleIds['las'],
  ]);
  manager = await employee('BOSS');
  [hr, boss, owner] = [await as(await employee('HR')), await as(manager), await as(await employee('OWNER'))];
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

async function employee(number: string): Promise<Employee> {
  const [row] = await edge.database.query<Employee>(
    `SELECT person_id AS "personId", id AS "employmentId", unit_id AS "unitId" FROM employment WHERE number = $1`,
    [number],
  );
  if (!row) throw new Error(`nobody has ${number}`);
  return row;
}

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

/** Somebody of the manager's staff whom no test has had yet. */
async function newcomer(): Promise<Employee> {
  next += 1;
  return employee(`A${String(next - 1)}`);
}

const approval = (revision: number): object => ({ outcome: 'approve', revision });

async function ask(
  who: Employee,
  role = 'las',
  by = boss,
  { kind = 'new', days = assessment.days } = {},
): Promise<View> {
  const { personId, employmentId } = who;
  const { status, body } = await by.post<View>('/requests', {
    personId,
    employmentId,
    roleId: roleIds[role],
    kind,
    assessment: { ...assessment, days },
  });
  expect([status, body]).toEqual([201, body]);
  return body;
}

async function grantsOf(who: Employee): Promise<number> {
  return (
    await edge.database.query(`SELECT FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`, [
      who.personId,
    ])
  ).length;
}

async function merge(survivor: Employee, merged: Employee): Promise<string> {
  const persons = { survivorId: survivor.personId, mergedId: merged.personId };
  const answer = await hr.post<{ id: string }>('/data-quality/merges', { ...persons, reason });
  expect([answer.status, answer.body]).toEqual([201, answer.body]);
  return answer.body.id;
}

async function undo(id: string): Promise<void> {
  expect((await hr.post(`/data-quality/merges/${id}/undo`, { reason })).status).toBe(200);
}

interface Kept {
  state: string;
  personId: string;
  requestedBy: string;
  revision: number;
  why: string | null;
  of: string;
}

async function kept(id: string): Promise<Kept | undefined> {
  const [row] = await edge.database.query<Kept>(
    `SELECT q.state, q.person_id AS "personId", q.requested_by AS "requestedBy", q.revision, q.closed_reason AS why,
       a.person_id AS of FROM access_request q JOIN assessment a ON a.id = q.assessment_id WHERE q.id = $1`,
    [id],
  );
  return row;
}

describe('a request for somebody who turns out to be somebody else', () => {
  it('goes on in the same words for who stays, judged from the beginning, and access follows the answer', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const { id } = await ask(goes);
    await merge(stays, goes);
    expect(await kept(id)).toEqual({
      state: 'pending',
      personId: stays.personId,
      requestedBy: manager.personId,
      revision: 2,
      why: null,
      of: stays.personId,
    });
    const stale = await owner.post(`/requests/${id}/decisions`, { outcome: 'approve', revision: 1 });
    expect(stale.status).toBe(409);
    const { body } = await owner.post<View>(`/requests/${id}/decisions`, {
      outcome: 'approve',
      revision: 2,
    });
    expect(body.state).toBe('approved');
    expect([await grantsOf(stays), await grantsOf(goes)]).toEqual([1, 0]);
    expect(await edge.audit('request.moved')).toMatchObject([{ person_id: stays.personId }]);
  });

  it('comes back when the merge was wrong, with what was asked for since on the same employment', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const own = await ask(stays);
    const { id } = await ask(goes);
    const done = await merge(stays, goes);
    const since = await ask({ ...goes, personId: stays.personId }, 'skriv');
    await undo(done);
    const back = { state: 'pending', personId: goes.personId, of: goes.personId };
    expect(await kept(id)).toMatchObject({ ...back, revision: 3 });
    expect(await kept(since.id)).toMatchObject({ ...back, revision: 2 });
    expect(await kept(own.id)).toMatchObject({ state: 'pending', personId: stays.personId, revision: 1 });
  });

  it('is one request however often the two are merged and parted, and is answered once', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const { id } = await ask(goes);
    await undo(await merge(stays, goes));
    await undo(await merge(goes, stays));
    await merge(stays, goes);
    const rows = await edge.database.query<{ state: string; personId: string }>(
      `SELECT state, person_id AS "personId" FROM access_request WHERE employment_id = $1`,
      [goes.employmentId],
    );
    expect(rows).toEqual([{ state: 'pending', personId: stays.personId }]);
    const { revision = 0 } = (await kept(id)) ?? {};
    const answer = await owner.post(`/requests/${id}/decisions`, approval(revision));
    expect([answer.status, answer.body]).toEqual([200, answer.body]);
    expect([await grantsOf(stays), await grantsOf(goes)]).toEqual([1, 0]);
  });

  it('that they asked for themselves is asked by and for who stays, and back', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const body = await ask(goes, 'las', await as(goes));
    const done = await merge(stays, goes);
    expect(await kept(body.id)).toMatchObject({
      state: 'pending',
      personId: stays.personId,
      requestedBy: stays.personId,
    });
    await undo(done);
    expect(await kept(body.id)).toMatchObject({
      state: 'pending',
      personId: goes.personId,
      requestedBy: goes.personId,
    });
  });

  it('for more time follows the grant that it would make longer, and back', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const first = await ask(goes, 'las', boss, { days: 10 });
    const { body } = await owner.post<View>(`/requests/${first.id}/decisions`, approval(1));
    expect(body.state).toBe('approved');
    const { id } = await ask(goes, 'las', boss, { kind: 'extension', days: 60 });
    const done = await merge(stays, goes);
    expect(await kept(id)).toMatchObject({ state: 'pending', personId: stays.personId, revision: 2 });
    await undo(done);
    expect(await kept(id)).toMatchObject({ state: 'pending', personId: goes.personId, revision: 3 });
    const answer = await owner.post<View>(`/requests/${id}/decisions`, approval(3));
    expect([answer.status, answer.body.state]).toEqual([200, 'approved']);
    const [grant] = await edge.database.query<{ days: number }>(
      `SELECT extract(day FROM valid_to - $2)::integer AS days FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
      [goes.personId, edge.clock.now()],
    );
    expect(grant?.days).toBeGreaterThan(55);
    expect([await grantsOf(stays), await grantsOf(goes)]).toEqual([0, 1]);
  });

  it('that an approver has narrowed is asked for whole again', async () => {
    const [stays, goes] = [await newcomer(), await newcomer()];
    const { id } = await ask(goes, 'skriv');
    const narrowed = await owner.post<View>(`/requests/${id}/decisions`, {
      ...approval(1),
      roleId: roleIds['las'],
    });
    expect([narrowed.status, narrowed.body.state]).toEqual([200, 'pending']);
    expect(narrowed.body.role.id).toBe(roleIds['las']);
    await merge(stays, goes);
    expect(await kept(id)).toMatchObject({ state: 'pending', personId: stays.personId, revision: 2 });
    const seen = await boss.get<View>(`/requests/${id}`);
    expect(seen.body).toMatchObject({ role: { id: roleIds['skriv'] }, askedRole: null });
  });

  it('attack: by whoever they turn out to be is closed: nobody asks for their own access as somebody’s manager', async () => {
    const goes = await newcomer();
    const { id } = await ask(goes);
    await merge(manager, goes);
    expect(await kept(id)).toMatchObject({ state: 'closed', why: 'merged', personId: goes.personId });
  });
});
