import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { meSchema, taskListSchema } from '../../src/desk/desk.schema.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Caller, CareHome, type Employee, type RoleFacts, waitFor } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Me = z.output<typeof meSchema>;
type Tasks = z.output<typeof taskListSchema>;

// Concurrency is tried here; a busy machine may take its time.
jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let manager: Employee;
let anna: Employee;
let officer: Employee;
let clerk: Employee;
let technician: Employee;
let role: RoleFacts;

beforeAll(async () => {
  edge = await startEdge({ rooms: [DeskModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  owner = await home.employee(unitId, { name: 'Olle' });
  manager = await home.employee(unitId, { name: 'Märta Åsa' });
  anna = await home.employee(unitId, { name: 'Anna', manager, protection: 'confidential' });
  officer = await home.employee(unitId);
  clerk = await home.employee(unitId);
  technician = await home.employee(unitId, { titleCode: '151015' });
  role = await home.role(owner, { directory: 'journal-las' });
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
  await home.grant(clerk, await home.role(owner, { grindvakt: 'hr' }));
  await home.role(owner, { privileged: { cap: 1, eligible: { titleCodes: ['151015'] }, hours: [1] } });
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

async function me(who: Employee): Promise<Me> {
  const { status, body } = await (await as(who)).get<Me>('/me');
  expect(status).toBe(200);
  return body;
}

async function tasks(who: Employee, query = ''): Promise<Tasks> {
  const { status, body } = await (await as(who)).get<Tasks>(`/tasks${query}`);
  expect(status).toBe(200);
  return body;
}

describe('who one is', () => {
  it('is told with the sign-in’s strength and its limits, and to nobody who is not signed in', async () => {
    expect(await me(manager)).toMatchObject({
      person: { id: manager.personId, name: 'Märta Åsa Prov', initials: 'MP', protected: false },
      title: 'Undersköterska',
      level: 3,
      method: 'Prov',
      idleMinutes: 15,
      environment: 'test',
      organisation: 'Provkommunen',
      activations: [],
      waiting: 0,
    });
    for (const path of ['/me', '/tasks'])
      expect(await new Caller(edge.url, '').get(path)).toMatchObject({
        status: 401,
        body: { code: 'not-signed-in' },
      });
  });

  it('decides what is offered', async () => {
    const offered = new Map<Employee, string[]>([
      [
        manager,
        [
          'staff',
          'request',
          'review',
          'terminate',
          'leavers',
          'externals',
          'access-map',
          'sign-in-help',
          'own',
        ],
      ],
      [anna, ['request', 'own']],
      [owner, ['request', 'approve', 'exceptions', 'access-map', 'discovery', 'register', 'analyses', 'own']],
      [
        officer,
        [
          'request',
          'terminate',
          'imports',
          'data-quality',
          'simulations',
          'campaigns',
          'prerequisites',
          'leavers',
          'externals',
          'duties',
          'corrections',
          'separation',
          'exceptions',
          'credentials',
          'sessions',
          'providers',
          'api-clients',
          'access-map',
          'discovery',
          'emergencies',
          'register',
          'analyses',
          'own',
        ],
      ],
      [
        clerk,
        [
          'request',
          'terminate',
          'imports',
          'data-quality',
          'simulations',
          'prerequisites',
          'leavers',
          'externals',
          'duties',
          'corrections',
          'own',
        ],
      ],
      [technician, ['request', 'privilege', 'own']],
    ]);
    const found = await Promise.all([...offered.keys()].map(async (who) => (await me(who)).rights));
    expect(found).toEqual([...offered.values()]);
  });

  it('shows one’s own name also when it is protected', async () => {
    expect((await me(anna)).person).toMatchObject({ name: 'Anna Prov', protected: true });
  });
});

describe('what waits', () => {
  let requestId: string;
  let campaignId: string;
  beforeAll(async () => {
    const grants = [await home.grant(anna, role)];
    for (let i = 0; i < 3; i += 1)
      grants.push(await home.grant(await home.employee(unitId, { manager }), role));
    const [campaign] = await edge.database.query<{ id: string }>(
      `INSERT INTO campaign (name, unit_id, opened_by, opened_at, closes_on, no_answer, items_total)
       VALUES ('Höstens granskning', $1, $2, now(), '2099-01-31', 'keep', 4) RETURNING id`,
      [unitId, officer.personId],
    );
    campaignId = campaign?.id ?? '';
    await edge.database.query(
      `INSERT INTO review_item (campaign_id, grant_id, person_id, reviewer_id)
       SELECT $1, id, person_id, $2 FROM access_grant WHERE id = ANY($3)`,
      [campaignId, manager.personId, grants],
    );
    const [request] = await edge.database.query<{ id: string }>(
      `WITH s AS (
         INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                                 written_by, written_at)
         VALUES ($1, $2, $3, 'a', 'b', 'c', 'd', 24, $4, now()) RETURNING id)
       INSERT INTO access_request (number, person_id, employment_id, role_id, unit_id, assessment_id, requested_by, submitted_at)
       SELECT 4711, $1, $5, $2, $6, s.id, $4, now() FROM s RETURNING id`,
      [anna.personId, role.roleId, role.analysisId, manager.personId, anna.employmentId, unitId],
    );
    requestId = request?.id ?? '';
    await waitFor(edge.database, requestId, owner);
    for (const startedBy of [null, clerk.personId])
      await edge.database.query(
        `INSERT INTO hr_import (source, channel, state, as_of, started_by, started_at)
         VALUES ('HR', 'page', 'held', '2026-11-20', $1, now())`,
        [startedBy],
      );
    await edge.database.query(
      `INSERT INTO account (person_id, target, username, wanted_since)
       VALUES ($1, 'directory', 'a1', now() - interval '10 minutes'), ($2, 'directory', 'a2', now())`,
      [anna.personId, owner.personId],
    );
  });

  it('is the reviewer’s, by campaign, with what is left', async () => {
    const list = await tasks(manager);
    expect(list).toEqual({
      items: [
        {
          kind: 'review',
          id: campaignId,
          about: 'Höstens granskning',
          person: null,
          due: '2099-01-31',
          minutes: 2,
          count: 4,
        },
      ],
      next: null,
      minutes: 2,
    });
    expect((await me(manager)).waiting).toBe(1);
    await edge.database.query(
      `UPDATE access_grant SET ended_at = greatest(now(), valid_from), ended_reason = 'moved' WHERE person_id = $1`,
      [anna.personId],
    );
    expect((await tasks(manager)).items[0]?.count).toBe(3);
  });

  it('is the approver’s, who is not told a protected name', async () => {
    const { items } = await tasks(owner);
    expect(items).toMatchObject([
      { kind: 'approval', id: requestId, person: { name: 'Skyddad person', protected: true }, minutes: 2 },
    ]);
  });

  it('is a held import for those who may release it, but not one’s own', async () => {
    expect((await tasks(clerk)).items.map((t) => t.kind)).toEqual(['import-held']);
    expect((await tasks(officer)).items.map((t) => t.kind).sort()).toEqual([
      'directory-waiting',
      'import-held',
      'import-held',
    ]);
    expect((await tasks(officer)).items.find((t) => t.kind === 'directory-waiting')?.count).toBe(1);
    expect((await tasks(anna)).items).toEqual([]);
  });

  it('comes in pages that lose nothing', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const list: Tasks = await tasks(officer, `?limit=1${next === '' ? '' : `&after=${next}`}`);
      expect(list.minutes).toBe(15);
      seen.push(...list.items.map((t) => t.id));
      next = list.next;
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
    expect(await (await as(officer)).get('/tasks?after=bm9uc2Vuc2U')).toMatchObject({ status: 422 });
  });
});
