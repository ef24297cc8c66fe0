import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { GuardLosses } from '../breakers/guard-losses.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { ReadStanding } from '../grants/read-standing.js';
import { may } from '../policy/authority/authority.js';
import type { Actor } from '../policy/model/actor.js';
import type { Change } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import { requireOpen, type NoAnswer } from '../policy/review/campaign-states.js';
import { removedIn } from './removed-in.js';
import { closeItem, type Closing } from '../policy/review/close-item.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { ReviewsStore, type LockedCampaign } from './reviews.store.js';

const itemsAtATime = 5000;

/** How the items of a closed campaign ended. */
type Tally = Record<Closing, number> & { removed: number };

/**
 * Ends a campaign, by hand or when its last day has passed. Answers that were given stand; what nobody answered
 * follows the campaign's rule; items that nobody could be asked about are kept and counted by themselves.
 */
@Injectable()
export class CloseCampaign {
  constructor(
    private readonly guard: GuardLosses,
    private readonly clock: Clock,
    private readonly store: ReviewsStore,
    private readonly standing: ReadStanding,
    private readonly changes: ApplyChanges,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * A person needs the right; the schedule acts as the system. What would take access from too many is undone and
   * held for another person than the one who opened the campaign or closed it (invariant 9).
   * @throws Refused 'campaign-closed', 'change-held'
   */
  async run(actor: Actor, campaignId: string): Promise<void> {
    const now = this.clock.now();
    const closed = await this.guard.run(actor, async (tx) => {
      if (actor.kind === 'person') {
        const barred = may('campaign.close', await this.standing.run(tx, actor.personId, now), 'review');
        if (barred) throw new Refused(barred);
      }
      const campaign = await this.carryOut(tx, actor, campaignId, now);
      const causedBy = new Set([campaign.openedBy, actor.kind === 'person' ? actor.personId : null]);
      const change = {
        kind: 'campaign' as const,
        objectId: campaignId,
        title: campaign.name,
        causedBy: [...causedBy].filter((id) => id !== null),
        payload: {},
        now,
      };
      return { done: undefined, change };
    });
    if ('held' in closed)
      throw Refused.because(
        'change-held',
        'Closing the review would take access from too many people: it waits for somebody else to look at it.',
        { facts: { held: closed.held } },
      );
  }

  /** The closing itself, in the caller's transaction; also when a held one is released. @throws Refused 'campaign-closed' */
  async carryOut(tx: Tx, actor: Actor, campaignId: string, now: Date): Promise<LockedCampaign> {
    const campaign = await this.store.lockCampaign(tx, campaignId);
    if (!campaign) throw Refused.because('not-found', 'There is no such review, or you may not see it.');
    const closed = requireOpen(campaign);
    if (closed) throw new Refused(closed);

    const tally = await this.#closeItems(tx, actor, campaignId, campaign.noAnswer, now);
    await this.store.close(tx, campaignId, now);
    await this.store.count(tx, campaignId, {
      removed: tally.removed,
      unanswered: tally['never-answered'] + tally['no-reviewer'],
    });
    await this.audit.run(tx, actor, [
      { action: 'campaign.closed', objectKind: 'campaign', objectId: campaignId, detail: { ...tally } },
    ]);
    return campaign;
  }

  async #closeItems(tx: Tx, actor: Actor, campaignId: string, noAnswer: NoAnswer, now: Date): Promise<Tally> {
    const today: Day = dayOf(now);
    const tally: Tally = {
      moot: 0,
      signed: 0,
      answered: 0,
      'never-answered': 0,
      'no-reviewer': 0,
      removed: 0,
    };
    let after: string | null = null;
    for (;;) {
      const items = await this.store.itemsToClose(tx, campaignId, after, itemsAtATime, now);
      const changes: Change[] = [];
      const moot: string[] = [];
      const closed: string[] = [];
      for (const item of items) {
        const { closing, changes: wanted } = closeItem(item, noAnswer, today);
        tally[closing] += 1;
        changes.push(...wanted);
        if (closing === 'moot') moot.push(item.id);
        else if (closing !== 'signed') closed.push(item.id);
      }
      tally.removed += removedIn(await this.changes.run(tx, actor, changes, now));
      await this.store.setState(tx, moot, 'moot');
      await this.store.setState(tx, closed, 'closed');
      after = items.at(-1)?.id ?? null;
      if (items.length < itemsAtATime || after === null) return tally;
    }
  }
}
