import { must, same, until } from './steps.js';
import { usernameOf } from './act-request.js';
import type { Stage } from './stage.js';

interface Item {
  id: string;
  green: boolean;
  person: { name: string };
  grant: { id: string; source: string };
}

/** A campaign over the manager's unit: everything kept but the grant of the request, which is removed and confirmed. */
export async function recertification(stage: Stage): Promise<void> {
  const { steps, people, witness } = stage;
  const { manager, security } = people;
  let campaign = '';
  let removed = { grantId: '', username: '', group: '' };

  await steps.step('the security officer opens a campaign over the unit', async () => {
    await security.signIn(security.hsaId);
    const [unit] = await witness.rows<{ id: string; name: string }>(
      `SELECT u.id, u.name FROM access_grant g JOIN unit u ON u.id = g.unit_id WHERE g.source = 'request' AND g.ended_at IS NULL`,
    );
    const closesOn = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
    const { status, body } = await security.post<{ id: string }>('/reviews', {
      name: 'Genomgång efter ändrad organisation',
      unitId: unit?.id,
      closesOn,
      noAnswer: 'keep',
    });
    same(status, 201, `answer ${JSON.stringify(body)}`);
    campaign = body.id;
    const wanted = await witness.count(`access_grant WHERE ended_at IS NULL AND unit_id = $1`, [unit?.id]);
    same(
      await witness.count('review_item WHERE campaign_id = $1', [campaign]),
      wanted,
      'items in the database',
    );
    return `${String(wanted)} items in ${unit?.name ?? ''}`;
  });

  await steps.step('the manager keeps what is needed and removes one, and signs', async () => {
    const items: Item[] = [];
    for (let after = ''; ;) {
      const page = await manager.get<{ items: Item[]; next: string | null }>(
        `/reviews/${campaign}/items?limit=200${after}`,
      );
      same(page.status, 200, JSON.stringify(page.body));
      items.push(...page.body.items);
      if (page.body.next === null) break;
      after = `&after=${page.body.next}`;
    }
    const target = items.find((item) => item.grant.source === 'request');
    must(target !== undefined, 'the grant of the request is not among the manager’s items');
    const [found] = await witness.rows<{ personId: string; name: string }>(
      `SELECT g.person_id AS "personId", en.external_name AS name FROM access_grant g
       JOIN role_entitlement re ON re.role_id = g.role_id JOIN entitlement en ON en.id = re.entitlement_id WHERE g.id = $1`,
      [target.grant.id],
    );
    removed = {
      grantId: target.grant.id,
      username: await usernameOf(stage, found?.personId ?? ''),
      group: found?.name ?? '',
    };
    // What is green may be kept together; the rest is answered one by one, as the page does it.
    const green = items.filter((item) => item.green && item !== target);
    const batches = [
      ...Array.from({ length: Math.ceil(green.length / 200) }, (_, n) => green.slice(n * 200, n * 200 + 200)),
      ...items.filter((item) => !item.green || item === target).map((item) => [item]),
    ];
    for (const batch of batches) {
      const decisions = batch.map((item) =>
        item === target
          ? { itemId: item.id, decision: 'remove', reason: 'Arbetar inte längre med planeringen.' }
          : { itemId: item.id, decision: 'keep' },
      );
      const { status, body } = await manager.post(`/reviews/${campaign}/decisions`, { decisions });
      same(status, 200, `decisions: ${JSON.stringify(body)}`);
    }
    const { status, body } = await manager.post(`/reviews/${campaign}/sign-off`);
    same(status, 200, `sign-off: ${JSON.stringify(body)}`);
    const [grant] = await witness.rows<{ reason: string }>(
      `SELECT ended_reason AS reason FROM access_grant WHERE id = $1 AND ended_at IS NOT NULL`,
      [removed.grantId],
    );
    same(grant?.reason, 'review-removed', 'end of the grant');
    return `${String(items.length)} items`;
  });

  await steps.step('the removal is seen in the directory and confirmed by reading it back', async () => {
    await until(
      'the group to lose its member',
      10,
      async () => !(await witness.members(removed.group)).has(removed.username),
    );
    await until('the confirmation', 10, async () => {
      const { body } = await manager.get<{ items: { grant: { id: string }; removal: string | null }[] }>(
        `/reviews/${campaign}/items?limit=200`,
      );
      return body.items.some((item) => item.grant.id === removed.grantId && item.removal === 'confirmed');
    });
    same(
      await witness.count(
        `account a JOIN access_grant g ON g.person_id = a.person_id
        WHERE g.id = $1 AND a.confirmed_at >= g.ended_at AND a.delivered_version = a.wanted_version`,
        [removed.grantId],
      ),
      1,
      'confirmation in the database',
    );
    return undefined;
  });

  await steps.step('the campaign is closed, and what nobody answered is kept and counted', async () => {
    const { status, body } = await security.post(`/reviews/${campaign}/closing`);
    same(status, 200, JSON.stringify(body));
    const [closed] = await witness.rows<{ state: string; unanswered: number }>(
      `SELECT state, items_unanswered AS unanswered FROM campaign WHERE id = $1`,
      [campaign],
    );
    same(closed?.state, 'closed', 'state in the database');
    // The manager's own access waited for the manager's manager, who did not answer.
    const open = `review_item i JOIN access_grant g ON g.id = i.grant_id
      WHERE i.campaign_id = $1 AND i.decision IS NULL`;
    same(await witness.count(open, [campaign]), closed?.unanswered, 'items without an answer');
    same(await witness.count(`${open} AND g.ended_at IS NOT NULL`, [campaign]), 0, 'of these, ended grants');
    return `${String(closed?.unanswered)} without an answer`;
  });
}
