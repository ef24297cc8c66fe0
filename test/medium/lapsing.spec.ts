import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { LapsePrerequisites } from '../../src/lifecycle/prerequisites/lapse-prerequisites.js';
import { Jobs } from '../../src/platform/jobs.js';
import { dayOf } from '../../src/platform/clock.js';
import { addDays } from '../../src/policy/model/day.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

let edge: Edge;
let home: CareHome;
let hr: Employee;
let role: RoleFacts;
let course: string;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  hr = await home.employee(office);
  await home.grant(hr, await home.role(hr, { grindvakt: 'hr' }));
  role = await home.role(hr, { directory: 'journal' });
  const [row] = await edge.database.query<{ id: string }>(
    `INSERT INTO prerequisite (key, code, kind, name_sv, name_en, how_sv, how_en, validity_months)
     VALUES ('isk', 'ISK', 'course', 'Kurs', 'Course', 'Gå kursen', 'Take it', 24)
     RETURNING id`,
  );
  course = row?.id ?? '';
  await edge.database.query(`INSERT INTO role_prerequisite (role_id, prerequisite_id) VALUES ($1, $2)`, [
    role.roleId,
    course,
  ]);
});
afterAll(async () => {
  await edge.stop();
});

const today = () => dayOf(edge.clock.now());

/** So many people of a unit who hold the role, and whose course counts through the day. */
async function staff(unit: string, many: number, lastDay: string): Promise<Employee[]> {
  const unitId = await home.unit(`/${unit}/`, `Enhet ${unit}`);
  const people: Employee[] = [];
  for (let n = 0; n < many; n += 1) {
    const who = await home.employee(unitId);
    await home.grant(who, role);
    await edge.database.query(
      `INSERT INTO prerequisite_standing (person_id, prerequisite_id, met, day, until) VALUES ($1, $2, true, $3, $4)`,
      [who.personId, course, today(), lastDay],
    );
    people.push(who);
  }
  return people;
}

async function resting(people: readonly Employee[]): Promise<number> {
  const rows = await edge.database.query(
    `SELECT FROM access_grant WHERE person_id = ANY($1) AND 'prerequisite' = ANY(suspended_for)`,
    [people.map(({ personId }) => personId)],
  );
  return rows.length;
}

async function waiting(): Promise<{ id: string; persons: number }[]> {
  return edge.database.query(
    `SELECT id, persons FROM held_change WHERE kind = 'prerequisite' AND state = 'held'`,
  );
}

const night = async (): Promise<void> => {
  edge.clock.move(24 * 60);
  await edge.app.get(LapsePrerequisites).run();
};
const caller = async () => new Caller(edge.url, await edge.signIn(hr.personId));
const reason = 'Kursregistret har inte levererat på en månad.';

describe('prerequisites that lapse together', () => {
  let many: Employee[];
  let few: Employee[];

  beforeAll(async () => {
    many = await staff('20', 12, today());
    few = await staff('30', 2, today());
  });

  it('are held whole for a ward that would stand without access, and stop nobody else', async () => {
    await night();
    expect(await waiting()).toMatchObject([{ persons: 14 }]);
    expect([await resting(many), await resting(few)]).toEqual([0, 0]);
    const later = await staff('40', 2, today());
    await night();
    expect([await resting(many), await resting(later)]).toEqual([0, 2]);
    expect(await waiting()).toHaveLength(1);
  });

  it('are not held again the same day when a human has cancelled, and are the next night', async () => {
    const [held] = await waiting();
    const calls = await caller();
    const answer = await calls.post(`/held/${held?.id ?? ''}/cancellation`, { reason });
    expect(answer.status).toBe(200);
    await edge.app.get(LapsePrerequisites).run();
    expect(await waiting()).toEqual([]);
    expect(await resting(many)).toBe(0);
    await night();
    expect(await waiting()).toMatchObject([{ persons: 14 }]);
  });

  it('take effect when HR releases them; what was mended meanwhile works on', async () => {
    const [mended] = many;
    await edge.database.query(
      `UPDATE prerequisite_standing SET day = $2, until = NULL WHERE person_id = $1 AND prerequisite_id = $3`,
      [mended?.personId, addDays(today(), 0), course],
    );
    const [held] = await waiting();
    const calls = await caller();
    const answer = await calls.post(`/held/${held?.id ?? ''}/release`, { reason });
    expect(answer.status).toBe(200);
    expect([await resting(many), await resting(few)]).toEqual([11, 2]);
    await night();
    expect(await waiting()).toEqual([]);
  });
});
