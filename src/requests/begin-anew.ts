import { Injectable } from '@nestjs/common';
import { TellPeople } from '../notices/tell-people.js';
import type { Tx } from '../platform/database.js';
import type { Stage } from '../policy/request/choose-approvers.js';
import { ApprovalsStore } from './approvals.store.js';
import { GatherApproval } from './gather-approval.js';

/** All stages of a request begin again, since what was approved was something else; whoever had approved it is told. */
@Injectable()
export class BeginAnew {
  constructor(
    private readonly approvals: ApprovalsStore,
    private readonly approval: GatherApproval,
    private readonly tell: TellPeople,
  ) {}

  /** @param revision of the request as it is now */
  async run(
    tx: Tx,
    request: { readonly id: string; readonly number: number; readonly personId: string },
    revision: number,
    stages: Stage[],
    now: Date,
  ): Promise<void> {
    const voided = (await this.approvals.of(tx, [request.id])).get(request.id) ?? [];
    await this.approvals.clear(tx, request.id);
    await this.approval.begin(tx, [{ id: request.id, stages }], now);
    const approvedBy = voided
      .flatMap(({ seats }) => seats)
      .flatMap(({ outcome, personId, onBehalfOf }) =>
        outcome === 'approved' ? [personId, onBehalfOf ?? personId] : [],
      );
    await this.tell.run(
      tx,
      [...new Set(approvedBy)].map((to) => ({
        to,
        kind: 'approval-voided',
        about: request.personId,
        objectKind: 'request',
        objectId: request.id,
        facts: { number: request.number },
        dedupe: `voided:${request.id}:${String(revision)}`,
      })),
    );
  }
}
