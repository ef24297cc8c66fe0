import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { UnassessedStore, type Settled } from './unassessed.store.js';

export interface Ending {
  readonly id: string;
  readonly personId: string;
  readonly outcome: Settled['outcome'] | 'not-needed' | 'unanswered';
}

/** Ends unassessed access in the caller's transaction: what no grant gives is taken away in the directory. */
@Injectable()
export class EndUnassessed {
  constructor(
    private readonly store: UnassessedStore,
    private readonly apply: ApplyChanges,
    private readonly audit: RecordEntries,
  ) {}

  async run(
    tx: Tx,
    actor: Actor,
    endings: readonly Ending[],
    options: { reason: string | null; now: Date; urgent?: boolean },
  ): Promise<void> {
    if (endings.length === 0) return;
    const { reason, now, urgent = false } = options;
    const by = actor.kind === 'person' ? actor.personId : null;
    await this.store.end(tx, endings, { by, at: now, reason });
    await this.audit.run(
      tx,
      actor,
      endings.map(({ id, personId, outcome }) => ({
        action: outcome === 'granted' ? 'unassessed.assessed' : 'unassessed.removed',
        personId,
        objectKind: 'unassessed-access',
        objectId: id,
        reason: reason ?? outcome,
      })),
    );
    const losing = new Set(endings.filter((e) => e.outcome !== 'granted').map((e) => e.personId));
    await this.apply.run(
      tx,
      actor,
      [...losing].map((personId) => ({ kind: 'follow-account' as const, personId, losing: true })),
      now,
      { urgent },
    );
  }

  /** Of these persons, what their employments held and hold no more (invariant 4). */
  async ofLeavers(
    tx: Tx,
    actor: Actor,
    personIds: readonly string[],
    now: Date,
    today: string,
  ): Promise<void> {
    const settled = await this.store.settled(tx, personIds, today);
    await this.run(
      tx,
      actor,
      settled.filter((one) => one.outcome === 'left'),
      { reason: null, now, urgent: true },
    );
  }
}
