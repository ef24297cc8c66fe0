import { Injectable } from '@nestjs/common';
import type { GrantSource } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import type { Tx } from '../platform/database.js';

/** A live grant as far as carrying it asks. */
export interface CarriedGrant {
  id: string;
  employmentId: string;
  roleId: string;
  unitId: string;
  source: GrantSource;
  analysisId: string;
  analysisState: string;
  analysisValidTo: Day;
  assessmentId: string;
  validTo: Date | null;
  nextReview: Day | null;
  outgrownAt: Date | null;
  scopeUnitId: string | null;
  /** The unit is of the employment's care provider, as a grant that is opened anew must be. */
  sameProvider: boolean;
}

@Injectable()
export class CarryGrantsStore {
  async lockLive(tx: Tx, personId: string, employmentIds: readonly string[]): Promise<CarriedGrant[]> {
    return tx.query<CarriedGrant>(
      `SELECT g.id, g.employment_id AS "employmentId", g.role_id AS "roleId", g.unit_id AS "unitId", g.source,
              g.analysis_id AS "analysisId", a.state AS "analysisState", a.valid_to AS "analysisValidTo",
              coalesce(g.assessment_id::text, '') AS "assessmentId", g.valid_to AS "validTo", g.next_review AS "nextReview",
              g.outgrown_at AS "outgrownAt", g.scope_unit_id AS "scopeUnitId",
              eu.care_provider_id = gu.care_provider_id AS "sameProvider"
       FROM access_grant g JOIN analysis a ON a.id = g.analysis_id JOIN unit gu ON gu.id = g.unit_id
       JOIN employment e ON e.id = g.employment_id JOIN unit eu ON eu.id = e.unit_id
       WHERE g.person_id = $1 AND g.employment_id = ANY($2) AND g.ended_at IS NULL ORDER BY g.id FOR NO KEY UPDATE OF g`,
      [personId, employmentIds],
    );
  }

  /**
   * Live grants that went on from one of the two's employments to one of the other's, when those were one person's: their
   * assessment, or the one that it is a copy of, stood behind a grant on the other side that was continued.
   * @param going the employments of the one, among all that the person has
   */
  async lockCrossed(
    tx: Tx,
    personId: string,
    { going, since }: { going: readonly string[]; since: Date },
  ): Promise<{ id: string }[]> {
    return tx.query<{ id: string }>(
      `WITH RECURSIVE held AS (
         SELECT id, employment_id = ANY($2) AS goes, ended_at, ended_reason, assessment_id FROM access_grant
         WHERE employment_id IN (SELECT id FROM employment WHERE person_id = $1) AND assessment_id IS NOT NULL
           AND (ended_at IS NULL AND person_id = $1 OR ended_reason = 'continued' AND ended_at >= $3)),
       origin AS (
         SELECT assessment_id AS id, assessment_id AS first FROM held
         UNION SELECT o.id, s.copied_from FROM origin o JOIN assessment s ON s.id = o.first WHERE s.copied_from IS NOT NULL),
       rooted AS (
         SELECT h.id, h.goes, h.ended_at, o.first FROM held h JOIN origin o ON o.id = h.assessment_id
         JOIN assessment s ON s.id = o.first AND s.copied_from IS NULL)
       SELECT g.id FROM access_grant g WHERE g.id IN (
         SELECT n.id FROM rooted n JOIN rooted p ON p.first = n.first AND p.goes <> n.goes
         WHERE n.ended_at IS NULL AND p.ended_at IS NOT NULL) ORDER BY g.id FOR NO KEY UPDATE OF g`,
      [personId, going, since],
    );
  }

  /**
   * The same assessments for another person: the one that it was copied from when that is this person's, else a copy.
   * @returns old id → new id
   */
  async copyAssessments(tx: Tx, personId: string, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ old: string; id: string }>(
      `WITH wanted AS (
         SELECT s.*, o.id AS original FROM assessment s
         LEFT JOIN assessment o ON o.id = s.copied_from AND o.person_id = $1 AND o.analysis_id = s.analysis_id
         WHERE s.id = ANY($2)),
       copied AS (
         INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                                 written_by, written_at, deviation_reason, answers, copied_from)
         SELECT $1, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours, written_by, written_at,
                deviation_reason, answers, id
         FROM wanted WHERE original IS NULL RETURNING id, copied_from)
       SELECT id AS old, original AS id FROM wanted WHERE original IS NOT NULL
       UNION ALL SELECT copied_from, id FROM copied`,
      [personId, [...new Set(ids)]],
    );
    return new Map(rows.map(({ old, id }) => [old, id]));
  }
}
