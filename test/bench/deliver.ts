import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LdapDirectory } from '../../src/connectors/ldap/ldap-directory.js';
import { migrate } from '../../src/migrate.js';
import { Clock } from '../../src/platform/clock.js';
import { Jobs } from '../../src/platform/jobs.js';
import { AlarmsStore } from '../../src/provisioning/alarms.store.js';
import { DeliverAccounts } from '../../src/provisioning/deliver-accounts.js';
import { ProvisioningJobs } from '../../src/provisioning/provisioning.jobs.js';
import { ProvisioningStore } from '../../src/provisioning/provisioning.store.js';
import { SweepDeliveries } from '../../src/provisioning/sweep-deliveries.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';
import { startDirectory } from '../../src/sandbox/openldap.js';
import { AccessTrial } from '../support/access-trial.js';
import { BareDirectory } from './support/directory-floor.js';

/**
 * A night's leavers: from the committed change of access to every account shut, out of its groups, read back and
 * logged; against a bare client that does the same changes to the directory and nothing else.
 */
const leavers = 2000;
const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-bench-'));
const server = await startPostgres({ dir: path.join(dir, 'postgres') });
const directory = await startDirectory({ dir: path.join(dir, 'slapd') });
const { ownerUrl, serviceUrl } = await ensureDatabase(server, 'bench');
await migrate(ownerUrl, serviceUrl);
const trial = await AccessTrial.on({ url: serviceUrl, ownerUrl });
const connector = new LdapDirectory({ ...directory, kind: 'openldap', timeoutMs: 8000 });
const bare = new BareDirectory(directory);
const jobs = new Jobs({ url: serviceUrl, work: true });
const store = new ProvisioningStore();
const clock = new Clock();
try {
  const people = await trial.addPersons(leavers);
  const role = await trial.addRole(['GG-Alla', 'GG-Journal-Las']);
  await trial.give(role, people);
  const deliver = new DeliverAccounts(
    trial.database,
    clock,
    store,
    trial.audit,
    new AlarmsStore(),
    connector,
  );
  await jobs.start();
  await new ProvisioningJobs(jobs, deliver, new SweepDeliveries(trial.database, clock, store, jobs)).start();
  const delivered = async (): Promise<void> => {
    for (;;) {
      const { count } = await store.waiting(trial.database);
      if (count === 0) return;
      await sleep(5);
    }
  };
  const joining = performance.now();
  await delivered();
  const joined = leavers / ((performance.now() - joining) / 1000);

  // The floor is taken before and after, on accounts of its own: a machine is not equally fast all the time.
  const floor = async (prefix: string): Promise<number> => {
    const groups = [`${prefix}-alla`, `${prefix}-las`];
    const names = await bare.open(prefix, leavers / 2, groups);
    const began = performance.now();
    await bare.shut(names, groups, 16); // as many as two lanes have under way
    return names.length / ((performance.now() - began) / 1000);
  };
  const before = await floor('before');
  await trial.take(people);
  const began = performance.now();
  await delivered();
  const rate = leavers / ((performance.now() - began) / 1000);
  const after = await floor('after');

  const own = (before + after) / 2;
  console.log(`floor: the bare changes, 16 at a time ${before.toFixed(0)} and ${after.toFixed(0)} leavers/s`);
  console.log(`joiners: made, two groups, read back, logged ${joined.toFixed(0)}/s`);
  console.log(`leavers: shut, out of two groups, read back, logged ${rate.toFixed(0)}/s`);
  const ratio = rate / own;
  console.log(
    `BENCH deliver-2k-leavers ratio=${ratio.toFixed(2)} target>=0.90 ${ratio >= 0.9 ? 'ok' : 'short'}`,
  );
} finally {
  await jobs.onApplicationShutdown();
  await connector.close();
  await bare.close();
  await trial.stop();
  await directory.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
