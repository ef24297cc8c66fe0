import { Injectable } from '@nestjs/common';
import type { Change } from '../policy/model/access.js';
import type { Reader, Tx } from '../platform/database.js';

export interface ChangedGrant {
  id: string;
  personId: string;
  employmentId: string;
  roleId: string;
  reason: string | null;
}

export type Adjustment = Extract<Change, { kind: 'suspend' | 'resume' | 'shorten' | 'outgrow' | 'fits' }>;

export interface AdjustedGrant extends ChangedGrant {
  kind: Adjustment['kind'];
}

@Injectable()
export class GrantsStore {
  /** Orders everything that changes one person's access; in id order, so that two bulk changes cannot deadlock. */
  async lockPersons(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [personIds]);
  }

  async end(
    tx: Tx,
    changes: readonly Extract<Change, { kind: 'end' }>[],
    at: Date,
    by: string | null,
  ): Promise<ChangedGrant[]> {
    return tx.query<ChangedGrant>(
      `UPDATE access_grant g SET ended_at = greatest($2, g.valid_from), ended_reason = c.reason, ended_by = $3
       FROM unnest($1::uuid[], $4::text[]) AS c(id, reason)
       WHERE g.id = c.id AND g.ended_at IS NULL
       RETURNING g.id, g.person_id AS "personId", g.employment_id AS "employmentId", g.role_id AS "roleId", g.ended_reason AS reason`,
      [changes.map((c) => c.grantId), at, by, changes.map((c) => c.reason)],
    );
  }

  /** Grants past their time that nobody has ended yet. A later end of the same grant finds it ended. */
  async expired(tx: Tx, now: Date, limit: number): Promise<{ grantId: string; personId: string }[]> {
    return tx.query<{ grantId: string; personId: string }>(
      `SELECT id AS "grantId", person_id AS "personId" FROM access_grant
       WHERE ended_at IS NULL AND valid_to <= $1 ORDER BY valid_to, id LIMIT $2`,
      [now, limit],
    );
  }

  /**
   * A live grant of the same role on the same employment is left as it is and not returned. Outside the shifts that
   * an employment's access follows it rests from its first moment, whoever opens it.
   */
  async open(
    tx: Tx,
    changes: readonly Extract<Change, { kind: 'open' }>[],
    at: Date,
    by: string | null,
  ): Promise<ChangedGrant[]> {
    return tx.query<ChangedGrant>(
      `WITH pinned AS MATERIALIZED (
         SELECT id, coalesce((content ->> 'acrossCareProviders')::boolean, false) AS across FROM analysis
         WHERE id IN (SELECT DISTINCT unnest($8::uuid[])))
       INSERT INTO access_grant (person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, rule_id,
                                 valid_from, valid_to, next_review, granted_by, suspended_for, title_code, scope_unit_id,
                                 across_providers)
       SELECT c.person_id, c.employment_id, c.role_id, c.unit_id, c.source, c.analysis_id, c.assessment_id, c.rule_id,
              $1, c.valid_to, c.next_review, $2,
              CASE WHEN c.rests_for = '' AND NOT EXISTS (SELECT FROM off_shift o WHERE o.employment_id = c.employment_id) THEN '{}'
                ELSE ARRAY(SELECT x FROM string_to_table(c.rests_for, ' ') AS x WHERE x <> ''
                     UNION SELECT 'off-shift' FROM off_shift o WHERE o.employment_id = c.employment_id ORDER BY 1) END,
              CASE WHEN c.keeps THEN c.title_code ELSE e.title_code END, c.scope_unit_id, coalesce(p.across, false)
       FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[], $10::uuid[],
            $11::timestamptz[], $12::date[], $13::text[], $14::text[], $15::boolean[], $16::uuid[])
         AS c(person_id, employment_id, role_id, unit_id, source, analysis_id, assessment_id, rule_id, valid_to, next_review,
              rests_for, title_code, keeps, scope_unit_id)
       JOIN employment e ON e.id = c.employment_id LEFT JOIN pinned p ON p.id = c.analysis_id
       ON CONFLICT (employment_id, role_id) WHERE ended_at IS NULL DO NOTHING
       RETURNING id, person_id AS "personId", employment_id AS "employmentId", role_id AS "roleId",
                 array_to_string(nullif(suspended_for, '{}'), ' ') AS reason`,
      [
        at,
        by,
        changes.map((c) => c.personId),
        changes.map((c) => c.employmentId),
        changes.map((c) => c.roleId),
        changes.map((c) => c.unitId),
        changes.map((c) => c.source),
        changes.map((c) => c.analysisId),
        changes.map((c) => c.assessmentId),
        changes.map((c) => c.ruleId),
        changes.map((c) => c.validTo),
        changes.map((c) => c.nextReview),
        changes.map((c) => (c.restsFor ?? []).join(' ')),
        changes.map((c) => c.titleCode ?? null),
        changes.map((c) => c.titleCode !== undefined),
        changes.map((c) => c.scopeUnitId ?? null),
      ],
    );
  }

  /** Live grants with an end that comes earlier; others are left as they are and not returned. */
  async extend(tx: Tx, changes: readonly Extract<Change, { kind: 'extend' }>[]): Promise<ChangedGrant[]> {
    return tx.query<ChangedGrant>(
      `UPDATE access_grant g SET valid_to = c."validTo", assessment_id = c."assessmentId", analysis_id = c."analysisId"
       FROM jsonb_to_recordset($1) AS c("grantId" uuid, "validTo" timestamptz, "assessmentId" uuid, "analysisId" uuid)
       WHERE g.id = c."grantId" AND g.ended_at IS NULL AND g.valid_to < c."validTo"
       RETURNING g.id, g.person_id AS "personId", g.employment_id AS "employmentId", g.role_id AS "roleId", NULL AS reason`,
      [JSON.stringify(changes)],
    );
  }

  async setNextReview(
    tx: Tx,
    changes: readonly Extract<Change, { kind: 'reviewed' }>[],
  ): Promise<ChangedGrant[]> {
    return tx.query<ChangedGrant>(
      `UPDATE access_grant g SET next_review = c.next_review FROM unnest($1::uuid[], $2::date[]) AS c(id, next_review)
       WHERE g.id = c.id AND g.ended_at IS NULL
       RETURNING g.id, g.person_id AS "personId", g.employment_id AS "employmentId", g.role_id AS "roleId", NULL AS reason`,
      [changes.map((c) => c.grantId), changes.map((c) => c.nextReview)],
    );
  }

  /**
   * Lets live grants rest or work again, end earlier, or not fit their unit. What changes nothing is not returned;
   * several changes of one grant are carried out together and each returned.
   */
  async adjust(tx: Tx, changes: readonly Adjustment[], at: Date): Promise<AdjustedGrant[]> {
    return tx.query<AdjustedGrant>(
      `WITH c AS (
         SELECT c."grantId" AS id, c.kind, c.cause, c."validTo" AS valid_to, coalesce(c.outgrown, false) AS outgrown
         FROM jsonb_to_recordset($1) AS c("grantId" uuid, kind text, cause text, "validTo" timestamptz, outgrown boolean)),
       due AS (
         SELECT c.*, g.person_id, g.employment_id, g.role_id FROM c JOIN access_grant g ON g.id = c.id AND g.ended_at IS NULL
         WHERE CASE c.kind WHEN 'suspend' THEN c.cause <> ALL (g.suspended_for) WHEN 'resume' THEN c.cause = ANY (g.suspended_for)
                           WHEN 'shorten' THEN g.valid_to IS NULL OR g.valid_to > c.valid_to OR (c.outgrown AND g.outgrown_at IS NULL)
                           WHEN 'outgrow' THEN g.outgrown_at IS NULL ELSE g.outgrown_at IS NOT NULL END),
       per AS (
         SELECT id, coalesce(array_agg(cause) FILTER (WHERE kind = 'suspend'), '{}') AS rests,
                coalesce(array_agg(cause) FILTER (WHERE kind = 'resume'), '{}') AS wakes,
                min(valid_to) FILTER (WHERE kind = 'shorten') AS valid_to,
                bool_or(kind = 'outgrow' OR (kind = 'shorten' AND outgrown)) AS outgrown, bool_or(kind = 'fits') AS fits
         FROM due GROUP BY id),
       done AS (
         UPDATE access_grant g SET
           suspended_for = ARRAY(SELECT x FROM unnest(g.suspended_for || p.rests) AS x WHERE x <> ALL (p.wakes) GROUP BY x ORDER BY x),
           valid_to = CASE WHEN p.valid_to IS NULL THEN g.valid_to
             ELSE least(g.valid_to, greatest(p.valid_to, g.valid_from + interval '1 millisecond')) END,
           outgrown_at = CASE WHEN p.fits THEN NULL WHEN p.outgrown THEN coalesce(g.outgrown_at, $2) ELSE g.outgrown_at END
         FROM per p WHERE g.id = p.id RETURNING g.id)
       SELECT d.id, d.person_id AS "personId", d.employment_id AS "employmentId", d.role_id AS "roleId", d.kind, d.cause AS reason
       FROM due d JOIN done ON done.id = d.id`,
      [JSON.stringify(changes), at],
    );
  }

  async grindvaktRights(reader: Reader, personId: string, now: Date): Promise<string[]> {
    const rows = await reader.query<{ name: string }>(
      `SELECT r.name FROM grindvakt_rights($1, $2) AS r(name)`,
      [personId, now],
    );
    return rows.map((row) => row.name);
  }
}
