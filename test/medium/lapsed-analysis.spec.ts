import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AnalysesModule } from '../../src/catalogue/analyses/analyses.module.js';
import { LapseAnalyses } from '../../src/catalogue/analyses/lapse-analyses.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { FollowFacts } from '../../src/lifecycle/following/follow-facts.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { ReviewsJobs } from '../../src/reviews/reviews.jobs.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

jest.setTimeout(120_000);

interface Problem {
  code: string;
}
interface Asked extends Problem {
  id: string;
  state: string;
}
const night: Actor = { kind: 'system', name: 'night', channel: 'schedule' };
const technician = '151015';
const assessment = {
  need: 'Ska ge omvårdnad på avdelningen',
  data: 'Anteckningar',
  riskTooWide: 'Kan läsa om andras patienter',
  riskTooNarrow: 'Kan inte signera läkemedel',
  days: 90,
};

let edge: Edge;
let home: CareHome;
let ward: string;
let owner: Employee;
let security: Employee;
let manager: Employee;
const signedIn = new Map<string, Caller>();

beforeAll(async () => {
  edge = await startEdge({
    rooms: [
      CatalogueModule,
      AnalysesModule,
      RequestsModule,
      ReviewsModule,
      PrivilegeModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
    ],
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  ward = await home.unit('/1/2/', 'Avdelning 2');
  owner = await home.employee(office, { name: 'Ägare' });
  security = await home.employee(office, { name: 'Säkerhet' });
  manager = await home.employee(ward, { name: 'Chef' });
  await home.grant(security, await home.role(owner, { grindvakt: 'security' }));
});
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  const known = signedIn.get(who.personId) ?? new Caller(edge.url, await edge.signIn(who.personId));
  signedIn.set(who.personId, known);
  return known;
}
const nurse = (more: { titleCode?: string } = {}) => home.employee(ward, { manager, ...more });
const expire = (role: RoleFacts) =>
  edge.database.query(`UPDATE analysis SET valid_to = '2026-01-31' WHERE id = $1`, [role.analysisId]);
/** The day has passed; or the night has seen it as well. */
const ways: [string, (role: RoleFacts) => Promise<void>][] = [
  [
    'whose last day has passed, before any night has seen it',
    async (role) => {
      await expire(role);
    },
  ],
  [
    'that has lapsed',
    async (role) => {
      await expire(role);
      await edge.app.get(LapseAnalyses).run(night);
    },
  ],
];
const wanted = (who: Employee, role: RoleFacts) => ({
  personId: who.personId,
  employmentId: who.employmentId,
  roleId: role.roleId,
  assessment,
});
const ask = async (who: Employee, role: RoleFacts, more: object = {}) =>
  (await as(manager)).post<Asked>('/requests', { ...wanted(who, role), ...more });
const approve = async (id: string) =>
  (await as(owner)).post<Asked>(`/requests/${id}/decisions`, { outcome: 'approve' });
const live = async (who: Employee, role: RoleFacts) =>
  edge.database.query<{ id: string; valid_to: Date }>(
    `SELECT id, valid_to FROM access_grant WHERE person_id = $1 AND role_id = $2 AND ended_at IS NULL`,
    [who.personId, role.roleId],
  );
let groups = 0;
const roleOf = () => home.role(owner, { directory: `gg-lapse-${String((groups += 1))}` });
const inDays = (days: number) => new Date(edge.clock.now().getTime() + days * 86_400_000);

describe.each(ways)('an analysis %s', (_, lapse) => {
  it('gives nothing to who asks', async () => {
    const role = await roleOf();
    const anna = await nurse();
    await lapse(role);
    const { status, body } = await ask(anna, role);
    expect([status, body.code]).toEqual([409, 'no-live-analysis']);
  });

  it('gives nothing by an approval that comes after it', async () => {
    const role = await roleOf();
    const anna = await nurse();
    const sent = await ask(anna, role);
    expect(sent.status).toBe(201);
    await lapse(role);
    const { status, body } = await approve(sent.body.id);
    expect([status, body.code]).toEqual([409, 'no-live-analysis']);
    expect(await live(anna, role)).toEqual([]);
  });

  it('lets no older access last longer, whether asked before it or after', async () => {
    const role = await roleOf();
    const [early, late] = [await nurse(), await nurse()];
    for (const who of [early, late]) await home.grant(who, role, { validTo: inDays(5) });
    const sent = await ask(early, role, { kind: 'extension' });
    expect(sent.status).toBe(201);
    await lapse(role);
    const decided = await approve(sent.body.id);
    expect([decided.status, decided.body.code]).toEqual([409, 'no-live-analysis']);
    const asked = await ask(late, role, { kind: 'extension' });
    expect([asked.status, asked.body.code]).toEqual([409, 'no-live-analysis']);
    for (const who of [early, late])
      expect((await live(who, role))[0]?.valid_to.getTime()).toBeLessThan(inDays(6).getTime());
  });

  it('gives a joiner no birthright, and takes from nobody the one they have', async () => {
    const role = await roleOf();
    await edge.database.query(
      `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector) VALUES ($1, 'Alla', $2, $3, '{"titleCodes": ["2070*"]}')`,
      [`rule-${role.roleId}`, role.roleId, role.analysisId],
    );
    const follow = (who: Employee) =>
      edge.database.transaction((tx) =>
        edge.app.get(FollowFacts).run(tx, night, [who.personId], edge.clock.now()),
      );
    const first = await nurse({ titleCode: '207011' });
    await follow(first);
    expect(await live(first, role)).toHaveLength(1);
    await lapse(role);
    const joiner = await nurse({ titleCode: '207011' });
    await follow(joiner);
    await follow(first);
    expect(await live(joiner, role)).toEqual([]);
    expect(await live(first, role)).toHaveLength(1);
    await edge.database.query(
      `UPDATE birthright_rule SET active = false WHERE role_id = $1 AND NOT EXISTS (
      SELECT FROM access_grant g WHERE g.rule_id = birthright_rule.id)`,
      [role.roleId],
    );
  });

  it('activates no administrator right', async () => {
    const role = await home.role(owner, {
      directory: `gg-lapse-${String((groups += 1))}`,
      privileged: { cap: 2, eligible: { titleCodes: [technician] }, hours: [1] },
    });
    const ivar = await nurse({ titleCode: technician });
    const activate = async () =>
      (await as(ivar)).post<Problem>('/privilege/activations', {
        roleId: role.roleId,
        hours: 1,
        reason: 'Byte av gruppregler i katalogen',
      });
    await lapse(role);
    const { status, body } = await activate();
    expect([status, body.code]).toEqual([409, 'no-live-analysis']);
    expect(await live(ivar, role)).toEqual([]);
  });

  it('is nothing to copy from a colleague', async () => {
    const role = await roleOf();
    const [anna, bo] = [await nurse(), await nurse()];
    await home.grant(anna, role);
    await lapse(role);
    const { body } = await (
      await as(manager)
    ).get<{ items: { role: { id: string }; problem: Problem | null }[] }>(
      `/requests/like?personId=${bo.personId}&employmentId=${bo.employmentId}&colleagueId=${anna.personId}`,
    );
    expect(body.items.filter(({ role: { id } }) => id === role.roleId)).toMatchObject([
      { problem: { code: 'no-live-analysis' } },
    ]);
  });

  it('opens the review of what is there once, however many nights and instances see it', async () => {
    const role = await roleOf();
    for (const who of [await nurse(), await nurse()]) await home.grant(who, role);
    await lapse(role);
    const [lapses, reviews] = [edge.app.get(LapseAnalyses), edge.app.get(ReviewsJobs)];
    await Promise.all(Array.from({ length: 4 }, () => lapses.run(night)));
    await Promise.all(Array.from({ length: 4 }, () => reviews.run()));
    edge.clock.move(24 * 60);
    await Promise.all([lapses.run(night), reviews.run(), reviews.run()]);
    edge.clock.move(-24 * 60);
    const campaigns = await edge.database.query(`SELECT items_total FROM campaign WHERE analysis_id = $1`, [
      role.analysisId,
    ]);
    expect(campaigns).toEqual([{ items_total: 2 }]);
    const entries = (await edge.audit('analysis.lapsed')).filter(
      ({ detail }) => detail['role'] === role.roleId,
    );
    expect(entries).toHaveLength(1);
  });
});

describe('a role that is given another content while a request waits', () => {
  const proposal = (entitlements: readonly { id: string }[]) => ({
    base: 1,
    content: {
      name: { sv: 'Läsa journalen' },
      sentence: { sv: 'Låter dig läsa i journalen på enheten.' },
      entitlements: entitlements.map(({ id }) => id),
      includes: [],
      requires: [],
      risk: null,
      requiredLevel: null,
      maxDays: null,
      reviewDays: null,
      dataClass: null,
      requestable: true,
      askableBy: null,
      suggestedFor: null,
      mover: 'review',
      privileged: null,
    },
    reason: 'Vi behöver ett annat innehåll',
  });
  const entitlementsOf = async (...roles: RoleFacts[]) =>
    edge.database.query<{ id: string }>(
      `SELECT entitlement_id AS id FROM role_entitlement WHERE role_id = ANY($1) ORDER BY 1`,
      [roles.map(({ roleId }) => roleId)],
    );
  const put = async (role: RoleFacts, entitlements: readonly { id: string }[]) => {
    const path = `/roles/${role.roleId}/versions`;
    expect((await (await as(security)).post(path, proposal(entitlements))).status).toBe(201);
    return (
      await (
        await as(owner)
      ).post<Problem & { outcome?: string }>(`${path}/2/decisions`, { decision: 'approve' })
    ).body;
  };

  it('is not widened under it: the analysis was not made for more, and what is approved is what was asked for', async () => {
    const [role, other] = [await roleOf(), await roleOf()];
    const anna = await nurse();
    const sent = await ask(anna, role);
    expect(await put(role, await entitlementsOf(role, other))).toMatchObject({ code: 'analysis-outdated' });
    expect((await approve(sent.body.id)).body.state).toBe('approved');
    expect(await live(anna, role)).toHaveLength(1);
    expect(await entitlementsOf(role)).toHaveLength(1);
  });

  it('once it gives something else must be asked for anew', async () => {
    const [role, other] = [await roleOf(), await roleOf()];
    await edge.database.query(
      `INSERT INTO role_entitlement (role_id, entitlement_id) SELECT $1, entitlement_id FROM role_entitlement WHERE role_id = $2`,
      [role.roleId, other.roleId],
    );
    const anna = await nurse();
    const sent = await ask(anna, role);
    expect(await put(role, await entitlementsOf(other))).toMatchObject({ outcome: 'in-force' });
    const decided = await approve(sent.body.id);
    expect([decided.status, decided.body.code]).toEqual([409, 'role-changed']);
    expect(await live(anna, role)).toEqual([]);
  });
});
