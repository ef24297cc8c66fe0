import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery } from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';

jest.setTimeout(600_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-merge-histories-'));
const reason = 'Samma person i båda registren.';
const records = 4;
const wide = { count: 100_000, share: 1, floor: 100_000 };

let edge: Edge;
let caller: Caller;
let home: CareHome;
let hr: Employee;
let boss: Employee;
let roles: RoleFacts[];
let everybodys: string;
/** Each history has people of its own. */
let first = 10;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, PeopleModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [{ ...demoSource(), id: 'hr', breaker: wide, events: someEvents }] },
      lifecycle: { breakers: { unit: wide, hour: wide } },
    },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/2/', 'Personalavdelningen');
  hr = await home.employee(office, { name: 'Hanna' });
  boss = await home.employee(office, { name: 'Bodil' });
  await home.grant(hr, await home.role(boss, { grindvakt: 'hr' }));
  roles = [await home.role(boss, { directory: 'journal' }), await home.role(boss, { directory: 'arkiv' })];
  const basic = await home.role(boss, { directory: 'konto' });
  everybodys = basic.roleId;
  await edge.database.query(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active) VALUES ('alla', 'Alla', $1, $2, '{"employmentKinds": ["permanent"], "titleCodes": ["207011"]}', true)`,
    [basic.roleId, basic.analysisId],
  );
  await edge.app.get(TakeHrSnapshot).run(operator, {
    delivery: readDelivery(writeDelivery(folder, [employmentLine(1)])),
    channel: 'command',
  });
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('merge' as const), a: record(), b: record() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), nth: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('grant' as const), a: record(), role: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), a: record() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('back' as const), a: record() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), a: record() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rejoin' as const), a: record() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('own' as const), a: record() }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

function record(): fc.Arbitrary<number> {
  return fc.nat(records - 1);
}

/** What must be there whatever the order: by employment, which is whose it is in the end. */
class Expected {
  /** `of`: the record whose employment it was asked for; `at`: the one that it has gone on with. */
  grants: { of: number; at: number; role: number }[] = [];
  readonly ended = new Set<number>();
  readonly away = new Set<number>();
}

class History {
  readonly expected = new Expected();
  readonly merges: string[] = [];
  readonly #first: number;

  constructor(firstRecord: number) {
    this.#first = firstRecord;
  }

  #number(n: number): string {
    return `A${String(this.#first + n)}`;
  }

  async begin(): Promise<void> {
    caller = new Caller(edge.url, await edge.signIn(hr.personId));
    for (let n = 0; n < records; n += 1) await this.#tell(n, null, 'Joiner');
  }

  async #tell(n: number, to: string | null, type: string): Promise<void> {
    edge.clock.move(0.1);
    const answer = await push(
      edge,
      told(this.#first + n, edge.clock.now().toISOString(), [{ to }], { type }),
    );
    expect(answer.items[0]?.state).toMatch(/^(applied|unchanged)$/);
  }

  async #of(n: number): Promise<Employee> {
    const [row] = await edge.database.query<Employee>(
      `SELECT person_id AS "personId", id AS "employmentId", unit_id AS "unitId" FROM employment WHERE source = 'hr' AND number = $1`,
      [this.#number(n)],
    );
    if (!row) throw new Error(`nobody has ${String(n)}`);
    return row;
  }

  /** The same person's other employments that go on, as they take over: by id, since all begin the same day. */
  async #beside(n: number): Promise<number[]> {
    const own = await this.#of(n);
    const all = await Promise.all(
      Array.from({ length: records }, async (_, other) => ({ other, ...(await this.#of(other)) })),
    );
    return all
      .filter((e) => e.personId === own.personId && e.other !== n && !this.expected.ended.has(e.other))
      .sort((a, b) => (a.employmentId < b.employmentId ? -1 : 1))
      .map(({ other }) => other);
  }

  async run(one: Step): Promise<void> {
    const { expected } = this;
    if (one.do === 'merge') {
      const [survivor, merged] = [await this.#of(one.a), await this.#of(one.b)];
      const answer = await caller.post<{ id: string }>('/data-quality/merges', {
        survivorId: survivor.personId,
        mergedId: merged.personId,
        reason,
      });
      expect(answer.status).toBe(survivor.personId === merged.personId ? 422 : 201);
      if (answer.status === 201) this.merges.push(answer.body.id);
    } else if (one.do === 'undo') {
      const id = this.merges.at(-1 - one.nth);
      if (id === undefined) return;
      const answer = await caller.post<{ code: string }>(`/data-quality/merges/${id}/undo`, { reason });
      if (answer.status !== 200) expect(['merge-undone', 'merge-not-last']).toContain(answer.body.code);
      // What had gone on with an employment that turns out to be another's never was that other's.
      const persons = await Promise.all(Array.from({ length: records }, (_, n) => this.#of(n)));
      expected.grants = expected.grants.filter((g) => persons[g.of]?.personId === persons[g.at]?.personId);
    } else if (one.do === 'grant') {
      const role = roles[one.role];
      const has = expected.grants.some(({ at, role: held }) => at === one.a && held === one.role);
      if (!role || has || expected.ended.has(one.a) || expected.away.has(one.a)) return;
      await home.grant(await this.#of(one.a), role, { validTo: new Date('2031-01-01T00:00:00Z') });
      expected.grants.push({ of: one.a, at: one.a, role: one.role });
    } else if (one.do === 'leave' || one.do === 'back') {
      const { employmentId } = await this.#of(one.a);
      await edge.database.query(
        `UPDATE employment SET leave_kind = $2, leave_percent = $3, leave_from = $4 WHERE id = $1`,
        one.do === 'leave'
          ? [employmentId, 'Tjänstledighet', 100, addDays(edge.clock.today(), -1)]
          : [employmentId, null, null, null],
      );
      expected.away[one.do === 'leave' ? 'add' : 'delete'](one.a);
      await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    } else if (one.do === 'end') {
      if (expected.ended.has(one.a)) return;
      const others = await this.#beside(one.a);
      await this.#tell(one.a, addDays(edge.clock.today(), -1), 'Leaver');
      expected.ended.add(one.a);
      expected.away.delete(one.a); // the event states no leave
      // What it held goes on with another employment that is the same person's then, or ends.
      expected.grants = expected.grants.flatMap((held) => {
        if (held.at !== one.a) return [held];
        const free = others.find(
          (n) => !expected.grants.some(({ at, role }) => at === n && role === held.role),
        );
        return free === undefined ? [] : [{ ...held, at: free }];
      });
    } else if (one.do === 'rejoin') {
      if (!expected.ended.has(one.a)) return;
      await this.#tell(one.a, null, 'Joiner');
      expected.ended.delete(one.a);
      expected.away.delete(one.a);
    } else await this.#own(one.a);
  }

  async #own(n: number): Promise<void> {
    if (this.expected.ended.has(n)) return;
    const { personId } = await this.#of(n);
    await edge.database.query(`UPDATE information_system SET system_owner_id = $1`, [personId]);
    await edge.signIn(personId);
  }

  /** Holds after every step. */
  async check(): Promise<void> {
    const numbers = Array.from({ length: records }, (_, n) => this.#number(n));
    const live = await edge.database.query<{
      number: string;
      role: string;
      rests: boolean;
      mine: boolean;
      inForce: boolean;
    }>(
      `SELECT e.number, g.role_id AS role, cardinality(g.suspended_for) > 0 AS rests, g.person_id = e.person_id AS mine,
              in_force(e.start_date, e.end_date, e.terminated_at, $2) AS "inForce"
       FROM access_grant g JOIN employment e ON e.id = g.employment_id
       WHERE e.source = 'hr' AND e.number = ANY($1) AND g.ended_at IS NULL`,
      [numbers, edge.clock.today()],
    );
    expect(live.filter(({ mine, inForce }) => !mine || !inForce)).toEqual([]);
    const asked = live.filter(({ role }) => role !== everybodys);
    const key = ({ number, role }: { number: string; role: string }): string =>
      `${number} ${String(roles.findIndex(({ roleId }) => roleId === role))}`;
    expect(asked.map(key).sort()).toEqual(
      this.expected.grants.map(({ at, role }) => `${this.#number(at)} ${String(role)}`).sort(),
    );
    for (const { number, rests } of live)
      expect([number, rests]).toEqual([number, this.expected.away.has(numbers.indexOf(number))]);
    // Whoever is employed has what everybody has, once.
    const persons = await edge.database.query<{ has: number; due: boolean }>(
      `SELECT (SELECT count(*) FROM access_grant g WHERE g.person_id = p.id AND g.role_id = $2 AND g.ended_at IS NULL) AS has,
              bool_or(in_force(e.start_date, e.end_date, e.terminated_at, $3)) AS due
       FROM employment e JOIN person p ON p.id = e.person_id WHERE e.source = 'hr' AND e.number = ANY($1) GROUP BY p.id`,
      [numbers, everybodys, edge.clock.today()],
    );
    for (const { has, due } of persons) expect([has > 0, due]).toEqual([due, due]);
    // A stub has nothing: neither employments nor access, sessions, an open account, or anything to answer for.
    const [stub] = await edge.database.query(
      `SELECT (SELECT count(*) FROM employment e JOIN person p ON p.id = e.person_id WHERE p.merged_into IS NOT NULL) AS employments,
              (SELECT count(*) FROM access_grant g JOIN person p ON p.id = g.person_id WHERE p.merged_into IS NOT NULL AND g.ended_at IS NULL) AS grants,
              (SELECT count(*) FROM session s JOIN person p ON p.id = s.person_id WHERE p.merged_into IS NOT NULL) AS sessions,
              (SELECT count(*) FROM person_source s JOIN person p ON p.id = s.person_id WHERE p.merged_into IS NOT NULL) AS records,
              (SELECT count(*) FROM review_item i JOIN person p ON p.id = i.reviewer_id WHERE p.merged_into IS NOT NULL AND i.state = 'open') AS reviews,
              (SELECT count(*) FROM information_system s JOIN person p ON p.id IN (s.system_owner_id, s.information_owner_id) WHERE p.merged_into IS NOT NULL) AS systems,
              (SELECT count(*) FROM person p JOIN person q ON q.id = p.merged_into WHERE q.merged_into IS NOT NULL) AS chains,
              (SELECT count(*) FROM account a JOIN account b ON b.target = a.target AND b.username = a.username AND b.id <> a.id) AS shared`,
    );
    expect(stub).toEqual({
      employments: 0,
      grants: 0,
      sessions: 0,
      records: 0,
      reviews: 0,
      systems: 0,
      chains: 0,
      shared: 0,
    });
  }
}

it('whatever is merged, parted, given, rested and ended in whatever order: nothing is lost, and nobody has what is another’s', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const history = new History(first);
      first += records;
      await history.begin();
      await history.check();
      for (const one of steps) {
        await history.run(one);
        await history.check();
      }
    }),
    {
      numRuns: 15,
      examples: [
        [
          [
            { do: 'grant', a: 0, role: 0 },
            { do: 'grant', a: 1, role: 0 },
            { do: 'own', a: 1 },
            { do: 'leave', a: 1 },
            { do: 'merge', a: 0, b: 1 },
            { do: 'merge', a: 2, b: 0 },
            { do: 'undo', nth: 1 },
            { do: 'undo', nth: 0 },
            { do: 'undo', nth: 1 },
            { do: 'merge', a: 0, b: 1 },
            { do: 'end', a: 1 },
            { do: 'undo', nth: 0 },
            { do: 'rejoin', a: 1 },
            { do: 'merge', a: 1, b: 0 },
          ],
        ],
        // What the one had goes on with the other's employment, and is neither's when they are parted.
        [
          [
            { do: 'grant', a: 0, role: 0 },
            { do: 'merge', a: 1, b: 0 },
            { do: 'end', a: 0 },
            { do: 'undo', nth: 0 },
          ],
        ],
        [
          [
            { do: 'grant', a: 1, role: 0 },
            { do: 'merge', a: 1, b: 0 },
            { do: 'end', a: 1 },
            { do: 'undo', nth: 0 },
          ],
        ],
      ],
    },
  );
  const [tried] = await edge.database.query<{ merged: number; undone: number }>(
    `SELECT count(*) AS merged, count(undone_at) AS undone FROM person_merge`,
  );
  expect([(tried?.merged ?? 0) > 10, (tried?.undone ?? 0) > 5]).toEqual([true, true]);
});
