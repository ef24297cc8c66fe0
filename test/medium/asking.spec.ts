import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { historyListSchema } from '../../src/requests/history.schema.js';
import {
  AskingHome,
  assessment,
  textBytes,
  type Draft,
  type Problem,
  type View,
} from '../support/asking-home.js';
import type { Caller, CareHome, Employee } from '../support/care-home.js';
import type { Edge } from '../support/edge.js';

type History = z.output<typeof historyListSchema>;

let ward: AskingHome;
let edge: Edge;
let home: CareHome;
let owner: Employee;
let systemOwner: Employee;
let manager: Employee;
let otherManager: Employee;
let unitId: string;
let roleIds: Record<string, string>;
let managerCalls: Caller;
let ownerCalls: Caller;

beforeAll(async () => {
  ward = await AskingHome.start();
  ({ edge, home, owner, systemOwner, manager, otherManager, unitId, roleIds, managerCalls, ownerCalls } =
    ward);
});
afterAll(async () => {
  await ward.edge.stop();
});

describe('a removal', () => {
  async function held(who: Employee): Promise<string> {
    const sent = await ward.ask(who);
    expect((await ownerCalls.post(`/requests/${sent.id}/decisions`, { outcome: 'approve' })).status).toBe(
      200,
    );
    return (await ward.grantsOf(who))[0]?.id ?? '';
  }

  it('by the manager ends the access at once and is on the record with its reason', async () => {
    const anna = await ward.newcomer();
    const grantId = await held(anna);
    const reason = 'Arbetar inte längre med läkemedel';
    const { status, body } = await managerCalls.post<{ number: number }>('/requests/removals', {
      grantId,
      reason,
    });
    expect(status).toBe(201);
    expect((await ward.grantsOf(anna))[0]?.ended_reason).toBe('asked-to-end');
    expect(await edge.audit('request.removal-carried-out')).toContainEqual(
      expect.objectContaining({ reason, person_id: anna.personId }),
    );
    const found = await managerCalls.get<History>(`/requests/history?q=${String(body.number)}`);
    expect(found.body.items).toMatchObject([{ kind: 'removal', state: 'approved', reason, days: null }]);
    const again = await managerCalls.post<Problem>('/requests/removals', { grantId, reason });
    expect(again.body.code).toBe('not-removable');
  });

  it('is for the one who has it too, and for nobody else', async () => {
    const anna = await ward.newcomer();
    const grantId = await held(anna);
    const reason = 'Behöver den inte mer';
    for (const who of [otherManager, owner, systemOwner]) {
      const { status } = await (await ward.as(who)).post('/requests/removals', { grantId, reason });
      expect(status).toBe(404);
    }
    const own = await ward.as(anna);
    expect(
      (await own.post<Problem>('/requests/removals', { grantId, reason: ' ' })).body.errors?.[0]?.pointer,
    ).toBe('/reason');
    expect((await own.post('/requests/removals', { grantId, reason })).status).toBe(201);
  });

  it('asked for fifty times at once happens once', async () => {
    const anna = await ward.newcomer();
    const grantId = await held(anna);
    const all = await Promise.all(
      Array.from({ length: 50 }, () =>
        managerCalls.post('/requests/removals', { grantId, reason: 'Behövs inte längre' }),
      ),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('for several people', () => {
  interface Batch {
    batchId: string;
    results: {
      person: { name: string } | null;
      request: { id: string } | null;
      problem: { code: string } | null;
    }[];
  }
  const who = ({ personId, employmentId }: Employee): { personId: string; employmentId: string } => ({
    personId,
    employmentId,
  });

  it('sends for those it can, says why not for the others, and names no stranger', async () => {
    const [anna, bo, cia] = [await ward.newcomer(), await ward.newcomer(), await ward.newcomer()];
    const stranger = await home.employee(unitId, { name: 'Utomstående', manager: otherManager });
    await ward.ask(bo);
    const begun = await managerCalls.post<Draft>('/requests/drafts', { content: ward.content(anna) });
    const cookie = await edge.signIn(manager.personId);
    await ward.upload({ cookie }, begun.body.id, 'beslut.txt', textBytes('Beslut'));
    const body = {
      beneficiaries: [anna, bo, stranger, cia, anna].map(who),
      roleId: roleIds['las'],
      assessment,
      draftId: begun.body.id,
    };
    const seen = await managerCalls.post<{ items: { problems: { code: string }[] }[] }>(
      '/requests/batch/preview',
      {
        beneficiaries: body.beneficiaries,
        roleId: body.roleId,
        days: 90,
      },
    );
    expect(seen.body.items.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      [],
      ['already-requested'],
      ['not-found'],
      [],
    ]);
    expect(JSON.stringify(seen.body)).not.toContain('Utomstående');
    const sent = await managerCalls.post<Batch>('/requests/batch', body);
    expect(sent.status).toBe(201);
    expect(sent.body.results.map(({ problem }) => problem?.code ?? null)).toEqual([
      null,
      'already-requested',
      'not-found',
      null,
    ]);
    expect(sent.body.results[2]?.person).toBeNull();
    expect(JSON.stringify(sent.body)).not.toContain('Utomstående');
    for (const { request } of sent.body.results)
      if (request)
        expect((await managerCalls.get<View>(`/requests/${request.id}`)).body.attachments).toHaveLength(1);
    const rows = await edge.database.query(`SELECT FROM access_request WHERE batch_id = $1`, [
      sent.body.batchId,
    ]);
    expect(rows).toHaveLength(2);
    expect((await managerCalls.get(`/requests/drafts/${begun.body.id}`)).status).toBe(404);
  });

  it('says before it is sent for whom the shared assessment departs from the analysis', async () => {
    const usual = await ward.newcomer();
    const unusual = await ward.newcomer({ titleCode: '999900' });
    const stops = async (deviationReason?: string): Promise<string[][]> => {
      const { body } = await managerCalls.post<{ items: { problems: { code: string }[] }[] }>(
        '/requests/batch/preview',
        {
          beneficiaries: [usual, unusual].map(who),
          roleId: roleIds['las'],
          days: 90,
          written: {
            need: assessment.need,
            data: assessment.data,
            ...(deviationReason ? { deviationReason } : {}),
          },
        },
      );
      return body.items.map(({ problems }) => problems.map(({ code }) => code));
    };
    expect(await stops()).toEqual([[], ['assessment-incomplete']]);
    expect(await stops('Vikarierar för undersköterskan')).toEqual([[], []]);
  });

  it('stops before anybody when the assessment says nothing, and at too many', async () => {
    const anna = await ward.newcomer();
    const blank = { ...assessment, need: '   ' };
    const body = { beneficiaries: [who(anna)], roleId: roleIds['las'], assessment: blank };
    const answer = await managerCalls.post<Problem>('/requests/batch', body);
    expect(answer.body.errors?.[0]?.pointer).toBe('/assessment/need');
    const many = Array.from({ length: 51 }, () => ({
      personId: crypto.randomUUID(),
      employmentId: crypto.randomUUID(),
    }));
    const tooMany = await managerCalls.post<Problem>('/requests/batch', {
      ...body,
      assessment,
      beneficiaries: many,
    });
    expect([tooMany.status, tooMany.body.errors?.[0]?.pointer]).toEqual([422, '/beneficiaries']);
  });

  it('asked for fifty times at once is one request', async () => {
    const anna = await ward.newcomer();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => managerCalls.post<Problem>('/requests', ward.wanted(anna))),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(all.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['already-requested']),
    );
  });
});

describe('like a colleague', () => {
  interface Like {
    items: { role: { id: string; name: string }; problem: { code: string } | null }[];
  }
  const like = async (calls: Caller, to: Employee, from: Employee): Promise<{ status: number; body: Like }> =>
    calls.get<Like>(
      `/requests/like?personId=${to.personId}&employmentId=${to.employmentId}&colleagueId=${from.personId}`,
    );

  it('reaches only what the rules allow, and only colleagues whom one leads', async () => {
    const [anna, bo] = [await ward.newcomer(), await ward.newcomer()];
    for (const role of ['las', 'stark', 'skriv']) await ward.give(anna, role);
    await edge.database.query(`UPDATE role SET requestable = false WHERE key = 'skriv'`);
    const seen = await like(managerCalls, bo, anna);
    await edge.database.query(`UPDATE role SET requestable = true WHERE key = 'skriv'`);
    expect(seen.body.items.map(({ role, problem }) => [role.name, problem?.code ?? null])).toEqual([
      ['Roll las', null],
      ['Roll skriv', 'not-requestable'],
      ['Roll stark', 'not-copied'],
    ]);
    expect(JSON.stringify(seen.body)).not.toContain(assessment.need);
    const theirs = await home.employee(unitId, { manager: otherManager });
    await ward.give(theirs, 'las');
    expect((await like(managerCalls, bo, theirs)).status).toBe(404);
    expect((await like(await ward.as(otherManager), bo, theirs)).status).toBe(404);
    expect((await like(await ward.as(bo), bo, anna)).status).toBe(404);
  });
});

describe('an extension', () => {
  it('moves the end by a new assessment when approved, and can be asked for near the end only', async () => {
    const anna = await ward.newcomer();
    await ward.ask(anna);
    const fresh = await managerCalls.post<Problem>('/requests', { ...ward.wanted(anna), kind: 'extension' });
    expect(fresh.body.code).toBe('nothing-to-extend');
    const bo = await ward.newcomer();
    await ward.give(bo, 'las');
    const early = await managerCalls.post<Problem>('/requests', { ...ward.wanted(bo), kind: 'extension' });
    expect([early.status, early.body.code]).toEqual([409, 'extension-too-early']);
    edge.clock.move(60 * 24 * 60);
    try {
      const managerLater = await ward.as(manager);
      const short = await managerLater.post<Problem>('/requests', {
        ...ward.wanted(bo, 'las', { days: 10 }),
        kind: 'extension',
      });
      expect([short.status, short.body.errors?.[0]?.pointer]).toEqual([422, '/assessment/days']);
      const [before] = await ward.grantsOf(bo);
      const sent = await managerLater.post<View>('/requests', { ...ward.wanted(bo), kind: 'extension' });
      expect([sent.status, sent.body.kind]).toEqual([201, 'extension']);
      expect((await ward.grantsOf(bo))[0]?.valid_to).toEqual(before?.valid_to);
      const shortened = await (
        await ward.as(owner)
      ).post<Problem>(`/requests/${sent.body.id}/decisions`, { outcome: 'approve', days: 30 });
      expect([shortened.status, shortened.body.code, shortened.body.errors?.[0]?.pointer]).toEqual([
        422,
        'extension-too-short',
        '/days',
      ]);
      const decided = await ward.approve(sent.body.id);
      expect(decided.state).toBe('approved');
      const [after] = await ward.grantsOf(bo);
      expect(after?.id).toBe(before?.id);
      expect(after && before && after.valid_to > before.valid_to).toBe(true);
    } finally {
      edge.clock.move(-60 * 24 * 60);
    }
  });

  it('cannot be had past the database: a longer grant without a new assessment is refused', async () => {
    const anna = await ward.newcomer();
    await ward.give(anna, 'las');
    const [grant] = await ward.grantsOf(anna);
    const longer = edge.database.query(
      `UPDATE access_grant SET valid_to = valid_to + interval '1 day' WHERE id = $1`,
      [grant?.id],
    );
    await expect(longer).rejects.toThrow('a grant lasts longer by a new assessment only');
  });
});

describe('for oneself', () => {
  it('is asked for by whoever works, and marked as such', async () => {
    const anna = await ward.newcomer();
    const own = await ward.as(anna);
    const { status, body } = await own.post<View>('/requests', ward.wanted(anna));
    expect([status, body.forSelf]).toEqual([201, true]);
    expect(body.stages.map(({ kind, approvers }) => [kind, approvers[0]?.person.id])).toEqual([
      ['manager', manager.personId],
      ['information-owner', owner.personId],
    ]);
    const other = await ward.newcomer();
    expect((await own.post('/requests', ward.wanted(other))).status).toBe(404);
    expect(
      (await own.post<Problem>(`/requests/${body.id}/decisions`, { outcome: 'approve' })).body.code,
    ).toBe('own-approval');
  });
});

describe('while it waits', () => {
  it('an approver asks, the clock stands still, the requester answers, and all of it is kept', async () => {
    const anna = await ward.newcomer();
    const sent = await ward.ask(anna);
    const path = `/requests/${sent.id}`;
    const question = 'Hur länge varar vikariatet?';
    for (const who of [manager, anna, otherManager, systemOwner])
      expect((await (await ward.as(who)).post(`${path}/questions`, { question })).status).toBe(404);
    const asked = await ownerCalls.post<View>(`${path}/questions`, { question });
    expect([asked.status, asked.body.questions[0]?.question]).toEqual([201, question]);
    expect((await ownerCalls.post<Problem>(`${path}/questions`, { question })).body.code).toBe(
      'question-waits',
    );
    const [notice] = await edge.database.query<{ kind: string; person_id: string }>(
      `SELECT kind, to_id AS person_id FROM notice WHERE object_id = $1`,
      [sent.id],
    );
    expect(notice).toEqual({ kind: 'request-question', person_id: manager.personId });
    const line = await managerCalls.get<History>(`/requests/history?q=${String(sent.number)}`);
    expect(line.body.items[0]?.questionWaits).toBe(true);
    // As if it had been asked two weeks ago: the days until the answer do not count.
    await edge.database.query(
      `UPDATE request_question SET asked_at = asked_at - interval '14 days' WHERE request_id = $1`,
      [sent.id],
    );
    const before = asked.body.stages[0]?.dueOn ?? '';
    const answer = 'Till den sista maj, då ordinarie är tillbaka.';
    expect((await (await ward.as(anna)).post(`${path}/answers`, { answer })).status).toBe(404);
    const withNumber = await managerCalls.post<Problem>(`${path}/answers`, {
      answer: 'Gäller 19121212-1212',
    });
    expect(withNumber.status).toBe(422);
    const answered = await managerCalls.post<View>(`${path}/answers`, { answer });
    expect(answered.body.questions[0]?.answer?.text).toBe(answer);
    expect((answered.body.stages[0]?.dueOn ?? '') > before).toBe(true);
    expect((await managerCalls.post<Problem>(`${path}/answers`, { answer })).body.code).toBe('no-question');
    expect(await edge.audit('request.question-asked')).toContainEqual(
      expect.objectContaining({ reason: question }),
    );
  });

  it('an edit counts the revision up and voids what was approved, even raced', async () => {
    const anna = await ward.newcomer();
    const sent = await ward.ask(anna);
    const path = `/requests/${sent.id}`;
    const edit = { revision: 1, assessment: { ...assessment, need: 'Ska ge omvårdnad och läkemedel' } };
    expect((await ownerCalls.post(`${path}/edits`, edit)).status).toBe(404);
    const bad = await managerCalls.post<Problem>(`${path}/edits`, {
      ...edit,
      assessment: { ...assessment, need: 'kort' },
    });
    expect(bad.body.errors?.[0]?.pointer).toBe('/assessment/need');
    const edited = await managerCalls.post<View>(`${path}/edits`, edit);
    expect(edited.body).toMatchObject({
      revision: 2,
      state: 'pending',
      assessment: { need: edit.assessment.need },
    });
    expect((await managerCalls.post<Problem>(`${path}/edits`, edit)).body.code).toBe('request-changed');
    const stale = await ownerCalls.post<Problem>(`${path}/decisions`, { outcome: 'approve', revision: 1 });
    expect(stale.body.code).toBe('request-changed');
    const raced = await Promise.all([
      ownerCalls.post<Problem>(`${path}/decisions`, { outcome: 'approve', revision: 2 }),
      managerCalls.post<Problem>(`${path}/edits`, { ...edit, revision: 2 }),
    ]);
    const last = (await managerCalls.get<View>(path)).body;
    // Whichever came first, the other was refused.
    expect(raced.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(last.state === 'approved' ? last.revision : last.state).toEqual(
      last.state === 'approved' ? 2 : 'pending',
    );
    expect(await ward.grantsOf(anna)).toHaveLength(last.state === 'approved' ? 1 : 0);
  });
});
