import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialPerson, TrialRole } from '../support/access-trial.js';
import { FaultStage } from './fault-stage.js';

jest.setTimeout(300_000);

const people = 120;
const kills = 12;

let stage: FaultStage;
let role: TrialRole;
let coming: TrialPerson[];
let gone: TrialPerson[];
let back: TrialPerson[];

beforeAll(async () => {
  stage = await FaultStage.open();
  role = await stage.trial.addRole(['GG-Las']);
  coming = await stage.trial.addPersons(people);
  gone = await stage.trial.addPersons(people);
  back = await stage.trial.addPersons(people / 2);
});
afterAll(async () => {
  await stage.close();
});

const ids = (of: readonly TrialPerson[]): string[] => of.map((person) => person.id);
const usernames = async (of: readonly TrialPerson[]): Promise<string[]> =>
  (
    await stage.trial.database.query<{ username: string }>(
      `SELECT username FROM account WHERE person_id = ANY($1)`,
      [ids(of)],
    )
  ).map((row) => row.username);
const states = async (names: readonly string[]): Promise<string[]> => [
  ...new Set((await stage.connector.read(names, ['GG-Las'])).map((a) => `${a.state} ${a.groups.join()}`)),
];

it('prepares and deletes to the end, whenever it is killed, and opens for those who come back meanwhile', async () => {
  // Everybody in `gone` and `back` had an account, and has left.
  await stage.trial.give(role, [...gone, ...back]);
  const first = stage.startWorker();
  await first.says('ready');
  await stage.settle(60);
  await stage.trial.take([...gone, ...back]);
  await stage.settle(60);
  await first.kill();
  await stage.trial.database.query(`UPDATE employment SET terminated_at = now() WHERE person_id = ANY($1)`, [
    ids([...gone, ...back]),
  ]);

  await stage.trial.run(coming.map(({ id }) => ({ kind: 'prepare-account', personId: id })));
  await stage.trial.run([...gone, ...back].map(({ id }) => ({ kind: 'delete-account', personId: id })));
  for (let killed = 0; killed < kills; killed += 1) {
    const worker = stage.startWorker();
    await worker.says('ready');
    await sleep(Math.random() * 60);
    if (killed === 2) {
      // They come back while their accounts are being deleted.
      await stage.trial.database.query(
        `UPDATE employment SET terminated_at = NULL WHERE person_id = ANY($1)`,
        [ids(back)],
      );
      await stage.trial.give(role, back);
    }
    await worker.kill();
  }
  await stage.startWorker().says('ready');
  await stage.settle(120);

  expect(await states(await usernames(coming))).toEqual(['disabled ']);
  expect(await states(await usernames(gone))).toEqual(['none ']);
  expect(await states(await usernames(back))).toEqual(['enabled GG-Las']);
  const recorded = await stage.trial.database.query<{ state: string; count: number }>(
    `SELECT state, count(*)::integer AS count FROM account GROUP BY state ORDER BY state`,
  );
  expect(recorded).toEqual([
    { state: 'deleted', count: people },
    { state: 'enabled', count: people / 2 },
    { state: 'prepared', count: people },
  ]);
  expect(await stage.doubledEntries()).toEqual([]);
});
