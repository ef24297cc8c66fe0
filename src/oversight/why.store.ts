import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Day } from '../policy/model/day.js';

/** A grant with all that it rests on. */
export interface WhyRow {
  id: string;
  personId: string;
  employmentId: string;
  unitId: string;
  unitName: string;
  roleId: string;
  role: string;
  sentence: string;
  privileged: boolean;
  requestable: boolean;
  system: string;
  informationOwnerId: string;
  systemOwnerId: string;
  managerId: string | null;
  source: 'request' | 'birthright' | 'activation';
  from: Date;
  to: Date | null;
  nextReview: Day | null;
  endedAt: Date | null;
  endedReason: string | null;
  grantedBy: string | null;
  rule: { name: string; selector: Record<string, unknown> } | null;
  assessment: {
    need: string;
    data: string;
    riskTooWide: string;
    riskTooNarrow: string;
    answers: { question: string; answer: string }[];
    hours: number;
    writtenBy: string;
    writtenAt: string;
    deviationReason: string | null;
  } | null;
  analysis: {
    version: number;
    approvedBy: string | null;
    approvedAt: string | null;
    validTo: Day;
    purpose: string;
    acrossCareProviders: boolean;
  };
  request: { id: string; number: number; requestedBy: string; submittedAt: string } | null;
  approvals: {
    by: string;
    onBehalfOf: string | null;
    at: string;
    stage: 'manager' | 'information-owner' | 'system-owner' | 'security' | 'extra';
    reason: string | null;
  }[];
  delivery: { state: 'by-hand' | 'handled' | 'waiting' | 'confirmed' | 'not-applicable'; at: Date | null };
  review: { by: string; at: string; campaign: string } | null;
  takenOver: boolean;
  entitlements: { name: string; sentence: string; target: string }[];
}

/** Why somebody has a grant: one statement. */
@Injectable()
export class WhyStore {
  async one(reader: Reader, grantId: string, language: Language): Promise<WhyRow | null> {
    const rows = await reader.query<WhyRow>(
      `SELECT g.id, g.person_id AS "personId", g.employment_id AS "employmentId", u.id AS "unitId", u.name AS "unitName",
              r.id AS "roleId", ${said('r', 'name')} AS role, ${said('r', 'sentence')} AS sentence, r.privileged,
              r.requestable AND r.state = 'in-use' AND s.state = 'in-use' AS requestable, s.name AS system,
              s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId",
              (SELECT m.person_id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
               WHERE e.id = g.employment_id) AS "managerId",
              g.source, g.valid_from AS "from", g.valid_to AS "to", g.next_review AS "nextReview", g.ended_at AS "endedAt",
              g.ended_reason AS "endedReason", g.granted_by AS "grantedBy",
              CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('name', b.name, 'selector', b.selector) END AS rule,
              CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('need', t.need, 'data', t.data, 'riskTooWide', t.risk_too_wide,
                'riskTooNarrow', t.risk_too_narrow,
                'answers', (SELECT coalesce(jsonb_agg(jsonb_build_object('question', q.put ->> $2, 'answer', q.put ->> 'answer') ORDER BY q.place), '[]')
                            FROM jsonb_array_elements(t.answers) WITH ORDINALITY AS q(put, place)), 'hours', t.duration_hours, 'writtenBy', t.written_by,
                'writtenAt', t.written_at, 'deviationReason', t.deviation_reason) END AS assessment,
              jsonb_build_object('version', a.version, 'approvedBy', a.approved_by, 'approvedAt', a.approved_at,
                'validTo', a.valid_to, 'purpose', coalesce(a.content ->> 'purpose', ''),
                'acrossCareProviders', a.kind = 'shared-records') AS analysis,
              CASE WHEN q.id IS NOT NULL THEN jsonb_build_object('id', q.id, 'number', q.number,
                'requestedBy', q.requested_by, 'submittedAt', q.submitted_at) END AS request,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('by', d.person_id, 'onBehalfOf', d.on_behalf_of, 'at', d.decided_at,
                  'stage', st.kind, 'reason', d.reason) ORDER BY d.position, d.decided_at), '[]')
               FROM request_approver d JOIN request_stage st ON st.request_id = d.request_id AND st.position = d.position
               WHERE d.request_id = q.id AND d.outcome = 'approved') AS approvals,
              (SELECT jsonb_build_object('state', CASE
                  WHEN h.waits THEN 'by-hand'
                  WHEN h.waits IS NOT NULL AND NOT EXISTS (
                    SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                    WHERE re.role_id = g.role_id AND e.target = 'directory') THEN 'handled'
                  WHEN x.id IS NULL OR NOT EXISTS (SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                                                   WHERE re.role_id = g.role_id AND e.target = 'directory') THEN 'not-applicable'
                  WHEN x.delivered_version = x.wanted_version AND x.confirmed_at >= coalesce(g.ended_at, g.valid_from)
                    THEN 'confirmed' ELSE 'waiting' END,
                  'at', coalesce(h.confirmed_at, x.confirmed_at))
               FROM (SELECT 1) AS one LEFT JOIN account x ON x.person_id = g.person_id AND x.target = 'directory'
               LEFT JOIN LATERAL (
                 SELECT bool_or(y.wanted <> y.held AND (g.ended_at IS NULL OR y.held)) AS waits, max(y.confirmed_at) AS confirmed_at
                 FROM role_entitlement re JOIN handled_access y ON y.entitlement_id = re.entitlement_id
                 WHERE re.role_id = g.role_id AND y.person_id = g.person_id) AS h ON true) AS delivery,
              (SELECT jsonb_build_object('by', i.decided_by, 'at', i.decided_at, 'campaign', c.name)
               FROM review_item i JOIN campaign c ON c.id = i.campaign_id
               WHERE i.grant_id = g.id AND i.decision = 'keep' AND i.decided_by IS NOT NULL AND i.state IN ('signed', 'closed')
               ORDER BY i.decided_at DESC LIMIT 1) AS review,
              EXISTS (SELECT FROM unassessed_access x JOIN role_entitlement re ON re.entitlement_id = x.entitlement_id
                      WHERE x.person_id = g.person_id AND re.role_id = g.role_id AND x.outcome = 'granted') AS "takenOver",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('name', e.name, 'sentence', ${said('e', 'sentence')},
                  'target', e.target) ORDER BY e.name), '[]')
               FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id WHERE re.role_id = g.role_id) AS entitlements
       FROM access_grant g JOIN role r ON r.id = g.role_id JOIN information_system s ON s.id = r.system_id
       JOIN unit u ON u.id = g.unit_id JOIN analysis a ON a.id = g.analysis_id
       LEFT JOIN assessment t ON t.id = g.assessment_id
       LEFT JOIN birthright_rule b ON b.id = g.rule_id
       LEFT JOIN LATERAL (SELECT * FROM access_request q WHERE q.grant_id = g.id ORDER BY q.submitted_at LIMIT 1) AS q ON true
       WHERE g.id = $1`,
      [grantId, language],
    );
    return rows[0] ?? null;
  }
}

/** A text of the table in the language that is asked for, as $2. */
function said(table: string, column: 'name' | 'sentence'): string {
  return `CASE $2 WHEN 'en' THEN ${table}.${column}_en ELSE ${table}.${column}_sv END`;
}
