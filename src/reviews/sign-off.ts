import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { requireOpen } from '../policy/review/campaign-states.js';
import { signOff } from '../policy/review/sign-off.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { removedIn } from './removed-in.js';
import { ReviewsStore } from './reviews.store.js';

/**
 * The reviewer's signature: removals end the access, keeps set its next review, in one transaction with the items'
 * new state. Access that ended by other means in the meantime makes its item moot; it is never ended twice.
 */
@Injectable()
export class SignOff {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly changes: ApplyChanges,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, campaignId: string): Promise<void> {
    const now = this.clock.now();
    const today = dayOf(now);
    await this.database.transaction(async (tx) => {
      const campaign = await this.store.lockCampaign(tx, campaignId);
      await this.store.holdLent(tx, actor.personId, today);
      const by = { personId: actor.personId, today };
      const items = campaign ? await this.store.lockItemsOf(tx, campaignId, by, now) : [];
      const foreign = may('review.decide', new Set(items.length > 0 ? ['reviewer'] : []), 'such review');
      if (!campaign || foreign)
        throw foreign
          ? new Refused(foreign)
          : Refused.because('not-found', 'There is no such review, or you may not see it.');
      const closed = requireOpen(campaign);
      if (closed) throw new Refused(closed);
      const changes = signOff(items, today);
      if (isRefusal(changes)) throw new Refused(changes);

      const applied = await this.changes.run(tx, actor, changes, now);
      const done = new Set([...applied.ended, ...applied.reviewed].map((g) => g.id));
      const standing = items.filter((i) => i.state === 'open' || i.state === 'decided');
      // A change that was not applied met a grant that had ended: by a termination, an HR file, the clock.
      const moot = standing.filter(
        (i) => !i.grantLive || (i.decision !== 'dont-know' && !done.has(i.grantId)),
      );
      const signed = standing.filter((i) => !moot.includes(i));
      await this.store.setState(tx, ids(moot), 'moot');
      await this.store.setState(tx, ids(signed), 'signed');
      const lenders = [...new Set(standing.map(({ reviewerId }) => reviewerId))].filter(
        (reviewerId) => reviewerId !== actor.personId,
      );
      const removed = removedIn(applied);
      await this.store.count(tx, campaignId, { removed });
      const finished =
        campaign.kind === 'microcertification' && !(await this.store.anyStanding(tx, campaignId));
      if (finished) await this.store.close(tx, campaignId, now);
      await this.audit.run(tx, actor, [
        {
          action: 'review.signed-off',
          objectKind: 'campaign',
          objectId: campaignId,
          detail: {
            signed: signed.length,
            removed,
            kept: applied.reviewed.length + applied.opened.length,
            dontKnow: signed.filter((i) => i.decision === 'dont-know').length,
            moot: moot.length,
            ...(lenders.length > 0 ? { onBehalfOf: lenders } : {}),
          },
        },
      ]);
    });
  }
}

function ids(items: readonly { id: string }[]): string[] {
  return items.map((item) => item.id);
}
