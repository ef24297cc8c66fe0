import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import type { Actor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Refusal } from '../policy/model/refusal.js';
import type { NoAnswer } from '../policy/review/campaign-states.js';
import { chooseReviewer } from '../policy/review/choose-reviewer.js';
import { requireItems, reviewedSources } from '../policy/review/scope-campaign.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { ReviewsStore } from './reviews.store.js';

export interface NewCampaign {
  name: string;
  unit: { id: string; name: string; path: string };
  /** Only these units and what is below them; all of `unit` unless told. */
  paths?: readonly string[];
  /** Only grants of these roles; of all unless told. */
  roleIds?: readonly string[];
  scheduleId: string | null;
  closesOn: Day;
  noAnswer: NoAnswer;
  /** Over what a lapsed analysis of this role left behind. */
  lapsed?: { analysisId: string; roleId: string };
}

/**
 * Makes a campaign and its items in the caller's transaction: every live grant of the unit and below it, one item
 * each. The reviewers are chosen once per employment; the items are one INSERT…SELECT whatever their number.
 */
@Injectable()
export class StartCampaign {
  constructor(
    private readonly store: ReviewsStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** The campaign's id, or the refusal when nobody there holds anything; then nothing is written. */
  async run(
    tx: Tx,
    actor: Actor,
    campaign: NewCampaign,
    now: Date,
    today: Day,
  ): Promise<{ id: string } | Refusal> {
    const scope = {
      paths: campaign.paths ?? [campaign.unit.path],
      sources: reviewedSources,
      roleIds: campaign.lapsed ? [campaign.lapsed.roleId] : (campaign.roleIds ?? null),
      now,
    };
    const facts = await this.store.reviewerFacts(tx, scope, today, this.config.lifecycle.leave);
    const empty = requireItems(campaign.unit.name, facts.length);
    if (empty) return empty;

    const openedBy = actor.kind === 'person' ? actor.personId : null;
    const id = await this.store.addCampaign(
      tx,
      { ...campaign, analysisId: campaign.lapsed?.analysisId },
      openedBy,
      now,
    );
    const reviewers = facts.map((f) => ({ employmentId: f.employmentId, reviewerId: chooseReviewer(f) }));
    const items = await this.store.addItems(tx, id, scope, reviewers);
    await this.audit.run(tx, actor, [
      {
        action: 'campaign.opened',
        objectKind: 'campaign',
        objectId: id,
        detail: {
          name: campaign.name,
          unit: campaign.unit.id,
          closesOn: campaign.closesOn,
          noAnswer: campaign.noAnswer,
          schedule: campaign.scheduleId,
          ...(campaign.lapsed ? { analysis: campaign.lapsed.analysisId, role: campaign.lapsed.roleId } : {}),
          items: items.total,
          withoutReviewer: items.withoutReviewer,
        },
      },
    ]);
    return { id };
  }
}
