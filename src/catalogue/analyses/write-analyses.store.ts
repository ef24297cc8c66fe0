import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import type { AnalysisContent } from '../analysis.schema.js';
import type { DraftContent } from './draft-content.js';

const kindOf = (content: string): string =>
  `CASE WHEN (${content}::jsonb ->> 'acrossCareProviders')::boolean THEN 'shared-records' ELSE 'own-provider' END`;

/** SQL that writes analyses, consultations and action plans. */
@Injectable()
export class WriteAnalysesStore {
  /** The next version of the role's analysis, as a draft. */
  async draft(
    tx: Tx,
    draft: { roleId: string; content: DraftContent; validTo: Day; template: string | null; by: string },
    at: Date,
  ): Promise<{ id: string; version: number }> {
    const rows = await tx.query<{ id: string; version: number }>(
      `INSERT INTO analysis (role_id, version, content, kind, state, valid_to, origin, template, drafted_by, drafted_at, edited_by, edited_at)
       SELECT $1, 1 + coalesce(max(version), 0), $2, ${kindOf('$2')}, 'draft', $3, 'page', $4, $5, $6, $5, $6
       FROM analysis WHERE role_id = $1 RETURNING id, version`,
      [draft.roleId, JSON.stringify(draft.content), draft.validTo, draft.template, draft.by, at],
    );
    const [row] = rows;
    if (!row) throw new Error('The draft was not stored.');
    return row;
  }

  /** A draft again, one revision on. */
  async edit(tx: Tx, id: string, content: DraftContent, validTo: Day, by: string, at: Date): Promise<void> {
    await tx.query(
      `UPDATE analysis SET content = $2, kind = ${kindOf('$2')}, valid_to = $3, state = 'draft', revision = revision + 1,
              edited_by = $4, edited_at = $5
       WHERE id = $1`,
      [id, JSON.stringify(content), validTo, by, at],
    );
  }

  /** Asks these persons about the present wording, in a round of its own when the wording is new. */
  async consult(
    tx: Tx,
    id: string,
    round: number,
    content: AnalysisContent,
    people: readonly { personId: string; capacity: string }[],
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.query(`UPDATE analysis SET state = 'consulting', round = $2, content = $3 WHERE id = $1`, [
      id,
      round,
      JSON.stringify(content),
    ]);
    await tx.query(
      `INSERT INTO analysis_consultation (analysis_id, round, person_id, capacity, asked_by, asked_at)
       SELECT $1, $2, p.id, p.capacity, $5, $6 FROM unnest($3::uuid[], $4::text[]) AS p(id, capacity)
       ON CONFLICT (analysis_id, round, person_id) DO NOTHING`,
      [id, round, people.map((p) => p.personId), people.map((p) => p.capacity), by, at],
    );
  }

  async answer(
    tx: Tx,
    id: string,
    answer: 'agrees' | 'comments',
    comment: string | null,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE analysis_consultation SET answer = $2, comment = $3, answered_at = $4 WHERE id = $1`,
      [id, answer, comment, at],
    );
  }

  /**
   * In force; the role's former one is superseded, its birthright rules pin the new one, and requests that wait on the
   * former find that out when they are decided. The version is counted on when the operator declared one meanwhile.
   */
  async approve(
    tx: Tx,
    id: string,
    roleId: string,
    by: string,
    at: Date,
  ): Promise<{ version: number; rules: string[] }> {
    await tx.query(`UPDATE analysis SET state = 'superseded' WHERE role_id = $1 AND state = 'approved'`, [
      roleId,
    ]);
    const rows = await tx.query<{ version: number }>(
      `UPDATE analysis a SET state = 'approved', approved_by = $2, approved_at = $3,
              version = CASE WHEN a.version = l.latest THEN a.version ELSE l.latest + 1 END
       FROM (SELECT max(version) AS latest FROM analysis WHERE role_id = $4) l WHERE a.id = $1 RETURNING a.version`,
      [id, by, at, roleId],
    );
    const rules = await tx.query<{ id: string }>(
      `UPDATE birthright_rule SET analysis_id = $1 WHERE role_id = $2 RETURNING id`,
      [id, roleId],
    );
    return { version: rows[0]?.version ?? 0, rules: rules.map((rule) => rule.id) };
  }

  async end(
    tx: Tx,
    id: string,
    state: 'rejected' | 'lapsed',
    by: string | null,
    reason: string,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE analysis SET state = $2, ended_by = $3, ended_reason = $4, ended_at = $5 WHERE id = $1`,
      [id, state, by, reason, at],
    );
  }

  /** What was only planned in a draft is nobody's task once the draft is rejected. @returns the plans cancelled */
  async cancelActions(tx: Tx, analysisId: string, by: string, at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE analysis_action SET state = 'cancelled', closed_by = $2, closed_at = $3
       WHERE analysis_id = $1 AND state = 'open' RETURNING id`,
      [analysisId, by, at],
    );
    return rows.map((row) => row.id);
  }

  async plan(
    tx: Tx,
    action: { analysisId: string; riskId: string; what: string; ownerId: string; dueOn: Day; by: string },
    at: Date,
  ): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO analysis_action (analysis_id, risk_id, what, owner_id, due_on, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [action.analysisId, action.riskId, action.what, action.ownerId, action.dueOn, action.by, at],
    );
    const [row] = rows;
    if (!row) throw new Error('The plan was not stored.');
    return row.id;
  }

  async closeAction(
    tx: Tx,
    id: string,
    state: 'done' | 'cancelled',
    note: string,
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE analysis_action SET state = $2, note = $3, closed_by = $4, closed_at = $5 WHERE id = $1`,
      [id, state, note, by, at],
    );
  }
}
