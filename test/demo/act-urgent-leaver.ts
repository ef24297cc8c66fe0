import { must, same, until } from './steps.js';
import type { Stage } from './stage.js';

/** "Avsluta nu": at commit our own doors are closed, within moments the directory's. */
export async function urgentLeaver(stage: Stage): Promise<void> {
  const { steps, people, witness } = stage;
  const { employee, hr } = people;
  let who = { id: '', username: '' };

  await steps.step('an employee is signed in', async () => {
    await employee.signIn(employee.hsaId);
    same((await employee.get('/people/me')).status, 200, 'own card');
    const [row] = await witness.rows<{ id: string; username: string }>(
      `SELECT h.person_id AS id, a.username FROM person_hsa_id h JOIN account a ON a.person_id = h.person_id WHERE h.hsa_id = $1`,
      [employee.hsaId],
    );
    who = row ?? who;
    must((await witness.accounts()).enabled.has(who.username), 'the account is not enabled');
    return undefined;
  });

  let committed = 0;
  await steps.step('HR presses "Avsluta nu"', async () => {
    const { status, body } = await hr.post(`/people/${who.id}/termination`, {
      reason: 'security',
      note: 'Avslutas omedelbart efter samtal med chef.',
    });
    committed = performance.now();
    same(status, 200, JSON.stringify(body));
    same(await witness.count('session WHERE person_id = $1', [who.id]), 0, 'sessions');
    same(
      await witness.count('access_grant WHERE person_id = $1 AND ended_at IS NULL', [who.id]),
      0,
      'live grants',
    );
    return undefined;
  });
  await steps.step("the next request of that person's browser is refused", async () => {
    same((await employee.get('/people/me')).status, 401, 'answer');
    return undefined;
  });
  await steps.step('the account is disabled in the directory and out of its groups', async () => {
    await until('the account to be disabled', 10, async () =>
      (await witness.accounts()).disabled.has(who.username),
    );
    const ms = Math.round(performance.now() - committed);
    must(!(await witness.members('grundkonto')).has(who.username), 'still in the group of all staff');
    return `seen ${String(ms)} ms after the answer`;
  });
  await steps.step('a new sign-in is refused', async () => {
    const ended = await employee.signIn(employee.hsaId);
    must(ended.includes('fel=no-employment'), `the browser was sent to ${ended}`);
    same(await witness.count('session WHERE person_id = $1', [who.id]), 0, 'sessions');
    return undefined;
  });
}
