import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LdapDirectory, type LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
import { startDirectory, type Directory } from '../../src/sandbox/openldap.js';
import { AccessTrial, asOwner } from '../support/access-trial.js';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.js';
import type { WorkerSettings } from './worker.js';

/** A worker process that can be stopped, resumed and killed. */
export interface Worker {
  readonly process: ChildProcess;
  /** Resolves when it has said so. @throws Error when it ends before, with what it printed */
  says(word: string): Promise<void>;
  kill(): Promise<void>;
}

/** A database, a directory server and the writer of access; workers come and go. */
export class FaultStage {
  #workers: Worker[] = [];

  private constructor(
    readonly db: FreshDatabase,
    readonly trial: AccessTrial,
    readonly connector: LdapDirectory,
    private readonly dir: string,
    private slapd: Directory,
  ) {}

  static async open(): Promise<FaultStage> {
    const db = await freshDatabase();
    const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-faults-'));
    const slapd = await startDirectory({ dir });
    const trial = await AccessTrial.on(db);
    return new FaultStage(db, trial, new LdapDirectory(optionsOf(slapd)), dir, slapd);
  }

  startWorker(more: Pick<WorkerSettings, 'holdMs'> = {}): Worker {
    const root = path.resolve(import.meta.dirname, '../..');
    const settings: WorkerSettings = { database: this.db.url, directory: optionsOf(this.slapd), ...more };
    const child = spawn(
      process.execPath,
      ['--import', './test/support/typescript.mjs', 'test/faults/worker.ts', JSON.stringify(settings)],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const worker: Worker = {
      process: child,
      says: async (word) => {
        while (!said.includes(`${word}\n`)) {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`the worker ended: ${said}`);
          await sleep(5);
        }
      },
      kill: () =>
        new Promise((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          child.once('exit', () => {
            resolve();
          });
          child.kill('SIGKILL');
        }),
    };
    this.#workers.push(worker);
    return worker;
  }

  async endWorkers(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    this.#workers = [];
  }

  /** `kill -9` of the directory server. */
  async killDirectory(): Promise<void> {
    process.kill(this.slapd.pid, 'SIGKILL');
    await this.slapd.stop();
  }

  async startDirectory(): Promise<void> {
    this.slapd = await startDirectory({ dir: this.dir });
  }

  /** Until every account is as wanted and no task is left. */
  async settle(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const [row] = await asOwner<{ waiting: number; tasks: number }>(
        this.db,
        `SELECT (SELECT count(*)::int FROM account WHERE delivered_version < wanted_version) AS waiting,
                (SELECT count(*)::int FROM pgboss.job WHERE name LIKE 'deliver%' AND name NOT IN ('deliver-sweep', 'delivery-alarms')
                   AND state IN ('created', 'retry', 'active')) AS tasks`,
      );
      if (row?.waiting === 0 && row.tasks === 0) return;
      if (Date.now() > end)
        throw new Error(
          `not settled: ${String(row?.waiting)} accounts wait, ${String(row?.tasks)} tasks left`,
        );
      await sleep(100);
    }
  }

  /** What the directory holds and what the grants call for, in the same words. */
  async compare(): Promise<{ held: string[]; due: string[] }> {
    const due = await this.trial.due();
    const governed = [
      ...new Set(
        (
          await this.trial.database.query<{ name: string }>(
            `SELECT external_name AS name FROM entitlement WHERE target = 'directory'`,
          )
        ).map((row) => row.name),
      ),
    ];
    const actual = await this.connector.read([...due.keys()], governed);
    return {
      held: actual.map((a) => line(a.username, a.state === 'enabled', a.groups)).sort(),
      due: [...due].map(([username, { groups }]) => line(username, groups.length > 0, groups)).sort(),
    };
  }

  /** Versions of accounts that the log holds more than once; whatever happened, there must be none. */
  async doubledEntries(): Promise<unknown[]> {
    return this.trial.database.query(
      `SELECT object_id, detail ->> 'version' AS version, count(*) FROM audit_entry
       WHERE object_kind = 'account' GROUP BY 1, 2 HAVING count(*) > 1`,
    );
  }

  async close(): Promise<void> {
    await this.endWorkers();
    await this.connector.close();
    await this.trial.stop();
    await this.slapd.stop();
    await this.db.drop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function line(username: string, enabled: boolean, groups: readonly string[]): string {
  return `${username} ${enabled ? 'open' : 'shut'} ${[...groups].sort().join()}`;
}

function optionsOf({
  url,
  caFile,
  bindDn,
  bindPassword,
  peopleDn,
  groupsDn,
}: Directory): LdapDirectoryOptions {
  return { kind: 'openldap', url, caFile, bindDn, bindPassword, peopleDn, groupsDn, timeoutMs: 8000 };
}
