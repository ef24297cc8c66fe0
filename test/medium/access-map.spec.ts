import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import type {
  accessMapSchema,
  exportedMapSchema,
  holderListSchema,
} from '../../src/oversight/access-map.schema.js';
import { OversightModule } from '../../src/oversight/oversight.module.js';
import type { grantWhySchema } from '../../src/oversight/why.schema.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Map = z.output<typeof accessMapSchema>;
type Holders = z.output<typeof holderListSchema>;
type Why = z.output<typeof grantWhySchema>;
type Problem = { code: string; errors?: { pointer: string }[] };

jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let top: string;
let north: string;
let south: string;
let owner: Employee;
let boss: Employee;
let officer: Employee;
let auditor: Employee;
let anna: Employee;
let hidden: Employee;
let reads: RoleFacts;
let grantId: string;

async function unit(path: string, name: string, parent: string | null): Promise<string> {
  const id = await home.unit(path, name);
  await edge.database.query(`UPDATE unit SET parent_id = $2 WHERE id = $1`, [id, parent]);
  return id;
}

beforeAll(async () => {
  edge = await startEdge({ rooms: [OversightModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  top = await unit('/1/', 'Kommunen', null);
  north = await unit('/1/2/', 'Norr', top);
  south = await unit('/1/3/', 'Söder', top);
  await unit('/1/2/4/', 'Norra natt', north);
  owner = await home.employee(top, { name: 'Ägare' });
  boss = await home.employee(north, { name: 'Chef' });
  await edge.database.query(`UPDATE employment SET leads_unit = true WHERE id = $1`, [boss.employmentId]);
  officer = await home.employee(top);
  auditor = await home.employee(top);
  anna = await home.employee(north, { name: 'Anna', manager: boss });
  hidden = await home.employee(south, { name: 'Hemlig', protection: 'confidential' });
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
  await home.grant(auditor, await home.role(owner, { grindvakt: 'auditor' }));
  reads = await home.role(owner, { risk: 3, directory: 'GG-Las' });
  grantId = await home.grant(anna, reads);
  await home.grant(boss, reads);
  await home.grant(hidden, reads);
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

async function mapOf(who: Employee, query = ''): Promise<Map> {
  const { status, body } = await (await as(who)).get<Map>(`/access-map${query}`);
  expect(status).toBe(200);
  return body;
}

function rowOf(map: Map): Record<string, number> {
  const row = map.rows.find((one) => one.role.id === reads.roleId);
  return Object.fromEntries(map.columns.map((column, i) => [column.name, row?.cells[i]?.grants ?? 0]));
}

describe('who has access', () => {
  it('counts role by unit, rolled up the tree, and drills down to the persons', async () => {
    const map = await mapOf(officer);
    expect(map.unit?.name).toBe('Kommunen');
    expect(rowOf(map)).toEqual({ Kommunen: 0, Norr: 2, Söder: 1 });
    const below = await mapOf(officer, `?unitId=${north}`);
    expect(rowOf(below)).toEqual({ Norr: 2, 'Norra natt': 0 });
    const { body } = await (
      await as(officer)
    ).get<Holders>(`/access-map/holders?unitId=${north}&roleId=${reads.roleId}`);
    expect(body.items.map((item) => [item.person.name, item.why])).toEqual(
      expect.arrayContaining([['Anna Prov', 'Behövs i vården']]),
    );
    expect(body.items).toHaveLength(2);
  });

  it('is narrowed by risk, role, system and privilege, and by a day gone by', async () => {
    expect((await mapOf(officer, '?minimumRisk=4')).rows).toEqual([]);
    expect((await mapOf(officer, '?privileged=true')).rows).toEqual([]);
    expect((await mapOf(officer, `?roleId=${reads.roleId}`)).rows).toHaveLength(1);
    expect((await mapOf(officer, '?on=2026-01-01')).grants).toBe(0);
    const gone = await home.employee(north);
    const id = await home.grant(gone, reads);
    await edge.database.query(
      `UPDATE access_grant SET ended_at = '2026-03-01T12:00:00Z', ended_reason = 'ended-by-hand' WHERE id = $1`,
      [id],
    );
    expect(rowOf(await mapOf(officer, '?on=2026-02-28'))['Norr']).toBe(3);
    expect(rowOf(await mapOf(officer, '?on=2026-03-01'))['Norr']).toBe(2);
    const future = await (await as(officer)).get<Problem>('/access-map?on=2099-01-01');
    expect(future.body.errors?.[0]?.pointer).toBe('/on');
  });

  it('shows a unit manager the own units alone; another unit is 404, and nobody else sees the page', async () => {
    const map = await mapOf(boss);
    expect([map.unit?.name, rowOf(map)]).toEqual(['Norr', { Norr: 2, 'Norra natt': 0 }]);
    const calls = await as(boss);
    for (const path of [
      `/access-map?unitId=${south}`,
      `/access-map/holders?unitId=${south}`,
      `/access-map?unitId=${top}`,
    ])
      expect((await calls.get<Problem>(path)).status).toBe(404);
    const { body } = await calls.get<Holders>('/access-map/holders?limit=200');
    expect(new Set(body.items.map((item) => item.unit.name))).toEqual(new Set(['Norr']));
    expect((await (await as(anna)).get<Problem>('/access-map')).status).toBe(404);
  });

  it('shows an owner their own systems in every unit, and none of another owner', async () => {
    expect(rowOf(await mapOf(owner))['Norr']).toBe(2);
    const [other] = await edge.database.query<{ id: string }>(
      `INSERT INTO information_system (key, name, purpose, information_owner_id, system_owner_id, confidentiality, integrity,
         availability, log_policy, state) VALUES ('annat', 'Annat', 'x', $1, $1, 1, 1, 1, 'x', 'in-use') RETURNING id`,
      [anna.personId],
    );
    expect((await mapOf(anna)).rows).toEqual([]);
    await edge.database.query(`DELETE FROM information_system WHERE id = $1`, [other?.id]);
  });

  it('attack: a protected person is not to be inferred from counts, lists or an export by those who may not see them', async () => {
    const everything = async (): Promise<unknown[]> => {
      const calls = await as(auditor);
      return [
        await mapOf(auditor),
        await mapOf(auditor, `?unitId=${south}`),
        (await calls.get<Holders>(`/access-map/holders?unitId=${south}`)).body,
        (await calls.post<{ content: string }>('/access-map/exports', { purpose: 'Kontroll av tilldelning' }))
          .body,
      ];
    };
    const before = await everything();
    expect(rowOf(before[0] as Map)['Söder']).toBe(0);
    expect(JSON.stringify(before)).not.toMatch(/Hemlig|Skyddad person/);
    const another = await home.employee(south, { protection: 'confidential' });
    await home.grant(another, reads);
    expect(await everything()).toEqual(before);
    expect((before[0] as Map).countsProtected).toBe(false);
    expect(rowOf(await mapOf(officer))['Söder']).toBe(2);
  });

  it('exports for a purpose, neutralised, labelled and on record', async () => {
    const calls = await as(officer);
    const short = await calls.post<Problem>('/access-map/exports', { purpose: 'x' });
    expect([short.status, short.body.errors?.[0]?.pointer]).toEqual([422, '/purpose']);
    const evil = await home.employee(north, { name: '=HYPERLINK("http://ond")' });
    await home.grant(evil, reads);
    const purpose = 'Årlig kontroll av tilldelning';
    const { body } = await calls.post<z.output<typeof exportedMapSchema>>('/access-map/exports', {
      purpose,
      unitId: north,
    });
    expect(body.content).toContain(purpose);
    expect(body.content).toContain(`"'=HYPERLINK(""http://ond"") Prov"`);
    expect(body.content).not.toMatch(/(^|;|\n)"?=HYP/);
    expect(body.content.trimEnd().split('\r\n')).toHaveLength(2 + body.rows);
    expect((await edge.audit('access-map.exported')).at(-1)).toMatchObject({
      reason: purpose,
      detail: { rows: body.rows, unit: north },
    });
  });
});

describe('why do I have this', () => {
  it('tells the chain to oneself, to the manager and to the auditor, and to nobody else', async () => {
    const { body } = await (await as(anna)).get<Why>(`/grants/${grantId}/why`);
    expect(body).toMatchObject({
      source: 'request',
      entitlements: [{ name: 'GG-Las', sentence: 'Prov.' }],
      assessment: { need: 'Behövs i vården', hours: 24 },
      analysis: { version: 1, purpose: 'Att ge vård' },
      contacts: { manager: { name: 'Chef Prov' }, informationOwner: { name: 'Ägare Prov' } },
      may: { askExtension: false, askRemoval: true },
      takenOver: false,
    });
    expect((await (await as(boss)).get<Why>(`/grants/${grantId}/why`)).status).toBe(200);
    expect((await (await as(auditor)).get<Why>(`/grants/${grantId}/why`)).body.may).toEqual({
      askExtension: false,
      askRemoval: false,
    });
    const stranger = await home.employee(south);
    const foreign = await (await as(stranger)).get<Problem>(`/grants/${grantId}/why`);
    const none = await (await as(stranger)).get<Problem>(`/grants/${stranger.personId}/why`);
    expect([foreign.status, none.status, foreign.body.code]).toEqual([404, 404, none.body.code]);
  });
});
