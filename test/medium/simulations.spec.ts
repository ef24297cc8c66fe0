import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { PassMidnight } from '../../src/lifecycle/following/pass-midnight.js';
import { RecomputeAccess } from '../../src/lifecycle/following/recompute-access.js';
import type {
  simulationEffectsSchema,
  simulationSchema,
} from '../../src/lifecycle/simulations/simulations.schema.js';
import { TakeCatalogue } from '../../src/lifecycle/held/take-catalogue.js';
import type { comingAccessSchema } from '../../src/lifecycle/simulations/coming-access.schema.js';
import { dayOf } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { addDays } from '../../src/policy/model/day.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue } from '../support/small-catalogue.js';

type Simulation = z.output<typeof simulationSchema>;
type ComingAccess = z.output<typeof comingAccessSchema>;
type Effects = z.output<typeof simulationEffectsSchema>;
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

jest.setTimeout(120_000);

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };

let edge: Edge;
let home: CareHome;
let clerk: Employee;
let calls: Caller;
let role: RoleFacts;
let other: RoleFacts;
let ruleId: string;
let hidden: Employee;

beforeAll(async () => {
  edge = await startEdge({
    rooms: [CatalogueModule, ReviewsModule, LifecycleModule.with({ useFactory: () => new HrFileReader() })],
    config: {
      lifecycle: {
        breakers: { unit: { count: 5, share: 0.5, floor: 5 }, hour: { count: 1000, share: 1 } },
      },
    },
  });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  const office = await home.unit('/1/', 'Staben');
  clerk = await home.employee(office, { titleCode: '151013' });
  await home.grant(clerk, await home.role(clerk, { grindvakt: 'hr' }));
  const ward = await home.unit('/2/', 'Almen');
  for (let n = 0; n < 8; n += 1)
    hidden = await home.employee(ward, {
      titleCode: '207011',
      protection: n === 7 ? 'confidential' : 'none',
    });
  role = await home.role(clerk, { directory: 'konto' });
  other = await home.role(clerk, { directory: 'mer' });
  const [rule] = await edge.database.query<{ id: string }>(
    `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active)
     VALUES ('alla', 'Alla', $1, $2, '{}', true) RETURNING id`,
    [role.roleId, role.analysisId],
  );
  ruleId = rule?.id ?? '';
  await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  calls = new Caller(edge.url, await edge.signIn(clerk.personId));
});
afterAll(async () => {
  await edge.stop();
});

async function everything(): Promise<string> {
  const [row] = await edge.database.query<{ all: string }>(
    `SELECT md5(string_agg(t, '|' ORDER BY t)) AS all FROM (
       SELECT g::text AS t FROM access_grant g UNION ALL SELECT a::text FROM account a
       UNION ALL SELECT b::text FROM birthright_rule b UNION ALL SELECT l::text FROM access_loss l) x`,
  );
  return row?.all ?? '';
}

describe('what a changed rule would do', () => {
  it('is shown by role and by person, with what the breakers would say, and changes nothing', async () => {
    const before = await everything();
    const { status, body } = await calls.post<Simulation>('/simulations', {
      kind: 'rule',
      ruleId,
      selector: { unitsBelow: ['1'] },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      title: 'Alla',
      lookedAt: 9,
      persons: 8,
      losing: 8,
      gaining: 0,
      roles: [{ lost: 8, gained: 0 }],
      tripped: [{ scope: 'unit', what: 'access', ends: 8, allowed: 5, unit: 'Almen' }],
    });
    const lines: Effects['items'] = [];
    for (let next: string | null = ''; next !== null;) {
      const more: string = next === '' ? '' : `&after=${next}`;
      const page = await calls.get<Effects>(`/simulations/${body.id}/persons?limit=3${more}`);
      lines.push(...page.body.items);
      next = page.body.next;
    }
    expect(lines).toHaveLength(8);
    expect(lines.every(({ lost, gained }) => lost.length === 1 && gained.length === 0)).toBe(true);
    // Where the protected one works is not shown.
    expect(lines.map(({ unit }) => unit).sort()).toEqual(['', ...Array<string>(7).fill('Almen')]);
    expect(await everything()).toBe(before);
  });

  it('tells of a new rule and of one that is taken away', async () => {
    const added = await calls.post<Simulation>('/simulations', {
      kind: 'rule',
      roleId: other.roleId,
      selector: { titleCodes: ['2070*'] },
    });
    expect(added.body).toMatchObject({ losing: 0, gaining: 8, tripped: [] });
    const removed = await calls.post<Simulation>('/simulations', { kind: 'rule', ruleId, selector: null });
    expect(removed.body).toMatchObject({ losing: 9, gaining: 0 });
    const same = await calls.post<Simulation>('/simulations', { kind: 'rule', ruleId, selector: {} });
    expect(same.body).toMatchObject({ persons: 0, tripped: [] });
  });

  it('foretells exactly what applying the rule then does', async () => {
    const question = { kind: 'rule', roleId: other.roleId, selector: { titleCodes: ['151013'] } };
    const told = await calls.post<Simulation>('/simulations', question);
    await edge.database.query(
      `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active)
       VALUES ('mer', 'Mer', $1, $2, $3, true)`,
      [other.roleId, other.analysisId, JSON.stringify(question.selector)],
    );
    const done = await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    expect(done).toMatchObject({ opened: told.body.gaining, ended: told.body.losing });
    expect(told.body.gaining).toBe(1);
  });

  it('is for HR and security alone, says what is wrong beside the field, and is forgotten after a week', async () => {
    const nobody = new Caller(edge.url, await edge.signIn(hidden.personId));
    for (const address of ['/simulations', '/simulations/choices'])
      expect((await nobody.get(address)).status).toBe(403);
    const denied = await nobody.post('/simulations', { kind: 'rule', ruleId, selector: null });
    expect(denied.status).toBe(403);
    const unknown = await calls.post<Problem>('/simulations', {
      kind: 'rule',
      ruleId,
      selector: { unitsBelow: ['nix'] },
    });
    expect([unknown.status, unknown.body.errors?.[0]?.pointer]).toEqual([422, '/selector/unitsBelow']);
    const neither = await calls.post<Problem>('/simulations', { kind: 'rule', selector: {} });
    expect(neither.status).toBe(422);
    const missing = await calls.post<Problem>('/simulations', {
      kind: 'rule',
      ruleId: clerk.personId,
      selector: null,
    });
    expect(missing.status).toBe(404);
    const { body } = await calls.post<Simulation>('/simulations', { kind: 'rule', ruleId, selector: null });
    edge.clock.move(8 * 24 * 60);
    calls = new Caller(edge.url, await edge.signIn(clerk.personId));
    expect((await calls.get(`/simulations/${body.id}`)).status).toBe(404);
  });
});

describe('a declared catalogue', () => {
  let number = '';
  const declared = (unitsBelow: string[] | undefined): unknown =>
    smallCatalogue({
      source: 'home',
      informationOwner: number,
      systemOwner: number,
      roles: [{ key: 'las', group: 'las-grupp', unitKinds: ['care'] }],
      birthrightRules: [
        { key: 'las', name: 'Läs till alla', role: 'las', selector: unitsBelow ? { unitsBelow } : {} },
      ],
    });
  const live = async (): Promise<number> => {
    const [row] = await edge.database.query<{ live: number }>(
      `SELECT count(*) AS live FROM access_grant g JOIN role r ON r.id = g.role_id WHERE r.key = 'las' AND g.ended_at IS NULL`,
    );
    return row?.live ?? 0;
  };

  beforeAll(async () => {
    const [row] = await edge.database.query<{ number: string }>(
      `SELECT number FROM employment WHERE person_id = $1`,
      [clerk.personId],
    );
    number = row?.number ?? '';
  });

  it('that takes access from too many is held whole, and done when another person releases it', async () => {
    const take = edge.app.get(TakeCatalogue);
    const first = await take.run(operator, declared(undefined));
    expect(first).toMatchObject({ outcome: 'applied', followed: { opened: 9, ended: 0 } });
    const before = await everything();
    const trial = await take.run(operator, declared(['1']), { dryRun: true });
    expect(trial).toMatchObject({ outcome: 'dry-run', persons: { losing: 8 }, byRole: [{ lost: 8 }] });
    expect(trial.tripped).toMatchObject([{ scope: 'unit', ends: 8 }]);
    expect(await everything()).toBe(before);

    const stopped = await take.run(operator, declared(['1']));
    expect(stopped).toMatchObject({ outcome: 'held', loaded: { birthrightRules: 1 } });
    expect(await everything()).toBe(before);
    const tasks = await edge.database.query(
      `SELECT FROM notice WHERE to_id = $1 AND kind = 'change-held' AND object_id = $2`,
      [clerk.personId, stopped.held],
    );
    expect(tasks).toHaveLength(1);
    const lines = await calls.get<{ items: object[] }>(`/held/${stopped.held ?? ''}/losses`);
    expect(lines.body.items).toHaveLength(8);
    const released = await calls.post<{ state: string }>(`/held/${stopped.held ?? ''}/release`, {
      reason: 'Regeln är beslutad av ägaren',
    });
    expect([released.status, released.body.state]).toEqual([200, 'released']);
    expect(await live()).toBe(1);
    expect(await take.run(operator, declared(['1']))).toMatchObject({
      outcome: 'applied',
      loaded: { birthrightRules: 0 },
      followed: { opened: 0, ended: 0 },
    });
  });
});

describe('what somebody who is to begin will get', () => {
  it('is what the plan gives on the first day, told to those who may see the person alone', async () => {
    const unit = await home.unit('/95/', 'Söder');
    const today = dayOf(edge.clock.now());
    const manager = await home.employee(unit);
    const coming = await home.employee(unit, { manager, from: addDays(today, 9) });
    const as = async (who: Employee): Promise<Caller> =>
      new Caller(edge.url, await edge.signIn(who.personId));
    const path = `/people/${coming.personId}/coming-access`;
    const seen = await (await as(manager)).get<ComingAccess>(path);
    expect(seen.body.items).toMatchObject([
      { employmentId: coming.employmentId, unit: { name: 'Söder' }, from: addDays(today, 9) },
    ]);
    expect(seen.body.items[0]?.roles.map(({ id, rule, restsFor }) => [id, rule, restsFor])).toEqual([
      [role.roleId, 'Alla', []],
    ]);
    expect((await (await as(clerk)).get(`/people/${manager.personId}/coming-access`)).body).toEqual({
      items: [],
      next: null,
    });
    expect((await (await as(hidden)).get(path)).status).toBe(404);
    // Nothing of it is there before the day.
    expect(
      await edge.database.query(`SELECT FROM access_grant WHERE person_id = $1`, [coming.personId]),
    ).toEqual([]);
    const past = `UPDATE employment SET start_date = '2000-01-01', end_date = '2000-01-02' WHERE id = $1`;
    await edge.database.query(past, [coming.employmentId]);
  });
});

describe('what a changed organisation would do', () => {
  let below: string;
  const ask = (question: object): Promise<{ status: number; body: Simulation }> =>
    calls.post<Simulation>('/simulations', { kind: 'organisation', ...question });

  beforeAll(async () => {
    const [west, east] = [await home.unit('/7/', 'Väster'), await home.unit('/8/', 'Öster')];
    below = await home.unit('/7/71/', 'Väster natt');
    const [first] = [await home.employee(west), await home.employee(west), await home.employee(below)];
    for (let n = 0; n < 4; n += 1) await home.employee(below);
    await home.employee(east);
    await edge.database.query(`UPDATE unit SET parent_id = $2 WHERE id = $1`, [below, west]);
    await edge.database.query(
      `UPDATE unit SET manager_number = (SELECT number FROM employment WHERE id = $2) WHERE id = $1`,
      [west, first.employmentId],
    );
    for (const [key, roleKey, code] of [
      ['väst', role, '7'],
      ['öst', other, '8'],
    ] as const)
      // prettier-ignore
      await edge.database.query(
        `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active) VALUES ($1, $1, $2, $3, $4, true)`,
        [key, roleKey.roleId, roleKey.analysisId, JSON.stringify({ unitsBelow: [code] })],
      );
    await edge.database.query(`UPDATE birthright_rule SET active = false WHERE key = 'alla'`);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    calls = new Caller(edge.url, await edge.signIn(clerk.personId));
  });

  async function facts(): Promise<string> {
    const [row] = await edge.database.query<{ all: string }>(
      `SELECT md5(string_agg(t, '|' ORDER BY t)) AS all FROM (
         SELECT u::text AS t FROM unit u UNION ALL SELECT e::text FROM employment e
         UNION ALL SELECT n::text FROM notice n
         UNION ALL SELECT c::text FROM campaign c) x`,
    );
    return `${row?.all ?? ''} ${await everything()}`;
  }

  it('tells of a unit that is merged into another, with those below it, and changes nothing', async () => {
    const before = await facts();
    const { status, body } = await ask({ way: 'merge', unit: '7', into: '8' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'organisation',
      way: 'merge',
      title: 'Väster → Öster',
      lookedAt: 7,
      losing: 7,
      gaining: 7,
    });
    expect(body.roles.map(({ lost, gained }) => [lost, gained])).toEqual([[7, 0], [0, 7]]); // prettier-ignore
    const lines = await calls.get<Effects>(`/simulations/${body.id}/persons`);
    expect(lines.body.items.map(({ unit }) => unit).sort()).toEqual([
      ...Array<string>(2).fill('Väster'),
      ...Array<string>(5).fill('Väster natt'),
    ]);
    expect(await facts()).toBe(before);
  });

  it('tells of a unit that is put under another, and of one whose manager is another', async () => {
    const before = await facts();
    expect((await ask({ way: 'move', unit: '71', into: '8' })).body).toMatchObject({
      title: 'Väster natt → Öster',
      lookedAt: 5,
      losing: 5,
      gaining: 5,
    });
    expect((await ask({ way: 'manager', unit: '7' })).body).toMatchObject({
      lookedAt: 7,
      persons: 0,
      tripped: [],
    });
    expect(await facts()).toBe(before);
  });

  it('tells of a unit that is split: who goes on elsewhere, and what works on until it has been answered for', async () => {
    const nurse = await home.employee(below, { titleCode: '206010' });
    const helper = await home.employee(below, { titleCode: '206010' });
    await home.grant(nurse, await home.role(clerk, { directory: 'delas' }));
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    await edge.database.query(
      `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector, active)
       VALUES ('natt', 'Natt', $1, $2, $3, true)`,
      [other.roleId, other.analysisId, JSON.stringify({ unitKinds: ['natt'] })],
    );
    const found = await calls.get<{ items: { id: string; name: string; above: string }[] }>(
      '/simulations/units?q=väster n',
    );
    expect(found.body.items).toMatchObject([{ id: below, name: 'Väster natt', above: 'Väster' }]);
    const unit = await calls.get<{ titles: object[] }>(`/simulations/units/${below}`);
    expect(unit.body.titles).toContainEqual(expect.objectContaining({ code: '206010', persons: 2 }));

    const before = await facts();
    const question = { way: 'split', unit: below, titleCodes: ['206010'], newKind: 'natt' };
    const { status, body } = await ask({ ...question, manager: helper.personId });
    expect(status).toBe(201);
    expect(body).toMatchObject({ way: 'split', title: 'Väster natt', lookedAt: 7, gaining: 2, later: 1 });
    expect(body.losing).toBe(0);
    const lines = await calls.get<Effects>(`/simulations/${body.id}/persons`);
    expect(lines.body.items.filter(({ later }) => later.length === 1)).toHaveLength(1);
    expect(lines.body.items.every(({ unit: name }) => name === 'Väster natt')).toBe(true);
    expect(await facts()).toBe(before);
    await edge.database.query(`UPDATE birthright_rule SET active = false WHERE key = 'natt'`);
    const { unitId: elsewhere } = clerk;
    await edge.database.query(`UPDATE employment SET unit_id = $2 WHERE id = ANY($1)`, [
      [nurse.employmentId, helper.employmentId],
      elsewhere,
    ]);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  });

  it('tells of a split into a unit of the same kind who moves and who leads them, though no access changes', async () => {
    const nurse = await home.employee(below, { titleCode: '206010' });
    const leader = await home.employee(below, { titleCode: '151014' });
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    const question = { way: 'split', unit: below, titleCodes: ['206010'], manager: leader.personId };
    const { body } = await ask(question);
    expect(body).toMatchObject({ persons: 0, losing: 0, gaining: 0, later: 0, moved: 1, relead: 1 });
    const lines = await calls.get<Effects>(`/simulations/${body.id}/persons`);
    expect(lines.body.items).toMatchObject([
      {
        person: { id: nurse.personId },
        unit: 'Väster natt',
        lost: [],
        gained: [],
        moved: true,
        manager: { to: { id: leader.personId } },
      },
    ]);
    for (const { employmentId } of [nurse, leader])
      await edge.database.query(`UPDATE employment SET unit_id = $2 WHERE id = $1`, [
        employmentId,
        clerk.unitId,
      ]);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
  });

  it('tells of a unit that closes with those who work there, and that the breakers would stop it', async () => {
    const before = await facts();
    const { body } = await ask({ way: 'close', unit: '7' });
    expect(body).toMatchObject({ lookedAt: 7, losing: 7, gaining: 0, roles: [{ lost: 7, gained: 0 }] });
    expect(body.tripped.map(({ scope, what }) => `${scope} ${what}`)).toContain('feed employments');
    expect(await facts()).toBe(before);
  });

  it('says beside the field what cannot be tried', async () => {
    const wrong: [object, string][] = [
      [{ way: 'close', unit: 'nix' }, '/unit'],
      [{ way: 'move', unit: '7', into: '71' }, '/into'],
      [{ way: 'merge', unit: '7', into: '7' }, '/into'],
      [{ way: 'merge', unit: '7' }, '/into'],
      [{ way: 'close', unit: '7', into: '8' }, '/into'],
      [{ way: 'manager', unit: '7', manager: 'ingen' }, '/manager'],
      [{ way: 'split', unit: '7' }, '/titleCodes'],
      [{ way: 'split', unit: '7', titleCodes: ['nix'] }, '/titleCodes'],
      [{ way: 'close', unit: '7', newKind: 'natt' }, '/newKind'],
    ];
    for (const [question, pointer] of wrong) {
      const { status, body } = await calls.post<Problem>('/simulations', {
        kind: 'organisation',
        ...question,
      });
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
    }
    const nobody = new Caller(edge.url, await edge.signIn(hidden.personId));
    const denied = await nobody.post('/simulations', { kind: 'organisation', way: 'close', unit: '7' });
    expect(denied.status).toBe(403);
  });

  it('gives way at once to what is really being written', async () => {
    await edge.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM unit WHERE code = '71' FOR UPDATE`);
      const { status, body } = await calls.post<Problem>('/simulations', {
        kind: 'organisation',
        way: 'move',
        unit: '71',
        into: '8',
      });
      expect([status, body.code]).toEqual([422, 'simulation-too-large']);
    });
  });
});

describe('a midnight', () => {
  const ended = async (ids: readonly string[]): Promise<number> => {
    const rows = await edge.database.query(
      `SELECT DISTINCT person_id FROM access_grant WHERE person_id = ANY($1) AND ended_at IS NOT NULL`,
      [ids],
    );
    return rows.length;
  };
  const endingOn = async (day: string, many: number): Promise<string[]> => {
    const unit = await home.unit(`/${day}/`, `Slutar ${day}`);
    const ids: string[] = [];
    for (let n = 0; n < many; n += 1) ids.push((await home.employee(unit, { to: day })).personId);
    return ids;
  };

  it('that ends what was announced is not stopped; a clock that jumps 400 days ahead is, until it is released', async () => {
    const midnight = edge.app.get(PassMidnight);
    await midnight.run();
    const today = dayOf(edge.clock.now());
    const soon = await endingOn(addDays(today, 1), 8);
    const later = await endingOn(addDays(today, 300), 8);
    await edge.database.query(`UPDATE birthright_rule SET active = true WHERE key = 'alla'`);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    edge.clock.move(2 * 24 * 60);
    await midnight.run();
    expect(await ended(soon)).toBe(8);

    edge.clock.move(398 * 24 * 60);
    expect(await midnight.run()).toMatchObject({ ended: 0, persons: 0 });
    await midnight.run(); // an hour later
    expect(await ended(later)).toBe(0);
    const waiting = await edge.database.query<{ id: string; persons: number }>(
      `SELECT id, persons FROM held_change WHERE kind = 'midnight' AND state = 'held'`,
    );
    expect(waiting).toMatchObject([{ persons: 8 }]);
    calls = new Caller(edge.url, await edge.signIn(clerk.personId));
    const released = await calls.post<{ state: string }>(`/held/${waiting[0]?.id ?? ''}/release`, {
      reason: 'Tjänsten har varit avstängd i ett år',
    });
    expect([released.status, released.body.state]).toEqual([200, 'released']);
    expect(await ended(later)).toBe(8);
  });

  it('that is held stops nobody else: who has joined gets access, later midnights pass, and cancelling only waits', async () => {
    const midnight = edge.app.get(PassMidnight);
    const today = dayOf(edge.clock.now());
    const later = await endingOn(addDays(today, 300), 8);
    const unit = await home.unit('/9/', 'Nya');
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    const joiner = await home.employee(unit, { from: addDays(today, 200) });
    edge.clock.move(400 * 24 * 60);
    await midnight.run();
    const live = await edge.database.query(
      `SELECT FROM access_grant WHERE person_id = $1 AND ended_at IS NULL`,
      [joiner.personId],
    );
    expect([live.length, await ended(later)]).toEqual([1, 0]);

    const leaver = await home.employee(unit, { to: dayOf(edge.clock.now()) });
    await home.grant(leaver, role);
    edge.clock.move(24 * 60);
    await midnight.run();
    expect([await ended([leaver.personId]), await ended(later)]).toEqual([1, 0]);

    const held = (): Promise<{ id: string; persons: number }[]> =>
      edge.database.query(`SELECT id, persons FROM held_change WHERE kind = 'midnight' AND state = 'held'`);
    const settle = async (way: 'cancellation' | 'release'): Promise<number> => {
      calls = new Caller(edge.url, await edge.signIn(clerk.personId));
      const [waiting] = await held();
      return (
        await calls.post(`/held/${waiting?.id ?? ''}/${way}`, {
          reason: 'Personalchefen har tittat på listan',
        })
      ).status;
    };
    expect(await settle('cancellation')).toBe(200);
    await midnight.run();
    expect([await held(), await ended(later)]).toEqual([[], 0]);
    edge.clock.move(24 * 60);
    await midnight.run();
    expect([await held(), await ended(later)]).toMatchObject([[{ persons: 8 }], 0]);
    expect(await settle('release')).toBe(200);
    expect(await ended(later)).toBe(8);
  });

  it('after a clock that jumped and was put right passes as if nothing had been', async () => {
    const midnight = edge.app.get(PassMidnight);
    const today = dayOf(edge.clock.now());
    const ids = await endingOn(addDays(today, 300), 8);
    await edge.app.get(RecomputeAccess).run(operator, 'everyone');
    edge.clock.move(400 * 24 * 60);
    await midnight.run();
    edge.clock.move(-399 * 24 * 60);
    expect(await midnight.run()).toMatchObject({ ended: 0 });
    expect(await ended(ids)).toBe(0);
    const [row] = await edge.database.query<{ day: string }>(`SELECT day_done AS day FROM calendar`);
    expect(row?.day).toBe(addDays(today, 1));
  });
});
