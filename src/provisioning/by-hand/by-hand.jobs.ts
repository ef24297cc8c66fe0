import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { handlingQueue } from '../../grants/handling.queue.js';
import { ApplyChanges } from '../../grants/apply-changes.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database.js';
import { Jobs } from '../../platform/jobs.js';
import { escalatesAt } from '../../policy/lifecycle/handling.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import type { Notice } from '../../policy/model/notice.js';
import { ByHandStore, type LateHandling } from './by-hand.store.js';

const actor: Actor = { kind: 'system', name: 'handling', channel: 'schedule' };

/**
 * Hourly, and at once after "Avsluta nu": what is to be done by hand follows the grants; who must take something away at
 * once is told, what is late is reminded of once a day, and others are asked too.
 */
@Injectable()
export class ByHandJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly store: ByHandStore,
    private readonly apply: ApplyChanges,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'handling' | 'approvals'>,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(handlingQueue, {}, () => this.follow());
    await this.jobs.schedule(handlingQueue, '40 * * * *');
  }

  async follow(): Promise<void> {
    const now = this.clock.now();
    while ((await this.database.transaction((tx) => this.apply.settleHandling(tx, now))) > 0);
    await this.database.transaction(async (tx) => {
      const today = dayOf(now);
      const urgent = await this.store.takeUrgent(tx, today);
      const late = await this.store.takeLate(tx, today);
      const owners = (one: LateHandling) => one.owners.filter((id) => id !== one.personId);
      await this.tell.run(tx, noticesOf('handling-urgent', urgent, owners, today));
      await this.tell.run(tx, noticesOf('handling-late', late, owners, today));
      const due = escalatesAt(today, this.config.handling, this.config.approvals.calendar);
      const escalated = await this.store.escalate(tx, due, now);
      if (escalated.length === 0) return;
      const it = await this.rights.holders(tx, ['it'], now);
      const others = (one: LateHandling) =>
        [one.informationOwnerId, ...it].filter((id) => id !== one.personId);
      await this.tell.run(tx, noticesOf('handling-escalated', escalated, others, today));
      await this.audit.run(
        tx,
        actor,
        escalated.map((one) => ({
          action: 'handling.escalated',
          personId: one.personId,
          objectKind: 'handling',
          objectId: one.id,
          detail: { due: one.dueOn },
        })),
      );
    });
  }
}

/** One for each who is told of each system: how many, and since when. */
function noticesOf(
  kind: 'handling-urgent' | 'handling-late' | 'handling-escalated',
  late: readonly LateHandling[],
  toWhom: (one: LateHandling) => readonly string[],
  today: Day,
): Notice[] {
  const told = new Map<string, { to: string; first: LateHandling; count: number }>();
  for (const one of late)
    for (const to of new Set(toWhom(one))) {
      const key = `${to} ${one.systemId}`;
      const before = told.get(key);
      told.set(key, { to, first: before?.first ?? one, count: (before?.count ?? 0) + 1 });
    }
  return [...told.values()].map(({ to, first, count }) => ({
    to,
    kind,
    objectKind: 'handling',
    objectId: first.systemId,
    facts: { system: first.system, count, day: first.dueOn },
    dedupe: `${kind}:${first.systemId}:${today}:${first.id}`,
  }));
}
