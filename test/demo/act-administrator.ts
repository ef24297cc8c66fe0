import { must, same, until } from './steps.js';
import type { Stage } from './stage.js';

/** An administrator right: eligible, activated with a reason for an hour, ended by hand. */
export async function administratorRight(stage: Stage): Promise<void> {
  const { steps, people, witness } = stage;
  const { it, manager } = people;
  let active = { id: '', group: '', username: '' };

  await steps.step('an IT technician activates the administrator right for one hour', async () => {
    await it.signIn(it.hsaId);
    const { body } = await it.get<{ items: { role: { id: string; name: string }; cap: number }[] }>(
      '/privilege/roles',
    );
    const [offer] = body.items;
    must(offer !== undefined, 'nothing to activate');
    const done = await it.post<{ id: string; startedAt: string; endsAt: string }>('/privilege/activations', {
      roleId: offer.role.id,
      hours: 1,
      reason: 'Felsöker inloggning på natten, ärende 4711.',
    });
    same(done.status, 201, JSON.stringify(done.body));
    const [row] = await witness.rows<{ seconds: number; name: string; username: string }>(
      `SELECT extract(epoch FROM g.valid_to - g.valid_from)::int AS seconds, en.external_name AS name, a.username
       FROM activation v JOIN access_grant g ON g.id = v.grant_id JOIN role_entitlement re ON re.role_id = g.role_id
       JOIN entitlement en ON en.id = re.entitlement_id AND en.target = 'directory'
       JOIN account a ON a.person_id = v.person_id WHERE v.id = $1`,
      [done.body.id],
    );
    same(row?.seconds, 3600, 'seconds of the grant');
    active = { id: done.body.id, group: row?.name ?? '', username: row?.username ?? '' };
    await until('the group', 10, async () => (await witness.members(active.group)).has(active.username));
    return offer.role.name;
  });

  await steps.step('somebody who is not eligible cannot', async () => {
    const { body } = await manager.get<{ items: object[] }>('/privilege/roles');
    same(body.items, [], 'what the manager may activate');
    const [role] = await witness.rows<{ id: string }>(`SELECT id FROM role WHERE privileged LIMIT 1`);
    const { status } = await manager.post('/privilege/activations', {
      roleId: role?.id,
      hours: 1,
      reason: 'Vill gärna prova detta.',
    });
    must([403, 404].includes(status), `answered ${String(status)}`);
    same(await witness.count('activation'), 1, 'activations');
    return undefined;
  });

  await steps.step('ended by hand, it leaves the directory', async () => {
    const { status, body } = await it.post(`/privilege/activations/${active.id}/end`);
    same(status, 200, JSON.stringify(body));
    await until(
      'the group to lose its member',
      10,
      async () => !(await witness.members(active.group)).has(active.username),
    );
    return undefined;
  });
}
