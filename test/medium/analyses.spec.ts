import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AnalysesModule } from '../../src/catalogue/analyses/analyses.module.js';
import { LapseAnalyses } from '../../src/catalogue/analyses/lapse-analyses.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import type { AnalysisView } from '../../src/catalogue/analyses/analyses.schema.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { ReviewsJobs } from '../../src/reviews/reviews.jobs.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { CareHome, Caller, type Answered, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
type Answer = Answered<AnalysisView & Problem>;

const night: Actor = { kind: 'system', name: 'night', channel: 'schedule' };

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;
let systemOwner: Employee;
let manager: Employee;
let dpo: Employee;
let mas: Employee;
let stranger: Employee;
const calls = new Map<string, Caller>();

beforeAll(async () => {
  edge = await startEdge({ rooms: [AnalysesModule, CatalogueModule, ReviewsModule, DeskModule] });
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Boendet');
  owner = await home.employee(unitId, { name: 'Ägare' });
  systemOwner = await home.employee(unitId, { name: 'System' });
  manager = await home.employee(unitId, { name: 'Chef' });
  dpo = await home.employee(unitId, { name: 'Ombud', manager });
  mas = await home.employee(unitId, { name: 'Mas', manager });
  stranger = await home.employee(unitId, { name: 'Främling' });
}, 120_000);
afterAll(async () => {
  await edge.stop();
});

async function as(who: Employee): Promise<Caller> {
  const known = calls.get(who.personId) ?? new Caller(edge.url, await edge.signIn(who.personId));
  calls.set(who.personId, known);
  return known;
}

/** A role whose system has an owner of each kind. */
async function roleOf(more: { analysisValidTo?: string } = {}): Promise<RoleFacts> {
  const role = await home.role(owner, more);
  await edge.database.query(
    `UPDATE information_system SET system_owner_id = $1 WHERE id = (SELECT system_id FROM role WHERE id = $2)`,
    [systemOwner.personId, role.roleId],
  );
  return role;
}

async function draft(role: RoleFacts, who = systemOwner, template = 'underskoterska-social-dokumentation') {
  const made = await (
    await as(who)
  ).post<AnalysisView & Problem>('/analyses', { roleId: role.roleId, template });
  expect(made.status).toBe(201);
  return made.body;
}

async function save(who: Employee, from: AnalysisView, changed: object): Promise<Answer> {
  return (await as(who)).post(`/analyses/${from.id}/draft`, {
    revision: from.revision,
    validTo: from.validTo,
    content: { ...from.content, ...changed },
  });
}

async function consult(from: AnalysisView, people: Employee[], who = systemOwner): Promise<Answer> {
  return (await as(who)).post(`/analyses/${from.id}/consultation`, {
    revision: from.revision,
    people: people.map(({ personId }) => ({ personId, capacity: 'Dataskyddsombud' })),
  });
}

async function answer(id: string, who: Employee, comment?: string): Promise<Answer> {
  return (await as(who)).post(
    `/analyses/${id}/answer`,
    comment === undefined ? { answer: 'agrees' } : { answer: 'comments', comment },
  );
}

async function approve(from: AnalysisView, who = owner): Promise<Answer> {
  return (await as(who)).post(`/analyses/${from.id}/decision`, {
    outcome: 'approve',
    revision: from.revision,
  });
}

/** Drafted, asked about and answered: ready for the information owner. */
async function ready(role: RoleFacts): Promise<AnalysisView> {
  const begun = await draft(role);
  await consult(begun, [dpo]);
  const { body } = await answer(begun.id, dpo);
  return body;
}

async function stateOf(id: string): Promise<string | undefined> {
  const [row] = await edge.database.query<{ state: string }>(`SELECT state FROM analysis WHERE id = $1`, [
    id,
  ]);
  return row?.state;
}

async function tasks(who: Employee): Promise<{ kind: string; id: string }[]> {
  return (await (await as(who)).get<{ items: { kind: string; id: string }[] }>('/tasks')).body.items;
}

const refused = (answered: Answer): [number, string, string | undefined] => [
  answered.status,
  answered.body.code,
  answered.body.errors?.[0]?.pointer,
];

describe('an analysis', () => {
  it('goes from template to approval, and what it replaces is kept and superseded', async () => {
    const role = await roleOf();
    const begun = await draft(role);
    expect(begun).toMatchObject({
      state: 'draft',
      version: 2,
      problems: [],
      answers: { needed: 1, given: 0 },
    });
    expect((await consult(begun, [dpo])).body.state).toBe('consulting');
    expect(await tasks(dpo)).toContainEqual(
      expect.objectContaining({ kind: 'analysis-consultation', id: begun.id }),
    );
    const heard = await answer(begun.id, dpo, 'Lägg till stickprov även på nätter.');
    expect(heard.body.consultations[0]).toMatchObject({ answer: 'comments' });
    expect(await tasks(dpo)).not.toContainEqual(expect.objectContaining({ id: begun.id }));
    expect(await tasks(owner)).toContainEqual(
      expect.objectContaining({ kind: 'analysis-decision', id: begun.id }),
    );
    const done = await approve(heard.body);
    expect(done.body).toMatchObject({ state: 'approved', approvedBy: { id: owner.personId } });
    expect(await stateOf(role.analysisId)).toBe('superseded');
    expect((await edge.audit('analysis.approved')).at(-1)).toMatchObject({
      level: 3,
      detail: { version: 2 },
    });
    const managers = await (await as(manager)).get<AnalysisView>(`/analyses/${begun.id}`);
    expect(managers.body.may).toEqual({
      edit: false,
      revise: false,
      decide: false,
      answer: false,
      revoke: false,
    });
  });

  it('moves the birthright rules of its role along', async () => {
    const role = await roleOf();
    await edge.database.query(
      `INSERT INTO birthright_rule (key, name, role_id, analysis_id, selector) VALUES ('alla', 'Alla', $1, $2, '{}')`,
      [role.roleId, role.analysisId],
    );
    const done = await approve(await ready(role));
    expect(
      await edge.database.query(`SELECT analysis_id AS id FROM birthright_rule WHERE key = 'alla'`),
    ).toEqual([{ id: done.body.id }]);
  });

  it('is approved by nobody but the information owner', async () => {
    const waiting = await ready(await roleOf());
    expect(refused(await approve(waiting, systemOwner))).toEqual([403, 'not-allowed', undefined]);
    expect(refused(await approve(waiting, dpo))).toEqual([403, 'not-allowed', undefined]);
    expect(refused(await approve(waiting, stranger))).toEqual([404, 'not-found', undefined]);
    expect(await stateOf(waiting.id)).toBe('consulting');
  });

  it('is not approved unheard, nor on the word of one where much risk remains', async () => {
    const role = await roleOf();
    const begun = await draft(role, owner);
    expect(refused(await approve(begun))).toEqual([409, 'analysis-not-consulted', undefined]);
    const high = (await save(owner, begun, { residualLevel: 'high' })).body;
    await consult(high, [dpo, mas], owner);
    const one = (await answer(begun.id, dpo)).body;
    expect(one.answers).toEqual({ needed: 2, given: 1 });
    expect(refused(await approve(one))).toEqual([409, 'analysis-not-consulted', undefined]);
    expect((await approve((await answer(begun.id, mas)).body)).body.state).toBe('approved');
  });

  it('forgets what was answered about another wording', async () => {
    const waiting = await ready(await roleOf());
    const edited = (await save(systemOwner, waiting, { whoseData: 'Alla i hela kommunen.' })).body;
    expect([edited.state, edited.revision]).toEqual(['draft', waiting.revision + 1]);
    expect(refused(await approve(edited))).toEqual([409, 'analysis-not-consulted', undefined]);
    const again = (await consult(edited, [mas])).body;
    expect([again.round, again.answers.given]).toEqual([2, 0]);
    expect(refused(await answer(edited.id, dpo))[1]).toBe('consultation-closed');
  });

  it('is incomplete, field by field, until all of it is written', async () => {
    const begun = await draft(await roleOf());
    const short = (await save(systemOwner, begun, { purpose: '', whoseData: '' })).body;
    expect(short.problems.map((p) => p.pointer)).toEqual(['/content/purpose', '/content/whoseData']);
    expect(refused(await consult(short, [dpo]))).toEqual([422, 'invalid', '/content/purpose']);
    expect(refused(await consult(begun, [dpo]))[1]).toBe('analysis-edited');
  });

  it('takes no personal number in any of its texts', async () => {
    const begun = await draft(await roleOf());
    const wrong = await save(systemOwner, begun, { tasks: ['Följa upp 19121212-1212'] });
    expect(refused(wrong)).toEqual([422, 'invalid', '/content/tasks/0']);
    expect(JSON.stringify(wrong.body)).not.toContain('1212-1212');
  });

  it('is nobody’s business without a ground, however one asks', async () => {
    const begun = await draft(await roleOf());
    const foreign = await as(stranger);
    for (const answered of [
      await foreign.get<Problem>(`/analyses/${begun.id}`),
      await foreign.post<Problem>('/analyses', { roleId: begun.role.id }),
      await foreign.post<Problem>(`/analyses/${begun.id}/answer`, { answer: 'agrees' }),
      await foreign.post<Problem>(`/analyses/${begun.id}/decision`, {
        outcome: 'reject',
        reason: 'Vill jag inte.',
      }),
      await (await as(manager)).get<Problem>(`/analyses/${begun.id}`),
    ])
      expect([answered.status, answered.body.code]).toEqual([404, 'not-found']);
    expect((await foreign.get<Problem>('/analyses')).body.code).toBe('not-allowed');
  });

  it('is begun once, and rejected with a reason', async () => {
    const role = await roleOf();
    const begun = await draft(role);
    expect(refused(await (await as(owner)).post('/analyses', { roleId: role.roleId }))[1]).toBe(
      'already-drafted',
    );
    const gone: Answer = await (
      await as(owner)
    ).post(`/analyses/${begun.id}/decision`, {
      outcome: 'reject',
      reason: 'Rollen ska delas i två.',
    });
    expect(gone.body).toMatchObject({ state: 'rejected', endedReason: 'Rollen ska delas i två.' });
    expect(refused(await save(systemOwner, begun, {}))[1]).toBe('analysis-decided');
    expect((await draft(role)).version).toBe(3);
  });
});

describe('at the same moment', () => {
  it('two who write do not write over one another', async () => {
    const begun = await draft(await roleOf());
    const answers = await Promise.all([
      save(owner, begun, { whoseData: 'Ägarens ord.' }),
      save(systemOwner, begun, { whoseData: 'Systemägarens ord.' }),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const lost = answers.find((a) => a.status === 409);
    expect(lost?.body.code).toBe('analysis-edited');
  });

  it('twenty approvals are one', async () => {
    const role = await roleOf();
    const waiting = await ready(role);
    const answers = await Promise.all(Array.from({ length: 20 }, () => approve(waiting)));
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    expect(new Set(answers.filter((a) => a.status !== 200).map((a) => a.body.code))).toEqual(
      new Set(['analysis-decided']),
    );
    const live = await edge.database.query(`SELECT FROM analysis WHERE role_id = $1 AND state = 'approved'`, [
      role.roleId,
    ]);
    expect(live).toHaveLength(1);
  });

  it('an edit and an approval leave what was read approved, or what was written a draft', async () => {
    for (let i = 0; i < 5; i += 1) {
      const waiting = await ready(await roleOf());
      const [edited, approved] = await Promise.all([
        save(systemOwner, waiting, { whoseData: 'Alla i hela kommunen.' }),
        approve(waiting),
      ]);
      expect([edited.status === 200, approved.status === 200].filter(Boolean)).toHaveLength(1);
      const now = await (await as(owner)).get<AnalysisView>(`/analyses/${waiting.id}`);
      expect(now.body.state === 'approved').toBe(now.body.content.whoseData === waiting.content.whoseData);
    }
  });
});

describe('a risk that is not accepted', () => {
  async function unaccepted(): Promise<AnalysisView> {
    const begun = await draft(await roleOf());
    const risks = (begun.content.risks ?? []).map((risk, i) =>
      i === 0 ? { ...risk, decision: 'not-accepted' } : risk,
    );
    return (await save(systemOwner, begun, { risks })).body;
  }
  const plan = async (from: AnalysisView, more: object = {}): Promise<Answer> =>
    (await as(systemOwner)).post(`/analyses/${from.id}/actions`, {
      riskId: 'r1',
      what: 'Begränsa sökningen till egna enheten',
      ownerId: mas.personId,
      dueOn: '2027-03-01',
      ...more,
    });

  it('stops the approval until somebody sees to it by a day', async () => {
    const begun = await unaccepted();
    await consult(begun, [dpo]);
    const heard = (await answer(begun.id, dpo)).body;
    expect(refused(await approve(heard))).toEqual([422, 'action-plan-missing', '/content/risks/0/decision']);
    expect(refused(await plan(begun, { riskId: 'r9' }))[2]).toBe('/riskId');
    const planned = (await plan(begun)).body;
    expect((await tasks(mas)).map((t) => t.kind)).not.toContain('analysis-action');
    const approved = (await approve(planned)).body;
    expect(approved.state).toBe('approved');
    expect(await tasks(mas)).toContainEqual(
      expect.objectContaining({ kind: 'analysis-action', id: begun.id }),
    );

    const actionId = approved.actions[0]?.id ?? '';
    const path = `/analyses/actions/${actionId}/outcome`;
    const done = { outcome: 'done', note: 'Sökningen är begränsad sedan i måndags.' };
    expect(refused(await (await as(dpo)).post(path, done))[1]).toBe('not-found');
    expect(refused(await (await as(stranger)).post(path, done))[1]).toBe('not-found');
    expect((await (await as(mas)).post<AnalysisView>(path, done)).body.actions[0]).toMatchObject({
      state: 'done',
    });
    expect(refused(await (await as(mas)).post(path, done))[1]).toBe('action-closed');
    // A risk that still is not accepted takes a new plan in the next version.
    const next = (await (await as(systemOwner)).post<AnalysisView>('/analyses', { roleId: begun.role.id }))
      .body;
    expect(next.problems.map((p) => p.code)).toEqual(['action-plan-missing']);
  });

  it('is told to the information owner once when its plan is late, and warned of at the next approval', async () => {
    const begun = await unaccepted();
    await consult(begun, [dpo]);
    await answer(begun.id, dpo);
    const approved = (await approve((await plan(begun)).body)).body;
    await edge.database.query(`UPDATE analysis_action SET due_on = '2026-01-01' WHERE analysis_id = $1`, [
      begun.id,
    ]);
    const lapse = edge.app.get(LapseAnalyses);
    await Promise.all([lapse.run(night), lapse.run(night)]);
    await lapse.run(night);
    const told = await edge.database.query(
      `SELECT kind FROM notice WHERE to_id = $1 AND kind = 'action-overdue' AND object_id = $2`,
      [owner.personId, begun.id],
    );
    expect(told).toHaveLength(1);
    const late = await (await as(owner)).get<AnalysisView>(`/analyses/${approved.id}`);
    expect(late.body.actions[0]?.overdue).toBe(true);
    const listed = await (
      await as(owner)
    ).get<{ items: { role: { id: string }; actions: { overdue: number } }[] }>('/analyses?show=actions');
    expect(listed.body.items.find((line) => line.role.id === begun.role.id)?.actions.overdue).toBe(1);
  });
});

describe('an analysis that runs out', () => {
  it('lapses once, blocks what is new, and brings what is old under one review', async () => {
    const role = await roleOf({ analysisValidTo: '2099-12-31' });
    const grant = await home.grant(dpo, role);
    await home.grant(mas, role);
    await edge.database.query(`UPDATE analysis SET valid_to = '2026-01-31' WHERE id = $1`, [role.analysisId]);
    const lapse = edge.app.get(LapseAnalyses);
    const [a, b] = await Promise.all([lapse.run(night), lapse.run(night)]);
    expect(a + b).toBeGreaterThanOrEqual(1);
    expect(await stateOf(role.analysisId)).toBe('lapsed');
    const entries = (await edge.audit('analysis.lapsed')).filter((e) => e.detail['role'] === role.roleId);
    expect(entries).toHaveLength(1);
    // The grants are not taken away, but nothing new rests on it.
    await expect(home.grant(stranger, role)).rejects.toThrow('no approved, unexpired analysis');

    const reviews = edge.app.get(ReviewsJobs);
    await Promise.all([reviews.run(), reviews.run()]);
    await reviews.run();
    const campaigns = await edge.database.query<{ id: string; no_answer: string; items_total: number }>(
      `SELECT id, no_answer, items_total FROM campaign WHERE analysis_id = $1`,
      [role.analysisId],
    );
    expect(campaigns).toEqual([expect.objectContaining({ no_answer: 'remove', items_total: 2 })]);
    const items = await edge.database.query<{ grant_id: string; reviewer_id: string }>(
      `SELECT grant_id, reviewer_id FROM review_item WHERE campaign_id = $1`,
      [campaigns[0]?.id],
    );
    expect(items).toContainEqual({ grant_id: grant, reviewer_id: manager.personId });
  });

  it('is warned of before, each term once', async () => {
    const role = await roleOf();
    const [day] = await edge.database.query<{ day: string }>(
      `SELECT ((now() AT TIME ZONE 'Europe/Stockholm')::date + 25)::text AS day`,
    );
    await edge.database.query(`UPDATE analysis SET valid_to = $2 WHERE id = $1`, [role.analysisId, day?.day]);
    const lapse = edge.app.get(LapseAnalyses);
    await lapse.run(night);
    await lapse.run(night);
    const told = await edge.database.query(
      `SELECT FROM notice WHERE to_id = $1 AND kind = 'analysis-lapsing' AND object_id = $2`,
      [owner.personId, role.analysisId],
    );
    expect(told).toHaveLength(1);
    expect(await tasks(owner)).toContainEqual(
      expect.objectContaining({ kind: 'analysis-lapsing', id: role.analysisId }),
    );
  });

  it('may be taken back by its owner, which is the same', async () => {
    const role = await roleOf();
    const path = `/analyses/${role.analysisId}/decision`;
    const revoke = { outcome: 'revoke', reason: 'En incident visar att skyddet inte håller.' };
    expect(refused(await (await as(systemOwner)).post(path, revoke))[1]).toBe('not-allowed');
    expect((await (await as(owner)).post<AnalysisView>(path, revoke)).body.state).toBe('lapsed');
    expect((await edge.audit('analysis.revoked')).at(-1)?.reason).toBe(revoke.reason);
  });

  it('cannot be made to say something else, not even by the service itself', async () => {
    const role = await roleOf();
    for (const change of [
      `content = '{}'`,
      `state = 'draft'`,
      `valid_to = '2100-01-01'`,
      `approved_by = drafted_by`,
    ])
      await expect(
        edge.database.query(`UPDATE analysis SET ${change} WHERE id = $1`, [role.analysisId]),
      ).rejects.toThrow(/decided analysis|approved_check/);
    await expect(
      edge.database.query(`DELETE FROM analysis WHERE id = $1`, [role.analysisId]),
    ).rejects.toThrow('permission denied');
  });
});
