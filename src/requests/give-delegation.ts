import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { mayDelegate } from '../policy/request/delegate.js';
import { DelegationsStore, type NewDelegation } from './delegations.store.js';
import { GatherApproval } from './gather-approval.js';
import { RequestsStore } from './requests.store.js';

/** An approver or reviewer lets somebody decide in their place for a while, also about what already waits. */
@Injectable()
export class GiveDelegation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly requests: RequestsStore,
    private readonly store: DelegationsStore,
    private readonly approval: GatherApproval,
    private readonly audit: RecordEntries,
    private readonly tell: TellPeople,
  ) {}

  /** @returns the new delegation's id. */
  async run(actor: PersonActor, wanted: Omit<NewDelegation, 'delegatorId'>): Promise<string> {
    const now = this.clock.now();
    const today = dayOf(now);
    const asked: NewDelegation = { ...wanted, delegatorId: actor.personId };
    return this.database.transaction(async (tx) => {
      // Both are held: a leaver's delegations are ended with the persons locked, and the same is not given twice at once.
      await this.requests.lockPersons(tx, [asked.delegatorId, asked.delegateId]);
      if (!(await this.store.knowsScope(tx, asked.systemId, asked.roleId)))
        throw Refused.because('not-found', 'There is no such system or role.', {
          pointer: asked.roleId === null ? '/systemId' : '/roleId',
        });
      const who = await this.approval.candidates(tx, [asked.delegatorId, asked.delegateId], today);
      const refusal = mayDelegate({
        today,
        delegator: who(asked.delegatorId),
        delegate: who(asked.delegateId),
        from: asked.from,
        to: asked.to,
        overlaps: await this.store.overlaps(tx, asked),
      });
      if (refusal) throw new Refused(refusal);
      const id = await this.store.add(tx, asked, now);
      await this.audit.run(tx, actor, [
        {
          action: 'delegation.given',
          personId: asked.delegateId,
          objectKind: 'delegation',
          objectId: id,
          reason: asked.reason,
          detail: {
            from: asked.from,
            to: asked.to,
            system: asked.systemId,
            role: asked.roleId,
            requests: asked.ofRequests,
            reviews: asked.ofReviews,
          },
        },
      ]);
      await this.tell.run(tx, [
        {
          to: asked.delegateId,
          kind: 'delegation-given',
          about: asked.delegatorId,
          objectKind: 'delegation',
          objectId: id,
          facts: { from: asked.from, to: asked.to },
        },
      ]);
      return id;
    });
  }
}
