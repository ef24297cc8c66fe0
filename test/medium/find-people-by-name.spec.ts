import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindNamed } from '../../src/people/find-named.js';
import { PeopleListStore } from '../../src/people/people-list.store.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { dayOf } from '../../src/platform/clock.js';
import type { Reader } from '../../src/platform/database.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

let edge: Edge;
let manager: Employee;
let other: Employee;
let hidden: Employee;

beforeAll(async () => {
  edge = await startEdge({ rooms: [PeopleModule] });
  const home = new CareHome(edge.database);
  const ward = await home.unit('/1/', 'Avdelning');
  manager = await home.employee(ward, { name: 'Chef' });
  other = await home.employee(ward, { name: 'Kollega' });
  hidden = await home.employee(ward, { name: 'Åsa-Lisa', manager });
  await edge.database.query(`UPDATE person SET protection = 'confidential' WHERE id = $1`, [hidden.personId]);
});
afterAll(() => edge.stop());

describe('finding persons by a part of their name', () => {
  it('is answered by the index, whatever part of the name it is', async () => {
    const plans = await plansOf((reader) =>
      new FindNamed(new PeopleListStore()).run(reader, viewer(other), 'lisa ås'),
    );
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain('Bitmap Index Scan on person_searched_idx');
  });

  it.each(['åsa', 'LISA', 'Åsa-Lisa', 'lisa å', 'Lisa Åsa'])(
    'finds a protected person by %s for whoever leads them, and for nobody else',
    async (text) => {
      const find = new FindNamed(new PeopleListStore());
      expect(await find.run(edge.database, viewer(manager), text)).toEqual([hidden.personId]);
      expect(await find.run(edge.database, viewer(other), text)).toEqual([]);
    },
  );
});

describe('the list of everybody', () => {
  it('is read in the order of its index, however many people there are', async () => {
    const list = new PeopleListStore();
    const today = dayOf(edge.clock.now());
    const filter = {
      viewerId: other.personId,
      scope: 'all',
      seesProtected: true,
      patterns: [],
      today,
    } as const;
    const [plan] = await plansOf(async (reader) => {
      await list.list(reader, filter, manager.personId, 50, edge.clock.now());
    }, 'enable_bitmapscan');
    expect(plan).toContain('Scan using person_name_idx on person p');
    expect(plan).toMatch(/Index Cond: \(ROW\(family_name/);
  });
});

/** How statements would be carried out among so many that reading or sorting all of them were dear. */
async function plansOf(
  work: (reader: Reader) => Promise<unknown>,
  without = 'enable_indexscan',
): Promise<string[]> {
  const plans: string[] = [];
  await edge.database.transaction(async (tx) => {
    await tx.query(`SET LOCAL enable_seqscan = off; SET LOCAL ${without} = off`);
    const explaining: Reader = {
      query: async (sql, values) => {
        const rows = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return [];
      },
    };
    await work(explaining);
  });
  return plans;
}

function viewer({ personId }: Employee): Parameters<FindNamed['run']>[1] {
  return { personId, standing: new Set(), today: dayOf(edge.clock.now()), language: 'sv' };
}
