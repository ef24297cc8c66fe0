import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sqlState } from '../../src/platform/database.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

let edge: Edge;
let home: CareHome;
let units: { ours: string; corridor: string; other: string; neighbour: string };
let anna: Employee;
let bo: Employee;
let role: RoleFacts;

beforeAll(async () => {
  edge = await startEdge({ rooms: [RequestsModule] });
  home = new CareHome(edge.database);
  const ours = await home.unit('/1/', 'Avdelningen');
  const corridor = await home.unit('/1/2/', 'Korridoren');
  const other = await home.unit('/3/', 'Kontoret');
  const [neighbour] = await edge.database.query<{ id: string }>(
    `WITH p AS (INSERT INTO care_provider (organisation_number, name) VALUES ('2120000009', 'Grannkommunen') RETURNING id)
     INSERT INTO unit (care_provider_id, source, code, name, path) SELECT id, 'home', '9', 'Granne', '/9/' FROM p RETURNING id`,
  );
  units = { ours, corridor, other, neighbour: neighbour?.id ?? '' };
  const owner = await home.employee(ours);
  anna = await home.employee(ours);
  bo = await home.employee(ours);
  role = await home.role(owner);
});
afterAll(async () => {
  await edge.stop();
});

interface Row {
  person: string;
  employment: string;
  role: string;
  unit: string;
  analysis: string;
  assessment: string | null;
  scope: string | null;
  across: boolean;
}

/** Straight into the table, as many at once as there are, past every rule of the service. */
async function write(rows: readonly Row[]): Promise<string> {
  try {
    await edge.database.query(
      `INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from,
                                 valid_to, scope_unit_id, across_providers)
       SELECT person, employment, role, unit, 'request', analysis, assessment, '2026-05-05', '2026-06-06', scope, across
       FROM jsonb_to_recordset($1) AS r(person uuid, employment uuid, role uuid, unit uuid, analysis uuid, assessment uuid,
         scope uuid, across boolean)`,
      [JSON.stringify(rows)],
    );
    return 'written';
  } catch (error) {
    return sqlState(error) ?? String(error);
  }
}

async function right(of: Employee, facts: RoleFacts = role): Promise<Row> {
  const [assessment] = await edge.database.query<{ id: string }>(
    `INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                             written_by, written_at)
     VALUES ($1, $2, $3, 'Behövs', 'Anteckningar', 'För mycket', 'För lite', 24, $1, now()) RETURNING id`,
    [of.personId, facts.roleId, facts.analysisId],
  );
  return {
    person: of.personId,
    employment: of.employmentId,
    role: facts.roleId,
    unit: of.unitId,
    analysis: facts.analysisId,
    assessment: assessment?.id ?? null,
    scope: null,
    across: false,
  };
}

const held = async (of: Employee): Promise<number> =>
  (
    await edge.database.query(`SELECT FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`, [
      of.personId,
    ])
  ).length;

describe('a grant written past every rule', () => {
  it('is refused for whatever of it is wrong, alone and among a hundred that are right', async () => {
    const good = await right(anna);
    const another = await home.role(bo);
    const expired = await home.role(bo, { analysisValidTo: '2026-05-04' });
    const draft = await home.role(bo);
    await edge.database.query(`UPDATE analysis SET state = 'superseded' WHERE id = $1`, [draft.analysisId]);
    const wrong: readonly (readonly [string, Row])[] = [
      ['GV002', { ...(await right(anna, expired)) }],
      ['GV002', { ...(await right(anna, draft)) }],
      ['GV002', { ...good, analysis: another.analysisId }],
      ['GV003', { ...good, assessment: (await right(bo)).assessment }],
      ['GV003', { ...good, assessment: (await right(anna, another)).assessment }],
      ['GV004', { ...good, employment: bo.employmentId }],
      ['GV005', { ...good, unit: units.neighbour }],
      ['GV005', { ...good, scope: units.other }],
      ['GV005', { ...good, scope: units.neighbour }],
    ];
    const people = await Promise.all(Array.from({ length: 100 }, () => home.employee(units.ours)));
    const rights = await Promise.all(people.map((person) => right(person)));
    for (const [code, row] of wrong) {
      expect(await write([row])).toBe(code);
      expect(await write([...rights.slice(0, 50), row, ...rights.slice(50)])).toBe(code);
    }
    const [one] = people;
    expect(one && (await held(one))).toBe(0);
    expect(await write(rights)).toBe('written');
    expect(await write([{ ...good, scope: units.corridor }])).toBe('written');
    expect([one && (await held(one)), await held(anna)]).toEqual([1, 1]);
  });

  it('is refused when its person, employment, role or unit is nobody and nothing, or its rule is for another role', async () => {
    const good = await right(await home.employee(units.ours));
    const nothing = '00000000-0000-4000-8000-000000000000';
    expect(await write([{ ...good, person: nothing, assessment: null }])).not.toBe('written');
    expect(await write([{ ...good, person: nothing }])).toBe('GV003');
    expect(await write([{ ...good, employment: nothing }])).toBe('GV004');
    expect(await write([{ ...good, role: nothing }])).toBe('GV002');
    expect(await write([{ ...good, analysis: nothing }])).toBe('GV002');
    expect(await write([{ ...good, unit: nothing }])).toBe('GV005');
    const birthright = (rule: string): Promise<unknown> =>
      edge.database.query(
        `INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, rule_id, valid_from, next_review)
         VALUES ($1, $2, $3, $4, 'birthright', $5, $6, '2026-05-05', '2026-06-06')`,
        [good.person, good.employment, good.role, good.unit, good.analysis, rule],
      );
    const [rule] = await edge.database.query<{ id: string }>(
      `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector)
       SELECT 'another', 'En annan', $1, $2, '{}' RETURNING id`,
      Object.values(await home.role(bo)).slice(0, 2),
    );
    await expect(birthright(nothing)).rejects.toThrow('another role');
    await expect(birthright(rule?.id ?? '')).rejects.toThrow('another role');
    expect(await write([good])).toBe('written');
  });

  it('keeps what it points to: nothing of that can be removed by the service', async () => {
    for (const table of ['person', 'employment', 'unit', 'role', 'birthright_rule', 'analysis'])
      await expect(edge.database.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
  });

  it('keeps an external person within the agreed unit', async () => {
    const external = await home.employee(units.ours);
    await edge.database.query(
      `INSERT INTO external_engagement (employment_id, state, scope_unit_id) VALUES ($1, 'unsponsored', $2)`,
      [external.employmentId, units.corridor],
    );
    const row = await right(external);
    expect(await write([row])).toBe('GV005');
    expect(await write([{ ...row, unit: units.corridor }])).toBe('written');
  });

  it('says of itself that it reaches across care providers when its analysis does, whatever the writer says', async () => {
    const wide = await home.role(bo, { acrossCareProviders: true });
    const [first, second] = [await home.employee(units.ours), await home.employee(units.ours)];
    expect(await write([{ ...(await right(first)), across: true }])).toBe('written');
    expect(await write([await right(second, wide)])).toBe('written');
    expect(
      await edge.database.query(
        `SELECT across_providers AS across FROM access_grant WHERE person_id = ANY($1) ORDER BY across_providers`,
        [[first.personId, second.personId]],
      ),
    ).toEqual([{ across: false }, { across: true }]);
  });
});
