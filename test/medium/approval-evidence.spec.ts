import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays, type Day } from '../../src/policy/model/day.js';
import type { circumstancesSchema } from '../../src/requests/circumstances.schema.js';
import { FollowApprovals } from '../../src/requests/follow-approvals.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import type {
  decidedTogetherSchema,
  requestsListSchema,
  requestViewSchema,
} from '../../src/requests/requests.schema.js';
import { SeparationModule } from '../../src/separation/separation.module.js';
import { Caller, CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

jest.setTimeout(180_000);

type View = z.output<typeof requestViewSchema>;
type List = z.output<typeof requestsListSchema>;
type Around = z.output<typeof circumstancesSchema>;
type Together = z.output<typeof decidedTogetherSchema>;

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Vårdplaner och signeringslistor',
  riskTooWide: 'Kan se mer om andra patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
};

let edge: Edge;
let home: CareHome;
let owner: Employee;
let systemOwner: Employee;
let officer: Employee;
let manager: Employee;
let unitId: string;
let roleIds: Record<string, string>;

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule, RequestsModule, SeparationModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const officeId = await home.unit('/1/', 'Staben');
  unitId = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(officeId, { name: 'Ägare' });
  systemOwner = await home.employee(officeId, { name: 'System' });
  officer = await home.employee(officeId, { name: 'Säkerhet' });
  manager = await home.employee(unitId, { name: 'Chef' });
  const numberOf = async (who: Employee): Promise<string> =>
    (await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [who.employmentId]))[0]
      ?.number ?? ''; // prettier-ignore
  await edge.app.get(LoadCatalogue).run(
    operator,
    smallCatalogue({
      source: 'home',
      informationOwner: await numberOf(owner),
      systemOwner: await numberOf(systemOwner),
      roles: [
        { key: 'las', group: 'journal-las' },
        { key: 'attest', group: 'journal-attest' },
        { key: 'betala', group: 'journal-betala' },
        { key: 'delad', group: 'journal-delad', acrossCareProviders: true },
      ],
    }),
  );
  const rows = await edge.database.query<{ key: string; id: string }>(`SELECT key, id FROM role`);
  roleIds = Object.fromEntries(rows.map((row) => [row.key, row.id]));
  await home.grant(officer, await home.role(owner, { grindvakt: 'security' }));
});
afterAll(async () => {
  await edge.stop();
});

const as = async (who: Employee): Promise<Caller> => new Caller(edge.url, await edge.signIn(who.personId, 3));
const newcomer = (): Promise<Employee> => home.employee(unitId, { manager, titleCode: '207011' });

async function ask(who: Employee, role = 'las'): Promise<View> {
  const { status, body } = await (
    await as(manager)
  ).post<View>('/requests', {
    personId: who.personId,
    employmentId: who.employmentId,
    roleId: roleIds[role],
    assessment,
  });
  expect([status, JSON.stringify(body)]).toEqual([201, expect.anything()]);
  return body;
}

const approve = async (by: Employee, id: string): Promise<number> =>
  (await (await as(by)).post(`/requests/${id}/decisions`, { outcome: 'approve' })).status;

describe('what an approver weighs', () => {
  beforeAll(async () => {
    const side = (key: string): object => ({ roleIds: [roleIds[key]], entitlementIds: [], people: null });
    const { status } = await (
      await as(officer)
    ).post('/separation/rules', {
      name: 'Attest och utbetalning',
      why: 'Den som attesterar ska inte också betala ut.',
      mode: 'record',
      left: side('attest'),
      right: side('betala'),
      reason: 'Beslut av ledningen',
      version: null,
    });
    expect(status).toBe(201);
  });

  it('shows the duties that would come together, and such a request is never decided in a bundle', async () => {
    const anna = await newcomer();
    await approve(owner, (await ask(anna, 'attest')).id);
    const conflicting = await ask(anna, 'betala');
    const plain = [await ask(await newcomer(), 'betala'), await ask(await newcomer(), 'betala')];
    const seen = await (await as(owner)).get<List>('/requests?view=to-decide&state=pending');
    const of = (id: string): View['conflicts'] | undefined =>
      seen.body.items.find((item) => item.id === id)?.conflicts;
    expect(of(conflicting.id)).toEqual([{ rule: 'Attest och utbetalning', mode: 'record', exempt: false }]);
    expect(of(plain[0]?.id ?? '')).toEqual([]);
    const { body } = await (
      await as(owner)
    ).post<Together>('/requests/decisions', {
      items: [...plain, conflicting].map(({ id }) => ({ id })),
      outcome: 'approve',
    });
    expect(body.items.map((item) => item.outcome ?? item.problem?.code)).toEqual([
      'approved',
      'approved',
      'decide-one-by-one',
    ]);
    expect(await approve(owner, conflicting.id)).toBe(200);
  });

  it('shows what the person has and has had, to those who weigh it and not to whoever owns the system', async () => {
    const anna = await newcomer();
    await approve(owner, (await ask(anna, 'attest')).id);
    const request = await ask(anna, 'las');
    const path = `/requests/${request.id}/circumstances`;
    const around = async (who: Employee): Promise<Around> => (await (await as(who)).get<Around>(path)).body;
    expect((await around(owner)).earlier.map(({ role, endedAt }) => [role, endedAt])).toEqual([
      ['Roll attest', null],
    ]);
    expect((await around(systemOwner)).earlier).toEqual([]);
    expect((await (await as(await newcomer())).get(path)).status).toBe(404);
  });

  it('says how the role has changed since it was asked for', async () => {
    const request = await ask(await newcomer(), 'las');
    await edge.database.query(
      `WITH old AS (UPDATE role_version SET state = 'superseded' WHERE role_id = $1 AND state = 'in-force' RETURNING *),
            moved AS (UPDATE role SET version = version + 1 WHERE id = $1)
       INSERT INTO role_version (role_id, version, content, state, ordered_at, reason)
       SELECT role_id, version + 1, content || jsonb_build_object('risk', 5, 'entitlements',
                (SELECT jsonb_agg(id) FROM entitlement WHERE key IN ('las-e', 'attest-e'))), 'in-force', now(), 'prov' FROM old`,
      [roleIds['las']],
    );
    const { body } = await (await as(owner)).get<Around>(`/requests/${request.id}/circumstances`);
    expect(body.role).toMatchObject({ asked: request.analysis.version, now: 2 });
    expect(body.role.changes).toEqual([
      { field: 'entitlements', came: ['Rätt attest'], went: [] },
      { field: 'risk', came: [], went: [] },
    ]);
  });

  it('marks data of other care providers wherever the request shows', async () => {
    const anna = await newcomer();
    const request = await ask(anna, 'delad');
    const history = await (await as(manager)).get<{ items: { id: string; acrossProviders: boolean }[] }>('/requests/history'); // prettier-ignore
    expect(history.body.items.find(({ id }) => id === request.id)?.acrossProviders).toBe(true);
    expect(request.acrossProviders).toBe(true);
    expect(request.stages.map(({ kind }) => kind)).toEqual(['information-owner', 'extra']);
  });
});

describe('days on which nobody works', () => {
  const minutesADay = 24 * 60;
  const to = (day: Day): void => {
    const noon = new Date(`${day}T10:00:00Z`).getTime();
    edge.clock.move(Math.round((noon - edge.clock.now().getTime()) / 60_000));
  };
  /** What was done about a request, and on which day, as the days go by one by one. */
  async function dayByDay(id: string, days: number): Promise<string[]> {
    const found: string[] = [];
    for (let day = 0; day < days; day += 1) {
      await edge.app.get(FollowApprovals).run();
      const rows = await edge.database.query<{ action: string }>(
        `SELECT action FROM audit_entry WHERE object_id = $1 ORDER BY id`,
        [id],
      );
      for (const { action } of rows.slice(1 + found.length))
        found.push(`${dayOf(edge.clock.now())} ${action.replace('request.', '')}`);
      edge.clock.move(minutesADay);
    }
    return found;
  }

  it.each([
    // Good Friday is 26 March, Easter Monday 29 March.
    [
      'Easter',
      '2027-03-24',
      ['2027-03-30 reminded', '2027-04-03 escalated', '2027-04-06 reminded', '2027-04-10 closed'],
    ],
    // Midsummer Eve is Friday 25 June, and free by custom.
    [
      'Midsummer',
      '2027-06-23',
      ['2027-06-28 reminded', '2027-07-02 escalated', '2027-07-06 reminded', '2027-07-10 closed'],
    ],
  ] as const)('are not counted around %s', async (_name, from, expected) => {
    // prettier-ignore
    to(from);
    const request = await ask(await newcomer(), 'attest');
    expect(request.stages[0]).toMatchObject({ unanswered: 'escalate' });
    const happened = await dayByDay(request.id, 20);
    expect(happened).toEqual(expected);
    expect(addDays(from, 20)).toBe(dayOf(edge.clock.now()));
  });
});
