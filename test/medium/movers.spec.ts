import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { readDelivery } from '../../src/lifecycle/intake/read-delivery.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import { TakeHrSnapshot } from '../../src/lifecycle/intake/take-hr-snapshot.js';
import { TerminatePerson } from '../../src/lifecycle/leaving/terminate-person.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { ReviewsJobs } from '../../src/reviews/reviews.jobs.js';
import { Caller } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import {
  demoSource,
  employmentLine,
  someUnits,
  writeDelivery,
  type EmploymentLine,
} from '../support/hr-delivery.js';
import { smallCatalogue } from '../support/small-catalogue.js';

// Many deliveries; a busy machine may take its time.
jest.setTimeout(240_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const firstDay = '2026-11-20';
const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-movers-'));
let edge: Edge;
let n = 0;

const owner = employmentLine(9000, { Anställningsnummer: 'OWNER', EnhetId: '100', AIDkod: '' });
const boss = employmentLine(9001, { Anställningsnummer: 'BOSS', EnhetId: '100', AIDkod: '', ÄrChef: 'J' });
const old = employmentLine(9002, { Anställningsnummer: 'OLD', EnhetId: '110', AIDkod: '', ÄrChef: 'J' });
const next = employmentLine(9003, { Anställningsnummer: 'NEXT', EnhetId: '120', AIDkod: '', ÄrChef: 'J' });
const staff = [owner, boss, old, next];
const units = someUnits.map((unit) => ({
  ...unit,
  ChefAnställningsnummer: { '100': 'BOSS', '110': 'OLD', '120': 'NEXT' }[unit.EnhetId ?? ''] ?? '',
}));

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      hr: { sources: [demoSource({ breaker: { count: 1000, share: 1 } })] },
      lifecycle: { leave: { kinds: { Fackligt: 'keep' } }, organisationChange: { count: 100_000, share: 1 } },
    },
  });
  await edge.app.get(Jobs).start();
  setTime(`${firstDay}T09:00:00Z`);
  await take();
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'HR-VOF',
      informationOwner: 'OWNER',
      systemOwner: 'OWNER',
      roles: [
        { key: 'alla' },
        { key: 'fraga' },
        { key: 'slut', mover: 'end' },
        { key: 'kvar', mover: { keepDays: 10 } },
        { key: 'titel', suggestedFor: { titleCodes: ['2070*'] } },
      ],
      birthrightRules: [{ key: 'alla', name: 'Alla', role: 'alla', selector: {} }],
    }),
  );
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  n += 1;
  setTime(`${addDays(firstDay, n * 30)}T09:00:00Z`);
  await edge.app.get(PassMidnight).run();
  await edge.app.get(ReviewsJobs).run();
});

function setTime(instant: string): void {
  edge.clock.move((Date.parse(instant) - edge.clock.now().getTime()) / 60_000);
}

const today = (): string => dayOf(edge.clock.now());
const line = (more: EmploymentLine = {}): EmploymentLine => employmentLine(n, more);

async function take(...lines: EmploymentLine[]): Promise<void> {
  const byNumber = new Map([...staff, ...lines].map((one) => [one.Anställningsnummer, one]));
  const delivery = readDelivery(writeDelivery(folder, [...byNumber.values()], units));
  const { outcome } = await edge.app.get(TakeHrSnapshot).run(operator, { delivery, channel: 'command' });
  expect(['applied', 'unchanged']).toContain(outcome);
}

async function midnight(days: number): Promise<void> {
  setTime(`${addDays(today(), days)}T09:00:00Z`);
  await edge.app.get(PassMidnight).run();
  await edge.app.get(ReviewsJobs).run();
}

/** Grants as if asked for and approved, of the roles that no rule gives. */
async function asked(number: string, ...roles: string[]): Promise<void> {
  for (const role of roles)
    await edge.database.query(
      `WITH r AS (SELECT r.id, a.id AS analysis FROM role r JOIN analysis a ON a.role_id = r.id AND a.state = 'approved' WHERE r.key = $3),
       e AS (SELECT * FROM employment WHERE number = $1),
       s AS (INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours, written_by, written_at)
             SELECT e.person_id, r.id, r.analysis, 'n', 'd', 'w', 'n', 24, e.person_id, $2 FROM e, r RETURNING id)
       INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, valid_from, next_review, title_code)
       SELECT e.person_id, e.id, r.id, e.unit_id, 'request', r.analysis, s.id, $2, '2099-01-01', e.title_code FROM e, r, s`,
      [number, edge.clock.now(), role],
    );
}

/** Live requested grants: role, unit, and how they stand. */
async function held(number: string): Promise<string[]> {
  const rows = await edge.database.query<{ told: string }>(
    `SELECT concat_ws(' ', r.key, u.code, CASE WHEN g.outgrown_at IS NOT NULL THEN 'outgrown' END,
              CASE WHEN g.suspended_for <> '{}' THEN 'rests' END,
              CASE WHEN g.valid_to IS NOT NULL THEN 'to ' || to_char(g.valid_to AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI') END) AS told
     FROM access_grant g JOIN role r ON r.id = g.role_id JOIN unit u ON u.id = g.unit_id JOIN employment e ON e.id = g.employment_id
     WHERE e.number = $1 AND g.ended_at IS NULL AND g.source = 'request' ORDER BY r.key`,
    [number],
  );
  return rows.map((row) => row.told);
}

async function endings(number: string): Promise<string[]> {
  const rows = await edge.database.query<{ told: string }>(
    `SELECT r.key || ': ' || g.ended_reason AS told FROM access_grant g JOIN role r ON r.id = g.role_id
     JOIN employment e ON e.id = g.employment_id WHERE e.number = $1 AND g.ended_at IS NOT NULL AND g.source = 'request' ORDER BY 1`,
    [number],
  );
  return rows.map((row) => row.told);
}

/** The microcertifications about the test's person: cause, state, reviewer's employment and item states. */
async function reviews(): Promise<string[]> {
  const rows = await edge.database.query<{ told: string }>(
    `SELECT concat_ws(' ', c.cause, c.state, c.closes_on, coalesce(m.number, 'nobody'), string_agg(i.state, ',' ORDER BY i.state)) AS told
     FROM campaign c JOIN review_item i ON i.campaign_id = c.id JOIN person p ON p.id = c.person_id
     LEFT JOIN employment m ON m.person_id = i.reviewer_id WHERE p.source_key = $1
     GROUP BY c.id, m.number ORDER BY c.opened_at, 1`,
    [`P${String(n)}`],
  );
  return rows.map((row) => row.told);
}

async function personOf(number: string): Promise<string> {
  const [row] = await edge.database.query<{ id: string }>(
    `SELECT person_id AS id FROM employment WHERE number = $1`,
    [number],
  );
  return row?.id ?? '';
}

async function callerOf(number: string): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(await personOf(number)));
}

interface Campaigns {
  items: { id: string; kind: string; cause: string | null; person: { name: string } | null }[];
}
interface Items {
  items: { id: string; grant: { role: { name: string } } }[];
}

async function answer(caller: Caller, decide: (role: string) => 'keep' | 'remove'): Promise<number[]> {
  const { body: campaigns } = await caller.get<Campaigns>('/reviews?state=open');
  const [campaign] = campaigns.items;
  const { body } = await caller.get<Items>(`/reviews/${campaign?.id ?? ''}/items`);
  const statuses: number[] = [];
  for (const item of body.items) {
    const decision = decide(item.grant.role.name);
    const { status } = await caller.post(`/reviews/${campaign?.id ?? ''}/decisions`, {
      decisions: [{ itemId: item.id, decision, ...(decision === 'remove' ? { reason: 'behövs inte' } : {}) }],
    });
    statuses.push(status);
  }
  const { status } = await caller.post(`/reviews/${campaign?.id ?? ''}/sign-off`);
  return [...statuses, status];
}

describe('a move', () => {
  it('does with each requested grant what its role says, asks the new manager and tells the old one', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga', 'slut', 'kvar');
    await take(line({ EnhetId: '120' }));
    expect(await held(`A${String(n)}`)).toEqual([
      'fraga 110 outgrown',
      `kvar 110 outgrown to ${addDays(today(), 11)} 00:00`,
    ]);
    expect(await endings(`A${String(n)}`)).toEqual(['slut: moved']);
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} NEXT open`]);
    const told = await edge.database.query<{ facts: object; to: string }>(
      `SELECT n.facts, e.number AS to FROM notice n JOIN employment e ON e.person_id = n.to_id WHERE n.about_id = $1`,
      [await personOf(`A${String(n)}`)],
    );
    expect(told).toEqual([{ to: 'OLD', facts: { count: 2, until: addDays(today(), 10) } }]);
    await take(line({ EnhetId: '120', Befattning: 'Usk' }));
    expect((await reviews()).length).toBe(1); // asked once
  });

  it('carries what the new manager keeps to the new unit, ends what they remove, and closes the review', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga', 'titel');
    await take(line({ EnhetId: '120' }));
    const manager = await callerOf('NEXT');
    const { body } = await manager.get<Campaigns>('/reviews?state=open');
    expect(body.items[0]).toMatchObject({
      kind: 'microcertification',
      cause: 'moved',
      person: { name: `Test Ek${String(n)}` },
    });
    expect(await answer(manager, (role) => (role === 'Roll fraga' ? 'keep' : 'remove'))).toEqual([
      200, 200, 200,
    ]);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 120']);
    expect(await endings(`A${String(n)}`)).toEqual(['fraga: moved', 'titel: review-removed']);
    expect(await reviews()).toEqual([`moved closed ${addDays(today(), 5)} NEXT signed,signed`]);
  });

  it('lets nobody keep what rests on an analysis that has been replaced', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ EnhetId: '120' }));
    await edge.database.query(
      `UPDATE analysis SET state = 'superseded' WHERE role_id = (SELECT id FROM role WHERE key = 'fraga')`,
    );
    try {
      expect(await answer(await callerOf('NEXT'), () => 'keep')).toEqual([409, 409]);
    } finally {
      await edge.database.query(
        `UPDATE analysis SET state = 'approved' WHERE role_id = (SELECT id FROM role WHERE key = 'fraga')`,
      );
    }
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110 outgrown']);
  });

  it('removes what nobody answered for in five days, and hands over no longer than the role says', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ EnhetId: '120' }));
    await midnight(5);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110 outgrown']);
    await midnight(1);
    expect(await endings(`A${String(n)}`)).toEqual(['fraga: review-unanswered']);
  });

  it('is undone when the person is back before the answer', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ EnhetId: '120' }));
    await take(line());
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    expect(await reviews()).toEqual([`moved closed ${addDays(today(), 5)} OLD moot`]);
    await take(line({ EnhetId: '120' }));
    expect((await reviews()).at(-1)).toBe(`moved open ${addDays(today(), 5)} NEXT open`);
  });

  it('by title alone asks about what the role is no longer suggested for', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga', 'titel');
    await take(line({ AIDkod: '152010', Befattning: 'Administratör' }));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110', 'titel 110 outgrown']);
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} OLD open`]);
    expect(await answer(await callerOf('OLD'), () => 'keep')).toEqual([200, 200]);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110', 'titel 110']);
    await take(
      line({
        AIDkod: '152010',
        Befattning: 'Administratör',
        SenastÄndrad: '2026-02-02',
        Epost: 'ny@example.se',
      }),
    );
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110', 'titel 110']); // the answer stands
  });

  it('touches nobody but the mover', async () => {
    await take(line(), employmentLine(n + 500));
    await asked(`A${String(n)}`, 'fraga');
    await asked(`A${String(n + 500)}`, 'fraga');
    const before = await edge.database.query<{ id: string }>(`SELECT max(id)::text AS id FROM audit_entry`);
    await take(line({ EnhetId: '120' }), employmentLine(n + 500));
    const touched = await edge.database.query<{ person: string }>(
      `SELECT DISTINCT person_id AS person FROM audit_entry WHERE id > $1::bigint AND person_id IS NOT NULL`,
      [before[0]?.id],
    );
    expect(touched).toEqual([{ person: await personOf(`A${String(n)}`) }]);
  });

  it('of the manager alone changes the reviewer and no access', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ EnhetId: '120' }));
    await take(line({ EnhetId: '120', ChefAnställningsnummer: 'BOSS' }));
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} BOSS open`]);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110 outgrown']);
  });

  it('asks the manager’s manager when the manager is the one who moved', async () => {
    const lead = line({ Anställningsnummer: `A${String(n)}`, ÄrChef: 'J' });
    await take(lead);
    await asked(`A${String(n)}`, 'fraga');
    await take({ ...lead, EnhetId: '120', ChefAnställningsnummer: `A${String(n)}` });
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} NEXT open`]);
  });
});

describe('leave', () => {
  const away = (from: string, to: string, more: EmploymentLine = {}): EmploymentLine =>
    line({
      FrånvaroTyp: 'Föräldraledighet',
      FrånvaroOmfattning: '100,00',
      FrånvaroFrom: from,
      FrånvaroTom: to,
      ...more,
    });

  it('lets all access rest, ends sessions, and at return asks about what was asked for', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    const me = await callerOf(`A${String(n)}`);
    await take(away(addDays(today(), 1), addDays(today(), 3)));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    expect((await me.get('/reviews?state=open')).status).toBe(200);
    await midnight(1);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110 rests']);
    expect((await me.get('/reviews?state=open')).status).toBe(401);
    const [birthright] = await edge.database.query<{ rests: string[] }>(
      `SELECT g.suspended_for AS rests FROM access_grant g JOIN employment e ON e.id = g.employment_id
       WHERE e.number = $1 AND g.source = 'birthright' AND g.ended_at IS NULL`,
      [`A${String(n)}`],
    );
    expect(birthright?.rests).toEqual(['leave']);
    expect(await reviews()).toEqual([]);
    await midnight(3);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    expect(await reviews()).toEqual([`returned open ${addDays(today(), 5)} OLD open`]);
    expect((await me.get('/reviews?state=open')).status).toBe(401); // no session comes back
    expect(await answer(await callerOf('OLD'), () => 'keep')).toEqual([200, 200]);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
  });

  it('acts at once when it is back-dated, and when its end is moved back', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(away(addDays(today(), -9), addDays(today(), 60)));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110 rests']);
    await take(away(addDays(today(), -9), addDays(today(), -1)));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    expect(await reviews()).toEqual([`returned open ${addDays(today(), 5)} OLD open`]);
  });

  it.each([
    ['part of the time', { FrånvaroOmfattning: '50,00' }],
    ['of a kind that keeps', { FrånvaroTyp: 'Fackligt' }],
  ])('suspends nothing when it is %s', async (_, more) => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(away(today(), addDays(today(), 9), more));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
  });

  it('from one of two employments leaves the other at work', async () => {
    const other = line({ Anställningsnummer: `B${String(n)}`, EnhetId: '120' });
    await take(line(), other);
    await asked(`A${String(n)}`, 'fraga');
    await asked(`B${String(n)}`, 'fraga');
    const me = await callerOf(`A${String(n)}`);
    await take(away(today(), addDays(today(), 9)), other);
    expect([await held(`A${String(n)}`), await held(`B${String(n)}`)]).toEqual([
      ['fraga 110 rests'],
      ['fraga 120'],
    ]);
    expect((await me.get('/reviews?state=open')).status).toBe(200);
  });

  it('opens nothing for a joiner who begins on leave, not even for a moment', async () => {
    await take(away(today(), addDays(today(), 9)));
    const rows = await edge.database.query<{ rests: string[] }>(
      `SELECT g.suspended_for AS rests FROM access_grant g JOIN employment e ON e.id = g.employment_id WHERE e.number = $1`,
      [`A${String(n)}`],
    );
    expect(rows).toEqual([{ rests: ['leave'] }]);
  });

  it('of the reviewer hands what waits to the next one up, in the same moment', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ EnhetId: '120' }));
    await take(line({ EnhetId: '120' }), {
      ...next,
      FrånvaroTyp: 'Tjänstledighet',
      FrånvaroOmfattning: '100,00',
      FrånvaroFrom: today(),
    });
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} BOSS open`]);
    await take(line({ EnhetId: '120' }));
  });
});

describe('employments after and beside one another', () => {
  it('lose nothing when the next one begins the day after, with end and review day as they were', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    const first = line({ Slutdatum: today() });
    await take(first, line({ Anställningsnummer: `B${String(n)}`, Startdatum: addDays(today(), 1) }));
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    await midnight(1);
    expect([await held(`A${String(n)}`), await held(`B${String(n)}`)]).toEqual([[], ['fraga 110']]);
    expect(await endings(`A${String(n)}`)).toEqual(['fraga: continued']);
    const [row] = await edge.database.query<{ review: string; assessments: number }>(
      `SELECT max(next_review)::text AS review, count(DISTINCT assessment_id)::int AS assessments FROM access_grant
       WHERE person_id = $1 AND source = 'request'`,
      [await personOf(`A${String(n)}`)],
    );
    expect(row).toEqual({ review: '2099-01-01', assessments: 1 });
  });

  it('are a move when the next one is in another unit', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga', 'slut');
    await take(
      line({ Slutdatum: today() }),
      line({ Anställningsnummer: `B${String(n)}`, Startdatum: addDays(today(), 1), EnhetId: '120' }),
    );
    await midnight(1);
    expect(await held(`B${String(n)}`)).toEqual(['fraga 110 outgrown']);
    expect(await reviews()).toEqual([`moved open ${addDays(today(), 5)} NEXT open`]);
  });

  it('revive nothing after a day between', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(
      line({ Slutdatum: today() }),
      line({ Anställningsnummer: `B${String(n)}`, Startdatum: addDays(today(), 2) }),
    );
    await midnight(2);
    expect([await held(`A${String(n)}`), await held(`B${String(n)}`)]).toEqual([[], []]);
  });

  it('a leaver who is corrected: the earlier day no longer fires; cancelled after it fired, nothing is revived', async () => {
    await take(line());
    await asked(`A${String(n)}`, 'fraga');
    await take(line({ Slutdatum: addDays(today(), 1) }));
    await take(line({ Slutdatum: addDays(today(), 3) }));
    await midnight(2);
    expect(await held(`A${String(n)}`)).toEqual(['fraga 110']);
    await midnight(2);
    expect(await endings(`A${String(n)}`)).toEqual(['fraga: employment-ended']);
    await take(line());
    expect(await held(`A${String(n)}`)).toEqual([]);
  });
});

describe('"Avsluta nu" by a manager of one of several employments', () => {
  it('ends what they lead and leaves the rest; HR ends the whole person', async () => {
    const other = line({ Anställningsnummer: `B${String(n)}`, EnhetId: '120' });
    await take(line(), other);
    await asked(`A${String(n)}`, 'fraga');
    await asked(`B${String(n)}`, 'fraga');
    const personId = await personOf(`A${String(n)}`);
    const manager = await callerOf('OLD');
    const { body: before } = await manager.get<{ employments: { ends: boolean }[] }>(
      `/people/${personId}/termination`,
    );
    expect(before.employments.map((one) => one.ends).sort()).toEqual([false, true]);
    const { status, body } = await manager.post(`/people/${personId}/termination`, {
      reason: 'dismissed',
      note: 'Avslutad i Almen',
    });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ employmentsEnded: 1, employmentsLeft: 1, grantsEnded: 2 }),
    ]);
    expect([await held(`A${String(n)}`), await held(`B${String(n)}`)]).toEqual([[], ['fraga 120']]);
    // The attack: ending what one does not lead.
    expect(
      (await manager.post(`/people/${personId}/termination`, { reason: 'left', note: 'En gång till' }))
        .status,
    ).toBe(404);
    const whole = await edge.app
      .get(TerminatePerson)
      .run(operator, { personId, reason: 'left', note: 'Slutade helt' });
    expect(whole).toMatchObject({ employmentsEnded: 1, employmentsLeft: 0 });
  });
});
