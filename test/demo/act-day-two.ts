import { readFileSync } from 'node:fs';
import path from 'node:path';
import { must, same, today, until } from './steps.js';
import type { Stage } from './stage.js';

const day = '2026-11-21';
const inForce = (on: string): string => `in_force(e.start_date, e.end_date, e.terminated_at, '${on}')`;

/** An added line whose employment is in force today. */
function isInForce(fields: Record<string, string | [string, string]>): boolean {
  const [from, to] = [fields['Startdatum'], fields['Slutdatum']];
  return typeof from === 'string' && from <= today() && (typeof to !== 'string' || to >= today());
}

/** Day two, uploaded by HR on the page: joiners, movers and leavers as the export's own key says. */
export async function joinerMoverLeaver(stage: Stage): Promise<void> {
  const { steps, people, witness, data, expected } = stage;
  let importId = '';

  await steps.step('HR uploads day two', async () => {
    await people.hr.signIn(people.hr.hsaId);
    const form = new FormData();
    form.set('source', 'HR-VOF');
    form.set('asOf', day);
    for (const name of ['anstallningar.csv', 'organisation.csv', 'manifest.json'])
      form.append('files', new Blob([readFileSync(path.join(data, day, name))]), name);
    const begun = await people.hr.upload<{ id: string }>('/hr/imports', form);
    same(begun.status, 202, JSON.stringify(begun.body));
    importId = begun.body.id;
    const { rows } = await until('the import', 60, async () => {
      const { body } = await people.hr.get<{ state: string; rows: object }>(`/hr/imports/${importId}`);
      return body.state !== 'running' && body;
    });
    const [row] = await witness.rows<{ state: string }>('SELECT state FROM hr_import WHERE id = $1', [
      importId,
    ]);
    same(row?.state, 'applied', 'state in the database');
    return JSON.stringify(rows);
  });

  await steps.step('the wrong rows are set aside, and only they', async () => {
    const rows = await witness.rows<{ line: number; reason: string }>(
      'SELECT line, reason FROM hr_quarantine WHERE import_id = $1 ORDER BY line',
      [importId],
    );
    same(
      rows,
      expected.quarantined.map(({ line, reason }) => ({ line, reason })),
      'quarantine',
    );
    return `${String(rows.length)} rows`;
  });

  await steps.step('the database is as the key says', async () => {
    const state = expected.states.afterDayTwo;
    const [found] = await witness.rows<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM person) AS persons, (SELECT count(*)::int FROM employment) AS employments,
        (SELECT count(DISTINCT person_id)::int FROM employment e WHERE ${inForce(day)}) AS "activePersons",
        (SELECT count(*)::int FROM employment e WHERE ${inForce(day)}) AS "activeEmployments",
        (SELECT count(*)::int FROM person WHERE protection <> 'none') AS "protectedPersons"`,
    );
    const { persons, employments, activePersons, activeEmployments, protectedPersons } = state;
    same(found, { persons, employments, activePersons, activeEmployments, protectedPersons }, 'counts');
    return `${String(activePersons)} persons in force`;
  });

  await steps.step('joiners have an account on their first day, not before', async () => {
    const joiners = expected.changes.filter((c) => c.kind === 'joiner');
    await until('the joiners', 30, async () => {
      const { enabled } = await witness.accounts();
      for (const joiner of joiners) {
        const username = await witness.usernameOf(joiner.personId);
        const has = username !== undefined && enabled.has(username);
        if (has !== joiner.rows.some((row) => isInForce(row.fields))) return false;
      }
      return true;
    });
    return `${String(joiners.length)} joiners`;
  });

  await steps.step('movers hold what the new place gives and lost what it does not', async () => {
    const movers = expected.changes.filter((c) => c.kind === 'mover' || c.kind === 'unit-split');
    for (const mover of movers)
      for (const row of mover.rows.filter((r) => r.op === 'changed')) {
        const unit = row.fields['EnhetId'];
        const code = Array.isArray(unit) ? unit[1] : undefined;
        if (code === undefined) continue;
        same(
          await witness.count(
            `employment e JOIN unit u ON u.id = e.unit_id WHERE e.number = $1 AND u.code = $2`,
            [row.employment, code],
          ),
          1,
          `${row.employment} in ${code}`,
        );
        same(
          await witness.count(
            `access_grant g JOIN employment e ON e.id = g.employment_id
             WHERE e.number = $1 AND g.ended_at IS NULL AND g.unit_id <> e.unit_id`,
            [row.employment],
          ),
          0,
          `grants of ${row.employment} left in the old unit`,
        );
      }
    return `${String(movers.length)} movers`;
  });

  await steps.step('leavers are out: no grant, account disabled, groups left', async () => {
    const leavers = expected.changes.filter((c) => c.kind === 'leaver' && c.effective < today());
    must(leavers.length > 0, 'no leavers in the key');
    for (const leaver of leavers) {
      const username = (await witness.usernameOf(leaver.personId)) ?? '';
      same(
        await witness.count(
          `access_grant g JOIN person p ON p.id = g.person_id WHERE p.source_key = $1 AND g.ended_at IS NULL`,
          [leaver.personId],
        ),
        0,
        `live grants of ${leaver.personId}`,
      );
      await until(`${username} to be disabled`, 10, async () =>
        (await witness.accounts()).disabled.has(username),
      );
      must(
        !(await witness.members('grundkonto')).has(username),
        `${username} is still in the group of all staff`,
      );
    }
    return `${String(leavers.length)} leavers`;
  });

  await steps.step('the directory holds exactly those at work', async () => {
    const wanted = await witness.count(
      `(SELECT DISTINCT person_id FROM employment e WHERE ${inForce(today())}
         AND NOT coalesce(e.leave_percent >= 100 AND e.leave_from <= '${today()}'
           AND coalesce(e.leave_to, 'infinity') >= '${today()}', false)
         AND NOT EXISTS (SELECT FROM off_shift o WHERE o.employment_id = e.id)) AS persons`,
    );
    const { enabled } = await until('the directory', 60, async () => {
      const found = await witness.accounts();
      return found.enabled.size === wanted && found;
    });
    same((await witness.members('grundkonto')).size, enabled.size, 'members of the group of all staff');
    return `${String(enabled.size)} accounts`;
  });

  await steps.step('the same file again changes nothing', async () => {
    const before = await witness.count('audit_entry');
    const { code, out } = await stage.instance.command(
      'hr',
      'import',
      path.join(data, day),
      '--as-of',
      day,
      '--json',
    );
    same(code, 0, 'exit code');
    const { rows } = JSON.parse(out) as { rows: { applied: number } };
    same(rows.applied, 0, 'rows applied');
    const fresh = await witness.rows<{ action: string }>(
      `SELECT DISTINCT action FROM audit_entry WHERE id > $1`,
      [before],
    );
    must(
      !fresh.some(({ action }) => action.startsWith('grant.')),
      `it changed access: ${JSON.stringify(fresh)}`,
    );
    return undefined;
  });
}
