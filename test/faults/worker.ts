// A worker and nothing else: what main.ts composes for provisioning, without the framework, so that a test can start
// and kill it many times a minute. Its settings come as JSON in argv; it says `ready` when it works.
import { AuditStore } from '../../src/audit/audit.store.js';
import { RecordEntries } from '../../src/audit/record-entries.js';
import { LdapDirectory, type LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
import { Clock } from '../../src/platform/clock.js';
import { Database } from '../../src/platform/database.js';
import { Jobs } from '../../src/platform/jobs.js';
import { AlarmsStore } from '../../src/provisioning/alarms.store.js';
import { DeliverAccounts } from '../../src/provisioning/deliver-accounts.js';
import { ProvisioningJobs } from '../../src/provisioning/provisioning.jobs.js';
import { ProvisioningStore } from '../../src/provisioning/provisioning.store.js';
import { SweepDeliveries } from '../../src/provisioning/sweep-deliveries.js';

export interface WorkerSettings {
  readonly database: string;
  readonly directory: LdapDirectoryOptions;
  /** Says `writing` and waits so long between reading what is wanted and working on it. */
  readonly holdMs?: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const clock = new Clock();
const database = new Database({ url: settings.database, poolSize: 4 });
const jobs = new Jobs({ url: settings.database, work: true });
const store = new ProvisioningStore();
const connector = new LdapDirectory(settings.directory);
if (settings.holdMs !== undefined) {
  const { holdMs } = settings;
  const converge = connector.converge.bind(connector);
  connector.converge = async (...of) => {
    process.stdout.write('writing\n');
    await new Promise((resolve) => setTimeout(resolve, holdMs));
    return converge(...of);
  };
}
await Promise.all([database.connect(), jobs.start()]);
const deliver = new DeliverAccounts(
  database,
  clock,
  store,
  new RecordEntries(new AuditStore()),
  new AlarmsStore(),
  connector,
);
await new ProvisioningJobs(jobs, deliver, new SweepDeliveries(database, clock, store, jobs)).start();
process.stdout.write('ready\n');
