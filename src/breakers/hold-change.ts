import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Database } from '../platform/database.js';
import { Metrics } from '../platform/metrics.js';
import { authority } from '../policy/authority/authority.js';
import type { Tripped } from '../policy/lifecycle/breaker.js';
import type { HeldKind } from '../policy/lifecycle/resolve-held.js';
import type { Actor } from '../policy/model/actor.js';
import { HeldChangesStore } from './held-changes.store.js';
import type { LostAccess } from './losses.store.js';

export interface HeldIntent {
  readonly kind: HeldKind;
  /** What the change is about, when there is such a thing: the campaign. */
  readonly objectId: string | null;
  /** As people read it. */
  readonly title: string;
  /** Persons who brought it about; none of them may release it. */
  readonly causedBy: readonly string[];
  /** All it takes to do it again. */
  readonly payload: object;
  readonly now: Date;
}

/** Keeps a change that tripped a breaker, whole, with the difference that it would make; of itself it does nothing. */
@Injectable()
export class HoldChange {
  constructor(
    private readonly database: Database,
    private readonly store: HeldChangesStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    private readonly metrics: Metrics,
  ) {}

  /** @returns its id */
  async run(
    actor: Actor,
    change: HeldIntent,
    loss: { tripped: readonly Tripped[]; persons: number; lines: readonly LostAccess[] },
  ): Promise<string> {
    const { now: at, ...facts } = change;
    const { tripped, persons } = loss;
    const id = await this.database.transaction(async (tx) => {
      await this.store.lockKind(tx, facts);
      const twin = await this.store.twin(tx, { ...facts, at, persons, tripped });
      if (twin !== null) return twin;
      const superseded = await this.store.supersede(tx, { ...facts, at });
      const heldId = await this.store.hold(tx, { ...facts, at, persons, tripped });
      await this.store.writeLines(tx, heldId, loss.lines);
      await this.tell.run(
        tx,
        (await this.rights.holders(tx, authority['held.resolve'].grounds, at)).map((to) => ({
          to,
          kind: 'change-held' as const,
          objectKind: 'held-change',
          objectId: heldId,
          facts: { count: persons },
        })),
      );
      await this.audit.run(tx, actor, [
        ...superseded.map((objectId) => ({
          action: 'change.superseded',
          objectKind: 'held-change',
          objectId,
        })),
        {
          action: 'change.held',
          objectKind: 'held-change',
          objectId: heldId,
          detail: {
            kind: change.kind,
            object: change.objectId,
            persons,
            tripped: tripped.map(({ scope }) => scope),
          },
        },
      ]);
      return heldId;
    });
    this.metrics.count('grindvakt_held_changes_total', 'Changes stopped at a breaker', { kind: change.kind });
    return id;
  }
}
