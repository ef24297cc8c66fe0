import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { AnsweredQuestion } from '../policy/request/assess-answers.js';
import type { Assessment } from '../policy/request/assess-need.js';
import type { UnitScope } from '../policy/request/decide-request.js';
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
  revision: number;
  roleVersion: number;
  unitPath: string;
  /** The part of the unit to which an approver has narrowed it; null: all of it. */
  scope: (UnitScope & { name: string }) | null;
  /** The role that was asked for, when an approver has narrowed it to one that it includes. */
  askedRole: { id: string; nameSv: string; nameEn: string } | null;
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
  answers: AnsweredQuestion[];
  askedDays: number;
}

export interface NewRequest {
  personId: string;
  employmentId: string;
  roleId: string;
  unitId: string;
  analysisId: string;
  roleVersion: number;
  requestedBy: string;
  assessment: Assessment;
  answers: readonly AnsweredQuestion[];
  kind: 'new' | 'extension';
  extendsGrantId: string | null;
  batchId: string | null;
}

/** With `joined`, what a stored request is read by. */
export const columns = `
  q.id, q.number, q.state, q.person_id AS "personId", q.employment_id AS "employmentId", q.role_id AS "roleId",
  q.unit_id AS "unitId", u.name AS "unitName", r.system_id AS "systemId", q.requested_by AS "requestedBy",
  q.submitted_at AS "submittedAt", q.kind, q.for_self AS "forSelf", q.extends_grant_id AS "extendsGrantId", q.revision,
  q.role_version AS "roleVersion", u.path AS "unitPath", CASE WHEN q.scope_unit_id IS NOT NULL THEN
    (SELECT json_build_object('id', su.id, 'path', su.path, 'name', su.name) FROM unit su WHERE su.id = q.scope_unit_id) END AS scope,
  CASE WHEN q.asked_role_id IS NOT NULL THEN
    (SELECT json_build_object('id', ar.id, 'nameSv', ar.name_sv, 'nameEn', ar.name_en) FROM role ar WHERE ar.id = q.asked_role_id) END AS "askedRole",
  q.decided_by AS "decidedBy",
  q.decided_at AS "decidedAt", q.decision_reason AS "decisionReason", q.approved_days AS "approvedDays",
  q.grant_id AS "grantId", q.closed_reason AS "closedReason", q.assessment_id AS "assessmentId",
  s.analysis_id AS "analysisId", s.need, s.data, s.risk_too_wide AS "riskTooWide",
  s.risk_too_narrow AS "riskTooNarrow", s.deviation_reason AS "deviationReason", s.answers, s.duration_hours / 24 AS "askedDays"`;

export const joined = `
  access_request q JOIN assessment s ON s.id = q.assessment_id JOIN unit u ON u.id = q.unit_id JOIN role r ON r.id = q.role_id`;

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
    return (await this.lockAll(tx, [requestId]))[0] ?? null;
  }

  /** In id order; read again once they are locked, so that what was decided in between is seen. */
  async lockAll(tx: Tx, requestIds: readonly string[]): Promise<StoredRequest[]> {
    await tx.query(`SELECT FROM access_request WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [
      requestIds,
    ]);
    return this.byIds(tx, requestIds);
  }

  async byIds(reader: Reader, requestIds: readonly string[]): Promise<StoredRequest[]> {
    return reader.query<StoredRequest>(`SELECT ${columns} FROM ${joined} WHERE q.id = ANY($1)`, [requestIds]);
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
       SELECT role_id, false FROM access_request WHERE employment_id = $1 AND role_id = ANY($2) AND state = 'pending'
       UNION ALL
       SELECT asked_role_id, false FROM access_request
       WHERE employment_id = $1 AND asked_role_id = ANY($2) AND state = 'pending'`,
      [employmentId, roleIds],
    );
    return {
      granted: new Set(rows.filter((row) => row.granted).map((row) => row.roleId)),
      requested: new Set(rows.filter((row) => !row.granted).map((row) => row.roleId)),
    };
  }

  /**
   * How many of the employment's colleagues, those in force in the same unit with the same title code, hold each role.
   * The person themself is not counted, nor anybody protected, whose number could be told from who is seen at work.
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
         JOIN person p ON p.id = c.person_id AND p.protection = 'none'
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
                                 duration_hours, written_by, written_at, deviation_reason, answers)
         VALUES ($1, $3, $5, $8, $9, $10, $11, $12 * 24, $7, $13, $14, $18) RETURNING id)
       INSERT INTO access_request (person_id, employment_id, role_id, unit_id, assessment_id, requested_by, submitted_at, role_version,
                                   kind, extends_grant_id, batch_id, for_self)
       SELECT $1, $2, $3, $4, written.id, $7, $13, $6, $15, $16, $17, $1 = $7 FROM written RETURNING id, number`,
      [
        request.personId,
        request.employmentId,
        request.roleId,
        request.unitId,
        request.analysisId,
        request.roleVersion,
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
        JSON.stringify(request.answers),
      ],
    );
    const added = rows[0];
    if (!added) throw new Error('The request was not stored.');
    return added;
  }

  /** Approved by all its stages. */
  async approve(
    tx: Tx,
    approvals: readonly { id: string; days: number; reason: string | null; grantId: string }[],
    by: string,
    at: Date,
  ): Promise<void> {
    if (approvals.length === 0) return;
    await tx.query(
      `UPDATE access_request q SET state = 'approved', decided_by = $2, decided_at = $3, approved_days = d.days,
              decision_reason = d.reason, grant_id = d."grantId"
       FROM jsonb_to_recordset($1) AS d(id uuid, days integer, reason text, "grantId" uuid) WHERE q.id = d.id`,
      [JSON.stringify(approvals), by, at],
    );
  }

  async refuse(
    tx: Tx,
    refusals: readonly { id: string; reason: string }[],
    by: string,
    at: Date,
  ): Promise<void> {
    if (refusals.length === 0) return;
    await tx.query(
      `UPDATE access_request q SET state = 'refused', decided_by = $2, decided_at = $3, decision_reason = d.reason
       FROM jsonb_to_recordset($1) AS d(id uuid, reason text) WHERE q.id = d.id`,
      [JSON.stringify(refusals), by, at],
    );
  }

  /** The part of the unit to which approvers have narrowed them. */
  async narrow(tx: Tx, narrowed: readonly { id: string; unitId: string }[]): Promise<void> {
    if (narrowed.length === 0) return;
    await tx.query(
      `UPDATE access_request q SET scope_unit_id = d."unitId" FROM jsonb_to_recordset($1) AS d(id uuid, "unitId" uuid) WHERE q.id = d.id`,
      [JSON.stringify(narrowed)],
    );
  }

  /**
   * Roles to which approvers have narrowed requests: asked for on a copy of the assessment that rests on the narrower
   * role's own analysis. @returns the new assessment by request
   */
  async narrowRole(
    tx: Tx,
    narrowed: readonly { id: string; roleId: string; roleVersion: number; analysisId: string }[],
  ): Promise<Map<string, string>> {
    if (narrowed.length === 0) return new Map();
    const rows = await tx.query<{ id: string; assessmentId: string }>(
      `WITH n AS (
         SELECT n.*, q.assessment_id AS old FROM access_request q JOIN jsonb_to_recordset($1)
           AS n(id uuid, "roleId" uuid, "roleVersion" integer, "analysisId" uuid) ON n.id = q.id),
       copied AS (
         INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                                 written_by, written_at, deviation_reason, answers, copied_from)
         SELECT s.person_id, n."roleId", n."analysisId", s.need, s.data, s.risk_too_wide, s.risk_too_narrow, s.duration_hours,
                s.written_by, s.written_at, s.deviation_reason, s.answers, s.id
         FROM n JOIN assessment s ON s.id = n.old RETURNING id, copied_from)
       UPDATE access_request q SET role_id = n."roleId", role_version = n."roleVersion", assessment_id = c.id,
         asked_role_id = coalesce(q.asked_role_id, q.role_id)
       FROM n JOIN copied c ON c.copied_from = n.old WHERE q.id = n.id RETURNING q.id, q.assessment_id AS "assessmentId"`,
      [JSON.stringify(narrowed)],
    );
    return new Map(rows.map((row) => [row.id, row.assessmentId]));
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

  /** Two records were one person, or a merge was wrong: by and for whom it is from now on. Locked. */
  async move(
    tx: Tx,
    id: string,
    to: { personId: string; requestedBy: string; extendsGrantId: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE access_request SET person_id = $2, requested_by = $3, extends_grant_id = $4 WHERE id = $1`,
      [id, to.personId, to.requestedBy, to.extendsGrantId],
    );
  }

  /** The pending requests on these employments, locked. */
  async lockPendingOn(tx: Tx, employments: readonly string[]): Promise<{ id: string; personId: string }[]> {
    const sql = `SELECT id, person_id AS "personId" FROM access_request
                 WHERE state = 'pending' AND employment_id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;
    return tx.query(sql, [employments]);
  }

  /** Ids of the pending requests about, by or waiting for these persons, locked. */
  async lockPendingOf(tx: Tx, personIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT q.id FROM access_request q
       WHERE q.state = 'pending' AND (q.person_id = ANY($1) OR q.requested_by = ANY($1) OR q.id IN (
         SELECT a.request_id FROM request_approver a WHERE a.person_id = ANY($1) AND a.outcome IS NULL))
       ORDER BY q.id FOR NO KEY UPDATE OF q`,
      [personIds],
    );
    return rows.map(({ id }) => id);
  }
}
