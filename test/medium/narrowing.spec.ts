import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AskingHome, assessment, type Problem, type View } from '../support/asking-home.js';
import { CareHome, type Employee } from '../support/care-home.js';

jest.setTimeout(60_000); // parallel decisions

const approve = { outcome: 'approve' } as const;

let ward: AskingHome;
let officer: Employee;
let part: string;
let whole: string;

/** A role for whole (asked of the owner, then of the security officer), and one that it includes. */
beforeAll(async () => {
  ward = await AskingHome.start();
  const { edge, home } = ward;
  officer = await home.employee(await home.unit('/1/9/', 'Säkerheten'), { name: 'Säkerhet' });
  await home.grant(officer, await new CareHome(edge.database).role(ward.owner, { grindvakt: 'security' }));
  part = ward.roleIds['las'] ?? '';
  whole = ward.roleIds['skriv'] ?? '';
  await edge.database.query(`UPDATE role SET security_approves = true WHERE id = $1`, [whole]);
  await edge.database.query(`INSERT INTO role_inclusion (role_id, included_role_id) VALUES ($1, $2)`, [
    whole,
    part,
  ]);
}, 120_000);
afterAll(async () => {
  await ward.edge.stop();
});

const ask = (who: Employee): Promise<View> =>
  ward.ask(who, 'skriv', { assessment: { ...assessment, days: 30 } });
async function decide(by: Employee, id: string, body: object = approve): Promise<string> {
  const answer = await (await ward.as(by)).post<View & Problem>(`/requests/${id}/decisions`, body);
  return answer.status === 200 ? answer.body.state : answer.body.code;
}
const view = async (id: string): Promise<View> => (await ward.managerCalls.get<View>(`/requests/${id}`)).body;
const offered = async (by: Employee, id: string): Promise<string[]> =>
  (
    await (await ward.as(by)).get<{ roles: { id: string }[] }>(`/requests/${id}/narrower-units`)
  ).body.roles.map((role) => role.id);
const held = (who: Employee) =>
  ward.edge.database.query<{ role: string; need: string; own: boolean }>(
    `SELECT g.role_id AS role, s.need, a.role_id = g.role_id AND s.analysis_id = a.id AS own
     FROM access_grant g JOIN assessment s ON s.id = g.assessment_id JOIN analysis a ON a.id = g.analysis_id
     WHERE g.person_id = $1 AND g.ended_at IS NULL`,
    [who.personId],
  );

describe('narrowing to a role that the asked one includes', () => {
  it('gives the part on its own analysis, is seen by all, and is never widened again', async () => {
    const anna = await ward.newcomer();
    const { id } = await ask(anna);
    expect(await offered(ward.owner, id)).toEqual([part]);
    expect(await decide(ward.owner, id, { ...approve, roleId: part })).toBe('pending');
    expect(await view(id)).toMatchObject({ role: { id: part }, askedRole: { id: whole } });
    expect(await decide(officer, id, { ...approve, roleId: whole })).toBe('cannot-widen');
    expect(await decide(officer, id)).toBe('approved');
    expect(await held(anna)).toEqual([{ role: part, need: assessment.need, own: true }]);
    const passed = (await ward.edge.audit('request.passed-on')).filter((e) => e.person_id === anna.personId);
    expect(passed).toMatchObject([{ detail: { narrowedFrom: whole, narrowedTo: part } }]);
  });

  it('is not to what it does not include, to what is held, nor to what nobody may ask for', async () => {
    const anna = await ward.newcomer();
    const { id } = await ask(anna);
    const plain = await ward.ask(await ward.newcomer());
    expect(await decide(ward.owner, plain.id, { ...approve, roleId: whole })).toBe('cannot-widen');
    for (const other of [ward.roleIds['given'], '00000000-0000-4000-8000-000000000000'])
      expect(await decide(ward.owner, id, { ...approve, roleId: other })).toBe('cannot-widen');
    const askable = (is: boolean) =>
      ward.edge.database.query(`UPDATE role SET requestable = $2 WHERE id = $1`, [part, is]);
    await askable(false);
    expect(await decide(ward.owner, id, { ...approve, roleId: part })).toBe('not-requestable');
    await askable(true);
    const own = await ward.ask(anna);
    expect(await decide(ward.owner, id, { ...approve, roleId: part })).toBe('already-requested');
    expect(await decide(ward.owner, own.id)).toBe('approved');
    expect(await decide(ward.owner, id, { ...approve, roleId: part })).toBe('already-granted');
    expect(await offered(ward.owner, id)).toEqual([]);
    expect(await held(anna)).toHaveLength(1);
  });

  it('is undone by an edit, which voids what was approved and asks for the whole again', async () => {
    const anna = await ward.newcomer();
    const { id } = await ask(anna);
    expect(await decide(ward.owner, id, { ...approve, roleId: part })).toBe('pending');
    const put = (questions: object[]) =>
      ward.edge.database.query(`UPDATE role SET questions = $2 WHERE id = $1`, [
        whole,
        JSON.stringify(questions),
      ]);
    await put([{ sv: 'Vilken avdelning?', en: 'Which ward?' }]);
    expect((await view(id)).roleQuestions).toEqual(['Vilken avdelning?']);
    await put([]);
    const edited = await ward.managerCalls.post<View>(`/requests/${id}/edits`, {
      revision: 1,
      assessment: { ...assessment, days: 30, need: 'Ska ge omvårdnad och läkemedel' },
    });
    expect(edited.body).toMatchObject({ role: { id: whole }, askedRole: null, revision: 2 });
    expect(edited.body.stages[0]).toMatchObject({ kind: 'information-owner', state: 'open' });
  });

  it('and approving the whole at the same moment come to one of the two', async () => {
    const anna = await ward.newcomer();
    const { id } = await ask(anna);
    expect(await decide(ward.owner, id)).toBe('pending');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        decide(officer, id, n % 2 === 0 ? approve : { ...approve, roleId: part }),
      ),
    );
    expect(answers.filter((answer) => answer === 'approved')).toHaveLength(1);
    const { askedRole, role } = await view(id);
    expect(role.id).toBe(askedRole ? part : whole);
    expect(await held(anna)).toMatchObject([{ role: role.id, own: true }]);
  });
});
