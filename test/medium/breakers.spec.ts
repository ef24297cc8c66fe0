import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import type { heldListSchema, heldLossesSchema, heldViewSchema } from '../../src/breakers/held.schema.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import type { ImportResult } from '../../src/lifecycle/intake/import-result.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { CloseDueCampaigns } from '../../src/reviews/close-due-campaigns.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';

type Held = z.output<typeof heldViewSchema>;
type HeldList = z.output<typeof heldListSchema>;
type Losses = z.output<typeof heldLossesSchema>;
interface Problem {
  code: string;
}

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-breakers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const wide = { count: 1000, share: 1, floor: 1 };

async function start(breakers: object): Promise<Edge> {
  const edge = await startEdge({
    rooms: [CatalogueModule, ReviewsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: { hr: { sources: [{ ...demoSource(), breaker: undefined }] }, lifecycle: { breakers } },
  });
  await edge.app.get(Jobs).start();
  edge.clock.move((Date.parse('2026-11-20T09:00:00Z') - edge.clock.now().getTime()) / 60_000);
  return edge;
}

function take(
  edge: Edge,
  lines: readonly EmploymentLine[],
  asOf: string,
  units = someUnits,
): Promise<ImportResult> {
  return edge.app
    .get(TakeHrSnapshot)
    .run(operator, { delivery: readDelivery(writeDelivery(folder, lines, units)), channel: 'command', asOf });
}

/** A rule that gives everybody one role, as if declared. */
async function birthrightForAll(edge: Edge, role: RoleFacts): Promise<void> {
  await edge.database.query(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active)
     VALUES ('alla', 'Alla', $1, $2, '{}', true)`,
    [role.roleId, role.analysisId],
  );
}

describe('a delivery', () => {
  let edge: Edge;
  let home: CareHome;
  const people = Array.from({ length: 60 }, (_, n) => employmentLine(n, { EnhetId: n < 40 ? '110' : '120' }));

  async function begin(breakers: object): Promise<void> {
    edge = await start(breakers);
    home = new CareHome(edge.database);
    const owner = await home.employee(await home.unit('/1/', 'Staben'));
    await birthrightForAll(edge, await home.role(owner, { directory: 'konto' }));
    expect((await take(edge, people, '2026-11-20')).outcome).toBe('applied');
  }
  afterEach(async () => {
    await edge.stop();
  });

  it('is held when one unit loses too many, though the whole does not', async () => {
    await begin({ feed: wide, unit: { count: 25, share: 0.2, floor: 2 }, hour: wide });
    const held = await take(edge, people.slice(0, -5), '2026-11-21');
    expect(held.outcome).toBe('held');
    expect(held.tripped).toMatchObject([
      { scope: 'unit', what: 'employments', ends: 5, allowed: 4, active: 20 },
    ]);
    // As many, out of the larger unit: a normal day.
    expect((await take(edge, people.slice(5), '2026-11-21')).outcome).toBe('applied');
  });

  it('passes when a unit closes and its people go on elsewhere', async () => {
    await begin({ feed: wide, unit: { count: 25, share: 0.2, floor: 2 }, hour: { ...wide, count: 3 } });
    const moved = people.map((line, n) => (n < 40 ? line : { ...line, EnhetId: '110' }));
    const closed = await take(edge, moved, '2026-11-21', someUnits.slice(0, 2));
    expect(closed).toMatchObject({ outcome: 'applied', units: { closed: 1 }, tripped: [] });
    // And in new employments, as HR systems also tell a move.
    const again = moved.map((line, n) =>
      n < 40
        ? line
        : { ...line, Anställningsnummer: `N${String(n)}`, Startdatum: '2026-11-22', EnhetId: '100' },
    );
    const renumbered = await take(edge, again, '2026-11-22', someUnits.slice(0, 2));
    expect(renumbered).toMatchObject({ outcome: 'applied', tripped: [] });
  });

  it('attack: end dates a year ahead for everybody are counted like ends of today', async () => {
    await begin({ unit: wide, hour: wide });
    const later = people.map((line) => ({ ...line, Slutdatum: '2027-11-30' }));
    const held = await take(edge, later, '2026-11-21');
    expect(held).toMatchObject({ outcome: 'held', guard: { ends: 60, allowed: 5 } });
  });

  it('attack: a feed that shrinks by small steps is stopped at what one delivery might end', async () => {
    await begin({ feed: { count: 100, share: 0.1, floor: 1 }, unit: wide, hour: wide });
    const outcomes: string[] = [];
    for (let gone = 2; gone <= 10; gone += 2) {
      edge.clock.move(60);
      outcomes.push((await take(edge, people.slice(gone), '2026-11-21')).outcome);
    }
    expect(outcomes).toEqual(['applied', 'applied', 'applied', 'held', 'held']);
    edge.clock.move(24 * 60); // the next day's is measured by itself
    expect((await take(edge, people.slice(8), '2026-11-22')).outcome).toBe('applied');
  });

  it('attack: many small files of different kinds within the hour trip the breaker of the hour', async () => {
    await begin({ feed: wide, unit: wide, hour: { count: 6, share: 1, floor: 1 } });
    expect((await take(edge, people.slice(2), '2026-11-20')).outcome).toBe('applied');
    expect((await take(edge, people.slice(4), '2026-11-20')).outcome).toBe('applied');
    const [person] = await edge.database.query<{ id: string }>(
      `SELECT person_id AS id FROM employment WHERE number = 'A20'`,
    );
    // By hand it is never stopped, and counts.
    await edge.app
      .get(TerminatePerson)
      .run(operator, { personId: person?.id ?? '', reason: 'left', note: 'Slutade i dag' });
    const lines = people.slice(6).filter((line) => line.Anställningsnummer !== 'A20');
    const held = await take(edge, lines, '2026-11-21');
    expect(held).toMatchObject({
      outcome: 'held',
      tripped: [{ scope: 'hour', what: 'access', ends: 2, earlier: 5, allowed: 6 }],
    });
    const [row] = await edge.database.query<{ live: number }>(
      `SELECT count(*) AS live FROM access_grant g JOIN employment e ON e.id = g.employment_id
       WHERE e.number IN ('A4', 'A5') AND g.ended_at IS NULL AND e.end_date IS NULL`,
    );
    expect(row?.live).toBe(2); // taken back whole
    edge.clock.move(61);
    expect((await take(edge, lines, '2026-11-21')).outcome).toBe('applied');
  });

  it('tells a trial what would stop it, and who would lose what, and leaves no trace in the hour', async () => {
    await begin({
      feed: { count: 3, share: 1, floor: 1 },
      unit: wide,
      hour: { count: 3, share: 1, floor: 1 },
    });
    edge.clock.move(24 * 60);
    const trial = await edge.app.get(TakeHrSnapshot).run(operator, {
      delivery: readDelivery(writeDelivery(folder, [...people.slice(4), employmentLine(80)])),
      channel: 'command',
      asOf: '2026-11-21',
      dryRun: true,
    });
    expect(trial.tripped.map(({ scope }) => scope)).toEqual(['feed', 'hour']);
    expect(trial.roles).toMatchObject([{ gained: 1, lost: 4 }]);
    expect(await edge.database.query(`SELECT FROM access_loss`)).toHaveLength(0);
  });

  it('does not count against the hour what a human released', async () => {
    await begin({ feed: wide, unit: wide, hour: { count: 3, share: 1, floor: 1 } });
    const clerk = await home.employee(await home.unit('/2/', 'Personal'));
    await home.grant(clerk, await home.role(clerk, { grindvakt: 'hr' }));
    const held = await take(edge, people.slice(10), '2026-11-21');
    expect(held.outcome).toBe('held');
    const calls = new Caller(edge.url, await edge.signIn(clerk.personId));
    const released = await calls.post<{ state: string }>(`/hr/imports/${held.import}/release`, {
      reason: 'Stängning av en avdelning',
    });
    expect([released.status, released.body.state]).toEqual([200, 'applied']);
    expect((await take(edge, people.slice(12), '2026-11-21')).outcome).toBe('applied');
  });
});

describe('the closing of a review', () => {
  let edge: Edge;
  let home: CareHome;
  let officer: Employee;
  let other: Employee;
  let clerk: Employee;
  let role: RoleFacts;
  let unitId: string;
  let calls: Record<'officer' | 'other' | 'clerk' | 'nobody', Caller>;
  let staff: Employee[];

  beforeAll(async () => {
    edge = await start({ unit: { count: 5, share: 0.5, floor: 5 }, hour: wide });
    home = new CareHome(edge.database);
    const office = await home.unit('/1/', 'Staben');
    officer = await home.employee(office);
    other = await home.employee(office);
    clerk = await home.employee(office);
    const security = await home.role(officer, { grindvakt: 'security' });
    await home.grant(officer, security);
    await home.grant(other, security);
    await home.grant(clerk, await home.role(officer, { grindvakt: 'hr' }));
    role = await home.role(officer, { directory: 'journal' });
    const as = async (who: Employee): Promise<Caller> =>
      new Caller(edge.url, await edge.signIn(who.personId));
    calls = {
      officer: await as(officer),
      other: await as(other),
      clerk: await as(clerk),
      nobody: await as(await home.employee(office)),
    };
  });
  afterAll(async () => {
    await edge.stop();
  });

  let number = 10;
  beforeEach(async () => {
    number += 1;
    unitId = await home.unit(`/${String(number)}/`, `Avdelning ${String(number)}`);
    const manager = await home.employee(unitId, { name: 'Chef' });
    staff = [];
    for (let n = 0; n < 8; n += 1)
      staff.push(await home.employee(unitId, { manager, protection: n === 0 ? 'confidential' : 'none' }));
    for (const each of staff) await home.grant(each, role);
  });

  async function open(noAnswer = 'remove'): Promise<string> {
    const { body } = await calls.officer.post<{ id: string }>('/reviews', {
      name: 'Snabb granskning',
      unitId,
      closesOn: addDays(dayOf(edge.clock.now()), 14),
      noAnswer,
    });
    return body.id;
  }

  async function live(): Promise<number> {
    const [row] = await edge.database.query<{ live: number }>(
      `SELECT count(*) AS live FROM access_grant WHERE unit_id = $1 AND ended_at IS NULL`,
      [unitId],
    );
    return row?.live ?? 0;
  }

  async function heldOf(campaign: string): Promise<Held> {
    const [row] = await edge.database.query<{ id: string }>(
      `SELECT id FROM held_change WHERE object_id = $1 AND state = 'held'`,
      [campaign],
    );
    return (await calls.clerk.get<Held>(`/held/${row?.id ?? ''}`)).body;
  }

  it('attack: a security officer opens a review that removes what nobody answers, and closes it at once', async () => {
    const campaign = await open();
    const closing = await calls.officer.post<Problem>(`/reviews/${campaign}/closing`, {});
    expect([closing.status, closing.body.code]).toEqual([409, 'change-held']);
    expect(await live()).toBe(8);
    const [state] = await edge.database.query(`SELECT state FROM campaign WHERE id = $1`, [campaign]);
    expect(state).toEqual({ state: 'open' });

    const held = await heldOf(campaign);
    expect(held).toMatchObject({
      kind: 'campaign',
      title: 'Snabb granskning',
      persons: 8,
      causedBy: [{ id: officer.personId }],
      tripped: [{ scope: 'unit', what: 'access', ends: 8, allowed: 5, unit: `Avdelning ${String(number)}` }],
    });
    const reason = { reason: 'Det ska vara så här' };
    const own = await calls.officer.post<Problem>(`/held/${held.id}/release`, reason);
    expect([own.status, own.body.code]).toEqual([403, 'held-same-person']);
    // Nor by closing it once more.
    expect((await calls.officer.post(`/reviews/${campaign}/closing`, {})).status).toBe(409);
    expect(await live()).toBe(8);
    const newer = await heldOf(campaign);
    expect(newer.id).not.toBe(held.id);
    expect((await calls.other.post(`/held/${held.id}/release`, reason)).status).toBe(409);
    const released = await calls.other.post<Held>(`/held/${newer.id}/release`, reason);
    expect([released.status, released.body.state]).toEqual([200, 'released']);
    expect(await live()).toBe(0);
    expect(await edge.audit('change.released')).toMatchObject([
      { reason: 'Det ska vara så här', detail: { kind: 'campaign', expected: 8, persons: 8 } },
    ]);
  });

  it('shows what would be lost, page by page, and a protected person to those who may see them', async () => {
    const campaign = await open();
    await calls.officer.post(`/reviews/${campaign}/closing`, {});
    const held = await heldOf(campaign);
    const auditor = await home.employee(unitId);
    await home.grant(auditor, await home.role(officer, { grindvakt: 'auditor' }));
    const auditorCalls = new Caller(edge.url, await edge.signIn(auditor.personId));
    const lines: Losses['items'] = [];
    for (let next: string | null = ''; next !== null;) {
      const more: string = next === '' ? '' : `&after=${next}`;
      const { body } = await auditorCalls.get<Losses>(`/held/${held.id}/losses?limit=3${more}`);
      lines.push(...body.items);
      next = body.next;
    }
    expect(lines).toHaveLength(8);
    const hidden = lines.filter((line) => line.person.protected);
    expect(hidden).toMatchObject([{ person: { name: 'Skyddad person' }, unit: '' }]);
    await calls.clerk.unmask(hidden[0]?.person.id ?? '');
    const { body } = await calls.clerk.get<Losses>(`/held/${held.id}/losses`);
    expect(body.items.every((line) => line.person.name !== 'Skyddad person' && line.roles.length === 1)).toBe(
      true,
    );
    for (const address of ['/held', `/held/${held.id}`, `/held/${held.id}/losses`])
      expect((await calls.nobody.get(address)).status).toBe(403);
    expect((await calls.nobody.post(`/held/${held.id}/release`, { reason: 'Jag vill gärna' })).status).toBe(
      403,
    );
    expect((await auditorCalls.post(`/held/${held.id}/release`, { reason: 'Jag vill gärna' })).status).toBe(
      403,
    );
    expect((await calls.clerk.post(`/held/${held.id}/release`, { reason: 'ok' })).status).toBe(422);
    const list = await calls.clerk.get<HeldList>('/held?limit=1');
    expect(list.body.items[0]).toMatchObject({ id: held.id, may: { release: true, cancel: true } });
    expect((await calls.clerk.get('/held?after=nonsense')).status).toBe(422);
  });

  it('is released or cancelled once, whoever presses at the same time', async () => {
    const campaign = await open();
    await calls.officer.post(`/reviews/${campaign}/closing`, {});
    const { id } = await heldOf(campaign);
    const reason = { reason: 'Vi har tittat på det' };
    const answers = await Promise.all([
      calls.other.post(`/held/${id}/release`, reason),
      calls.clerk.post(`/held/${id}/release`, reason),
      calls.clerk.post(`/held/${id}/cancellation`, reason),
      calls.other.post(`/held/${id}/cancellation`, reason),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const [row] = await edge.database.query<{ state: string }>(
      `SELECT state FROM held_change WHERE id = $1`,
      [id],
    );
    expect(await live()).toBe(row?.state === 'released' ? 0 : 8);
  });

  it('looks again at release: what was answered since is not taken', async () => {
    const campaign = await open();
    await calls.officer.post(`/reviews/${campaign}/closing`, {});
    const { id } = await heldOf(campaign);
    await edge.database.query(
      `UPDATE review_item SET state = 'decided', decision = 'keep', decided_at = now(),
         decided_by = (SELECT reviewer_id FROM review_item i WHERE i.campaign_id = $1 AND reviewer_id IS NOT NULL LIMIT 1)
       WHERE campaign_id = $1 AND person_id = ANY($2)`,
      [campaign, staff.slice(0, 5).map((each) => each.personId)],
    );
    const released = await calls.other.post(`/held/${id}/release`, { reason: 'Vi har tittat på det' });
    expect(released.status).toBe(200);
    expect(await live()).toBe(5);
  });

  it('is not tried again by the schedule, neither while it waits nor once it was cancelled', async () => {
    const campaign = await open();
    edge.clock.move(15 * 24 * 60);
    const closer = edge.app.get(CloseDueCampaigns);
    const refresh = async (who: Employee): Promise<Caller> =>
      new Caller(edge.url, await edge.signIn(who.personId));
    expect(await closer.run(system)).not.toContain(campaign);
    const officerCalls = await refresh(officer);
    calls = { ...calls, officer: officerCalls, other: await refresh(other), clerk: await refresh(clerk) };
    const held = await heldOf(campaign);
    expect(held.causedBy).toMatchObject([{ id: officer.personId }]); // who opened it, though a schedule closes it
    expect((await officerCalls.post(`/held/${held.id}/release`, { reason: 'Den är min egen' })).status).toBe(
      403,
    );
    await closer.run(system);
    expect((await heldOf(campaign)).id).toBe(held.id);
    const cancelled = await officerCalls.post<Held>(`/held/${held.id}/cancellation`, {
      reason: 'Cheferna var på semester',
    });
    expect(cancelled.body).toMatchObject({
      state: 'cancelled',
      resolution: { reason: 'Cheferna var på semester' },
    });
    await closer.run(system);
    const waiting = await edge.database.query(
      `SELECT FROM held_change WHERE object_id = $1 AND state = 'held'`,
      [campaign],
    );
    expect(waiting).toHaveLength(0);
    expect(await live()).toBe(8);
  });
});
