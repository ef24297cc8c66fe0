import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetUnavailable } from '../../src/connectors/connector.js';
import { Clock } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { ClaimLost } from '../../src/provisioning/claim.js';
import { AlarmsStore } from '../../src/provisioning/alarms.store.js';
import { DeliverAccounts } from '../../src/provisioning/deliver-accounts.js';
import { ProvisioningJobs } from '../../src/provisioning/provisioning.jobs.js';
import { ProvisioningStore } from '../../src/provisioning/provisioning.store.js';
import { ReadDeliveries } from '../../src/provisioning/read-deliveries.js';
import { SweepDeliveries } from '../../src/provisioning/sweep-deliveries.js';
import { AccessTrial, asOwner, type TrialPerson, type TrialRole } from '../support/access-trial.js';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.js';
import { MemoryDirectory } from '../support/memory-directory.js';

interface Account {
  username: string;
  wanted: number;
  delivered: number;
  state: string;
  attempts: number;
  lastError: string | null;
}

let db: FreshDatabase;
let trial: AccessTrial;
let readers: TrialRole;
let writers: TrialRole;
let directory: MemoryDirectory;
let deliver: DeliverAccounts;
let person: TrialPerson;
const store = new ProvisioningStore();
const reads = new ReadDeliveries(store);

beforeAll(async () => {
  db = await freshDatabase();
  trial = await AccessTrial.on(db);
  readers = await trial.addRole(['GG-Journal-Las', 'GG-Intranat']);
  writers = await trial.addRole(['GG-Journal-Skriv']);
});
beforeEach(async () => {
  directory = new MemoryDirectory();
  deliver = new DeliverAccounts(
    trial.database,
    new Clock(),
    store,
    trial.audit,
    new AlarmsStore(),
    directory,
  );
  person = await trial.addPerson({ callName: 'Åsa', familyName: 'Öberg', email: 'asa@vard.example' });
});
afterAll(async () => {
  await trial.stop();
  await db.drop();
});

async function accountOf({ id }: TrialPerson): Promise<Account> {
  const [row] = await trial.database.query<Account>(
    `SELECT username, wanted_version AS wanted, delivered_version AS delivered, state, attempts, last_error AS "lastError"
     FROM account WHERE person_id = $1`,
    [id],
  );
  if (row === undefined) throw new Error('no account');
  return row;
}

async function entriesAbout({ id }: TrialPerson): Promise<{ action: string; groups: string[] }[]> {
  return trial.database.query<{ action: string; groups: string[] }>(
    `SELECT action, detail -> 'groups' AS groups FROM audit_entry
     WHERE person_id = $1 AND actor_name = 'directory' AND channel = 'directory' ORDER BY id`,
    [id],
  );
}

const deliverTo = (...persons: TrialPerson[]): Promise<void> =>
  deliver.run({ target: 'directory', personIds: persons.map((p) => p.id) });

async function tasksFor({ id }: TrialPerson): Promise<string[]> {
  const rows = await asOwner<{ name: string }>(
    db,
    `SELECT name FROM pgboss.job WHERE data -> 'personIds' ? $1 AND state IN ('created', 'retry', 'active')`,
    [id],
  );
  return rows.map((row) => row.name);
}

const dropTasks = (): Promise<unknown[]> => asOwner(db, 'DELETE FROM pgboss.job');

describe('a delivery', () => {
  it('makes the account that a grant calls for, and says what was read back', async () => {
    await trial.give(readers, [person]);
    await deliverTo(person);
    const account = await accountOf(person);
    expect(account).toMatchObject({
      wanted: 1,
      delivered: 1,
      state: 'enabled',
      attempts: 0,
      lastError: null,
    });
    const held = directory.accounts.get(account.username);
    expect(held).toMatchObject({ enabled: true, displayName: 'Åsa Öberg', email: 'asa@vard.example' });
    expect([...(held?.groups ?? [])].sort()).toEqual(['gg-intranat', 'gg-journal-las']);
    expect(await entriesAbout(person)).toEqual([
      { action: 'account.enabled', groups: ['GG-Intranat', 'GG-Journal-Las'] },
    ]);
  });

  it('changes groups with the grants, and shuts the account with the last one', async () => {
    await trial.give(readers, [person]);
    await trial.give(writers, [person]);
    await deliverTo(person);
    await trial.take([person], { role: readers });
    await deliverTo(person);
    const { username } = await accountOf(person);
    expect([...(directory.accounts.get(username)?.groups ?? [])]).toEqual(['gg-journal-skriv']);
    await trial.take([person]);
    await deliverTo(person);
    expect(directory.accounts.get(username)).toMatchObject({ enabled: false });
    expect(directory.accounts.get(username)?.groups.size).toBe(0);
    expect((await entriesAbout(person)).map((e) => e.action)).toEqual([
      'account.enabled',
      'account.changed',
      'account.disabled',
    ]);
  });

  it('leaves groups that Grindvakt does not govern alone', async () => {
    await trial.give(readers, [person]);
    await deliverTo(person);
    const { username } = await accountOf(person);
    directory.joinNatively(username, 'GG-Fikagruppen');
    await trial.take([person]);
    await deliverTo(person);
    expect([...(directory.accounts.get(username)?.groups ?? [])]).toEqual(['gg-fikagruppen']);
  });

  it('tells the directory nothing about who a protected person is', async () => {
    const hidden = await trial.addPerson({
      callName: 'Hemlig',
      familyName: 'Hemligsson',
      protection: 'protected-registration',
      email: 'hemlig.hemligsson@vard.example',
    });
    await trial.give(readers, [hidden]);
    await deliverTo(hidden);
    const { username } = await accountOf(hidden);
    expect(JSON.stringify([...directory.accounts])).not.toMatch(/hemlig/i);
    expect(directory.accounts.get(username)).toMatchObject({ displayName: username, email: null });
  });

  it('makes no account for somebody whose access ended before it was delivered', async () => {
    await trial.give(readers, [person]);
    await trial.take([person]);
    await deliverTo(person);
    expect(directory.accounts.size).toBe(0);
    expect(await accountOf(person)).toMatchObject({ wanted: 2, delivered: 2, state: 'none' });
    expect(await entriesAbout(person)).toEqual([]);
  });

  it('counts a grant that is past its end as ended, before anybody has swept it', async () => {
    await trial.give(readers, [person], { validTo: new Date(Date.now() + 30) });
    await sleep(60);
    await deliverTo(person);
    expect(directory.accounts.size).toBe(0);
  });

  it('may be repeated without a second entry in the log', async () => {
    await trial.give(readers, [person]);
    await deliverTo(person);
    await deliverTo(person);
    await Promise.all([deliverTo(person), deliverTo(person)]);
    expect(await entriesAbout(person)).toHaveLength(1);
  });

  it('waits with its reason while the directory is down, and forgets the reason when it is back', async () => {
    await trial.give(readers, [person]);
    directory.down = true;
    await expect(deliverTo(person)).rejects.toBeInstanceOf(TargetUnavailable);
    expect(await accountOf(person)).toMatchObject({ delivered: 0, attempts: 0, state: 'none' });
    expect((await accountOf(person)).lastError).toMatch(/cannot be reached/);
    expect(await reads.waiting(trial.database)).toMatchObject({ refused: 0 });
    directory.down = false;
    await deliverTo(person);
    expect(await accountOf(person)).toMatchObject({ delivered: 1, lastError: null });
  });

  it('goes on with the others when the directory refuses one', async () => {
    const other = await trial.addPerson();
    await trial.give(readers, [person, other]);
    directory.refused.add((await accountOf(person)).username);
    await deliverTo(person, other);
    expect(await accountOf(person)).toMatchObject({ delivered: 0, attempts: 1 });
    expect((await accountOf(person)).lastError).toMatch(/cannot be used/);
    expect(await accountOf(other)).toMatchObject({ delivered: 1, attempts: 0 });
  });

  it('corrects itself when it wrote what another had already overtaken', async () => {
    await trial.give(readers, [person]);
    let first = true;
    directory.beforeWriting = async () => {
      if (!first) return;
      first = false;
      await trial.take([person], { urgent: true });
      await deliverTo(person); // the other lane: shuts the account, which does not exist yet
    };
    await deliverTo(person);
    const account = await accountOf(person);
    expect(account).toMatchObject({ wanted: 2, delivered: 2, state: 'disabled' });
    expect(directory.accounts.get(account.username)?.enabled).toBe(false);
  });

  it('never lets an older version overwrite a newer one', async () => {
    await trial.give(readers, [person]);
    await deliverTo(person);
    await trial.take([person]);
    await deliverTo(person);
    const late = { personId: person.id, version: 1, state: 'enabled' as const };
    const recorded = await trial.database.transaction((tx) =>
      store.recordConfirmed(tx, 'directory', [late], new Date()),
    );
    expect(recorded).toEqual([]);
    expect(await accountOf(person)).toMatchObject({ delivered: 2, state: 'disabled' });
  });

  it('writes nothing more once somebody else has its task', async () => {
    await trial.give(readers, [person]);
    const task = { target: 'directory', personIds: [person.id] };
    await expect(deliver.run(task, AbortSignal.abort())).rejects.toBeInstanceOf(ClaimLost);
    expect(directory.accounts.size).toBe(0);
    expect(await accountOf(person)).toMatchObject({ delivered: 0 });
  });
});

describe('what pages learn', () => {
  it('says pending until the directory was read back', async () => {
    await trial.give(readers, [person]);
    const [grant] = await trial.database.query<{ id: string }>(
      `SELECT id FROM access_grant WHERE person_id = $1`,
      [person.id],
    );
    const grantId = grant?.id ?? '';
    const look = async () => ({
      account: (await reads.accountsOf(trial.database, [person.id])).get(person.id),
      grant: (await reads.confirmedSince(trial.database, [grantId])).get(grantId),
    });
    expect(await look()).toMatchObject({
      account: { state: 'pending', confirmedAt: null },
      grant: 'waiting',
    });
    await deliverTo(person);
    expect(await look()).toMatchObject({
      account: { state: 'enabled', waitingSince: null },
      grant: 'confirmed',
    });
    await trial.take([person]);
    expect(await look()).toMatchObject({ account: { state: 'pending' }, grant: 'waiting' });
    await deliverTo(person);
    expect(await look()).toMatchObject({ account: { state: 'disabled' }, grant: 'confirmed' });
  });
});

describe('the sweep', () => {
  const sweepAt = (at: Date): Promise<number> => {
    const clock = new (class extends Clock {
      override now(): Date {
        return at;
      }
    })();
    return new SweepDeliveries(trial.database, clock, store, trial.jobs).run();
  };
  const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

  it('makes a new task when the task was lost, and only then', async () => {
    await dropTasks();
    await trial.give(readers, [person]);
    expect(await tasksFor(person)).toEqual(['deliver']);
    await sweepAt(inMinutes(2));
    expect(await tasksFor(person)).toEqual(['deliver']);
    await dropTasks();
    await sweepAt(inMinutes(0.5));
    expect(await tasksFor(person)).toEqual([]);
    await sweepAt(inMinutes(2));
    expect(await tasksFor(person)).toEqual(['deliver']);
    await sweepAt(inMinutes(2));
    expect(await tasksFor(person)).toEqual(['deliver']);
  });

  it('asks again for an account that was refused, less and less often', async () => {
    await dropTasks();
    await trial.give(readers, [person]);
    directory.refused.add((await accountOf(person)).username);
    for (let attempt = 1; attempt <= 3; attempt += 1) await deliverTo(person);
    await dropTasks();
    await sweepAt(inMinutes(7));
    expect(await tasksFor(person)).toEqual([]);
    await sweepAt(inMinutes(9));
    expect(await tasksFor(person)).toEqual(['deliver']);
  });
});

describe('the queue', () => {
  let jobs: Jobs;
  beforeEach(async () => {
    await dropTasks();
    jobs = new Jobs({ url: db.url, work: true });
    await jobs.start();
    await new ProvisioningJobs(
      jobs,
      deliver,
      new SweepDeliveries(trial.database, new Clock(), store, jobs),
    ).start();
  });
  afterEach(async () => {
    await jobs.onApplicationShutdown();
  });

  async function until(what: () => Promise<boolean>, seconds = 10): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await what())) {
      if (Date.now() > end) throw new Error('it did not come about in time');
      await sleep(20);
    }
  }
  const delivered = async (p: TrialPerson): Promise<boolean> => {
    const { delivered: got, wanted } = await accountOf(p);
    return got === wanted;
  };

  it('delivers what a committed change of access wants, and nothing of one that was rolled back', async () => {
    const other = await trial.addPerson();
    await expect(
      trial.database.transaction(async (tx) => {
        await trial.apply.run(
          tx,
          { kind: 'system', name: 'trial', channel: 'schedule' },
          [
            {
              kind: 'open',
              personId: other.id,
              employmentId: other.employmentId,
              roleId: readers.id,
              unitId: (await trial.database.query<{ id: string }>(`SELECT id FROM unit`))[0]?.id ?? '',
              source: 'birthright',
              analysisId: readers.analysisId,
              assessmentId: null,
              ruleId: readers.ruleId,
              validTo: null,
              nextReview: '2099-01-01',
            },
          ],
          new Date(),
        );
        throw new Error('the caller changes its mind');
      }),
    ).rejects.toThrow('changes its mind');
    await trial.give(readers, [person]);
    await until(() => delivered(person));
    expect(directory.accounts.size).toBe(1);
  });

  it('shuts a leaver by the urgent lane while the ordinary one is stuck', async () => {
    const slow = await trial.addPerson();
    await trial.give(readers, [person]);
    await until(() => delivered(person));
    let release = (): void => undefined;
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    directory.beforeWriting = () => {
      if (!first) return Promise.resolve();
      first = false;
      return stuck;
    };
    await trial.give(readers, [slow]);
    await until(() => Promise.resolve(!first));
    await trial.take([person], { urgent: true, reason: 'terminated' });
    await until(() => delivered(person));
    expect(directory.accounts.get((await accountOf(person)).username)?.enabled).toBe(false);
    release();
    await until(() => delivered(slow));
  });

  it('tries again for ever while the directory is down, at most 30 s apart', async () => {
    directory.down = true;
    await trial.give(readers, [person]);
    const job = async (): Promise<{ state: string; retries: number; delay: number } | undefined> =>
      (
        await asOwner<{ state: string; retries: number; delay: number }>(
          db,
          `SELECT state::text, retry_count AS retries, extract(epoch FROM start_after - now())::float AS delay
           FROM pgboss.job WHERE name = 'deliver' AND data -> 'personIds' ? $1`,
          [person.id],
        )
      )[0];
    await until(async () => (await job())?.state === 'retry');
    await asOwner(
      db,
      `UPDATE pgboss.job SET retry_count = 999000, start_after = now() WHERE name = 'deliver' AND data -> 'personIds' ? $1`,
      [person.id],
    );
    await until(async () => {
      const now = await job();
      return now?.state === 'retry' && now.retries > 999_000;
    });
    const { delay } = (await job()) ?? { delay: 1000 };
    expect(delay).toBeGreaterThan(0);
    expect(delay).toBeLessThanOrEqual(30);
    directory.down = false;
    await asOwner(db, `UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
    await until(() => delivered(person));
  });
});
