import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { asOwner, type TrialPerson, type TrialRole } from '../support/access-trial.js';
import { FaultStage } from './fault-stage.js';

jest.setTimeout(600_000);

const kills = 200;
const victims = 2;

let stage: FaultStage;
let people: TrialPerson[];
let roles: TrialRole[];

beforeAll(async () => {
  stage = await FaultStage.open();
  people = await stage.trial.addPersons(50);
  roles = [
    await stage.trial.addRole(['GG-Las', 'GG-Intranat']),
    await stage.trial.addRole(['GG-Skriv', 'GG-Intranat']),
    await stage.trial.addRole(['GG-Admin']),
    await stage.trial.addRole(['GG-Las', 'GG-Lakemedel']),
  ];
});
afterAll(async () => {
  await stage.close();
});

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** Gives and takes roles, some by the leavers' lane, until told to stop. Returns the number of changes. */
async function changeAccess(signal: AbortSignal): Promise<number> {
  let changes = 0;
  while (!signal.aborted) {
    const some = Array.from({ length: 1 + below(4) }, () => people[below(people.length)]).filter(
      (person) => person !== undefined,
    );
    const role = roles[below(roles.length)];
    if (role === undefined) continue;
    const chance = below(10);
    const { opened, ended } =
      chance < 5
        ? await stage.trial.give(role, some)
        : chance < 8
          ? await stage.trial.take(some, { role })
          : await stage.trial.take(some, { urgent: true, reason: 'terminated' });
    changes += opened.length + ended.length;
    await sleep(20 + below(40));
  }
  return changes;
}

/** One worker after the other, each killed at a moment of its own: mostly at work, some while they start. */
async function killWorkers(count: number): Promise<void> {
  for (let killed = 0; killed < count; killed += 1) {
    const worker = stage.startWorker();
    if (below(10) === 0) await sleep(below(400));
    else {
      await worker.says('ready');
      await sleep(below(350));
    }
    await worker.kill();
  }
}

it(`survives ${String(kills)} kill -9 of its workers with no change of access lost or done twice`, async () => {
  const enough = new AbortController();
  const changing = changeAccess(enough.signal);
  await Promise.all(Array.from({ length: victims }, () => killWorkers(kills / victims)));
  enough.abort();
  expect(await changing).toBeGreaterThan(kills);

  await stage.startWorker().says('ready');
  await stage.settle(180);

  // The directory holds exactly what the grants call for.
  const { held, due } = await stage.compare();
  expect(held).toEqual(due);
  expect(held.length).toBeGreaterThan(40);

  // Each version was logged once at most, and the last one always.
  expect(await stage.doubledEntries()).toEqual([]);
  const unlogged = await stage.trial.database.query(
    `SELECT a.username FROM account a WHERE a.state <> 'none' AND NOT EXISTS (
       SELECT FROM audit_entry e WHERE e.object_id = a.id AND (e.detail ->> 'version')::bigint = a.delivered_version)`,
  );
  expect(unlogged).toEqual([]);

  // The kills met workers at work: tasks were left behind, taken over and done.
  const [met] = await asOwner<{ tasks: number }>(
    stage.db,
    `SELECT count(*)::int AS tasks FROM pgboss.job WHERE name LIKE 'deliver%' AND retry_count > 0 AND state = 'completed'`,
  );
  expect(met?.tasks).toBeGreaterThan(20);
});
