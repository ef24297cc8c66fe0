import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import type { Tx } from '../../platform/database.js';
import type { Actor } from '../../policy/model/actor.js';
import { CorrelationCasesStore } from './correlation-cases.store.js';

/**
 * An HR system has given a known person's key to somebody else. The known person's record is put aside under a key that
 * no system states, with their employments: they keep what they are and have, until a delivery does not state their
 * employments any more. The key is free for the newcomer.
 */
@Injectable()
export class RetireKey {
  constructor(
    private readonly store: CorrelationCasesStore,
    private readonly audit: RecordEntries,
  ) {}

  /** In the transaction that makes the newcomer a person. */
  async run(
    tx: Tx,
    actor: Actor,
    record: {
      readonly source: string;
      readonly key: string;
      readonly personId: string;
      readonly caseId: string;
    },
    now: Date,
  ): Promise<void> {
    const { source, personId, caseId } = record;
    await this.store.rename(tx, record, `${record.key}~${caseId}`, now);
    await this.audit.run(tx, actor, [
      {
        action: 'record.key-retired',
        personId,
        objectKind: 'correlation',
        objectId: caseId,
        detail: { source },
      },
    ]);
  }
}
