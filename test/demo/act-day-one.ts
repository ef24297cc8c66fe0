import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import { same, today, until } from './steps.js';
import type { Stage } from './stage.js';

/** Facts are as of the file's day; access is by the calendar of today. */
const inForce = `in_force(e.start_date, e.end_date, e.terminated_at, '${today()}')`;
/**
 * At work: while somebody is wholly away from all they do, or between two shifts, their access rests and their account
 * is shut.
 */
const atWork = `${inForce} AND NOT coalesce(e.leave_percent >= 100 AND e.leave_from <= '${today()}'
  AND coalesce(e.leave_to, 'infinity') >= '${today()}', false)
  AND NOT EXISTS (SELECT FROM off_shift o WHERE o.employment_id = e.id)`;

/** Day one as an installation begins: HR's first file and the catalogue, by command line. */
export async function dayOne({ steps, instance, witness, data, expected }: Stage): Promise<void> {
  const day = '2026-11-20';
  const state = expected.states.afterDayOne;

  await steps.step('import day one by the command line', async () => {
    const { code, out, err } = await instance.command(
      'hr',
      'import',
      path.join(data, day),
      '--as-of',
      day,
      '--json',
    );
    same(code, 0, `exit code (${err.slice(-300)})`);
    const { rows } = JSON.parse(out) as { rows: object };
    same(
      rows,
      { read: state.employments, applied: state.employments, unchanged: 0, quarantined: 0 },
      'counts',
    );
    same(await witness.count('person'), state.persons, 'persons in the database');
    same(await witness.count('employment'), state.employments, 'employments in the database');
    const active = `(SELECT DISTINCT person_id FROM employment e WHERE in_force(e.start_date, e.end_date, e.terminated_at, '${day}')) AS persons`;
    same(await witness.count(active), state.activePersons, 'persons in force that day');
    return `${String(state.persons)} persons`;
  });

  await steps.step('load systems, roles, analyses and birthright rules', async () => {
    const file = path.join(projectDir, 'config/demo-catalogue.yaml');
    const { code, err } = await instance.command('catalogue', 'load', file);
    same(code, 0, `exit code (${err.slice(-300)})`);
    const lacking = await witness.count(
      `(SELECT DISTINCT e.person_id FROM employment e WHERE ${inForce}
        EXCEPT SELECT g.person_id FROM access_grant g WHERE g.ended_at IS NULL AND g.source = 'birthright') AS lacking`,
    );
    same(lacking, 0, 'persons in force without birthright');
    const strangers = await witness.count(
      `access_grant g WHERE NOT EXISTS (SELECT FROM employment e WHERE e.id = g.employment_id AND ${inForce})`,
    );
    same(strangers, 0, 'grants without an employment in force');
    return `${String(await witness.count('access_grant WHERE ended_at IS NULL'))} birthright grants`;
  });

  await steps.step('take over the courses taken and the texts signed before Grindvakt', async () => {
    const file = path.join(projectDir, 'config/demo-data/completions.csv');
    const courses = await instance.command('completions', 'import', file, '--json');
    same(courses.code, 0, `exit code (${courses.err.slice(-300)})`);
    const signed = await instance.command('acknowledgements', 'take-over');
    same(signed.code, 0, `exit code (${signed.err.slice(-300)})`);
    const wrong = await witness.count(
      `access_grant g JOIN role r ON r.id = g.role_id JOIN role_prerequisite rp ON rp.role_id = g.role_id
       JOIN prerequisite p ON p.id = rp.prerequisite_id AND p.key = 'isk-bas'
       LEFT JOIN prerequisite_standing s ON s.person_id = g.person_id AND s.prerequisite_id = p.id
       WHERE g.ended_at IS NULL AND r.key = 'journal-sjukskoterska'
         AND (g.suspended_for = '{prerequisite}') = coalesce(s.day + interval '24 months' >= '${today()}', false)`,
    );
    same(wrong, 0, 'health-record rights that work without the course, or rest in spite of it');
    return signed.out.trim();
  });

  await steps.step(
    'everybody at work has an account in the directory that is open, nobody else',
    async () => {
      const wanted = await witness.count(
        `(SELECT DISTINCT person_id FROM employment e WHERE ${atWork}) AS persons`,
      );
      const { enabled } = await until('the accounts', 120, async () => {
        const found = await witness.accounts();
        return found.enabled.size >= wanted && found;
      });
      const names = await witness.rows<{ username: string }>(
        `SELECT a.username FROM account a WHERE EXISTS
         (SELECT FROM employment e WHERE e.person_id = a.person_id AND ${atWork})`,
      );
      same([...enabled].toSorted(), names.map((a) => a.username).toSorted(), 'accounts');
      same(enabled.size, wanted, 'number of accounts');
      return `${String(enabled.size)} accounts`;
    },
  );
}
