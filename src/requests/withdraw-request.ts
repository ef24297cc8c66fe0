import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { mayMove } from '../policy/request/request-states.js';
import { ApprovalsStore } from './approvals.store.js';
import { RequestsStore } from './requests.store.js';

/** Who asked takes it back, as long as nobody has decided. */
@Injectable()
export class WithdrawRequest {
  constructor(
    private readonly database: Database,
    private readonly store: RequestsStore,
    private readonly approvals: ApprovalsStore,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, requestId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const request = await this.store.lock(tx, requestId);
      const grounds = new Set<Ground>(request?.requestedBy === actor.personId ? ['requester'] : []);
      const forbidden = may('request.withdraw', grounds, 'such request');
      if (forbidden) throw new Refused(forbidden);
      if (!request) return;
      const late = mayMove(request.number, request.state, 'withdrawn');
      if (late) throw new Refused(late);
      await this.store.withdraw(tx, request.id);
      await this.approvals.skip(tx, [request.id]);
      await this.audit.run(tx, actor, [
        {
          action: 'request.withdrawn',
          personId: request.personId,
          objectKind: 'request',
          objectId: request.id,
          detail: { number: request.number },
        },
      ]);
    });
  }
}
