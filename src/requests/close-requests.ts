import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import { handOver, type SeatMove } from '../policy/request/hand-over.js';
import { ApprovalsStore } from './approvals.store.js';
import { DelegationsStore } from './delegations.store.js';
import { DraftsStore } from './drafts.store.js';
import { GatherDecision } from './gather-decision.js';
import { RequestsStore } from './requests.store.js';

type Handed = SeatMove & { readonly requestId: string };

/**
 * Leavers ask for nothing, gain nothing and decide nothing (H10.5.1, invariant 4): in the caller's transaction closes
 * the pending requests about them and by them, and hands those that wait for them to the next in line; where there is
 * nobody the request is closed, so that it never waits for somebody who cannot answer. What they had begun to write goes
 * with its files.
 */
@Injectable()
export class CloseRequests {
  constructor(
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly approvals: ApprovalsStore,
    private readonly drafts: DraftsStore,
    private readonly gather: GatherDecision,
    private readonly delegations: DelegationsStore,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * Call it after the employments have been ended. Locks the persons, so that a request being sent at the same moment
   * either is seen here or sees that the employment has ended.
   * @param reason why, for the audit log and the requester: `terminated`, `employment-ended`.
   * @returns how many requests were closed; those handed over are not counted.
   */
  async run(tx: Tx, actor: Actor, personIds: readonly string[], reason: string): Promise<number> {
    if (personIds.length === 0) return 0;
    const today = this.clock.today();
    const [, , ids] = await tx.together(
      () => this.store.lockPersons(tx, personIds),
      () => this.drafts.removeAllOf(tx, personIds),
      () => this.store.lockPendingOf(tx, personIds),
    );
    const leavers = new Set(personIds);
    const pending =
      ids.length > 0 ? await this.gather.bases(tx, await this.store.byIds(tx, ids), today, leavers) : [];
    const closing: { id: string; reason: string }[] = [];
    const handing: Handed[] = [];
    for (const { request, stages, approval } of pending) {
      if (leavers.has(request.personId) || leavers.has(request.requestedBy)) {
        closing.push({ id: request.id, reason });
        continue;
      }
      const moves = handOver(stages, approval, leavers);
      if (moves === null) closing.push({ id: request.id, reason: 'no-approver' });
      else handing.push(...moves.map((move) => ({ ...move, requestId: request.id })));
    }
    await this.store.close(tx, closing);
    await this.approvals.skip(
      tx,
      closing.map(({ id }) => id),
    );
    await this.approvals.reseat(tx, handing);
    const ended = await this.delegations.endOf(tx, personIds, this.clock.now(), reason);
    const about = new Map(pending.map(({ request }) => [request.id, request.personId]));
    await this.audit.run(tx, actor, [
      ...closing.map((c) => ({
        action: 'request.closed',
        personId: about.get(c.id) ?? null,
        objectKind: 'request',
        objectId: c.id,
        reason: c.reason,
      })),
      ...handing.map((h) => ({
        action: 'request.handed-over',
        personId: about.get(h.requestId) ?? null,
        objectKind: 'request',
        objectId: h.requestId,
        reason,
        detail: { stage: h.position, from: h.from, approver: h.to },
      })),
      ...ended.map((d) => ({
        action: 'delegation.ended',
        personId: d.delegateId,
        objectKind: 'delegation',
        objectId: d.id,
        reason,
        detail: { delegator: d.delegatorId },
      })),
    ]);
    return closing.length;
  }

  /**
   * For employments that ended while their person keeps another one: what was asked for on them can never be given.
   * Call it with the persons locked and after the employments have been ended.
   * @param but requests that go on all the same
   * @returns how many requests were closed.
   */
  async forEmployments(
    tx: Tx,
    actor: Actor,
    employmentIds: readonly string[],
    reason: string,
    but: readonly string[] = [],
  ): Promise<number> {
    if (employmentIds.length === 0) return 0;
    const open = await this.store.lockPendingOn(tx, employmentIds);
    const pending = open.filter(({ id }) => !but.includes(id));
    await this.store.close(
      tx,
      pending.map(({ id }) => ({ id, reason })),
    );
    await this.approvals.skip(
      tx,
      pending.map(({ id }) => id),
    );
    await this.audit.run(
      tx,
      actor,
      pending.map(({ id, personId }) => ({
        action: 'request.closed',
        personId,
        objectKind: 'request',
        objectId: id,
        reason,
      })),
    );
    return pending.length;
  }
}
