import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import type { Tx } from '../platform/database.js';
import { blotPersonalNumbers } from '../policy/model/personal-number-in-text.js';
import type { AuditRecord } from './audit-record.js';
import { AuditStore } from './audit.store.js';

/** Writes to the append-only log in the caller's transaction: no entry, no change (H13.1.8, invariant 6). */
@Injectable()
export class RecordEntries {
  constructor(private readonly store: AuditStore) {}

  async run(tx: Tx, actor: Actor, records: readonly AuditRecord[]): Promise<void> {
    if (records.length === 0) return;
    const kept = records.map((record) => ({
      ...record,
      // Whatever way a text came, also from the command line.
      ...(record.reason === undefined || record.reason === null
        ? {}
        : { reason: blotPersonalNumbers(record.reason) }),
    }));
    await this.store.append(tx, actor, kept);
  }
}
