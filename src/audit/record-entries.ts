import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import type { Tx } from '../platform/database.js';
import { AuditStore } from './audit.store.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What was done, about whom, to what and why. Never a personnummer, a secret or a session id in `detail`. */
export interface AuditRecord {
  /** `noun.verb` in the past tense: `grant.opened`, `session.started`, `request.refused`. */
  action: string;
  personId?: string | null;
  objectKind?: string;
  objectId?: string | null;
  reason?: string | null;
  detail?: { readonly [key: string]: Json };
}

/** Writes to the append-only log in the caller's transaction: no entry, no change (H13.1.8, invariant 6). */
@Injectable()
export class RecordEntries {
  constructor(private readonly store: AuditStore) {}

  async run(tx: Tx, actor: Actor, records: readonly AuditRecord[]): Promise<void> {
    if (records.length > 0) await this.store.append(tx, actor, records);
  }
}
