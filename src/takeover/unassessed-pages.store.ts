import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Day } from '../policy/model/day.js';
import type { UnansweredRule } from '../policy/takeover/campaign-terms.js';
import type { StrayReason } from '../policy/takeover/classify-member.js';
import type { UnassessedState } from '../policy/takeover/decide-unassessed.js';

/** Whose access a viewer sees: everybody's, that of one's staff, that of systems one answers for. */
export interface UnassessedScope {
  viewerId: string;
  all: boolean;
  today: Day;
}

export interface UnassessedPageRow {
  id: string;
  personId: string;
  employmentId: string;
  title: string;
  unitId: string;
  unitName: string;
  managerId: string | null;
  entitlement: string;
  sentence: string;
  privileged: boolean;
  system: { id: string; name: string };
  username: string;
  foundAt: Date;
  keepUntil: Day;
  state: UnassessedState;
  flagged: boolean;
  outcome: 'granted' | 'not-needed' | 'unanswered' | 'refused' | 'left' | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** Whether the directory has confirmed the removal. */
  confirmed: boolean;
  requestId: string | null;
  leads: boolean;
  owns: boolean;
  roles: { id: string; name: string; sentence: string }[];
}

export interface UnassessedSystemRow {
  id: string;
  name: string;
  ownsInformation: boolean;
  waiting: number;
  requested: number;
  flagged: number;
  assessed: number;
  removed: number;
  unconfirmed: number;
  strays: number;
  campaign: { id: string; closesOn: Day; unanswered: UnansweredRule; openedAt: string } | null;
}

export interface StrayRow {
  entitlementId: string;
  entitlement: string;
  system: string;
  username: string;
  why: StrayReason;
  firstSeen: Date;
}

const leads = `EXISTS (SELECT FROM employment m WHERE m.id = w.manager_employment_id AND m.person_id = $1
  AND w.person_id <> $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $3))`;
const owns = `(s.information_owner_id = $1 OR s.system_owner_id = $1)`;
const visible = `($2 OR ${owns} OR ${leads})`;
const from = `FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id
  JOIN information_system s ON s.id = e.system_id JOIN employment w ON w.id = x.employment_id JOIN unit u ON u.id = w.unit_id`;
const confirmed = `EXISTS (SELECT FROM account a WHERE a.person_id = x.person_id AND a.target = e.target
  AND a.delivered_version = a.wanted_version AND a.confirmed_at >= x.decided_at)`;

/** Unassessed access as pages show it. */
@Injectable()
export class UnassessedPagesStore {
  async page(
    reader: Reader,
    scope: UnassessedScope,
    filter: { systemId: string | null; state: 'waiting' | 'decided'; own: boolean; language: Language },
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<UnassessedPageRow[]> {
    return reader.query<UnassessedPageRow>(
      `SELECT x.id, x.person_id AS "personId", x.employment_id AS "employmentId", w.title, w.unit_id AS "unitId",
              u.name AS "unitName", (SELECT m.person_id FROM employment m WHERE m.id = w.manager_employment_id) AS "managerId",
              e.name AS entitlement, CASE $10 WHEN 'en' THEN e.sentence_en ELSE e.sentence_sv END AS sentence, e.privileged,
              jsonb_build_object('id', s.id, 'name', s.name) AS system, x.username, x.found_at AS "foundAt",
              x.keep_until AS "keepUntil", x.state, x.flagged_at IS NOT NULL AS flagged, x.outcome, x.reason,
              x.decided_by AS "decidedBy", x.decided_at AS "decidedAt", ${confirmed} AS confirmed,
              x.request_id AS "requestId", ${leads} AS leads, s.information_owner_id = $1 AS owns,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id,
                  'name', CASE $10 WHEN 'en' THEN r.name_en ELSE r.name_sv END,
                  'sentence', CASE $10 WHEN 'en' THEN r.sentence_en ELSE r.sentence_sv END) ORDER BY r.name_sv), '[]')
               FROM role_entitlement re JOIN role r ON r.id = re.role_id
               JOIN information_system rs ON rs.id = r.system_id
               WHERE re.entitlement_id = e.id AND r.requestable AND r.state = 'in-use' AND rs.state = 'in-use') AS roles
       ${from}
       WHERE ${filter.own ? leads : visible} AND ($2 OR true) AND ($4::uuid IS NULL OR s.id = $4)
         AND (x.state IN ('open', 'requested')) = $5
         AND ($6::date IS NULL OR (coalesce(x.decided_at::date, x.keep_until), w.unit_id, x.person_id, x.id)
              > ($6, $7::uuid, $8::uuid, $9::uuid))
       ORDER BY coalesce(x.decided_at::date, x.keep_until), w.unit_id, x.person_id, x.id LIMIT $11`,
      [
        ...values(scope),
        filter.systemId,
        filter.state === 'waiting',
        after?.[0] ?? null,
        after?.[1] ?? null,
        after?.[2] ?? null,
        after?.[3] ?? null,
        filter.language,
        limit,
      ],
    );
  }

  async count(
    reader: Reader,
    scope: UnassessedScope,
    filter: { systemId: string | null; own: boolean },
  ): Promise<number> {
    const [row] = await reader.query<{ count: number }>(
      `SELECT count(*)::integer AS count ${from}
       WHERE ${filter.own ? leads : visible} AND ($2 OR true) AND ($4::uuid IS NULL OR s.id = $4)
         AND x.state IN ('open', 'requested')`,
      [...values(scope), filter.systemId],
    );
    return row?.count ?? 0;
  }

  async owns(reader: Reader, personId: string): Promise<{ any: boolean; asSystemOwner: boolean }> {
    const [row] = await reader.query<{ any: boolean; asSystemOwner: boolean }>(
      `SELECT count(*) > 0 AS any, coalesce(bool_or(system_owner_id = $1), false) AS "asSystemOwner"
       FROM information_system WHERE information_owner_id = $1 OR system_owner_id = $1`,
      [personId],
    );
    return row ?? { any: false, asSystemOwner: false };
  }

  /** How far each system has come; of systems that hold something to tell. */
  async systems(reader: Reader, scope: UnassessedScope): Promise<UnassessedSystemRow[]> {
    return reader.query<UnassessedSystemRow>(
      `WITH told AS (
         SELECT e.system_id,
                count(*) FILTER (WHERE x.state = 'open')::integer AS waiting,
                count(*) FILTER (WHERE x.state = 'requested')::integer AS requested,
                count(*) FILTER (WHERE x.state IN ('open', 'requested') AND x.flagged_at IS NOT NULL)::integer AS flagged,
                count(*) FILTER (WHERE x.state = 'assessed')::integer AS assessed,
                count(*) FILTER (WHERE x.state = 'removed')::integer AS removed,
                count(*) FILTER (WHERE x.state = 'removed' AND NOT ${confirmed})::integer AS unconfirmed
         FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id GROUP BY e.system_id),
       stray AS (SELECT e.system_id, count(*)::integer AS strays FROM stray_membership m
                 JOIN entitlement e ON e.id = m.entitlement_id GROUP BY e.system_id)
       SELECT s.id, s.name, s.information_owner_id = $1 AS "ownsInformation", coalesce(t.waiting, 0) AS waiting,
              coalesce(t.requested, 0) AS requested, coalesce(t.flagged, 0) AS flagged, coalesce(t.assessed, 0) AS assessed,
              coalesce(t.removed, 0) AS removed, coalesce(t.unconfirmed, 0) AS unconfirmed, coalesce(y.strays, 0) AS strays,
              CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'closesOn', c.closes_on,
                'unanswered', c.unanswered, 'openedAt', c.opened_at) END AS campaign
       FROM information_system s LEFT JOIN told t ON t.system_id = s.id LEFT JOIN stray y ON y.system_id = s.id
       LEFT JOIN takeover_campaign c ON c.system_id = s.id AND c.closed_at IS NULL
       WHERE ($2 OR ${owns}) AND (t.system_id IS NOT NULL OR y.system_id IS NOT NULL)
       ORDER BY s.name COLLATE "sv-SE-x-icu", s.id`,
      [scope.viewerId, scope.all],
    );
  }

  async strays(
    reader: Reader,
    scope: UnassessedScope,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<StrayRow[]> {
    return reader.query<StrayRow>(
      `SELECT m.entitlement_id AS "entitlementId", e.name AS entitlement, s.name AS system, m.username, m.why,
              m.first_seen AS "firstSeen"
       FROM stray_membership m JOIN entitlement e ON e.id = m.entitlement_id JOIN information_system s ON s.id = e.system_id
       WHERE ($2 OR ${owns}) AND ($3::uuid IS NULL OR (m.entitlement_id, m.username) > ($3, $4::text))
       ORDER BY m.entitlement_id, m.username LIMIT $5`,
      [scope.viewerId, scope.all, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }
}

function values(scope: UnassessedScope): unknown[] {
  return [scope.viewerId, scope.all, scope.today];
}
