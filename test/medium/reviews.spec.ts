import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApplyChanges } from '../../src/grants/apply-changes.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { Refused } from '../../src/platform/refused.js';
import type { Actor, PersonActor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { CloseCampaign } from '../../src/reviews/close-campaign.js';
import { CloseDueCampaigns } from '../../src/reviews/close-due-campaigns.js';
import { HandOverReviews } from '../../src/reviews/hand-over-reviews.js';
import { LoadSchedules } from '../../src/reviews/load-schedules.js';
import { OpenDueCampaigns } from '../../src/reviews/open-due-campaigns.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import type { z } from 'zod';
import type {
  campaignViewSchema,
  decidedSchema,
  reviewItemListSchema,
} from '../../src/reviews/reviews.schema.js';
import { SignOff } from '../../src/reviews/sign-off.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

type Campaign = z.output<typeof campaignViewSchema>;
type Items = z.output<typeof reviewItemListSchema>;
type Decided = z.output<typeof decidedSchema>;
type Problem = { code: string; errors?: { pointer: string }[] };

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };

// Concurrency is tried here; a busy machine may take its time.
jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let officer: Employee;
let officerCalls: Caller;
let low: RoleFacts;
let high: RoleFacts;
let number = 100;

beforeAll(async () => {
  edge = await startEdge({ rooms: [ReviewsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  officer = await home.employee(office, { name: 'Säker' });
  const security = await home.role(officer, { grindvakt: 'security' });
  await home.grant(officer, security);
  low = await home.role(officer, { risk: 1, reviewDays: 90, directory: 'journal-las' });
  high = await home.role(officer, { risk: 4, directory: 'journal-allt' });
  officerCalls = await as(officer);
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  return new Caller(edge.url, await edge.signIn(who.personId));
}

function actorOf(who: Employee): PersonActor {
  return {
    kind: 'person',
    personId: who.personId,
    level: 3,
    authenticatedAt: new Date(),
    channel: 'web',
    address: null,
  };
}

/** A unit of its own with a manager, whose own access nobody leads, and two who are led. */
interface Ward {
  unitId: string;
  manager: Employee;
  managerCalls: Caller;
  anna: Employee;
  bo: Employee;
  grants: { manager: string; annaLow: string; annaHigh: string; boLow: string };
}

async function ward(): Promise<Ward> {
  number += 1;
  const unitId = await home.unit(`/${String(number)}/`, `Avdelning ${String(number)}`);
  const manager = await home.employee(unitId, { name: 'Chef' });
  const anna = await home.employee(unitId, { name: 'Anna', manager });
  const bo = await home.employee(unitId, { name: 'Bo', manager });
  const grants = {
    manager: await home.grant(manager, low),
    annaLow: await home.grant(anna, low),
    annaHigh: await home.grant(anna, high),
    boLow: await home.grant(bo, low),
  };
  return { unitId, manager, managerCalls: await as(manager), anna, bo, grants };
}

async function open(unitId: string, noAnswer: 'keep' | 'remove' = 'remove'): Promise<Campaign> {
  const { status, body } = await officerCalls.post<Campaign>('/reviews', {
    name: 'Vårens granskning',
    unitId,
    closesOn: addDays(dayOf(edge.clock.now()), 14),
    noAnswer,
  });
  expect(status).toBe(201);
  return body;
}

async function itemsOf(caller: Caller, campaign: Campaign, all = false): Promise<Items['items']> {
  const { status, body } = await caller.get<Items>(`/reviews/${campaign.id}/items${all ? '?all=true' : ''}`);
  expect(status).toBe(200);
  return body.items;
}

function itemOf(items: Items['items'], grantId: string): string {
  const item = items.find((i) => i.grant.id === grantId);
  if (!item) throw new Error('the grant is not under review');
  return item.id;
}

async function grantRow(id: string): Promise<{ ended_reason: string | null; next_review: string | null }> {
  const [row] = await edge.database.query<{ ended_reason: string | null; next_review: string | null }>(
    `SELECT ended_reason, next_review FROM access_grant WHERE id = $1`,
    [id],
  );
  if (!row) throw new Error('no such grant');
  return row;
}

describe('a review by hand', () => {
  let w: Ward;
  let campaign: Campaign;
  let items: Items['items'];
  beforeAll(async () => {
    w = await ward();
    campaign = await open(w.unitId);
    items = await itemsOf(w.managerCalls, campaign);
  });

  const decide = (decisions: object[], caller = w.managerCalls): ReturnType<Caller['post']> =>
    caller.post(`/reviews/${campaign.id}/decisions`, { decisions });

  it('gives each grant to the manager of its employment, and nobody their own', async () => {
    expect(items.map((i) => i.grant.id).sort()).toEqual(
      [w.grants.annaLow, w.grants.annaHigh, w.grants.boLow].sort(),
    );
    const all = await itemsOf(officerCalls, campaign, true);
    expect(all).toHaveLength(4);
    expect(campaign.items).toMatchObject({ total: 4, withoutReviewer: 1, unanswered: 4 });
    expect(items.find((i) => i.grant.id === w.grants.annaHigh)?.green).toBe(false);
    expect(items.find((i) => i.grant.id === w.grants.annaLow)?.green).toBe(true);
    expect(items.every((i) => i.colleagues === null)).toBe(true); // three work here
  });

  it('is hidden from everybody else', async () => {
    const anna = await as(w.anna);
    for (const path of [`/reviews/${campaign.id}`, `/reviews/${campaign.id}/items`])
      expect(await anna.get<Problem>(path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await anna.get<{ items: unknown[] }>('/reviews')).body.items).toEqual([]);
    expect(await w.managerCalls.get(`/reviews/${campaign.id}/items?all=true`)).toMatchObject({ status: 404 });
    expect(await anna.post(`/reviews/${campaign.id}/sign-off`)).toMatchObject({ status: 404 });
    expect(
      await w.managerCalls.post<Problem>('/reviews', {
        name: 'Min egen',
        unitId: w.unitId,
        closesOn: addDays(dayOf(edge.clock.now()), 3),
        noAnswer: 'keep',
      }),
    ).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(await w.managerCalls.post(`/reviews/${campaign.id}/closing`)).toMatchObject({ status: 403 });
  });

  it('lets nobody answer for their own access or for another reviewer', async () => {
    const annaItem = itemOf(items, w.grants.annaLow);
    expect(await decide([{ itemId: annaItem, decision: 'keep' }], await as(w.anna))).toMatchObject({
      status: 403,
      body: { code: 'own-review' },
    });
    const all = await itemsOf(officerCalls, campaign, true);
    expect(await decide([{ itemId: itemOf(all, w.grants.manager), decision: 'keep' }])).toMatchObject({
      status: 403,
      body: { code: 'own-review' },
    });
    expect(await decide([{ itemId: annaItem, decision: 'keep' }], await as(w.bo))).toMatchObject({
      status: 404,
    });
    expect(await decide([{ itemId: annaItem, decision: 'keep' }], officerCalls)).toMatchObject({
      status: 404,
    });
  });

  it('is held by the database too: no item with its own person as reviewer or decider', async () => {
    const id = itemOf(items, w.grants.annaLow);
    for (const column of ['reviewer_id', 'decided_by'])
      await expect(
        edge.database.query(`UPDATE review_item SET ${column} = person_id WHERE id = $1`, [id]),
      ).rejects.toMatchObject({ constraint: 'review_item_not_own_check' });
  });

  it('takes all answers or none', async () => {
    const [annaLow, annaHigh, boLow] = [w.grants.annaLow, w.grants.annaHigh, w.grants.boLow].map((g) =>
      itemOf(items, g),
    );
    const refused = [
      { decisions: [{ itemId: boLow, decision: 'remove' }], code: 'reason-required' },
      { decisions: [{ itemId: boLow, decision: 'remove', reason: '   x ' }], code: 'reason-required' },
      {
        decisions: [
          { itemId: annaLow, decision: 'keep' },
          { itemId: annaHigh, decision: 'keep' },
        ],
        code: 'keep-one-by-one',
      },
      {
        decisions: [
          { itemId: annaLow, decision: 'keep' },
          { itemId: annaLow, decision: 'dont-know' },
        ],
        code: 'invalid',
      },
      {
        decisions: [
          { itemId: annaLow, decision: 'keep' },
          { itemId: '00000000-0000-4000-8000-000000000000', decision: 'keep' },
        ],
        code: 'not-found',
      },
    ];
    for (const { decisions, code } of refused)
      expect(await decide(decisions)).toMatchObject({ body: { code } });
    const { body } = await w.managerCalls.get<Campaign>(`/reviews/${campaign.id}`);
    expect(body.items).toMatchObject({ decided: 0, mineDecided: 0 });
    expect(await w.managerCalls.post<Problem>(`/reviews/${campaign.id}/sign-off`)).toMatchObject({
      status: 409,
      body: { code: 'items-undecided' },
    });
  });

  it('may be answered anew until it is signed, and carries out what is signed', async () => {
    const [annaLow, annaHigh, boLow] = [w.grants.annaLow, w.grants.annaHigh, w.grants.boLow].map((g) =>
      itemOf(items, g),
    );
    expect(
      await decide([
        { itemId: annaLow, decision: 'keep' },
        { itemId: boLow, decision: 'keep' },
      ]),
    ).toMatchObject({
      status: 200,
      body: { decided: 2, campaign: { items: { mineDecided: 2, decided: 2 } } },
    });
    await decide([{ itemId: annaHigh, decision: 'dont-know' }]);
    const changed = (await decide([{ itemId: boLow, decision: 'remove', reason: 'Har bytt uppgifter' }])) as {
      body: Decided;
    };
    expect(changed.body.campaign.items).toMatchObject({ mine: 3, mineDecided: 3, decided: 3, removed: 0 });
    expect((await grantRow(w.grants.boLow)).ended_reason).toBeNull();

    const { status, body } = await w.managerCalls.post<Campaign>(`/reviews/${campaign.id}/sign-off`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ signedOff: true, items: { mineSigned: 3, removed: 1 } });
    expect((await grantRow(w.grants.boLow)).ended_reason).toBe('review-removed');
    expect(await grantRow(w.grants.annaLow)).toEqual({
      ended_reason: null,
      next_review: addDays(dayOf(edge.clock.now()), 90),
    });
    expect(await decide([{ itemId: annaLow, decision: 'keep' }])).toMatchObject({
      status: 409,
      body: { code: 'already-signed' },
    });
    expect(await w.managerCalls.post<Problem>(`/reviews/${campaign.id}/sign-off`)).toMatchObject({
      body: { code: 'already-signed' },
    });
    expect(await edge.audit('review.signed-off')).toContainEqual(
      expect.objectContaining({ detail: { signed: 3, removed: 1, kept: 1, dontKnow: 1, moot: 0 } }),
    );
  });

  it('tells how far a removal has come, by what the directory has confirmed', async () => {
    const removal = async (): Promise<string | null | undefined> =>
      (await itemsOf(w.managerCalls, campaign)).find((i) => i.grant.id === w.grants.boLow)?.removal;
    expect(await removal()).toBe('waiting');
    const set = (sql: string): Promise<unknown[]> =>
      edge.database.query(`UPDATE account SET ${sql} WHERE person_id = $1`, [w.bo.personId]);
    await set(`delivered_version = wanted_version, delivered_at = now() + interval '1 s'`);
    expect(await removal()).toBe('done');
    await set(`confirmed_at = now() + interval '1 s'`);
    expect(await removal()).toBe('confirmed');
    await set(`wanted_version = wanted_version + 1`); // not yet known to hold after a later change
    expect(await removal()).toBe('waiting');
  });

  it('closes by its rule: unanswered is removed, what nobody could be asked about stays and is counted', async () => {
    const { status, body } = await officerCalls.post<Campaign>(`/reviews/${campaign.id}/closing`);
    expect(status).toBe(200);
    // Anna's "don't know" goes by the rule; the manager's own access had no reviewer.
    expect(body).toMatchObject({ state: 'closed', items: { removed: 2, unanswered: 2, withoutReviewer: 1 } });
    expect((await grantRow(w.grants.annaHigh)).ended_reason).toBe('review-unanswered');
    expect((await grantRow(w.grants.manager)).ended_reason).toBeNull();
    expect(await decide([{ itemId: itemOf(items, w.grants.annaLow), decision: 'keep' }])).toMatchObject({
      status: 409,
      body: { code: 'campaign-closed' },
    });
    expect(await w.managerCalls.post<Problem>(`/reviews/${campaign.id}/sign-off`)).toMatchObject({
      body: { code: 'campaign-closed' },
    });
    expect(await officerCalls.post<Problem>(`/reviews/${campaign.id}/closing`)).toMatchObject({
      body: { code: 'campaign-closed' },
    });
  });
});

describe('opening', () => {
  it('refuses an empty unit, an unknown one, a day that is past or too far, and nonsense', async () => {
    number += 1;
    const empty = await home.unit(`/${String(number)}/`, 'Tomt');
    const today = dayOf(edge.clock.now());
    const ask = (more: object): Promise<{ status: number; body: Problem }> =>
      officerCalls.post<Problem>('/reviews', {
        name: 'Granskning',
        unitId: empty,
        closesOn: addDays(today, 7),
        noAnswer: 'keep',
        ...more,
      });
    expect(await ask({})).toMatchObject({ status: 409, body: { code: 'nothing-to-review' } });
    expect(await ask({ unitId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/unitId' }] },
    });
    for (const closesOn of [addDays(today, -1), addDays(today, 181), '2026-02-30', 'i morgon'])
      expect(await ask({ closesOn })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/closesOn' }] },
      });
    expect(await ask({ name: 'x', extra: 1 })).toMatchObject({ status: 422 });
    const [{ n } = { n: -1 }] = await edge.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM campaign WHERE unit_id = $1`,
      [empty],
    );
    expect(n).toBe(0);
  });

  it('takes in the units below, and neither activations nor what is past its time', async () => {
    number += 1;
    const above = await home.unit(`/${String(number)}/`, 'Över');
    const below = await home.unit(`/${String(number)}/7${String(number)}/`, 'Under');
    const anna = await home.employee(below);
    const grant = await home.grant(anna, low);
    await home.grant(anna, high, { validTo: new Date(Date.now() - 1000) });
    await home.grant(await home.employee(below), high, {
      source: 'activation',
      validTo: new Date(Date.now() + 3_600_000),
    });
    const campaign = await open(above);
    const all = await itemsOf(officerCalls, campaign, true);
    expect(all.map((i) => i.grant.id)).toEqual([grant]);
  });

  it('withholds a protected person’s name and unit from who may read but has no need, and from the reviewer until they have said why', async () => {
    const w = await ward();
    const hidden = await home.employee(w.unitId, {
      name: 'Hemlig',
      manager: w.manager,
      protection: 'confidential',
    });
    const grant = await home.grant(hidden, low);
    const auditor = await home.employee(await home.unit('/2/', 'Revision'));
    await home.grant(auditor, await home.role(officer, { grindvakt: 'auditor' }));
    const campaign = await open(w.unitId);
    const seenBy = async (caller: Caller, all: boolean): Promise<Items['items'][number] | undefined> =>
      (await itemsOf(caller, campaign, all)).find((i) => i.grant.id === grant);
    expect(await seenBy(await as(auditor), true)).toMatchObject({
      person: { name: 'Skyddad person', protected: true },
      grant: { unit: { name: 'Skyddad enhet' } },
    });
    expect(await seenBy(w.managerCalls, false)).toMatchObject({ person: { name: 'Skyddad person' } });
    await w.managerCalls.unmask(hidden.personId);
    expect(await seenBy(w.managerCalls, false)).toMatchObject({
      person: { name: 'Hemlig Prov', protected: true },
      grant: { unit: { id: w.unitId } },
    });
  });

  it('pages through campaigns and items, and takes no forged cursor', async () => {
    const w = await ward();
    const first = await open(w.unitId);
    const second = await open(w.unitId, 'keep');
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await w.managerCalls.get<{ items: Campaign[]; next: string | null }>(
        `/reviews?state=open&limit=1${after}`,
      );
      seen.push(...body.items.map((c) => c.id));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    expect(seen).toEqual([second.id, first.id]);
    const page = await w.managerCalls.get<Items>(`/reviews/${first.id}/items?limit=2`);
    const rest = await w.managerCalls.get<Items>(
      `/reviews/${first.id}/items?limit=2&after=${String(page.body.next)}`,
    );
    expect(new Set([...page.body.items, ...rest.body.items].map((i) => i.id)).size).toBe(3);
    const forged = Buffer.from(JSON.stringify(["x'; DROP TABLE campaign", 'y'])).toString('base64url');
    for (const path of [`/reviews?after=${forged}`, `/reviews/${first.id}/items?after=${forged}`])
      expect(await w.managerCalls.get(path)).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });
});

describe('what happens meanwhile', () => {
  let w: Ward;
  let campaign: Campaign;
  let items: Items['items'];
  beforeEach(async () => {
    w = await ward();
    campaign = await open(w.unitId);
    items = await itemsOf(w.managerCalls, campaign);
    for (const { id } of items)
      await w.managerCalls.post(`/reviews/${campaign.id}/decisions`, {
        decisions: [{ itemId: id, decision: 'remove', reason: 'Behövs inte längre' }],
      });
  });

  const endAll = (who: Employee): Promise<unknown> =>
    edge.database.transaction(async (tx) => {
      const grants = await tx.query<{ id: string }>(
        `SELECT id FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
        [who.personId],
      );
      await edge.app.get(ApplyChanges, { strict: false }).run(
        tx,
        system,
        grants.map(({ id }) => ({ kind: 'end', grantId: id, personId: who.personId, reason: 'terminated' })),
        edge.clock.now(),
      );
    });

  it('makes items moot when the access has ended, and never drops them', async () => {
    await endAll(w.anna);
    const after = await itemsOf(w.managerCalls, campaign);
    expect(after.map((i) => i.state).sort()).toEqual(['decided', 'moot', 'moot']);
    const { body } = await w.managerCalls.post<Campaign>(`/reviews/${campaign.id}/sign-off`);
    expect(body).toMatchObject({ signedOff: true, items: { mine: 1, mineSigned: 1, removed: 1 } });
    expect((await grantRow(w.grants.annaLow)).ended_reason).toBe('terminated');
    expect(await itemsOf(w.managerCalls, campaign)).toHaveLength(3);
  });

  it('ends each grant once when a sign-off races a termination', async () => {
    const outcomes = await Promise.allSettled([
      edge.app.get(SignOff).run(actorOf(w.manager), campaign.id),
      endAll(w.anna),
      endAll(w.bo),
      edge.app.get(SignOff).run(actorOf(w.manager), campaign.id),
    ]);
    expect(outcomes[1].status).toBe('fulfilled');
    expect(outcomes[2].status).toBe('fulfilled');
    const signed = [outcomes[0], outcomes[3]].filter((o) => o.status === 'fulfilled');
    expect(signed).toHaveLength(1);
    const ids = [w.grants.annaLow, w.grants.annaHigh, w.grants.boLow];
    const ends = await edge.database.query<{ object_id: string }>(
      `SELECT object_id FROM audit_entry WHERE action = 'grant.ended' AND object_id = ANY($1)`,
      [ids],
    );
    expect(ends.map((e) => e.object_id).sort()).toEqual([...ids].sort());
    const [counted] = await edge.database.query<{ items_removed: number; review_ended: number }>(
      `SELECT c.items_removed, (SELECT count(*) FROM access_grant WHERE id = ANY($2) AND ended_reason = 'review-removed') AS review_ended
       FROM campaign c WHERE id = $1`,
      [campaign.id, ids],
    );
    expect(counted?.items_removed).toBe(counted?.review_ended);
    const states = await edge.database.query<{ state: string; ended_reason: string }>(
      `SELECT i.state, g.ended_reason FROM review_item i JOIN access_grant g ON g.id = i.grant_id
       WHERE i.campaign_id = $1 AND i.reviewer_id = $2`,
      [campaign.id, w.manager.personId],
    );
    for (const { state, ended_reason } of states)
      expect(state).toBe(ended_reason === 'review-removed' ? 'signed' : 'moot');
  });

  it('does not call signed what a termination ended while the sign-off waited for it', async () => {
    let signing: Promise<void> = Promise.resolve();
    await edge.database.transaction(async (tx) => {
      await edge.app
        .get(ApplyChanges, { strict: false })
        .run(
          tx,
          system,
          [{ kind: 'end', grantId: w.grants.boLow, personId: w.bo.personId, reason: 'terminated' }],
          edge.clock.now(),
        );
      signing = edge.app.get(SignOff).run(actorOf(w.manager), campaign.id); // sees Bo's access as live, then waits
      for (let waiting = 0; waiting === 0;) {
        const [row] = await tx.query<{ n: number }>(
          `SELECT count(*) AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
        );
        waiting = row?.n ?? 0;
      }
    });
    await signing;
    const after = await itemsOf(w.managerCalls, campaign);
    expect(after.find((i) => i.grant.id === w.grants.boLow)).toMatchObject({ state: 'moot', removal: null });
    expect(after.filter((i) => i.state === 'signed')).toHaveLength(2);
    expect((await grantRow(w.grants.boLow)).ended_reason).toBe('terminated');
    expect((await edge.audit('review.signed-off')).at(-1)?.detail).toMatchObject({ removed: 2, moot: 1 });
  });

  it('carries out at the close what was answered and never signed', async () => {
    await edge.app.get(CloseCampaign).run(system, campaign.id);
    expect((await grantRow(w.grants.annaLow)).ended_reason).toBe('review-removed');
    expect((await grantRow(w.grants.boLow)).ended_reason).toBe('review-removed');
  });

  it('hands a leaver’s items to who leads the staff now, with the answers given', async () => {
    const successor = await home.employee(w.unitId, { name: 'Ny chef' });
    await edge.database.query(`UPDATE employment SET terminated_at = now() WHERE id = $1`, [
      w.manager.employmentId,
    ]);
    await edge.database.query(
      `UPDATE employment SET manager_employment_id = $1 WHERE manager_employment_id = $2`,
      [successor.employmentId, w.manager.employmentId],
    );
    await edge.app.get(HandOverReviews).run(system);
    const theirs = await itemsOf(await as(successor), campaign);
    expect(theirs.map((i) => i.decision)).toEqual(['remove', 'remove', 'remove']);
    await edge.app.get(SignOff).run(actorOf(successor), campaign.id);
    expect((await grantRow(w.grants.annaHigh)).ended_reason).toBe('review-removed');
  });
});

describe('by the calendar', () => {
  it('opens one campaign a day that has come, however many schedulers there are, and moves on', async () => {
    const w = await ward();
    const today = dayOf(edge.clock.now());
    const declared = {
      key: 'kvartal',
      name: 'Kvartalsgranskning',
      unit: String(number),
      everyDays: 30,
      openDays: 14,
      noAnswer: 'keep' as const,
      firstOn: addDays(today, -70),
    };
    const load = edge.app.get(LoadSchedules);
    expect(await load.run(system, [declared])).toEqual({ changed: 1, stopped: 0 });
    expect(await load.run(system, [declared])).toEqual({ changed: 0, stopped: 0 });
    const due = edge.app.get(OpenDueCampaigns);
    const opened = (await Promise.all([1, 2, 3, 4].map(() => due.run(system)))).flat();
    expect(opened).toHaveLength(1);
    const [row] = await edge.database.query<Record<string, unknown>>(
      `SELECT c.closes_on, c.opened_by, c.items_total, s.next_open_on, c.unit_id
       FROM campaign c JOIN campaign_schedule s ON s.id = c.schedule_id WHERE c.id = $1`,
      [opened[0]],
    );
    expect(row).toEqual({
      closes_on: addDays(today, 14),
      opened_by: null,
      items_total: 4,
      next_open_on: addDays(today, 20), // two openings were missed and are not made up for
      unit_id: w.unitId,
    });
    expect(await load.run(system, [])).toEqual({ changed: 0, stopped: 1 });
    await edge.database.query(`UPDATE campaign_schedule SET next_open_on = $1`, [today]);
    expect(await due.run(system)).toEqual([]);
  });

  it('names every schedule whose unit is not known, and loads none', async () => {
    const one = {
      name: 'Granskning',
      everyDays: 30,
      openDays: 14,
      noAnswer: 'keep' as const,
      firstOn: '2099-01-01',
    };
    await expect(
      edge.app.get(LoadSchedules).run(system, [
        { ...one, key: 'good', unit: '1' },
        { ...one, key: 'bad', unit: 'nowhere' },
        { ...one, key: 'worse', unit: "'; --" },
      ]),
    ).rejects.toThrow(/bad \(nowhere\), worse \('; --\)/);
    expect(await edge.database.query(`SELECT FROM campaign_schedule WHERE key = 'good'`)).toEqual([]);
  });

  it('closes once, on the day after the last; with the rule "keep" nothing is removed but flagged', async () => {
    const w = await ward();
    const campaign = await open(w.unitId, 'keep');
    const close = edge.app.get(CloseDueCampaigns);
    expect(await close.run(system)).not.toContain(campaign.id);
    edge.clock.move(15 * 24 * 60);
    const closed = (await Promise.all([close.run(system), close.run(system)])).flat();
    expect(closed.filter((id) => id === campaign.id)).toHaveLength(1);
    expect((await grantRow(w.grants.annaLow)).ended_reason).toBeNull();
    const entries = await edge.database.query<{ detail: object }>(
      `SELECT detail FROM audit_entry WHERE action = 'campaign.closed' AND object_id = $1`,
      [campaign.id],
    );
    expect(entries.map((e) => e.detail)).toEqual([
      { moot: 0, signed: 0, answered: 0, 'never-answered': 3, 'no-reviewer': 1, removed: 0 },
    ]);
    await expect(edge.app.get(CloseCampaign).run(system, campaign.id)).rejects.toBeInstanceOf(Refused);
    edge.clock.move(-15 * 24 * 60);
  });
});
