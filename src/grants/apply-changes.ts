import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import type { Change } from '../policy/model/access.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import type { Tx } from '../platform/database.js';
import { configToken } from '../platform/config-token.js';
import type { LifecycleConfig } from '../platform/config-lifecycle.js';
import { Jobs } from '../platform/jobs.js';
import { AccountsStore, type WantedAccount } from './accounts.store.js';
import {
  deliverQueue,
  deliverUrgentlyQueue,
  deliveryAlarmsQueue,
  personsPerTask,
  removalPriority,
  type DeliverTask,
} from './deliver.queue.js';
import { OrderHandling } from './order-handling.js';
import { GrantsStore, type AdjustedGrant, type Adjustment, type ChangedGrant } from './grants.store.js';

export interface Applied {
  /** Grants that now exist; a role already held on the employment is not opened again. */
  opened: ChangedGrant[];
  ended: ChangedGrant[];
  reviewed: ChangedGrant[];
  /** Those that now last longer. */
  extended: ChangedGrant[];
  /** Those that rest, work again, end earlier, or no longer fit their unit, or fit it again. */
  adjusted: AdjustedGrant[];
  /** Accounts that a target must now change. */
  deliveries: number;
}

/**
 * THE SOLE WRITER OF ACCESS. Joiner, mover, leaver, request, review and activation all end here: grants, audit
 * entries and the targets' tasks in the caller's one transaction (invariant 6). Set-based: the number of statements
 * does not depend on the number of changes.
 */
@Injectable()
export class ApplyChanges {
  constructor(
    private readonly store: GrantsStore,
    private readonly accounts: AccountsStore,
    private readonly handling: OrderHandling,
    private readonly audit: RecordEntries,
    private readonly jobs: Jobs,
    @Inject(configToken)
    private readonly config: { lifecycle: Pick<LifecycleConfig, 'confirmWithinSeconds'> },
  ) {}

  /** @param now the caller's clock; grants begin or end at it. `urgent` sends the tasks by the leavers' own lane. */
  async run(
    tx: Tx,
    actor: Actor,
    changes: readonly Change[],
    now: Date,
    options: { urgent?: boolean } = {},
  ): Promise<Applied> {
    const ends = changes.filter((c) => c.kind === 'end');
    const opens = changes.filter((c) => c.kind === 'open');
    const reviews = changes.filter((c) => c.kind === 'reviewed');
    const extensions = changes.filter((c) => c.kind === 'extend');
    const adjustments = changes.filter((c): c is Adjustment => c.kind in actionOf);
    const preparations = changes.filter((c) => c.kind === 'prepare-account').map((c) => c.personId);
    const deletions = changes.filter((c) => c.kind === 'delete-account').map((c) => c.personId);
    const adoptions = changes.filter((c) => c.kind === 'adopt-account');
    const follows = changes.filter((c) => c.kind === 'follow-account');
    if (changes.length === 0)
      return { opened: [], ended: [], reviewed: [], extended: [], adjusted: [], deliveries: 0 };

    const by = actor.kind === 'person' ? actor.personId : null;
    const none = (): Promise<never[]> => Promise.resolve([]);
    const [, ended, adjusted, opened, extended, reviewed] = await tx.together(
      () => this.store.lockPersons(tx, [...new Set(changes.map((c) => c.personId))]),
      () => (ends.length > 0 ? this.store.end(tx, ends, now, by) : none()), // removals first
      () => (adjustments.length > 0 ? this.store.adjust(tx, adjustments, now) : none()),
      () => (opens.length > 0 ? this.store.open(tx, opens, now, by) : none()),
      () => (extensions.length > 0 ? this.store.extend(tx, extensions) : none()),
      () => (reviews.length > 0 ? this.store.setNextReview(tx, reviews) : none()),
    );
    const entries = [
      ...ended.map((g) => entry('grant.ended', g)),
      ...opened.map((g) => entry('grant.opened', g)),
      ...adjusted.map((g) => entry(actionOf[g.kind], g)),
      ...extended.map((g) => entry('grant.extended', g)),
      ...reviewed.map((g) => entry('grant.reviewed', g)),
    ];
    // Resting is a loss like an end; working again is a gain like a beginning.
    const losses = [...ended, ...adjusted.filter((g) => g.kind === 'suspend')];
    const gains = [...opened, ...adjusted.filter((g) => g.kind === 'resume')];
    const urgent = options.urgent ?? false;
    const { confirmWithinSeconds } = this.config.lifecycle;
    const seconds = urgent ? confirmWithinSeconds.urgent : confirmWithinSeconds.ordinary;
    const confirmBy = new Date(now.getTime() + seconds * 1000);
    const touched = [...losses, ...gains];
    const losing = new Set([
      ...losses.map((g) => g.personId),
      ...deletions,
      ...follows.filter((f) => f.losing).map((f) => f.personId),
    ]);
    const [, , ...wanted] = await tx.together(
      () => this.audit.run(tx, actor, entries),
      () =>
        touched.length > 0 ? this.handling.byGrants(tx, actor, touched, now, urgent) : Promise.resolve(),
      () => (touched.length > 0 ? this.accounts.byGrants(tx, touched, [...losing], now, confirmBy) : none()),
      () => (preparations.length > 0 ? this.accounts.prepared(tx, preparations, now) : none()),
      () => (deletions.length > 0 ? this.accounts.deleted(tx, deletions, now, confirmBy) : none()),
      () => (adoptions.length > 0 ? this.accounts.adopted(tx, adoptions, now) : none()),
      () => (follows.length > 0 ? this.accounts.followed(tx, follows, [...losing], now, confirmBy) : none()),
    );
    const accounts = wanted.flat();
    await this.#send(tx, accounts, losing, urgent);
    // The minute's look would come too late for what is urgent.
    if (urgent && losing.size > 0 && accounts.length > 0)
      await this.jobs.send(tx, deliveryAlarmsQueue, {}, { startAfter: confirmBy });
    return { opened, ended, reviewed, extended, adjusted, deliveries: accounts.length };
  }

  /**
   * Roles give something else than before: the accounts of everybody who holds one must follow. Who holds what does not
   * change; the catalogue has written why.
   * @param change `losing`: persons who lose something, whose account must be confirmed in time
   */
  async followRoles(
    tx: Tx,
    change: { roleIds: readonly string[]; entitlementIds: readonly string[]; losing: readonly string[] },
    now: Date,
  ): Promise<number> {
    const confirmBy = new Date(now.getTime() + this.config.lifecycle.confirmWithinSeconds.ordinary * 1000);
    const accounts = await this.accounts.byRoles(tx, change, now, confirmBy);
    await this.handling.byRoles(tx, change.roleIds, change.entitlementIds, now);
    await this.#send(tx, accounts, new Set(change.losing), false);
    return accounts.length;
  }

  /**
   * What people are asked to do by hand follows the grants, also where a grant and a role's new content passed each other.
   * @returns how many accesses were brought to what they shall be, a thousand at most
   */
  async settleHandling(tx: Tx, now: Date): Promise<number> {
    return this.handling.settle(tx, now);
  }

  async #send(
    tx: Tx,
    accounts: readonly WantedAccount[],
    losing: ReadonlySet<string>,
    urgent: boolean,
  ): Promise<void> {
    const tasks: { data: DeliverTask; priority: number }[] = [];
    for (const [target, personIds] of group(accounts)) {
      tasks.push(
        ...chunked(
          target,
          personIds.filter((id) => losing.has(id)),
          removalPriority,
        ),
      );
      tasks.push(
        ...chunked(
          target,
          personIds.filter((id) => !losing.has(id)),
          0,
        ),
      );
    }
    await this.jobs.sendAll(tx, urgent ? deliverUrgentlyQueue : deliverQueue, tasks);
  }
}

const actionOf: Record<AdjustedGrant['kind'], string> = {
  suspend: 'grant.suspended',
  resume: 'grant.resumed',
  shorten: 'grant.shortened',
  outgrow: 'grant.outgrown',
  fits: 'grant.fits-again',
};

function entry(action: string, grant: ChangedGrant): AuditRecord {
  return {
    action,
    personId: grant.personId,
    objectKind: 'grant',
    objectId: grant.id,
    reason: grant.reason,
    detail: { role: grant.roleId, employment: grant.employmentId },
  };
}

function group(accounts: readonly { target: string; personId: string }[]): Map<string, string[]> {
  const byTarget = new Map<string, string[]>();
  for (const { target, personId } of accounts) {
    const ids = byTarget.get(target);
    if (ids) ids.push(personId);
    else byTarget.set(target, [personId]);
  }
  return new Map([...byTarget].map(([target, ids]) => [target, [...new Set(ids)]]));
}

function chunked(
  target: string,
  personIds: readonly string[],
  priority: number,
): { data: DeliverTask; priority: number }[] {
  const tasks: { data: DeliverTask; priority: number }[] = [];
  for (let from = 0; from < personIds.length; from += personsPerTask)
    tasks.push({ data: { target, personIds: personIds.slice(from, from + personsPerTask) }, priority });
  return tasks;
}
