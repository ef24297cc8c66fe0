import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import {
  directoryConnector,
  TargetUnavailable,
  type AccountState as ReadState,
  type DirectoryConnector,
  type Outcome,
  type WantedAccount,
} from '../connectors/connector.js';
import type { DeliverTask } from '../grants/deliver.queue.js';
import { standingOf } from '../policy/lifecycle/plan-account.js';
import type { Standing } from '../policy/model/account.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { alarmEntry } from './alarm-entry.js';
import { AlarmsStore } from './alarms.store.js';
import { Claim } from './claim.js';
import {
  ProvisioningStore,
  type AccountState,
  type ConfirmedRow,
  type RecordedRow,
  type WantedRow,
} from './provisioning.store.js';

const directory: Actor = { kind: 'system', name: 'directory', channel: 'directory' };
/** Something else is wanted each time we look: somebody changes this person all the time. The queue tries again. */
const rounds = 20;

/**
 * Brings the accounts of a task's persons to what their grants say now, and notes what was read back. Repeating,
 * reordering and doing it twice at once are harmless: after each write it looks whether something else is wanted by
 * now, and begins again, before the task counts as done. So a worker that wrote what it had read too long ago
 * corrects itself, or leaves its task to be done again.
 */
@Injectable()
export class DeliverAccounts implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ProvisioningStore,
    private readonly audit: RecordEntries,
    private readonly alarms: AlarmsStore,
    @Inject(directoryConnector) private readonly connector: DirectoryConnector,
  ) {}

  /**
   * @param signal aborted when somebody else has the task
   * @throws TargetUnavailable when the target cannot be worked with: everything waits. ClaimLost.
   */
  async run(task: DeliverTask, signal?: AbortSignal): Promise<void> {
    const { target } = task;
    const claim = new Claim(signal);
    try {
      let personIds = task.personIds;
      for (let round = 1; personIds.length > 0; round += 1) {
        if (round > rounds)
          throw new Error(`other accounts are wanted after each of ${String(rounds)} rounds`);
        // First which groups are governed: one that becomes so in between comes with the memberships that were taken
        // over with it, and must not be emptied by what was read before.
        const governed = await this.store.governedGroups(this.database, target);
        const wanted = await this.#wanted(target, personIds);
        await this.#record(target, wanted, await this.#converge(target, wanted, governed, claim));
        personIds = await this.store.moved(this.database, target, wanted);
      }
    } finally {
      claim.end();
    }
  }

  /** Read anew in each round: whatever was wanted when the task was made, this is what is true now. */
  #wanted(target: string, personIds: readonly string[]): Promise<WantedRow[]> {
    const now = this.clock.now();
    return this.store.wanted(this.database, target, personIds, now, dayOf(now));
  }

  /** A delivery still under way keeps its connection until it is done. */
  async onApplicationShutdown(): Promise<void> {
    await this.connector.close();
  }

  async #converge(
    target: string,
    wanted: readonly WantedRow[],
    governed: readonly string[],
    claim: Claim,
  ): Promise<Outcome[]> {
    const known = new Set(governed);
    try {
      return await this.connector.converge(
        wanted.map((row) => accountOf(row, known)),
        governed,
        claim.check,
      );
    } catch (error) {
      if (error instanceof TargetUnavailable)
        await this.store.recordUnavailable(
          this.database,
          target,
          wanted.map((w) => w.personId),
          error.message,
        );
      throw error;
    }
  }

  async #record(target: string, wanted: readonly WantedRow[], outcomes: readonly Outcome[]): Promise<void> {
    const byName = new Map(wanted.map((row) => [row.username, row]));
    const confirmed: ConfirmedRow[] = [];
    const rejected: { personId: string; reason: string }[] = [];
    for (const outcome of outcomes) {
      const row = byName.get(outcome.username);
      if (row === undefined) continue;
      const { personId, version } = row;
      if (outcome.kind === 'rejected') rejected.push({ personId, reason: outcome.reason });
      else if (isAsWanted(standingOfRow(row), outcome.state))
        confirmed.push({ personId, version, state: stateOf(standingOfRow(row), outcome.state) });
      else rejected.push({ personId, reason: `the target confirms an account that is ${outcome.state}` });
    }
    const now = this.clock.now();
    const byPerson = new Map(wanted.map((row) => [row.personId, row]));
    await this.database.transaction(async (tx) => {
      if (rejected.length > 0) await this.store.recordRejected(tx, target, rejected);
      if (confirmed.length === 0) return;
      const recorded = await this.store.recordConfirmed(tx, target, confirmed, now);
      const cleared = await this.alarms.clear(
        tx,
        recorded.map((row) => row.accountId),
        now,
      );
      await this.audit.run(tx, directory, [
        ...recorded.flatMap((row) => entry(row, byPerson.get(row.personId))),
        ...cleared.map((alarm) => alarmEntry('alarm.cleared', alarm)),
      ]);
    });
  }
}

/** Of a protected person the directory learns the user name, which tells nothing, and no address (H11.6.1). */
function accountOf(row: WantedRow, governed: ReadonlySet<string>): WantedAccount {
  const { username } = row;
  // A group that was not governed yet when the round began is left to the next.
  const groups = row.groups.filter((group) => governed.has(group));
  const shown = row.protected
    ? { displayName: username, familyName: username, givenName: null, email: null }
    : {
        displayName: `${row.callName} ${row.familyName}`,
        familyName: row.familyName,
        givenName: row.callName,
        email: row.email ?? undefined,
      };
  return { username, standing: standingOfRow(row), groups, ...shown };
}

function standingOfRow(row: WantedRow): Standing {
  return standingOf({ ...row, groups: row.groups.length });
}

/** A target that says yes is believed as far as what it read back agrees: a leaver's account that works is not done. */
function isAsWanted(standing: Standing, read: ReadState): boolean {
  if (standing === 'open') return read === 'enabled';
  if (standing === 'prepared') return read === 'disabled';
  return standing === 'gone' ? read === 'none' : read !== 'enabled';
}

/** What was read back, in the account's own words: made ahead is more than disabled, deleted more than not there. */
function stateOf(standing: Standing, read: ReadState): AccountState {
  if (standing === 'prepared' && read === 'disabled') return 'prepared';
  return standing === 'gone' && read === 'none' ? 'deleted' : read;
}

/** One entry for each version that is delivered for the first time, whichever worker and attempt got it there. */
function entry(row: RecordedRow, wanted: WantedRow | undefined): AuditRecord[] {
  if (wanted === undefined || row.after === 'none' || !row.fresh) return [];
  const kept = wanted.wantedKind === 'deleted' && row.after === 'disabled';
  const reason = wanted.ahead ? 'employed' : 'held';
  return [
    {
      action: kept ? 'account.kept' : row.before !== row.after ? `account.${row.after}` : 'account.changed',
      personId: row.personId,
      objectKind: 'account',
      objectId: row.accountId,
      ...(kept ? { reason } : {}),
      detail: { username: row.username, version: wanted.version, groups: wanted.groups },
    },
  ];
}
