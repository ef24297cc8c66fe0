import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { PersonActor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import type { delegationsSchema } from '../../src/requests/delegations.schema.js';
import { EndDelegation } from '../../src/requests/end-delegation.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { DecideItems } from '../../src/reviews/decide-items.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import type {
  campaignListSchema,
  campaignViewSchema,
  reviewItemListSchema,
} from '../../src/reviews/reviews.schema.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

type Campaign = z.output<typeof campaignViewSchema>;
type Campaigns = z.output<typeof campaignListSchema>;
type Items = z.output<typeof reviewItemListSchema>;
type Delegations = z.output<typeof delegationsSchema>;

let edge: Edge;
let home: CareHome;
let officer: Employee;
let low: RoleFacts;
let other: RoleFacts;
let number = 300;

beforeAll(async () => {
  edge = await startEdge({ rooms: [ReviewsModule, RequestsModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  officer = await home.employee(await home.unit('/1/', 'Staben'), { name: 'Säker' });
  await home.grant(officer, await home.role(officer, { grindvakt: 'security' }));
  low = await home.role(officer, { risk: 1, reviewDays: 90 });
  other = await home.role(officer, { risk: 1, reviewDays: 90 });
});
afterAll(async () => {
  await edge.stop();
});

const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId));
const actorOf = ({ personId }: Employee): PersonActor => {
  const authenticatedAt = edge.clock.now();
  return { kind: 'person', personId, level: 3, channel: 'web', address: null, authenticatedAt };
};

interface Ward {
  manager: Employee;
  standIn: Employee;
  anna: Employee;
  campaign: string;
  grants: { anna: string; annaOther: string; standIn: string };
}

/** A manager with two people, one of whom is to stand in, and a review of them that is already open. */
async function ward(): Promise<Ward> {
  number += 1;
  const unitId = await home.unit(`/${String(number)}/`, `Avdelning ${String(number)}`);
  const manager = await home.employee(unitId, { name: 'Chef' });
  const anna = await home.employee(unitId, { name: 'Anna', manager });
  const standIn = await home.employee(unitId, { name: 'Ersättare', manager });
  const grants = {
    anna: await home.grant(anna, low),
    annaOther: await home.grant(anna, other),
    standIn: await home.grant(standIn, low),
  };
  const { status, body } = await (
    await as(officer)
  ).post<Campaign>('/reviews', {
    name: 'Höstens granskning',
    unitId,
    closesOn: addDays(dayOf(edge.clock.now()), 14),
    noAnswer: 'remove',
  });
  expect(status).toBe(201);
  return { manager, standIn, anna, grants, campaign: body.id };
}

async function delegate(from: Employee, to: Employee, more: object = {}): Promise<string> {
  const today = dayOf(edge.clock.now());
  const { status, body } = await (
    await as(from)
  ).post<Delegations>('/delegations', {
    delegateId: to.personId,
    covers: ['reviews'],
    from: today,
    to: addDays(today, 10),
    reason: 'Semester i en vecka',
    ...more,
  });
  expect(status).toBe(201);
  return body.given[0]?.id ?? '';
}

async function items(who: Employee, campaign: string): Promise<Items['items']> {
  const { status, body } = await (await as(who)).get<Items>(`/reviews/${campaign}/items`);
  return status === 404 ? [] : body.items;
}

async function answer(
  who: Employee,
  w: Ward,
  of: readonly string[],
  decision = 'keep',
): Promise<string | number> {
  const all = await edge.database.query<{ id: string; grantId: string }>(
    `SELECT id, grant_id AS "grantId" FROM review_item WHERE campaign_id = $1`,
    [w.campaign],
  );
  const decisions = all
    .filter(({ grantId }) => of.includes(grantId))
    .map(({ id }) => ({
      itemId: id,
      decision,
      ...(decision === 'remove' ? { reason: 'Behövs inte mer' } : {}),
    }));
  const { status, body } = await (
    await as(who)
  ).post<{ code: string }>(`/reviews/${w.campaign}/decisions`, { decisions });
  return status === 200 ? 200 : body.code;
}

describe('a delegation of reviews', () => {
  it('reaches what is already open, says in whose place, and the signature takes access away', async () => {
    const w = await ward();
    expect(await items(w.standIn, w.campaign)).toEqual([]);
    await delegate(w.manager, w.standIn);
    const seen = await items(w.standIn, w.campaign);
    expect(seen.map(({ grant, onBehalfOf }) => [grant.id, onBehalfOf?.id])).toEqual(
      [...seen].map(({ grant }) => [grant.id, w.manager.personId]),
    );
    expect(seen.map(({ grant }) => grant.id).sort()).toEqual([w.grants.anna, w.grants.annaOther].sort());
    const listed = await (await as(w.standIn)).get<Campaigns>('/reviews');
    expect(listed.body.items.map(({ id }) => id)).toEqual([w.campaign]);

    expect(await answer(w.standIn, w, [w.grants.anna])).toBe(200);
    expect(await answer(w.standIn, w, [w.grants.annaOther], 'remove')).toBe(200);
    expect((await (await as(w.standIn)).post(`/reviews/${w.campaign}/sign-off`)).status).toBe(200);
    const ended = await edge.database.query<{ id: string }>(
      `SELECT id FROM access_grant WHERE person_id = $1 AND ended_reason = 'review-removed'`,
      [w.anna.personId],
    );
    expect(ended).toEqual([{ id: w.grants.annaOther }]);
    const [signed] = (await edge.audit('review.signed-off')).slice(-1);
    expect(signed).toMatchObject({ detail: { onBehalfOf: [w.manager.personId], signed: 2 } });
    // What is about the delegate is still the manager's to answer.
    expect((await items(w.manager, w.campaign)).filter(({ state }) => state === 'open').map(({ grant }) => grant.id)).toEqual([
      w.grants.standIn,
    ]); // prettier-ignore
  });

  it('never reaches the delegate’s own access, however it is asked for (certifying oneself)', async () => {
    const w = await ward();
    await delegate(w.manager, w.standIn);
    expect(await answer(w.standIn, w, [w.grants.standIn])).toBe('own-review');
    expect((await items(w.standIn, w.campaign)).some(({ grant }) => grant.id === w.grants.standIn)).toBe(
      false,
    );
  });

  it('has no chain, and one for requests alone reaches no review', async () => {
    const w = await ward();
    const third = await home.employee(w.manager.unitId, { name: 'Tredje' });
    await delegate(w.manager, w.standIn);
    await delegate(w.standIn, third);
    expect(await answer(third, w, [w.grants.anna])).toBe('not-found');
    const v = await ward();
    await delegate(v.manager, v.standIn, { covers: ['requests'] });
    expect(await answer(v.standIn, v, [v.grants.anna])).toBe('not-found');
    expect(await items(v.standIn, v.campaign)).toEqual([]);
  });

  it('for one role reaches no other, and stops as soon as it is ended or over', async () => {
    const w = await ward();
    const id = await delegate(w.manager, w.standIn, { roleId: other.roleId });
    expect((await items(w.standIn, w.campaign)).map(({ grant }) => grant.id)).toEqual([w.grants.annaOther]);
    expect(await answer(w.standIn, w, [w.grants.anna])).toBe('not-found');
    expect((await (await as(w.manager)).post(`/delegations/${id}/ending`)).status).toBe(200);
    expect(await answer(w.standIn, w, [w.grants.annaOther])).toBe('not-found');
  });

  it('that ends against an answer leaves one outcome', async () => {
    for (let round = 0; round < 5; round += 1) {
      const w = await ward();
      const id = await delegate(w.manager, w.standIn);
      const [item] = await items(w.standIn, w.campaign);
      const deciding = edge.app.get(DecideItems).run(actorOf(w.standIn), {
        campaignId: w.campaign,
        decisions: [{ itemId: item?.id ?? '', decision: 'keep', reason: null }],
      });
      const ending = edge.app.get(EndDelegation).run(actorOf(w.manager), id);
      const [decided, ended] = await Promise.allSettled([deciding, ending]);
      expect(ended.status).toBe('fulfilled');
      const [row] = await edge.database.query<{ state: string }>(
        `SELECT state FROM review_item WHERE id = $1`,
        [item?.id],
      );
      expect(row?.state).toBe(decided.status === 'fulfilled' ? 'decided' : 'open');
    }
  });
});
