import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { asOwner, type TrialRole } from '../support/access-trial.js';
import { FaultStage } from './fault-stage.js';

jest.setTimeout(120_000);

let stage: FaultStage;
let readers: TrialRole;
let admins: TrialRole;

beforeAll(async () => {
  stage = await FaultStage.open();
  readers = await stage.trial.addRole(['GG-Las', 'GG-Intranat']);
  admins = await stage.trial.addRole(['GG-Admin']);
});
afterEach(async () => {
  await stage.endWorkers();
});
afterAll(async () => {
  await stage.close();
});

const accountsHeld = async (): Promise<number> => {
  const { held } = await stage.compare();
  return held.filter((line) => line.includes(' open ')).length;
};

describe('a directory that fails', () => {
  it('is caught up with when it was down from the start', async () => {
    const people = await stage.trial.addPersons(20);
    await stage.killDirectory();
    await stage.trial.give(readers, people);
    await stage.startWorker().says('ready');
    const reason = async (): Promise<string | null> =>
      (
        await stage.trial.database.query<{ error: string | null }>(
          `SELECT last_error AS error FROM account WHERE person_id = $1`,
          [people[0]?.id],
        )
      )[0]?.error ?? null;
    while ((await reason()) === null) await sleep(20);
    expect(await reason()).toMatch(/cannot be reached/);
    await stage.startDirectory();
    await stage.settle(60);
    const { held, due } = await stage.compare();
    expect(held).toEqual(due);
    expect(await reason()).toBeNull();
  });

  it('is caught up with when it was killed in the middle of a batch', async () => {
    const people = await stage.trial.addPersons(300);
    const before = await accountsHeld();
    await stage.startWorker().says('ready');
    await stage.trial.give(admins, people);
    while ((await accountsHeld()) < before + 5) await sleep(5);
    await stage.killDirectory();
    await stage.trial.take(people.slice(0, 100));
    await sleep(1500);
    await stage.startDirectory();
    await stage.settle(90);
    const { held, due } = await stage.compare();
    expect(held).toEqual(due);
    expect(await accountsHeld()).toBe(before + 200);
    expect(await stage.doubledEntries()).toEqual([]);
  });
});

describe('a worker that is stopped and resumed', () => {
  it('corrects what it wrote too late, after a short stop', async () => {
    const [person] = await stage.trial.addPersons(1);
    if (person === undefined) throw new Error('no person');
    const slow = stage.startWorker({ holdMs: 300 });
    await slow.says('ready');
    await stage.trial.give(readers, [person]);
    await slow.says('writing');
    slow.process.kill('SIGSTOP');
    const other = stage.startWorker();
    await other.says('ready');
    await stage.trial.take([person], { urgent: true });
    const state = async (): Promise<number> =>
      (
        await stage.trial.database.query<{ delivered: number }>(
          `SELECT delivered_version AS delivered FROM account WHERE person_id = $1`,
          [person.id],
        )
      )[0]?.delivered ?? 0;
    while ((await state()) < 2) await sleep(10);
    slow.process.kill('SIGCONT');
    await stage.settle(60);
    const { held, due } = await stage.compare();
    expect(held).toEqual(due);
    expect(await stage.doubledEntries()).toEqual([]);
  });

  it('writes nothing more when its task was taken over meanwhile', async () => {
    const [person] = await stage.trial.addPersons(1);
    if (person === undefined) throw new Error('no person');
    const slow = stage.startWorker({ holdMs: 300 });
    await slow.says('ready');
    await stage.trial.give(readers, [person]);
    await slow.says('writing');
    slow.process.kill('SIGSTOP');
    const other = stage.startWorker();
    await other.says('ready');
    await stage.trial.take([person], { urgent: true });
    // Taken over: the other worker has done the task that the stopped one holds, after its heartbeat ran out.
    await stage.settle(60);
    const [job] = await asOwner<{ retries: number }>(
      stage.db,
      `SELECT max(retry_count) AS retries FROM pgboss.job WHERE data -> 'personIds' ? $1`,
      [person.id],
    );
    expect(job?.retries).toBeGreaterThan(0);
    slow.process.kill('SIGCONT');
    await sleep(1500);
    await slow.kill(); // not even the chance to correct itself
    const { held, due } = await stage.compare();
    expect(held).toEqual(due);
    const [account] = await stage.trial.database.query<{ username: string }>(
      `SELECT username FROM account WHERE person_id = $1`,
      [person.id],
    );
    // It never was there: nothing was written late, not even for a moment.
    expect(await stage.connector.read([account?.username ?? ''], [])).toMatchObject([{ state: 'none' }]);
  });
});
