import { Injectable } from '@nestjs/common';
import type { SuspensionCause } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import type { CampaignState, Decision, ItemState, NoAnswer } from '../policy/review/campaign-states.js';
import type { CampaignKind, MicrocertificationCause } from '../policy/review/microcertification.js';
import type { GreenFacts } from '../policy/review/green-item.js';
import type { Reader } from '../platform/database.js';

export interface CampaignRow {
  id: string;
  kind: CampaignKind;
  /** Of a microcertification: what happened, and to whom. */
  cause: MicrocertificationCause | null;
  personId: string | null;
  name: string;
  unit: { id: string; name: string };
  state: CampaignState;
  openedBy: string | null;
  openedAt: Date;
  closesOn: Day;
  closedAt: Date | null;
  noAnswer: NoAnswer;
  total: number;
  decided: number;
  removed: number;
  unanswered: number;
  withoutReviewer: number;
  mine: number;
  mineDecided: number;
  mineSigned: number;
  mineStanding: number;
}

export interface ItemRow extends GreenFacts {
  id: string;
  personId: string;
  reviewerId: string | null;
  title: string;
  state: ItemState;
  decision: Decision | null;
  reason: string | null;
  removal: 'waiting' | 'done' | 'confirmed' | null;
  analysis: { state: 'draft' | 'approved' | 'superseded'; version: number; validTo: Day; purpose: string };
  grantId: string;
  roleId: string;
  unit: { id: string; name: string };
  employmentId: string;
  source: 'request' | 'birthright' | 'activation';
  from: Date;
  to: Date | null;
  nextReview: Day | null;
  endedAt: Date | null;
  endedReason: string | null;
  restsFor: SuspensionCause[];
  outgrown: boolean;
  acrossProviders: boolean;
  why: string;
  grantedBy: string | null;
  delivery: 'by-hand' | 'handled' | 'pending' | 'delivered' | 'confirmed' | 'not-applicable';
}

export interface Colleagues {
  unitId: string;
  roleId: string;
  have: number;
  of: number;
}

// An item whose access has ended by other means is moot from that moment, whatever its row still says.
const itemState = `CASE WHEN i.state IN ('open', 'decided') AND g.ended_at IS NOT NULL THEN 'moot' ELSE i.state END`;

/** SQL of the room's pages. */
@Injectable()
export class ReviewPagesStore {
  /**
   * Campaigns, newest first, with the viewer's own counts.
   * @param scope `id`: that one. `onlyMine`: those in which the viewer has items. Without a `kind`, the small reviews
   * of others are left out: they would drown the campaigns.
   */
  async campaigns(
    reader: Reader,
    viewerId: string,
    scope: { id?: string; state?: CampaignState; kind?: CampaignKind; onlyMine?: boolean },
    after: readonly (string | number)[] | null,
    limit: number,
    today: Day,
  ): Promise<CampaignRow[]> {
    return reader.query<CampaignRow>(
      `SELECT c.id, c.kind, c.cause, c.person_id AS "personId", c.name, json_build_object('id', u.id, 'name', u.name) AS unit, c.state, c.opened_by AS "openedBy",
              c.opened_at AS "openedAt", c.closes_on AS "closesOn", c.closed_at AS "closedAt", c.no_answer AS "noAnswer", c.items_total AS total,
              c.items_decided AS decided, c.items_removed AS removed,
              CASE c.state WHEN 'open' THEN c.items_total - c.items_decided ELSE c.items_unanswered END AS unanswered,
              without.n AS "withoutReviewer", own.mine, own.decided AS "mineDecided", own.signed AS "mineSigned",
              own.standing AS "mineStanding"
       FROM campaign c JOIN unit u ON u.id = c.unit_id
       CROSS JOIN LATERAL (SELECT count(*) AS n FROM review_item i WHERE i.campaign_id = c.id AND i.reviewer_id IS NULL) without
       CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE s.state <> 'moot') AS mine,
                count(*) FILTER (WHERE s.state <> 'moot' AND s.decision IS NOT NULL) AS decided,
                count(*) FILTER (WHERE s.state = 'signed') AS signed,
                count(*) FILTER (WHERE s.state IN ('open', 'decided')) AS standing
         FROM (SELECT ${itemState} AS state, i.decision FROM reviews_of($1, $9) i JOIN access_grant g ON g.id = i.grant_id
               WHERE i.campaign_id = c.id) s) own
       WHERE ($2::uuid IS NULL OR c.id = $2) AND ($3::text IS NULL OR c.state = $3) AND ($8::text IS NULL OR c.kind = $8)
         AND ((NOT $4 AND (c.kind = 'campaign' OR $2 IS NOT NULL OR $8 IS NOT NULL))
              OR EXISTS (SELECT FROM reviews_of($1, $9) i WHERE i.campaign_id = c.id))
         AND ($5::timestamptz IS NULL OR (c.opened_at, c.id) < ($5, $6::uuid))
       ORDER BY c.opened_at DESC, c.id DESC LIMIT $7`,
      [
        viewerId,
        scope.id ?? null,
        scope.state ?? null,
        scope.onlyMine ?? false,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit,
        scope.kind ?? null,
        today,
      ],
    );
  }

  /** Items person by person. @param reviewer null for everybody's; else those that they answer today. */
  async items(
    reader: Reader,
    campaignId: string,
    reviewer: { id: string; today: Day } | null,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ItemRow[]> {
    return reader.query<ItemRow>(
      `SELECT i.id, i.person_id AS "personId", i.reviewer_id AS "reviewerId", e.title, ${itemState} AS state, i.decision, i.reason,
              CASE WHEN i.state NOT IN ('signed', 'closed') OR g.ended_reason IS NULL
                     OR g.ended_reason NOT IN ('review-removed', 'review-unanswered') THEN NULL
                   WHEN h.waits THEN 'waiting'
                   WHEN NOT d.directory THEN 'done'
                   WHEN acc.delivered_version = acc.wanted_version AND acc.confirmed_at >= g.ended_at THEN 'confirmed'
                   WHEN acc.delivered_version = acc.wanted_version AND acc.delivered_at >= g.ended_at THEN 'done'
                   ELSE 'waiting' END AS removal,
              json_build_object('state', a.state, 'version', a.version, 'validTo', a.valid_to,
                                'purpose', coalesce(a.content->>'purpose', '')) AS analysis,
              r.risk, r.privileged, g.unit_id AS "grantUnitId", e.unit_id AS "employmentUnitId",
              g.id AS "grantId", g.role_id AS "roleId", json_build_object('id', u.id, 'name', u.name) AS unit,
              g.employment_id AS "employmentId", g.source, g.valid_from AS "from", g.valid_to AS "to",
              g.next_review AS "nextReview", g.ended_at AS "endedAt", g.ended_reason AS "endedReason",
              CASE WHEN g.ended_at IS NULL THEN g.suspended_for ELSE '{}' END AS "restsFor", g.outgrown_at IS NOT NULL AS outgrown,
              g.across_providers AS "acrossProviders",
              coalesce(s.need, b.name, '') AS why, g.granted_by AS "grantedBy",
              CASE WHEN h.waits THEN 'by-hand'
                   WHEN NOT d.directory THEN CASE WHEN h.waits IS NULL THEN 'not-applicable' ELSE 'handled' END
                   WHEN acc.id IS NULL OR acc.delivered_version < acc.wanted_version THEN 'pending'
                   WHEN acc.confirmed_at >= acc.delivered_at THEN 'confirmed' ELSE 'delivered' END AS delivery
       FROM ${reviewer === null ? 'review_item' : 'reviews_of($5, $6)'} i JOIN access_grant g ON g.id = i.grant_id JOIN employment e ON e.id = g.employment_id
       JOIN role r ON r.id = g.role_id JOIN analysis a ON a.id = g.analysis_id JOIN unit u ON u.id = g.unit_id
       LEFT JOIN assessment s ON s.id = g.assessment_id LEFT JOIN birthright_rule b ON b.id = g.rule_id
       LEFT JOIN account acc ON acc.person_id = g.person_id AND acc.target = 'directory'
       CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM role_entitlement re JOIN entitlement t ON t.id = re.entitlement_id
         WHERE re.role_id = g.role_id AND t.target = 'directory') AS directory) d
       LEFT JOIN LATERAL (
         SELECT bool_or(x.wanted <> x.held AND (g.ended_at IS NULL OR x.held)) AS waits
         FROM role_entitlement re JOIN handled_access x ON x.entitlement_id = re.entitlement_id
         WHERE re.role_id = g.role_id AND x.person_id = g.person_id) AS h ON true
       WHERE i.campaign_id = $1 AND ($2::uuid IS NULL OR (i.person_id, i.id) > ($2, $3::uuid))
       ORDER BY i.person_id, i.id LIMIT $4`,
      [
        campaignId,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit,
        ...(reviewer === null ? [] : [reviewer.id, reviewer.today]),
      ],
    );
  }

  /** Of the persons who work in each unit today, how many hold the role; for all asked pairs in one statement. */
  async colleagues(
    reader: Reader,
    pairs: readonly { unitId: string; roleId: string }[],
    now: Date,
    today: Day,
  ): Promise<Colleagues[]> {
    return reader.query<Colleagues>(
      `SELECT p.unit_id AS "unitId", p.role_id AS "roleId", count(*) FILTER (WHERE w.has) AS have, count(*) AS of
       FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS p(unit_id, role_id)) p
       CROSS JOIN LATERAL (
         SELECT DISTINCT e.person_id, EXISTS (SELECT FROM access_grant g WHERE g.person_id = e.person_id
                  AND g.role_id = p.role_id AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $3)) AS has
         FROM employment e WHERE e.unit_id = p.unit_id AND in_force(e.start_date, e.end_date, e.terminated_at, $4)) w
       GROUP BY p.unit_id, p.role_id`,
      [pairs.map((p) => p.unitId), pairs.map((p) => p.roleId), now, today],
    );
  }

  /** Units by name or code; closed ones left out. */
  async units(
    reader: Reader,
    q: string,
    today: Day,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<{ id: string; name: string }[]> {
    return reader.query<{ id: string; name: string }>(
      `SELECT id, name FROM unit
       WHERE (strpos(lower(name), lower($1)) > 0 OR starts_with(code, $1)) AND (valid_to IS NULL OR valid_to >= $2)
         AND ($3::text IS NULL OR (name, id) > ($3, $4::uuid)) ORDER BY name, id LIMIT $5`,
      [q, today, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** @param campaignId null for any campaign. */
  async hasItems(
    reader: Reader,
    reviewerId: string,
    campaignId: string | null,
    today: Day,
  ): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM reviews_of($1, $3) i WHERE $2::uuid IS NULL OR i.campaign_id = $2 LIMIT 1`,
      [reviewerId, campaignId, today],
    );
    return rows.length > 0;
  }
}
