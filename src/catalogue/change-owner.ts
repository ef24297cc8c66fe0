import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { OwnersStore, type OwnerField } from './owners.store.js';

export interface OwnerChange {
  readonly systemId: string;
  readonly field: OwnerField;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
}

/** Gives systems other owners in the caller's transaction: an owner has left, and somebody else answers now. */
@Injectable()
export class ChangeOwner {
  constructor(
    private readonly store: OwnersStore,
    private readonly audit: RecordEntries,
  ) {}

  /** Whoever is not the owner any more when it comes to it is left alone. @returns how many were changed */
  async run(tx: Tx, actor: Actor, changes: readonly OwnerChange[]): Promise<number> {
    const done: OwnerChange[] = [];
    for (const field of ['information-owner', 'system-owner'] as const) {
      const wanted = changes.filter((change) => change.field === field);
      const changed = new Set(wanted.length > 0 ? await this.store.change(tx, field, wanted) : []);
      done.push(...wanted.filter((change) => changed.has(change.systemId)));
    }
    await this.audit.run(
      tx,
      actor,
      done.map((change) => ({
        action: 'system.owner-changed',
        personId: change.to,
        objectKind: 'system',
        objectId: change.systemId,
        reason: change.reason,
        detail: { owner: change.field, from: change.from, to: change.to },
      })),
    );
    return done.length;
  }
}
