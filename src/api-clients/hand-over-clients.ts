import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { ApiClientsStore } from './api-clients.store.js';

export interface ClientHandOver {
  readonly clientId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Gives programs other owners in the caller's transaction: an owner has left, and somebody else answers now (H10.5.1). */
@Injectable()
export class HandOverClients {
  constructor(
    private readonly store: ApiClientsStore,
    private readonly audit: RecordEntries,
  ) {}

  /** Whoever is not the owner any more when it comes to it is left alone. */
  async run(tx: Tx, actor: Actor, changes: readonly ClientHandOver[]): Promise<void> {
    if (changes.length === 0) return;
    const changed = new Map((await this.store.handOver(tx, changes)).map(({ id, name }) => [id, name]));
    await this.audit.run(
      tx,
      actor,
      changes.flatMap(({ clientId, from, to, reason }) => {
        const name = changed.get(clientId);
        return name === undefined
          ? []
          : [
              {
                action: 'api-client.handed-over',
                personId: to,
                reason,
                detail: { client: name, id: clientId, from },
              },
            ];
      }),
    );
  }
}
