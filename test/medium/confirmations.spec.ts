import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { taskListSchema } from '../../src/desk/desk.schema.js';
import type {
  correctionListSchema,
  staffListSchema,
} from '../../src/lifecycle/confirmations/confirmations.schema.js';
import { FollowLeaving } from '../../src/lifecycle/leaving/follow-leaving.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Staff = z.output<typeof staffListSchema>;
type Corrections = z.output<typeof correctionListSchema>;
type Tasks = z.output<typeof taskListSchema>;
interface Problem {
  code: string;
}

jest.setTimeout(120_000);

let edge: Edge;
let home: CareHome;
let unitId: string;
let boss: Employee;
let hr: Employee;
let role: RoleFacts;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() }), DeskModule],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Avdelning 1');
  boss = await home.employee(unitId, { name: 'Chefschef' });
  hr = await home.employee(unitId, { name: 'Personal' });
  role = await home.role(boss);
  await home.grant(hr, await home.role(boss, { grindvakt: 'hr' }));
});
afterAll(async () => {
  await edge.stop();
});

const as = async (who: Employee) => new Caller(edge.url, await edge.signIn(who.personId));
const linesOf = async (calls: Caller) => (await calls.get<Staff>('/staff/confirmations')).body.items;
const kindsOf = async (calls: Caller) =>
  (await calls.get<Tasks>('/tasks')).body.items.map(({ kind }) => kind);
const confirm = (calls: Caller, lines: Staff['items']) =>
  calls.post<Problem & { confirmed: number }>('/staff/confirmations', {
    staff: lines.map(({ employmentId, version }) => ({ employmentId, version })),
  });

async function team(size: number): Promise<{ manager: Employee; staff: Employee[]; calls: Caller }> {
  const manager = await home.employee(unitId, { manager: boss });
  const staff: Employee[] = [];
  for (let i = 0; i < size; i += 1) staff.push(await home.employee(unitId, { manager }));
  return { manager, staff, calls: await as(manager) };
}

/** As if the staff had been known for so many days. */
async function known(staff: readonly Employee[], days: number): Promise<void> {
  await edge.database.query(
    `UPDATE person SET created_at = now() - make_interval(days => $2) WHERE id = ANY($1)`,
    [staff.map(({ personId }) => personId), days],
  );
}

describe('a manager', () => {
  it('confirms the unremarkable together and the remarkable one by one', async () => {
    const { staff, calls } = await team(3);
    await known(staff, 91);
    expect(await kindsOf(calls)).toContain('confirm-staff');
    const [first] = staff;
    if (first)
      await edge.database.query(`UPDATE employment SET end_date = current_date + 5 WHERE id = $1`, [
        first.employmentId,
      ]);
    const lines = await linesOf(calls);
    expect(lines.map(({ isDue }) => isDue)).toEqual([true, true, true]);
    const remarkable = lines.filter(({ remarks }) => remarks.length > 0);
    expect(remarkable.map(({ employmentId, remarks }) => [employmentId, remarks])).toEqual([
      [first?.employmentId, ['ends-soon']],
    ]);
    expect((await confirm(calls, lines)).body.code).toBe('keep-one-by-one');
    expect(
      (
        await confirm(
          calls,
          lines.filter(({ remarks }) => remarks.length === 0),
        )
      ).body.confirmed,
    ).toBe(2);
    expect((await confirm(calls, remarkable)).body.confirmed).toBe(1);
    expect(await kindsOf(calls)).not.toContain('confirm-staff');
    const again = await linesOf(calls);
    expect(again.map(({ isDue, confirmedOn }) => [isDue, confirmedOn !== null])).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  it('confirms what was seen: access given meanwhile must be looked at first', async () => {
    const { staff, calls } = await team(1);
    const before = await linesOf(calls);
    const [one] = staff;
    if (one) await home.grant(one, role);
    expect((await confirm(calls, before)).body.code).toBe('staff-changed');
    expect((await confirm(calls, await linesOf(calls))).status).toBe(200);
  });

  it('reports what is wrong; HR answers and the manager is told', async () => {
    const { manager, staff, calls } = await team(1);
    const report = {
      employmentId: staff[0]?.employmentId,
      kind: 'wrong-unit',
      note: 'Arbetar på avdelning 4 sedan maj',
    };
    expect((await calls.post('/staff/corrections', report)).status).toBe(201);
    expect((await calls.post<Problem>('/staff/corrections', report)).body.code).toBe('already-reported');
    const office = await as(hr);
    expect(await kindsOf(office)).toContain('corrections');
    const listed = (await office.get<Corrections>('/staff/corrections')).body.items;
    const mine = listed.find(({ reportedBy }) => reportedBy.id === manager.personId);
    expect(mine).toMatchObject({ kind: 'wrong-unit', note: report.note });
    const path = `/staff/corrections/${mine?.id ?? ''}/answer`;
    const answer = { outcome: 'corrected', answer: 'Ändrat från i dag' };
    const answered = await Promise.all([office.post(path, answer), office.post(path, answer)]);
    expect(answered.map(({ status }) => status).sort()).toEqual([200, 409]);
    const told = await edge.database.query(
      `SELECT FROM notice WHERE to_id = $1 AND kind = 'correction-answered'`,
      [manager.personId],
    );
    expect(told).toHaveLength(1);
  });

  it('who does not answer is reminded, and then the manager above is told', async () => {
    const { manager, staff } = await team(1);
    const notices = async () =>
      (
        await edge.database.query<{ kind: string }>(
          `SELECT kind FROM notice WHERE (to_id = $1 OR about_id = $1) AND kind LIKE 'staff-%' ORDER BY kind`,
          [manager.personId],
        )
      ).map(({ kind }) => kind);
    const rounds = edge.app.get(FollowLeaving);
    await known(staff, 104);
    await rounds.run();
    expect(await notices()).toEqual([]);
    await known(staff, 105);
    await rounds.run();
    await rounds.run();
    expect(await notices()).toEqual(['staff-unconfirmed']);
    await known(staff, 119);
    await rounds.run();
    expect(await notices()).toContain('staff-unconfirmed-below');
  });
});

describe('attacks on confirmations', () => {
  it('confirming or reporting another manager’s staff, or oneself', async () => {
    const one = await team(1);
    const other = await team(1);
    const lines = await linesOf(one.calls);
    expect((await confirm(other.calls, lines)).body.code).toBe('not-found');
    expect(await linesOf(one.calls)).toMatchObject([{ confirmedOn: null }]);
    const report = { kind: 'other', note: 'Det här stämmer inte alls' };
    const foreign = { ...report, employmentId: one.staff[0]?.employmentId };
    expect((await other.calls.post('/staff/corrections', foreign)).status).toBe(404);
    const own = { ...report, employmentId: one.manager.employmentId };
    expect((await one.calls.post('/staff/corrections', own)).status).toBe(404);
    expect((await one.calls.get('/staff/corrections')).status).toBe(403);
  });

  it('a confirmation is neither changed nor removed', async () => {
    const { calls } = await team(1);
    await confirm(calls, await linesOf(calls));
    await expect(edge.database.query(`DELETE FROM staff_confirmation`)).rejects.toThrow('permission denied');
    await expect(edge.database.query(`UPDATE staff_confirmation SET in_bulk = true`)).rejects.toThrow(
      'permission denied',
    );
  });
});
