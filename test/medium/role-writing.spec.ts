import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import type { foreseenRoleSchema, roleChoicesSchema } from '../../src/catalogue/roles.schema.js';
import type { selectorWordsSchema } from '../../src/catalogue/selectors.schema.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { OversightModule } from '../../src/oversight/oversight.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { employmentKinds, type Employment } from '../../src/policy/model/people.js';
import { selects, type PeopleSelector } from '../../src/policy/model/selector.js';
import type { requestViewSchema } from '../../src/requests/requests.schema.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
type Choices = z.output<typeof roleChoicesSchema>;
type Foreseen = z.output<typeof foreseenRoleSchema>;
type RequestView = z.output<typeof requestViewSchema>;

let edge: Edge;
let home: CareHome;
let owner: Employee;
let security: Employee;
let manager: Employee;
let nurse: Employee;
let outsider: Employee;
let reading: RoleFacts;
let calls: { owner: Caller; security: Caller; manager: Caller; outsider: Caller };

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() }), OversightModule],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  const ward = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare', titleCode: '100100' });
  security = await home.employee(office, { name: 'Säkerhet', titleCode: '100200' });
  outsider = await home.employee(office, { name: 'Utomstående' });
  manager = await home.employee(ward, { name: 'Chef', titleCode: '100300' });
  nurse = await home.employee(ward, { name: 'Sköterska', titleCode: '207011', manager });
  await home.employee(ward, { name: 'Skyddad', titleCode: '207011', manager, protection: 'confidential' });
  await home.employee(ward, { name: 'Slutat', titleCode: '207011', manager, to: '2020-12-31' });
  await home.grant(security, await home.role(owner, { grindvakt: 'security' }));
  reading = await home.role(owner, { directory: 'journal-las' });
  const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId));
  calls = {
    owner: await as(owner),
    security: await as(security),
    manager: await as(manager),
    outsider: await as(outsider),
  };
}, 120_000);
afterAll(async () => {
  await edge.stop();
});

const met = async (selector: PeopleSelector, who: keyof typeof calls = 'security'): Promise<number> =>
  (await calls[who].post<{ people: number }>('/people-selectors/count', { selector })).body.people;

describe('writing whom something is for', () => {
  it.each<PeopleSelector>([
    {},
    { unitsBelow: ['2'] },
    { unitsBelow: ['1'] },
    { unitKinds: ['care'], titleCodes: ['2070*'] },
    { titleCodes: ['1002*', '207011'] },
    { titleCodes: ['10*'], unitsBelow: ['2'] },
    { employmentKinds: ['hourly'] },
    { unitKinds: ['nothing'] },
  ])('meets as many as the law book selects: %j', async (selector) => {
    const rows = await edge.database.query<Employment & { personId: string }>(
      `SELECT e.person_id AS "personId", e.kind, e.title_code AS "titleCode", u.path AS "unitPath", u.kind AS "unitKind"
       FROM employment e JOIN unit u ON u.id = e.unit_id WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1)`,
      [edge.clock.today()],
    );
    expect(rows.every(({ kind }) => employmentKinds.includes(kind))).toBe(true);
    const selected = new Set(rows.filter((row) => selects(selector, row)).map((row) => row.personId));
    expect(await met(selector)).toBe(selected.size);
  });

  it('a protected person is not to be told from the count by whoever may not see them', async () => {
    expect(await met({ titleCodes: ['207011'] }, 'security')).toBe(2);
    expect(await met({ titleCodes: ['207011'] }, 'owner')).toBe(1);
  });

  it('is for those alone who write such things', async () => {
    expect((await calls.outsider.post('/people-selectors/count', { selector: {} })).status).toBe(403);
    expect((await calls.outsider.get('/people-selectors/words')).status).toBe(403);
    const { body } = await calls.owner.get<z.output<typeof selectorWordsSchema>>('/people-selectors/words');
    expect(body.units.map(({ name, depth }) => [name, depth])).toEqual([
      ['Staben', 0],
      ['Avdelning 2', 1],
    ]);
    expect(body.titles.map(({ code }) => code)).toContain('207011');
  });
});

describe('a role that is being written', () => {
  it('is made of what can be found by name, of drafts one’s own alone', async () => {
    await edge.database.query(
      `WITH s AS (INSERT INTO information_system (key, name, purpose, information_owner_id, system_owner_id,
           confidentiality, integrity, availability, log_policy, state)
         VALUES ('utkast', 'Utkastet', 'Prov', $1, $1, 1, 1, 1, '', 'draft') RETURNING id)
       INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name)
       SELECT id, 'utkast', 'Hemlig grupp', 'Prov.', 'Try.', 'directory', 'hemlig-grupp' FROM s`,
      [manager.personId],
    );
    const find = async (who: keyof typeof calls, q: string): Promise<string[]> =>
      (await calls[who].get<Choices>(`/roles/choices?kind=entitlement&q=${q}`)).body.items.map((i) => i.name);
    expect(await find('owner', 'journal-las')).toEqual(['journal-las']);
    expect(await find('owner', 'Hemlig')).toEqual([]);
    expect(await find('manager', 'Hemlig')).toEqual(['Hemlig grupp']);
    expect(await find('security', 'Utkastet')).toEqual(['Hemlig grupp']);
    expect((await calls.outsider.get('/roles/choices?kind=role')).status).toBe(403);
  });

  it('tells whom it would touch before it is sent, and keeps nothing', async () => {
    await home.grant(nurse, reading);
    const [held] = await edge.database.query<{ id: string }>(
      `SELECT entitlement_id AS id FROM role_entitlement WHERE role_id = $1`,
      [reading.roleId],
    );
    const [more] = await edge.database.query<{ id: string }>(
      `INSERT INTO entitlement (system_id, key, name, sentence_sv, sentence_en, target, external_name)
       SELECT system_id, 'skriva', 'Skriva', 'Prov.', 'Try.', 'directory', 'journal-skriva' FROM role WHERE id = $1 RETURNING id`,
      [reading.roleId],
    );
    const content = definition([held?.id ?? '', more?.id ?? '']);
    const preview = (who: keyof typeof calls) =>
      calls[who].post<Foreseen & Problem>(`/roles/${reading.roleId}/previews`, { content });
    expect((await preview('owner')).body).toMatchObject({
      persons: 1,
      units: [{ name: 'Avdelning 2', persons: 1 }],
      changes: [{ gained: [{ id: more?.id }], lost: [] }],
      owners: [{ owner: { id: owner.personId }, approvedBy: null }],
      twoNeeded: false,
      obstacle: 'analysis-outdated',
    });
    expect((await preview('outsider')).status).toBe(404);
    const kept = await edge.database.query(`SELECT FROM role_version WHERE role_id = $1`, [reading.roleId]);
    expect(kept).toHaveLength(0);
  });

  it('asks its own questions, and has the security officer approve, once it is in force', async () => {
    const [held] = await edge.database.query<{ id: string }>(
      `SELECT entitlement_id AS id FROM role_entitlement WHERE role_id = $1`,
      [reading.roleId],
    );
    const questions = [
      { sv: 'Vilken avdelning gäller det?', en: 'Which ward?' },
      { sv: 'Till vilket datum?' },
    ];
    const sent = await calls.owner.post(`/roles/${reading.roleId}/versions`, {
      base: 1,
      content: definition([held?.id ?? ''], { questions, securityApproves: true }),
      reason: 'Vi behöver veta avdelningen',
    });
    expect(sent.status).toBe(201);
    const approved = await calls.security.post<{ outcome: string }>(
      `/roles/${reading.roleId}/versions/2/decisions`,
      { decision: 'approve' },
    );
    expect(approved.body.outcome).toBe('in-force');

    const asker = await home.employee(nurse.unitId, { manager, titleCode: '207011' });
    const ask = (answers?: string[]) =>
      calls.manager.post<RequestView & Problem>('/requests', {
        personId: asker.personId,
        employmentId: asker.employmentId,
        roleId: reading.roleId,
        assessment: {
          need: 'Ska ge omvårdnad på avdelningen',
          data: 'Anteckningar om de egna patienterna',
          riskTooWide: 'Kan läsa om andras patienter',
          riskTooNarrow: 'Kan inte signera läkemedel',
          days: 90,
          ...(answers ? { answers } : {}),
        },
      });
    const bare = await ask();
    expect([bare.status, bare.body.code]).toEqual([422, 'assessment-incomplete']);
    expect((await ask(['Avdelning 2', ' '])).body.errors?.[0]?.pointer).toBe('/assessment/answers/1');
    const { body } = await ask(['Avdelning 2', 'Sommaren ut']);
    expect(body.assessment.answers).toEqual([
      { question: 'Vilken avdelning gäller det?', answer: 'Avdelning 2' },
      { question: 'Till vilket datum?', answer: 'Sommaren ut' },
    ]);
    expect(body.stages.map(({ kind }) => kind)).toContain('security');

    await calls.owner.post(`/requests/${body.id}/decisions`, { outcome: 'approve' });
    const given = await calls.security.post<RequestView>(`/requests/${body.id}/decisions`, {
      outcome: 'approve',
    });
    const why = await calls.manager.get<{ assessment: { answers: object[] } }>(
      `/grants/${given.body.grantId ?? ''}/why`,
    );
    expect(why.body.assessment.answers).toEqual(body.assessment.answers);
  });
});

function definition(entitlements: string[], more: object = {}): object {
  return {
    name: { sv: 'Läsa journalen' },
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
