import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { GrantSource } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import type { AnsweredQuestion } from '../policy/request/assess-answers.js';
import type { Assessment } from '../policy/request/assess-need.js';
import type { ExtendedGrant } from '../policy/request/extend-grant.js';

/** A grant that somebody wants less or more of. */
export interface StandingGrant extends ExtendedGrant {
  personId: string;
  employmentId: string;
  roleId: string;
  unitId: string;
  roleSv: string;
  roleEn: string;
  live: boolean;
}

export interface Edit {
  requestId: string;
  personId: string;
  roleId: string;
  analysisId: string;
  roleVersion: number;
  writtenBy: string;
  assessment: Assessment;
  answers: readonly AnsweredQuestion[];
}

export interface NewRemoval {
  grant: StandingGrant;
  reason: string;
  requestedBy: string;
  forSelf: boolean;
}

/** SQL over a grant `g`: the last Swedish day on which it works; an end at midnight belongs to the day before. */
export const lastDay = `((g.valid_to AT TIME ZONE 'Europe/Stockholm') - interval '1 microsecond')::date`;

/** What the verbs of asking read and write besides the requests themselves. */
@Injectable()
export class AskingStore {
  async grant(reader: Reader, grantId: string, now: Date): Promise<StandingGrant | null> {
    const [grant] = await reader.query<StandingGrant>(
      `SELECT g.id, g.source, ${lastDay}::text AS "lastDay", g.person_id AS "personId", g.employment_id AS "employmentId",
              g.role_id AS "roleId", g.unit_id AS "unitId", r.name_sv AS "roleSv", r.name_en AS "roleEn",
              g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2) AS live
       FROM access_grant g JOIN role r ON r.id = g.role_id WHERE g.id = $1`,
      [grantId, now],
    );
    return grant ?? null;
  }

  /** The live grant of each of these roles on the employment. */
  async held(
    reader: Reader,
    employmentId: string,
    roleIds: readonly string[],
    now: Date,
  ): Promise<Map<string, ExtendedGrant>> {
    const rows = await reader.query<ExtendedGrant & { roleId: string }>(
      `SELECT g.role_id AS "roleId", g.id, g.source, ${lastDay}::text AS "lastDay" FROM access_grant g
       WHERE g.employment_id = $1 AND g.role_id = ANY($2) AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $3)`,
      [employmentId, roleIds, now],
    );
    return new Map(rows.map(({ roleId, ...grant }) => [roleId, grant]));
  }

  /** Live grants on these employments, for a copy of what a colleague has. */
  async rolesHeld(
    reader: Reader,
    employmentIds: readonly string[],
    now: Date,
  ): Promise<{ roleId: string; source: GrantSource }[]> {
    return reader.query(
      `SELECT DISTINCT ON (g.role_id) g.role_id AS "roleId", g.source FROM access_grant g
       WHERE g.employment_id = ANY($1) AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2)
       ORDER BY g.role_id, g.valid_from DESC`,
      [employmentIds, now],
    );
  }

  /** A person's employments that are in force on the day and led by the manager. */
  async employmentsOf(reader: Reader, personId: string, managerId: string, today: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT e.id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE e.person_id = $1 AND m.person_id = $2 AND in_force(e.start_date, e.end_date, e.terminated_at, $3)
         AND in_force(m.start_date, m.end_date, m.terminated_at, $3)`,
      [personId, managerId, today],
    );
    return rows.map((row) => row.id);
  }

  /** Another assessment in the place of the old one, which stays on record. @returns the new revision */
  async edit(tx: Tx, edit: Edit, at: Date): Promise<number> {
    const { assessment } = edit;
    const [edited] = await tx.query<{ revision: number }>(
      `WITH written AS (
         INSERT INTO assessment (person_id, role_id, analysis_id, need, data, risk_too_wide, risk_too_narrow, duration_hours,
                                 written_by, written_at, deviation_reason, answers)
         VALUES ($2, $3, $4, $5, $6, $7, $8, $9 * 24, $10, $11, $12, $14) RETURNING id)
       UPDATE access_request q SET assessment_id = written.id, revision = q.revision + 1, scope_unit_id = NULL, role_id = $3, asked_role_id = NULL, edited_at = $11, role_version = $13
       FROM written WHERE q.id = $1 RETURNING q.revision`,
      [
        edit.requestId,
        edit.personId,
        edit.roleId,
        edit.analysisId,
        assessment.need,
        assessment.data,
        assessment.riskTooWide,
        assessment.riskTooNarrow,
        assessment.days,
        edit.writtenBy,
        at,
        assessment.deviationReason?.trim() || null,
        edit.roleVersion,
        JSON.stringify(edit.answers),
      ],
    );
    if (!edited) throw new Error('The request was not edited.');
    return edited.revision;
  }

  /** On the record as carried out at once: less access waits for nobody. */
  async addRemoval(tx: Tx, removal: NewRemoval, at: Date): Promise<{ id: string; number: number }> {
    const { grant } = removal;
    const [added] = await tx.query<{ id: string; number: number }>(
      `INSERT INTO access_request (kind, state, person_id, employment_id, role_id, unit_id, requested_by, submitted_at,
                                   for_self, grant_id, asked_reason)
       VALUES ('removal', 'approved', $1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id, number`,
      [
        grant.personId,
        grant.employmentId,
        grant.roleId,
        grant.unitId,
        removal.requestedBy,
        at,
        removal.forSelf,
        grant.id,
        removal.reason,
      ],
    );
    if (!added) throw new Error('The removal was not stored.');
    return added;
  }
}
