import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { Assessment } from '../policy/request/assess-need.js';
import type { Candidate } from '../policy/request/choose-approvers.js';
import type { RequestState } from '../policy/request/request-states.js';

/** A request with its assessment, as stored. */
export interface StoredRequest {
  id: string;
  number: number;
  state: RequestState;
  personId: string;
  employmentId: string;
  roleId: string;
  unitId: string;
  unitName: string;
  systemId: string;
  requestedBy: string;
  kind: 'new' | 'extension' | 'removal';
  forSelf: boolean;
  extendsGrantId: string | null;
  submittedAt: Date;
  approverId: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  approvedDays: number | null;
  grantId: string | null;
  closedReason: string | null;
  assessmentId: string;
  analysisId: string;
  need: string;
  data: string;
  riskTooWide: string;
  riskTooNarrow: string;
  deviationReason: string | null;
  askedDays: number;
}

export interface ClosingRequest {
  id: string;
  personId: string;
  requestedBy: string;
  systemName: string;
  careProviderId: string;
  acrossCareProviders: boolean;
  informationOwner: Candidate;
  systemOwner: Candidate;
}

export interface NewRequest {
  personId: string;
  employmentId: string;
  roleId: string;
  unitId: string;
  analysisId: string;
  approverId: string;
  requestedBy: string;
  assessment: Assessment;
  kind: 'new' | 'extension';
  extendsGrantId: string | null;
  batchId: string | null;
}

/** Which requests a list shows, from the caller's point of view. */
export interface RequestsFilter {
  view: 'to-decide' | 'sent' | 'about-me';
  state: 'pending' | 'decided' | undefined;
  personId: string;
}

const columns = `
  q.id, q.number, q.state, q.person_id AS "personId", q.employment_id AS "employmentId", q.role_id AS "roleId",
  q.unit_id AS "unitId", u.name AS "unitName", r.system_id AS "systemId", q.requested_by AS "requestedBy",
  q.kind, q.for_self AS "forSelf", q.extends_grant_id AS "extendsGrantId", q.submitted_at AS "submittedAt", q.approver_id AS "approverId", q.decided_by AS "decidedBy",
  q.decided_at AS "decidedAt", q.decision_reason AS "decisionReason", q.approved_days AS "approvedDays",
  q.grant_id AS "grantId", q.closed_reason AS "closedReason", q.assessment_id AS "assessmentId",
  s.analysis_id AS "analysisId", s.need, s.data, s.risk_too_wide AS "riskTooWide",
  s.risk_too_narrow AS "riskTooNarrow", s.deviation_reason AS "deviationReason", s.duration_hours / 24 AS "askedDays"`;

const joined = `
  access_request q JOIN assessment s ON s.id = q.assessment_id JOIN unit u ON u.id = q.unit_id JOIN role r ON r.id = q.role_id`;

/** A person as a candidate to decide; \`$day\` is the parameter that holds today. */
const candidate = (person: string, day: string): string => `
  json_build_object('personId', ${person}, 'careProviderIds', provided.ids, 'employed', provided.ids <> '[]'::jsonb)
  FROM (SELECT coalesce(jsonb_agg(DISTINCT cu.care_provider_id), '[]') AS ids
        FROM employment ce JOIN unit cu ON cu.id = ce.unit_id
        WHERE ce.person_id = ${person} AND in_force(ce.start_date, ce.end_date, ce.terminated_at, ${day})) AS provided`;

@Injectable()
export class RequestsStore {
  /** In id order, as every room locks persons; against a termination of one of them at the same moment. */
  async lockPersons(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [personIds]);
  }

  /** Holds off terminations of these persons without holding off one another. */
  async sharePersons(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR SHARE`, [personIds]);
  }

  async lock(tx: Tx, requestId: string): Promise<StoredRequest | null> {
    const rows = await tx.query<StoredRequest>(
      `SELECT ${columns} FROM ${joined} WHERE q.id = $1 FOR NO KEY UPDATE OF q`,
      [requestId],
    );
    return rows[0] ?? null;
  }

  async byIds(reader: Reader, requestIds: readonly string[]): Promise<StoredRequest[]> {
    return reader.query<StoredRequest>(`SELECT ${columns} FROM ${joined} WHERE q.id = ANY($1)`, [requestIds]);
  }

  /** Newest first, after the cursor's (number). */
  async list(
    reader: Reader,
    filter: RequestsFilter,
    after: number | null,
    limit: number,
  ): Promise<StoredRequest[]> {
    return reader.query<StoredRequest>(
      `SELECT ${columns} FROM ${joined} WHERE ${mine(filter.view)} AND ($3::bigint IS NULL OR q.number < $3)
       ORDER BY q.number DESC LIMIT $4`,
      [filter.personId, stated(filter.state), after, limit],
    );
  }

  async count(reader: Reader, filter: RequestsFilter): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM access_request q WHERE ${mine(filter.view)}`,
      [filter.personId, stated(filter.state)],
    );
    return rows[0]?.count ?? 0;
  }

  async candidates(reader: Reader, personIds: readonly string[], today: Day): Promise<Candidate[]> {
    const rows = await reader.query<{ found: Candidate }>(
      `SELECT (SELECT ${candidate('p.id', '$2::date')}) AS found FROM unnest($1::uuid[]) AS p(id)`,
      [personIds, today],
    );
    return rows.map((row) => row.found);
  }

  /** Which of these roles are held, or asked for, on the employment now. */
  async standing(
    reader: Reader,
    employmentId: string,
    roleIds: readonly string[],
  ): Promise<{ granted: Set<string>; requested: Set<string> }> {
    const rows = await reader.query<{ roleId: string; granted: boolean }>(
      `SELECT role_id AS "roleId", true AS granted FROM access_grant
       WHERE employment_id = $1 AND role_id = ANY($2) AND ended_at IS NULL
       UNION ALL
       SELECT role_id, false FROM access_request WHERE employment_id = $1 AND role_id = ANY($2) AND state = 'pending'`,
      [employmentId, roleIds],
    );
    return {
      granted: new Set(rows.filter((row) => row.granted).map((row) => row.roleId)),
      requested: new Set(rows.filter((row) => !row.granted).map((row) => row.roleId)),
    };
  }

  /**
   * How many of the employment's colleagues, those in force in the same unit with the same title code, hold each role.
   * The person themself is not counted.
   */
  async colleagues(
    reader: Reader,
    employmentId: string,
    roleIds: readonly string[],
    today: Day,
    now: Date,
  ): Promise<{ of: number; have: Map<string, number> }> {
    const rows = await reader.query<{ of: number; have: Record<string, number> }>(
      `WITH colleague AS (
         SELECT DISTINCT c.person_id FROM employment own JOIN employment c
           ON c.unit_id = own.unit_id AND c.title_code = own.title_code AND c.person_id <> own.person_id
         WHERE own.id = $1 AND in_force(c.start_date, c.end_date, c.terminated_at, $3)),
       holding AS (
         SELECT g.role_id, count(DISTINCT g.person_id)::int AS have FROM access_grant g JOIN colleague USING (person_id)
         WHERE g.role_id = ANY($2) AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $4) GROUP BY g.role_id)
       SELECT (SELECT count(*)::int FROM colleague) AS of,
              (SELECT coalesce(json_object_agg(role_id, have), '{}') FROM holding) AS have`,
      [employmentId, roleIds, today, now],
    );
    const { of, have } = rows[0] ?? { of: 0, have: {} };
    return { of, have: new Map(Object.entries(have)) };
  }

  async add(tx: Tx, request: NewRequest, at: Date): Promise<{ id: string; number: number }> {
    const { assessment } = request;
    const rows = await tx.query<{ id: string; number: number }>(
      `WITH written AS (
         INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow,
                                 duration_hours, written_by, written_at, deviation_reason)
         VALUES ($1, $3, $5, $8, $9, $10, $11, $12 * 24, $7, $13, $14) RETURNING id)
       INSERT INTO access_request (person_id, employment_id, role_id, unit_id, assessment_id, requested_by, submitted_at, approver_id,
                                   kind, extends_grant_id, batch_id, for_self)
       SELECT $1, $2, $3, $4, written.id, $7, $13, $6, $15, $16, $17, $1 = $7 FROM written RETURNING id, number`,
      [
        request.personId,
        request.employmentId,
        request.roleId,
        request.unitId,
        request.analysisId,
        request.approverId,
        request.requestedBy,
        assessment.need,
        assessment.data,
        assessment.riskTooWide,
        assessment.riskTooNarrow,
        assessment.days,
        at,
        assessment.deviationReason?.trim() || null,
        request.kind,
        request.extendsGrantId,
        request.batchId,
      ],
    );
    const added = rows[0];
    if (!added) throw new Error('The request was not stored.');
    return added;
  }

  async approve(
    tx: Tx,
    id: string,
    by: string,
    at: Date,
    days: number,
    reason: string | null,
    grantId: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE access_request SET state = 'approved', decided_by = $2, decided_at = $3, approved_days = $4,
              decision_reason = $5, grant_id = $6
       WHERE id = $1`,
      [id, by, at, days, reason, grantId],
    );
  }

  async refuse(tx: Tx, id: string, by: string, at: Date, reason: string): Promise<void> {
    await tx.query(
      `UPDATE access_request SET state = 'refused', decided_by = $2, decided_at = $3, decision_reason = $4 WHERE id = $1`,
      [id, by, at, reason],
    );
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE access_request SET state = 'withdrawn' WHERE id = $1`, [id]);
  }

  async close(tx: Tx, closing: readonly { id: string; reason: string }[]): Promise<void> {
    if (closing.length === 0) return;
    await tx.query(
      `UPDATE access_request q SET state = 'closed', closed_reason = c.reason
       FROM unnest($1::uuid[], $2::text[]) AS c(id, reason) WHERE q.id = c.id AND q.state = 'pending'`,
      [closing.map((c) => c.id), closing.map((c) => c.reason)],
    );
  }

  async handOver(tx: Tx, handing: readonly { id: string; approverId: string }[]): Promise<void> {
    if (handing.length === 0) return;
    await tx.query(
      `UPDATE access_request q SET approver_id = c.approver_id
       FROM unnest($1::uuid[], $2::uuid[]) AS c(id, approver_id) WHERE q.id = c.id AND q.state = 'pending'`,
      [handing.map((h) => h.id), handing.map((h) => h.approverId)],
    );
  }

  /** The pending requests on these employments, locked. */
  async lockPendingOn(tx: Tx, employments: readonly string[]): Promise<{ id: string; personId: string }[]> {
    const sql = `SELECT id, person_id AS "personId" FROM access_request
                 WHERE state = 'pending' AND employment_id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;
    return tx.query(sql, [employments]);
  }

  /** The pending requests about, by or waiting for these persons, locked; with who else could decide. */
  async lockPendingOf(tx: Tx, personIds: readonly string[], today: Day): Promise<ClosingRequest[]> {
    return tx.query<ClosingRequest>(
      `SELECT q.id, q.person_id AS "personId", q.requested_by AS "requestedBy", s.name AS "systemName",
              u.care_provider_id AS "careProviderId",
              coalesce((a.content ->> 'acrossCareProviders')::boolean, false) AS "acrossCareProviders",
              (SELECT ${candidate('s.information_owner_id', '$2::date')}) AS "informationOwner",
              (SELECT ${candidate('s.system_owner_id', '$2::date')}) AS "systemOwner"
       FROM access_request q JOIN role r ON r.id = q.role_id JOIN information_system s ON s.id = r.system_id
       JOIN unit u ON u.id = q.unit_id JOIN assessment w ON w.id = q.assessment_id JOIN analysis a ON a.id = w.analysis_id
       WHERE q.state = 'pending' AND (q.person_id = ANY($1) OR q.requested_by = ANY($1) OR q.approver_id = ANY($1))
       ORDER BY q.id FOR NO KEY UPDATE OF q`,
      [personIds, today],
    );
  }
}

function mine(view: RequestsFilter['view']): string {
  const whose = {
    'to-decide': `q.approver_id = $1 AND (q.state = 'pending' OR q.decided_by = $1)`,
    sent: `q.requested_by = $1`,
    'about-me': `q.person_id = $1`,
  }[view];
  return `${whose} AND q.state = ANY($2)`;
}

function stated(state: RequestsFilter['state']): string[] {
  const decided = ['approved', 'refused', 'withdrawn', 'closed'];
  if (state === undefined) return ['pending', ...decided];
  return state === 'pending' ? ['pending'] : decided;
}
