import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { FollowLeaving } from '../../src/lifecycle/leaving/follow-leaving.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TellPeople } from '../../src/notices/tell-people.js';
import { NoticesModule } from '../../src/notices/notices.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource, employmentLine, writeDelivery } from '../support/hr-delivery.js';
import { push, someEvents, told } from '../support/hr-events.js';

jest.setTimeout(180_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-follows-'));
const reason = 'Samma person i båda systemen.';

let edge: Edge;
let home: CareHome;
let caller: Caller;
let boss: Employee;
let course: string;
/** Who stays; who goes, an external person whose work ends soon; somebody external that the latter answers for. */
let stays: Employee;
let goes: Employee;
let guest: Employee;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      PeopleModule,
      NoticesModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
    ],
    config: { hr: { sources: [{ ...demoSource(), id: 'hr', events: someEvents }] } },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const unit = await home.unit('/1/2/', 'Personalavdelningen');
  const hr = await home.employee(unit, { name: 'Hanna' });
  boss = await home.employee(unit, { name: 'Bodil' });
  await home.grant(hr, await home.role(boss, { grindvakt: 'hr' }));
  caller = new Caller(edge.url, await edge.signIn(hr.personId));
  const outside = (n: number, sponsor: string, days: number): ReturnType<typeof employmentLine> =>
    employmentLine(n, { Anställningsformskod: '70', Slutdatum: addDays(edge.clock.today(), days), ExternArbetsgivare: 'Bemanning AB', Avtalsreferens: 'Avtal 7', SponsorAnställningsnummer: sponsor }); // prettier-ignore
  await edge.app.get(TakeHrSnapshot).run(operator, {
    delivery: readDelivery(writeDelivery(folder, [employmentLine(1), outside(2, 'A1', 20), outside(3, 'A2', 200), employmentLine(4)])), // prettier-ignore
    channel: 'command',
  });
  stays = await employee('A1');
  goes = await employee('A2');
  guest = await employee('A3');
  const [row] = await edge.database.query<{ id: string }>(
    `INSERT INTO prerequisite (key, kind, code, name_sv, name_en, how_sv, how_en, validity_months, grace_days)
     VALUES ('isk', 'course', 'ISK', 'Kurs', 'Course', 'Gör så', 'Do so', 24, 0) RETURNING id`,
  );
  course = row?.id ?? '';
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

async function merge(survivorId = stays.personId, mergedId = goes.personId): Promise<string> {
  const answer = await caller.post<{ id: string }>('/data-quality/merges', { survivorId, mergedId, reason });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function undo(id: string): Promise<void> {
  expect((await caller.post(`/data-quality/merges/${id}/undo`, { reason })).status).toBe(200);
}

/** Keeps what an import or HR says of the course, as their verbs write it. */
async function record(
  personId: string,
  origin: 'import' | 'register',
  met: boolean,
  day: string,
): Promise<void> {
  const [kept] = await edge.database.query(
    `INSERT INTO prerequisite_record (person_id, prerequisite_id, origin, met, day, recorded_by, recorded_at)
     VALUES ($1, $2, $3, $4, $5, CASE WHEN $3 = 'register' THEN $6::uuid END, now()) ON CONFLICT DO NOTHING
     RETURNING id`,
    [personId, course, origin, met, day, boss.personId],
  );
  if (!kept) return; // a completion that is told again is no news
  await edge.database.query(
    `INSERT INTO prerequisite_standing AS s (person_id, prerequisite_id, met, day) VALUES ($1, $2, $3, $4)
     ON CONFLICT (person_id, prerequisite_id) DO UPDATE SET met = excluded.met, day = excluded.day
     WHERE $5 OR excluded.day > s.day`,
    [personId, course, met, day, origin === 'register'],
  );
}

async function resting(grantId: string): Promise<string[]> {
  const [row] = await edge.database.query<{ why: string[] }>(
    `SELECT suspended_for AS why FROM access_grant WHERE id = $1`,
    [grantId],
  );
  return row?.why ?? ['gone'];
}

/** Everything that goes along. */
async function state(): Promise<unknown> {
  const [row] = await edge.database.query<{ all: unknown }>(
    `SELECT jsonb_build_object(
       'standings', (SELECT jsonb_agg(jsonb_build_array(person_id, met, day, until, text_version) ORDER BY person_id) FROM prerequisite_standing),
       'engagements', (SELECT jsonb_agg(to_jsonb(x) ORDER BY employment_id) FROM external_engagement x),
       'duties', (SELECT jsonb_agg(jsonb_build_array(kind, object_id, holder_id, state, last_day, successor_id) ORDER BY kind)
                  FROM duty WHERE state IN ('coming', 'vacant')),
       'checklists', (SELECT jsonb_agg(jsonb_build_array(employment_id, person_id, state) ORDER BY employment_id) FROM leaver_checklist),
       'notices', (SELECT jsonb_agg(jsonb_build_array(to_id, kind, dedupe) ORDER BY to_id, kind, dedupe) FROM notice
                   WHERE read_at IS NULL AND to_id = ANY($1))) AS all`,
    [[stays.personId, goes.personId]],
  );
  return row?.all;
}

describe('what goes along with a merged person', () => {
  it('no access rests for a course that one of the two records has, and it rests again when they are parted', async () => {
    const today = edge.clock.today();
    const role = await home.role(boss, { directory: 'Kurskrav' });
    await edge.database.query(`INSERT INTO role_prerequisite VALUES ($1, $2)`, [role.roleId, course]);
    const grant = await home.grant(stays, role);
    await record(stays.personId, 'import', true, addDays(today, -2000));
    await record(goes.personId, 'import', true, addDays(today, -10));
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    expect(await resting(grant)).toEqual(['prerequisite']);
    const id = await merge();
    expect(await resting(grant)).toEqual([]);
    const [kept] = await edge.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM prerequisite_record WHERE person_id = $1`, [goes.personId]); // prettier-ignore
    expect(kept?.count).toBe(1); // history stays with whom it was written about
    await undo(id);
    expect(await resting(grant)).toEqual(['prerequisite']);
  });

  it('what they answer for, leave and have not read follows the one who stays, and goes back', async () => {
    await edge.app.get(FollowLeaving).run();
    await edge.database.query(`UPDATE information_system SET system_owner_id = $1`, [goes.personId]);
    await edge.app.get(FollowLeaving).run();
    await edge.database.transaction((tx) =>
      edge.app.get(TellPeople).run(tx, [
        { to: goes.personId, kind: 'merge-lost-access', about: guest.personId, dedupe: 'one' },
        { to: goes.personId, kind: 'merge-lost-access', about: guest.personId, dedupe: 'both' },
        { to: stays.personId, kind: 'merge-lost-access', about: guest.personId, dedupe: 'both' },
      ]),
    );
    const before = await state();
    expect(before).toMatchObject({
      engagements: expect.arrayContaining([
        expect.objectContaining({ employment_id: goes.employmentId, sponsor_id: stays.personId }),
        expect.objectContaining({ employment_id: guest.employmentId, sponsor_id: goes.personId }),
      ]),
      duties: [['system-owner', expect.anything(), goes.personId, 'coming', expect.anything(), null]],
      checklists: [[goes.employmentId, goes.personId, 'open']],
    });
    const id = await merge();
    const merged = await state();
    expect(merged).toMatchObject({
      engagements: expect.arrayContaining([
        // Nobody answers for themselves.
        expect.objectContaining({ employment_id: goes.employmentId, sponsor_id: null, state: 'unsponsored' }),
        expect.objectContaining({ employment_id: guest.employmentId, sponsor_id: stays.personId }),
      ]),
      duties: null, // the survivor stays, and owns the system
      checklists: [[goes.employmentId, stays.personId, expect.anything()]],
    });
    expect((merged as { notices: string[][] }).notices.filter(([to]) => to === goes.personId)).toEqual([
      [goes.personId, 'merge-lost-access', 'both'],
    ]);
    // Whatever is told to the one who went is told to the one who stays.
    await edge.database.transaction((tx) =>
      edge.app.get(TellPeople).run(tx, [{ to: goes.personId, kind: 'merge-lost-access', dedupe: 'later' }]),
    );
    const [later] = await edge.database.query<{ to: string }>(
      `SELECT to_id AS "to" FROM notice WHERE dedupe = 'later'`,
    );
    expect(later?.to).toBe(stays.personId);
    await edge.database.query(`DELETE FROM notice WHERE dedupe = 'later'`);
    await undo(id);
    expect(await state()).toEqual(before);
  });

  it('whatever was recorded of the two, merging and parting them leaves it as it was', async () => {
    const today = edge.clock.today();
    const entry = fc.record({
      who: fc.constantFrom('stays', 'goes'),
      origin: fc.constantFrom('import' as const, 'register' as const),
      met: fc.boolean(),
      age: fc.integer({ min: 0, max: 1500 }),
    });
    const told = (['import', 'register', 'import'] as const).map((origin) => ({
      who: 'goes' as const, origin, met: true, age: origin === 'register' ? 20 : 10 })); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
        for (const { who, origin, met, age } of entries)
          await record((who === 'stays' ? stays : goes).personId, origin, origin === 'import' || met, addDays(today, -age)); // prettier-ignore
        const before = await state();
        await undo(await merge());
        expect(await state()).toEqual(before);
      }),
      { numRuns: 12, examples: [[told]] },
    );
  });
});

it('an event that was set aside for a case comes into use when the case is decided', async () => {
  const body = JSON.parse(told(9, edge.clock.now().toISOString())) as { person: Record<string, unknown> };
  Object.assign(body.person, { givenName: 'Kim', callName: 'Kim', lastName: 'Lönn', hsaIds: ['SE5555555555-0004'] }); // prettier-ignore
  const pushed = await push(edge, JSON.stringify(body));
  expect(pushed.items).toMatchObject([{ state: 'quarantined', reason: 'correlation' }]);
  const cases = await caller.get<{ items: { id: string }[] }>('/data-quality/cases');
  const answer = await caller.post(`/data-quality/cases/${cases.body.items[0]?.id ?? ''}/decision`, { decision: 'different', reason }); // prettier-ignore
  expect(answer.status).toBe(200);
  const [event] = await edge.database.query<{ state: string; known: boolean }>(
    `SELECT state, person_id IS NOT NULL AS known FROM hr_event ORDER BY received_at DESC LIMIT 1`,
  );
  expect(event).toEqual({ state: expect.stringMatching(/^(applied|unchanged)$/), known: true });
});
