import { Inject, Injectable } from '@nestjs/common';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadPeople } from '../people/read-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import { Database, type Tx } from '../platform/database.js';
import { isToBeDeleted } from '../policy/lifecycle/plan-account.js';
import type { Actor } from '../policy/model/actor.js';
import type { Change } from '../policy/model/access.js';
import { DeletionStore, type DisabledAccount } from './deletion.store.js';

const actor: Actor = { kind: 'system', name: 'account-deletion', channel: 'schedule' };
const target = 'directory';
const personsAtATime = 500;

interface Part {
  wanted: number;
  /** Where to go on; null at the end. */
  last: string | null;
}

/**
 * Wants the accounts deleted that have been disabled for the target's days and that nobody has a reason to keep. The
 * reason is asked for twice: here, with the persons locked, and again by the delivery right before it deletes
 * (policy/lifecycle/plan-account.ts). Each batch is a transaction of its own.
 */
@Injectable()
export class DeleteAccounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: DeletionStore,
    private readonly people: ReadPeople,
    private readonly apply: ApplyChanges,
    @Inject(configToken) private readonly config: Pick<Config, 'directory'>,
  ) {}

  /** @returns how many accounts are now to be deleted */
  async run(): Promise<number> {
    const days = this.config.directory?.deleteAfterDays;
    if (days === undefined) return 0;
    let wanted = 0;
    for (let after: string | null = null; ;) {
      const from: string | null = after;
      const part: Part = await this.database.transaction((tx) => this.#some(tx, from, days));
      wanted += part.wanted;
      if (part.last === null) return wanted;
      after = part.last;
    }
  }

  async #some(tx: Tx, after: string | null, days: number): Promise<Part> {
    const now = this.clock.now();
    const today = dayOf(now);
    const candidates = await this.store.candidates(tx, target, now, today, days, after, personsAtATime);
    const last = candidates.length < personsAtATime ? null : (candidates.at(-1) ?? null);
    const locked = await this.store.lock(tx, candidates);
    const accounts = await this.store.disabled(tx, target, locked, today);
    const employments = Map.groupBy(await this.people.employmentsOf(tx, locked), (e) => e.personId);
    const due = accounts.filter(({ liveGrants, ...account }: DisabledAccount) =>
      isToBeDeleted(
        { account, liveGrants, employments: employments.get(account.personId) ?? [] },
        now,
        today,
        days,
      ),
    );
    const changes = due.map(({ personId }): Change => ({ kind: 'delete-account', personId }));
    await this.apply.run(tx, actor, changes, now);
    return { wanted: changes.length, last };
  }
}
