import { Injectable } from '@nestjs/common';
import type { GrantSource } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import type { CampaignState, Decision, NoAnswer } from '../policy/review/campaign-states.js';
import type { Carry } from '../policy/review/carry-over.js';
import type { CampaignKind } from '../policy/review/microcertification.js';
import type { LeavePolicy } from '../policy/lifecycle/rest-for-leave.js';
import type { ReviewerFacts } from '../policy/review/choose-reviewer.js';
import type { ItemFacts } from '../policy/review/decide-item.js';
import type { GreenFacts } from '../policy/review/green-item.js';
import type { DecidedItem } from '../policy/review/sign-off.js';
import type { Reader, Tx } from '../platform/database.js';

/** Which grants a campaign takes in: live at `now`, of these sources, in the units of these paths or below them. */
export interface Scope {
  paths: readonly string[];
  sources: readonly GrantSource[];
  /** Only these roles; null: all. */
  roleIds: readonly string[] | null;
  now: Date;
}

export interface LockedCampaign {
  name: string;
  state: CampaignState;
  noAnswer: NoAnswer;
  kind: CampaignKind;
  openedBy: string | null;
}

export type LockedItem = Omit<ItemFacts, 'green'> & GreenFacts & { grantId: string };

/** Of a signer's items: whose they are, the signer's own or somebody's who has delegated to them. */
export type SignedItem = DecidedItem & { reviewerId: string };

const inScope = (
  roleIds: string,
): string => `g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $3) AND g.source = ANY($2)
  AND (${roleIds}::uuid[] IS NULL OR g.role_id = ANY(${roleIds}))
  AND EXISTS (SELECT FROM unnest($1::text[]) AS scope(path) WHERE starts_with(u.path, scope.path))`;

/** The grant is live at `now`. */
const live = (now: string): string => `(g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > ${now}))`;

// What keeping means once the employment has outgrown the grant; a handover's days are over when they are over.
const carry = `CASE WHEN g.outgrown_at IS NOT NULL AND r.mover = 'review' THEN (
    SELECT json_build_object('employmentId', ce.id, 'roleId', g.role_id, 'unitId', ce.unit_id, 'analysisId', g.analysis_id,
      'assessmentId', g.assessment_id, 'validTo', g.valid_to, 'suspendedFor', g.suspended_for, 'analysis', json_build_object('state', ca.state, 'validTo', ca.valid_to),
      'sameCareProvider', cu.care_provider_id = gu.care_provider_id)
    FROM employment ce JOIN unit cu ON cu.id = ce.unit_id JOIN unit gu ON gu.id = g.unit_id JOIN analysis ca ON ca.id = g.analysis_id
    WHERE ce.id = g.employment_id) END AS carry`;

/** Who leads an employment \`e\` and who leads that one, at work on \`day\` by the leave policy. */
export const leaders = (day: string, leave: string): string => `
  m.person_id AS "managerId", ${atWork('m', day, leave)} AS "managerAtWork",
  n.person_id AS "nextId", ${atWork('n', day, leave)} AS "nextAtWork"`;

/** The employment is in force and no leave keeps its holder from it. */
export function atWork(of: string, day: string, leave: string): string {
  return `coalesce(in_force(${of}.start_date, ${of}.end_date, ${of}.terminated_at, ${day})
    AND NOT leave_suspends(${of}.leave_kind, ${of}.leave_percent, ${of}.leave_from, ${of}.leave_to, ${day}, ${leave}::jsonb), false)`;
}

/** Joins them. */
export const led = `LEFT JOIN employment m ON m.id = e.manager_employment_id LEFT JOIN employment n ON n.id = m.manager_employment_id`;

const decided = (
  now: string,
): string => `i.id, i.state, i.decision, i.grant_id AS "grantId", i.person_id AS "personId",
  i.reviewer_id AS "reviewerId", ${live(now)} AS "grantLive", r.review_days AS "reviewDays", ${carry}`;

/** SQL of what the room's verbs read and write; pages are read in review-pages.store.ts. */
@Injectable()
export class ReviewsStore {
  async unit(reader: Reader, id: string): Promise<{ id: string; name: string; path: string } | null> {
    const rows = await reader.query<{ id: string; name: string; path: string }>(
      `SELECT id, name, path FROM unit WHERE id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** One row per employment with something in scope. */
  async reviewerFacts(tx: Tx, scope: Scope, today: Day, leave: LeavePolicy): Promise<ReviewerFacts[]> {
    return tx.query<ReviewerFacts>(
      `SELECT e.id AS "employmentId", e.person_id AS "personId", ${leaders('$4', '$5')}
       FROM employment e ${led}
       WHERE e.id IN (SELECT g.employment_id FROM access_grant g JOIN unit u ON u.id = g.unit_id WHERE ${inScope('$6')})`,
      [scope.paths, scope.sources, scope.now, today, JSON.stringify(leave), scope.roleIds],
    );
  }

  async addCampaign(
    tx: Tx,
    campaign: {
      name: string;
      unit: { id: string };
      scheduleId: string | null;
      closesOn: Day;
      noAnswer: NoAnswer;
      analysisId?: string | undefined;
    },
    openedBy: string | null,
    at: Date,
  ): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO campaign (name, unit_id, schedule_id, opened_by, opened_at, closes_on, no_answer, analysis_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        campaign.name,
        campaign.unit.id,
        campaign.scheduleId,
        openedBy,
        at,
        campaign.closesOn,
        campaign.noAnswer,
        campaign.analysisId ?? null,
      ],
    );
    const [row] = rows;
    if (!row) throw new Error('INSERT … RETURNING gave no row');
    return row.id;
  }

  /** One item a grant, in one statement whatever their number; sets the campaign's total. */
  async addItems(
    tx: Tx,
    campaignId: string,
    scope: Scope,
    reviewers: readonly { employmentId: string; reviewerId: string | null }[],
  ): Promise<{ total: number; withoutReviewer: number }> {
    const rows = await tx.query<{ total: number; withoutReviewer: number }>(
      `WITH added AS (
         INSERT INTO review_item (campaign_id, grant_id, person_id, reviewer_id)
         SELECT $4, g.id, g.person_id, c.reviewer_id
         FROM access_grant g JOIN unit u ON u.id = g.unit_id
         JOIN unnest($5::uuid[], $6::uuid[]) AS c(employment_id, reviewer_id) ON c.employment_id = g.employment_id
         WHERE ${inScope('$7')}
         RETURNING reviewer_id
       ), counted AS (SELECT count(*) AS total, count(*) FILTER (WHERE reviewer_id IS NULL) AS without FROM added)
       UPDATE campaign SET items_total = counted.total FROM counted WHERE campaign.id = $4
       RETURNING counted.total, counted.without AS "withoutReviewer"`,
      [
        scope.paths,
        scope.sources,
        scope.now,
        campaignId,
        reviewers.map((r) => r.employmentId),
        reviewers.map((r) => r.reviewerId),
        scope.roleIds,
      ],
    );
    return rows[0] ?? { total: 0, withoutReviewer: 0 };
  }

  /** Answers, sign-offs and the closing of one campaign come one at a time: none can slip in after the close. */
  async lockCampaign(tx: Tx, id: string): Promise<LockedCampaign | null> {
    const rows = await tx.query<LockedCampaign>(
      `SELECT name, state, no_answer AS "noAnswer", kind, opened_by AS "openedBy" FROM campaign WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Holds the delegations of reviews to this person against being ended at this moment. */
  async holdLent(tx: Tx, delegateId: string, today: Day): Promise<void> {
    await tx.query(
      `SELECT FROM approval_delegation WHERE delegate_id = $1 AND of_reviews AND ended_at IS NULL
         AND $2::date BETWEEN valid_from AND valid_to ORDER BY id FOR SHARE`,
      [delegateId, today],
    );
  }

  async lockItems(
    tx: Tx,
    campaignId: string,
    itemIds: readonly string[],
    by: { personId: string; today: Day },
    now: Date,
  ): Promise<LockedItem[]> {
    const rows = await tx.query<LockedItem>(
      `SELECT i.id, i.state, i.reviewer_id AS "reviewerId", i.person_id AS "personId", i.grant_id AS "grantId",
              i.reviewer_id <> $4 AND EXISTS (SELECT FROM reviews_of($4, $5) l WHERE l.id = i.id AND l.campaign_id = $1) AS lent,
              ${live('$3')} AS "grantLive", ${carry}, r.risk, r.privileged, g.unit_id AS "grantUnitId",
              e.unit_id AS "employmentUnitId", json_build_object('state', a.state, 'validTo', a.valid_to) AS analysis
       FROM review_item i JOIN access_grant g ON g.id = i.grant_id JOIN role r ON r.id = g.role_id
       JOIN analysis a ON a.id = g.analysis_id JOIN employment e ON e.id = g.employment_id
       WHERE i.campaign_id = $1 AND i.id = ANY($2) ORDER BY i.id FOR NO KEY UPDATE OF i`,
      [campaignId, itemIds, now, by.personId, by.today],
    );
    return rows.map(revived);
  }

  /** The person's own, and those of whoever has delegated to them. */
  async lockItemsOf(
    tx: Tx,
    campaignId: string,
    by: { personId: string; today: Day },
    now: Date,
  ): Promise<SignedItem[]> {
    const rows = await tx.query<SignedItem>(
      `SELECT ${decided('$3')} FROM review_item i JOIN access_grant g ON g.id = i.grant_id JOIN role r ON r.id = g.role_id
       WHERE i.campaign_id = $1 AND i.id IN (SELECT o.id FROM reviews_of($2, $4) o WHERE o.campaign_id = $1)
       ORDER BY i.id FOR NO KEY UPDATE OF i`,
      [campaignId, by.personId, now, by.today],
    );
    return rows.map(revived);
  }

  async itemsToClose(
    tx: Tx,
    campaignId: string,
    after: string | null,
    limit: number,
    now: Date,
  ): Promise<(DecidedItem & { reviewerId: string | null })[]> {
    const rows = await tx.query<DecidedItem & { reviewerId: string | null }>(
      `SELECT ${decided('$4')} FROM review_item i JOIN access_grant g ON g.id = i.grant_id JOIN role r ON r.id = g.role_id
       WHERE i.campaign_id = $1 AND ($2::uuid IS NULL OR i.id > $2) ORDER BY i.id LIMIT $3 FOR NO KEY UPDATE OF i`,
      [campaignId, after, limit, now],
    );
    return rows.map(revived);
  }

  async answer(
    tx: Tx,
    by: string,
    decisions: readonly { itemId: string; decision: Decision; reason: string | null }[],
    at: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE review_item i SET state = 'decided', decision = d.decision, reason = d.reason, decided_by = $1, decided_at = $2
       FROM unnest($3::uuid[], $4::text[], $5::text[]) AS d(id, decision, reason) WHERE i.id = d.id`,
      [
        by,
        at,
        decisions.map((d) => d.itemId),
        decisions.map((d) => d.decision),
        decisions.map((d) => d.reason),
      ],
    );
  }

  async setState(tx: Tx, itemIds: readonly string[], state: 'signed' | 'moot' | 'closed'): Promise<void> {
    if (itemIds.length > 0)
      await tx.query(`UPDATE review_item SET state = $2 WHERE id = ANY($1)`, [itemIds, state]);
  }

  /** Adds to the campaign's counters; progress is never counted over all items. */
  async count(
    tx: Tx,
    campaignId: string,
    more: { decided?: number; removed?: number; unanswered?: number },
  ): Promise<void> {
    await tx.query(
      `UPDATE campaign SET items_decided = items_decided + $2, items_removed = items_removed + $3,
              items_unanswered = items_unanswered + $4 WHERE id = $1`,
      [campaignId, more.decided ?? 0, more.removed ?? 0, more.unanswered ?? 0],
    );
  }

  async close(tx: Tx, campaignId: string, at: Date): Promise<void> {
    await tx.query(`UPDATE campaign SET state = 'closed', closed_at = $2 WHERE id = $1`, [campaignId, at]);
  }

  async openCampaigns(reader: Reader): Promise<{ id: string; closesOn: Day }[]> {
    return reader.query<{ id: string; closesOn: Day }>(
      `SELECT id, closes_on AS "closesOn" FROM campaign WHERE state = 'open' ORDER BY closes_on, id`,
    );
  }

  /** Something of the campaign still waits for an answer or a signature. */
  async anyStanding(tx: Tx, campaignId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM review_item i JOIN access_grant g ON g.id = i.grant_id
       WHERE i.campaign_id = $1 AND i.state IN ('open', 'decided') AND g.ended_at IS NULL LIMIT 1`,
      [campaignId],
    );
    return rows.length > 0;
  }
}

/** JSON built by the database holds instants as text. */
function revived<Row extends { readonly carry: Carry | null }>(row: Row): Row {
  const { carry: over } = row;
  return over?.validTo ? { ...row, carry: { ...over, validTo: new Date(over.validTo) } } : row;
}
