import { must, same, until } from './steps.js';
import type { Stage } from './stage.js';

interface RoleItem {
  id: string;
  name: string;
  alreadyHas: boolean;
  approver: { name: string } | null;
  suggested: boolean;
  analysis: { suggestedDays: number; dataTypes: string } | null;
}

/** Request → assessment → approval → grant → group in the directory. */
export async function requestToGrant(stage: Stage): Promise<void> {
  const { steps, people, witness } = stage;
  const { manager, owner } = people;

  await steps.step('a sign-in below level 3 is refused', async () => {
    const ended = await manager.signIn(manager.hsaId, 'siths-reserve');
    must(ended.includes('fel=level-too-low'), `the browser was sent to ${ended}`);
    same(await witness.count('session'), 0, 'sessions');
    return undefined;
  });
  await steps.step('the manager signs in with SITHS at level 3', async () => {
    must(!(await manager.signIn(manager.hsaId)).includes('fel='), 'refused');
    same(await witness.count('session WHERE level = 3'), 1, 'sessions');
    return undefined;
  });

  let request = { id: '', personId: '' };
  let group = '';
  await steps.step('the manager asks for a role for somebody in the own unit', async () => {
    const owned = await rolesOf(stage);
    const found = await findStaff(stage, owned);
    const { status, body } = await manager.post<{ id: string }>('/requests', {
      personId: found.personId,
      employmentId: found.employmentId,
      roleId: found.role.id,
      assessment: {
        need: 'Planerar och följer upp insatser i den egna enheten.',
        data: found.role.analysis?.dataTypes ?? '',
        riskTooWide: 'Kan se uppgifter om brukare i andra enheter.',
        riskTooNarrow: 'Insatser planeras på ofullständigt underlag.',
        days: Math.min(60, found.role.analysis?.suggestedDays ?? 60),
      },
    });
    same(status, 201, `answer ${JSON.stringify(body)}`);
    request = { id: body.id, personId: found.personId };
    const [row] = await witness.rows<{ state: string; name: string }>(
      `SELECT r.state, en.external_name AS name FROM access_request r JOIN role_entitlement re ON re.role_id = r.role_id
       JOIN entitlement en ON en.id = re.entitlement_id AND en.target = 'directory' WHERE r.id = $1`,
      [request.id],
    );
    same(row?.state, 'pending', 'state in the database');
    group = row?.name ?? '';
    must(
      !(await witness.members(group)).has(await usernameOf(stage, request.personId)),
      'already in the group',
    );
    return `${found.role.name} for ${found.name}`;
  });

  await steps.step('the manager cannot approve it', async () => {
    const { status } = await manager.post(`/requests/${request.id}/decisions`, { outcome: 'approve' });
    must([403, 404].includes(status), `answered ${String(status)}`);
    same(
      await witness.count(`access_request WHERE id = $1 AND state = 'pending'`, [request.id]),
      1,
      'still pending',
    );
    return undefined;
  });

  await steps.step('the information owner approves it for a shorter time', async () => {
    await owner.signIn(owner.hsaId);
    const { status, body } = await owner.post(`/requests/${request.id}/decisions`, {
      outcome: 'approve',
      days: 30,
    });
    same(status, 200, `answer ${JSON.stringify(body)}`);
    const [grant] = await witness.rows<{ days: number }>(
      `SELECT round(extract(epoch FROM g.valid_to - g.valid_from) / 86400)::int AS days
       FROM access_grant g JOIN access_request r ON r.grant_id = g.id WHERE r.id = $1 AND g.ended_at IS NULL`,
      [request.id],
    );
    must(
      grant !== undefined && grant.days >= 30 && grant.days <= 31,
      `the grant lasts ${String(grant?.days)} days`,
    );
    return undefined;
  });

  await steps.step('the person is in the directory group', async () => {
    const username = await usernameOf(stage, request.personId);
    await until('the group', 10, async () => (await witness.members(group)).has(username));
    return group;
  });
}

export async function usernameOf({ witness }: Stage, personId: string): Promise<string> {
  const [row] = await witness.rows<{ username: string }>(
    `SELECT username FROM account WHERE person_id = $1`,
    [personId],
  );
  return row?.username ?? '';
}

/** Roles whose requests come to the featured information owner. */
async function rolesOf({ witness, people }: Stage): Promise<Set<string>> {
  const rows = await witness.rows<{ id: string }>(
    `SELECT r.id FROM role r JOIN information_system s ON s.id = r.system_id
     JOIN person_hsa_id h ON h.person_id = s.information_owner_id
     WHERE h.hsa_id = $1 AND r.requestable AND r.risk < 4 AND EXISTS (SELECT FROM role_entitlement re
       JOIN entitlement en ON en.id = re.entitlement_id WHERE re.role_id = r.id AND en.target = 'directory')`,
    [people.owner.hsaId],
  );
  return new Set(rows.map((row) => row.id));
}

async function findStaff(
  { people }: Stage,
  owned: ReadonlySet<string>,
): Promise<{ personId: string; employmentId: string; name: string; role: RoleItem }> {
  const staff = await people.manager.get<{
    items: { id: string; person: { name: string }; state: string }[];
  }>('/people?scope=staff');
  for (const member of staff.body.items.filter((item) => item.state === 'active')) {
    const card = await people.manager.get<{
      employments: { id: string; state: string; to: string | null }[];
    }>(`/people/${member.id}`);
    const employment = card.body.employments.find((e) => e.state === 'in-force' && e.to === null);
    if (!employment) continue;
    const roles = await people.manager.get<{ items: RoleItem[] }>(
      `/requests/roles?personId=${member.id}&employmentId=${employment.id}`,
    );
    if (roles.status === 404) continue; // an employment that another manager leads
    same(roles.status, 200, `answer ${JSON.stringify(roles.body)}`);
    const role = roles.body.items.find((r) => owned.has(r.id) && r.suggested && !r.alreadyHas && r.analysis);
    if (role) return { personId: member.id, employmentId: employment.id, name: member.person.name, role };
  }
  throw new Error('the manager leads nobody to whom such a role could be given');
}
