import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

let edge: Edge;
let home: CareHome;

beforeAll(async () => {
  edge = await startEdge({ rooms: [RequestsModule] });
  home = new CareHome(edge.database);
});
afterAll(async () => {
  await edge.stop();
});

describe('another care provider', () => {
  it('is out of reach for a grant, whoever writes it', async () => {
    const unitId = await home.unit('/1/', 'Avdelningen');
    const within = await home.unit('/1/2/', 'Korridoren');
    const owner = await home.employee(unitId);
    const anna = await home.employee(unitId);
    const role = await home.role(owner);
    const [unit] = await edge.database.query<{ id: string }>(
      `WITH p AS (INSERT INTO care_provider (organisation_number, name) VALUES ('2120000009', 'Grannkommunen') RETURNING id)
       INSERT INTO unit (care_provider_id, source, code, name, path) SELECT id, 'home', '9', 'Granne', '/1/9/' FROM p RETURNING id`,
    );
    await expect(home.grant(anna, role, { unitId: unit?.id ?? '' })).rejects.toThrow('another care provider');
    const id = await home.grant(anna, role);
    const change = (set: string, value: unknown): Promise<unknown> =>
      edge.database.query(`UPDATE access_grant SET ${set} = $2 WHERE id = $1`, [id, value]);
    await expect(change('scope_unit_id', within)).rejects.toThrow('never changes its scope');
    await expect(change('unit_id', unit?.id)).rejects.toThrow('only ended, shortened');
    // What reaches across is the analysis' to say.
    await change('across_providers', true);
    expect(
      await edge.database.query(`SELECT across_providers AS across FROM access_grant WHERE id = $1`, [id]),
    ).toEqual([{ across: false }]);
    await edge.database.query(
      `UPDATE access_grant SET ended_at = valid_from, ended_reason = 'ended-by-hand' WHERE id = $1`,
      [id],
    );
    const scoped = (scope: string | undefined): Promise<unknown> =>
      edge.database.query(
        `INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from,
                                   valid_to, scope_unit_id)
         SELECT person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from, valid_from + interval '1 day', $2
         FROM access_grant WHERE id = $1`,
        [id, scope],
      );
    await expect(scoped(unit?.id)).rejects.toThrow('outside the unit');
    await expect(scoped(within)).resolves.toEqual([]);
  });
});
