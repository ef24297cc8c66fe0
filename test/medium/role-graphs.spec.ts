import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { MaterialiseRoles } from '../../src/catalogue/materialise-roles.js';
import { entitlementsIn, type RoleGraph } from '../../src/policy/catalogue/role-content.js';
import { CareHome } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

let edge: Edge;
let roles: string[];
let entitlements: string[];

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule] });
  const home = new CareHome(edge.database);
  const owner = await home.employee(await home.unit('/1/', 'Staben'));
  roles = [];
  for (let i = 0; i < 7; i += 1)
    roles.push((await home.role(owner, { directory: `graf-${String(i)}` })).roleId);
  const rows = await edge.database.query<{ id: string }>(`SELECT id FROM entitlement ORDER BY id`);
  entitlements = rows.map(({ id }) => id);
});
afterAll(async () => {
  await edge.stop();
});

describe('what roles give in all', () => {
  it('is what they and the roles in them hold, whatever the graph', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 40; round += 1) {
      const graph: RoleGraph = new Map(
        roles.map((id, i) => [
          id,
          {
            entitlements: entitlements.filter(() => random(4) === 0),
            includes: roles.slice(0, i).filter(() => random(3) === 0), // earlier ones alone: no circle
          },
        ]),
      );
      await edge.database.transaction(async (tx) => {
        await edge.app.get(MaterialiseRoles).run(tx, roles, async () => {
          await tx.query(`DELETE FROM role_inclusion WHERE role_id = ANY($1)`, [roles]);
          for (const [id, parts] of graph) {
            await tx.query(`UPDATE role_entitlement SET direct = false WHERE role_id = $1`, [id]);
            await tx.query(
              `INSERT INTO role_entitlement SELECT $1, e, true FROM unnest($2::uuid[]) AS e
               ON CONFLICT (role_id, entitlement_id) DO UPDATE SET direct = true`,
              [id, parts.entitlements],
            );
            await tx.query(`INSERT INTO role_inclusion SELECT $1, i FROM unnest($2::uuid[]) AS i`, [
              id,
              parts.includes,
            ]);
          }
        });
      });
      for (const id of roles) {
        const rows = await edge.database.query<{ id: string }>(
          `SELECT entitlement_id AS id FROM role_entitlement WHERE role_id = $1 ORDER BY 1`,
          [id],
        );
        expect(rows.map((row) => row.id)).toEqual([...entitlementsIn(graph, id)].sort());
      }
    }
  });
});
