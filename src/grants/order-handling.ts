import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { handlingDue, handlingOf } from '../policy/lifecycle/handling.js';
import type { Actor } from '../policy/model/actor.js';
import { Jobs } from '../platform/jobs.js';
import { GrantsStore } from './grants.store.js';
import { handlingQueue } from './handling.queue.js';
import { HandledAccessStore, type HandlingTimes, type OrderedHandling } from './handled-access.store.js';

const roles: Actor = { kind: 'system', name: 'roles', channel: 'schedule' };

/**
 * What a grant gives where no connector reaches is ordered of people: a row says what shall be, and whoever looks after
 * the system confirms what is. An order that is taken back before anybody saw to it leaves no task.
 */
@Injectable()
export class OrderHandling {
  constructor(
    private readonly store: HandledAccessStore,
    private readonly grants: GrantsStore,
    private readonly audit: RecordEntries,
    private readonly jobs: Jobs,
    @Inject(configToken) private readonly config: HandlingConfig,
  ) {}

  /** Part of ApplyChanges: the persons are locked and their grants written. */
  async byGrants(
    tx: Tx,
    actor: Actor,
    grants: readonly { personId: string; roleId: string }[],
    now: Date,
    urgent: boolean,
  ): Promise<void> {
    await this.#record(tx, actor, await this.store.byGrants(tx, grants, this.#times(now, urgent)));
  }

  /** Roles give something else than before. */
  async byRoles(
    tx: Tx,
    roleIds: readonly string[],
    entitlementIds: readonly string[],
    now: Date,
  ): Promise<void> {
    const pairs = await this.store.concerned(tx, roleIds, entitlementIds);
    if (pairs.length === 0) return;
    await this.grants.lockPersons(tx, [...new Set(pairs.map((pair) => pair.personId))]);
    await this.#record(tx, roles, await this.store.byPairs(tx, pairs, this.#times(now, false)));
  }

  /** Brings what is wanted to what the grants say, a thousand at a time. @returns how many were brought */
  async settle(tx: Tx, now: Date): Promise<number> {
    const pairs = await this.store.strayed(tx, 1000);
    if (pairs.length === 0) return 0;
    await this.grants.lockPersons(tx, [...new Set(pairs.map((pair) => pair.personId))]);
    const ordered = await this.store.byPairs(tx, pairs, this.#times(now, false));
    await this.#record(tx, roles, ordered);
    return ordered.length;
  }

  #times(now: Date, urgent: boolean): HandlingTimes {
    const due = handlingDue(dayOf(now), urgent, this.config.handling, this.config.approvals.calendar);
    return { at: now, due, urgent };
  }

  async #record(tx: Tx, actor: Actor, ordered: readonly OrderedHandling[]): Promise<void> {
    if (ordered.length === 0) return;
    await this.audit.run(
      tx,
      actor,
      ordered.map((one) => ({
        action: handlingOf(one) === null ? 'handling.called-off' : 'handling.ordered',
        personId: one.personId,
        objectKind: 'handling',
        objectId: one.id,
        detail: { entitlement: one.entitlementId, shallHave: one.wanted, urgent: one.urgent },
      })),
    );
    if (ordered.some((one) => one.urgent && one.held)) await this.jobs.send(tx, handlingQueue, {});
  }
}

export interface HandlingConfig {
  readonly handling: Pick<Config['handling'], 'giveWithinDays' | 'takeWithinDays' | 'escalateAfterDays'>;
  readonly approvals: Pick<Config['approvals'], 'calendar'>;
}
