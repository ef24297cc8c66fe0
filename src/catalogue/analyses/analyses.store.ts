import { Injectable } from '@nestjs/common';
import type { AnalysisState } from '../../policy/model/access.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';
import type { DraftContent } from './draft-content.js';

/** An analysis with the role and the system that it is about. */
export interface AnalysisRow {
  id: string;
  roleId: string;
  version: number;
  state: AnalysisState;
  kind: 'own-provider' | 'shared-records';
  revision: number;
  round: number;
  content: DraftContent;
  validTo: Day;
  template: string | null;
  draftedBy: string | null;
  editedBy: string | null;
  editedAt: Date | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  endedBy: string | null;
  endedAt: Date | null;
  endedReason: string | null;
  nameSv: string;
  nameEn: string;
  sentenceSv: string;
  sentenceEn: string;
  privileged: boolean;
  requestable: boolean;
  risk: number;
  requiredLevel: number;
  maxDays: number;
  reviewDays: number;
  systemId: string;
  systemName: string;
  confidentiality: number | null;
  integrity: number | null;
  availability: number | null;
  logPolicy: string;
  informationOwnerId: string;
  systemOwnerId: string;
}

export interface ConsultationRow {
  id: string;
  round: number;
  personId: string;
  capacity: string;
  askedBy: string;
  askedAt: Date;
  answer: 'agrees' | 'comments' | null;
  comment: string | null;
  answeredAt: Date | null;
}

export interface ActionRow {
  id: string;
  analysisId: string;
  roleId: string;
  version: number;
  riskId: string;
  what: string;
  ownerId: string;
  dueOn: Day;
  state: 'open' | 'done' | 'cancelled';
  note: string | null;
  closedBy: string | null;
  closedAt: Date | null;
}

export interface RoleToAnalyse {
  roleId: string;
  maxDays: number;
  informationOwnerId: string;
  systemOwnerId: string;
  latest: DraftContent | null;
}

const columns = `
  a.id, a.role_id AS "roleId", a.version, a.state, a.kind, a.revision, a.round, a.content, a.valid_to AS "validTo", a.template,
  a.drafted_by AS "draftedBy", a.edited_by AS "editedBy", a.edited_at AS "editedAt", a.approved_by AS "approvedBy",
  a.approved_at AS "approvedAt", a.ended_by AS "endedBy", a.ended_at AS "endedAt", a.ended_reason AS "endedReason",
  r.name_sv AS "nameSv", r.name_en AS "nameEn", r.sentence_sv AS "sentenceSv", r.sentence_en AS "sentenceEn", r.privileged,
  r.requestable, r.risk, r.required_level AS "requiredLevel", r.max_days AS "maxDays", r.review_days AS "reviewDays",
  s.id AS "systemId", s.name AS "systemName", s.confidentiality, s.integrity, s.availability, s.log_policy AS "logPolicy",
  s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId"`;

const joined = `analysis a JOIN role r ON r.id = a.role_id JOIN information_system s ON s.id = r.system_id`;

const action = `
  c.id, c.analysis_id AS "analysisId", v.role_id AS "roleId", v.version, c.risk_id AS "riskId", c.what, c.owner_id AS "ownerId",
  c.due_on AS "dueOn", c.state, c.note, c.closed_by AS "closedBy", c.closed_at AS "closedAt"
  FROM analysis_action c JOIN analysis v ON v.id = c.analysis_id`;

/** SQL of one analysis: reading it, and what its verbs lock. */
@Injectable()
export class AnalysesStore {
  async one(reader: Reader, id: string): Promise<AnalysisRow | null> {
    const rows = await reader.query<AnalysisRow>(`SELECT ${columns} FROM ${joined} WHERE a.id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Decisions and edits of one analysis come one at a time; the role's row holds off those of its other versions. */
  async lock(tx: Tx, id: string): Promise<AnalysisRow | null> {
    await tx.query(
      `SELECT FROM role WHERE id = (SELECT role_id FROM analysis WHERE id = $1) FOR NO KEY UPDATE`,
      [id],
    );
    const rows = await tx.query<AnalysisRow>(
      `SELECT ${columns} FROM ${joined} WHERE a.id = $1 FOR NO KEY UPDATE OF a`,
      [id],
    );
    return rows[0] ?? null;
  }

  async lockRole(tx: Tx, roleId: string): Promise<RoleToAnalyse | null> {
    const rows = await tx.query<RoleToAnalyse>(
      `SELECT r.id AS "roleId", r.max_days AS "maxDays", s.information_owner_id AS "informationOwnerId",
              s.system_owner_id AS "systemOwnerId",
              (SELECT a.content FROM analysis a WHERE a.role_id = r.id AND a.state <> 'rejected' ORDER BY a.version DESC LIMIT 1) AS latest
       FROM role r JOIN information_system s ON s.id = r.system_id WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
      [roleId],
    );
    return rows[0] ?? null;
  }

  async consultations(reader: Reader, analysisId: string): Promise<ConsultationRow[]> {
    return reader.query<ConsultationRow>(
      `SELECT id, round, person_id AS "personId", capacity, asked_by AS "askedBy", asked_at AS "askedAt", answer, comment,
              answered_at AS "answeredAt"
       FROM analysis_consultation WHERE analysis_id = $1 ORDER BY round DESC, asked_at, id`,
      [analysisId],
    );
  }

  /** Every plan for the role, from whichever version. */
  async actionsOf(reader: Reader, roleId: string): Promise<ActionRow[]> {
    return reader.query<ActionRow>(`SELECT ${action} WHERE v.role_id = $1 ORDER BY c.due_on, c.id`, [roleId]);
  }

  async lockAction(tx: Tx, id: string): Promise<ActionRow | null> {
    const rows = await tx.query<ActionRow>(`SELECT ${action} WHERE c.id = $1 FOR NO KEY UPDATE OF c`, [id]);
    return rows[0] ?? null;
  }

  async versions(
    reader: Reader,
    roleId: string,
  ): Promise<{ id: string; version: number; state: AnalysisState; approvedAt: Date | null; validTo: Day }[]> {
    return reader.query(
      `SELECT id, version, state, approved_at AS "approvedAt", valid_to AS "validTo" FROM analysis
       WHERE role_id = $1 ORDER BY version DESC`,
      [roleId],
    );
  }

  async grants(reader: Reader, roleId: string): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM access_grant WHERE role_id = $1 AND ended_at IS NULL`,
      [roleId],
    );
    return rows[0]?.count ?? 0;
  }

  /** Of these persons, those with an employment in force. */
  async employed(reader: Reader, personIds: readonly string[], today: Day): Promise<Set<string>> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT person_id AS id FROM employment
       WHERE person_id = ANY($1) AND in_force(start_date, end_date, terminated_at, $2)`,
      [personIds, today],
    );
    return new Set(rows.map((row) => row.id));
  }

  async ownsAnySystem(reader: Reader, personId: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM information_system WHERE information_owner_id = $1 OR system_owner_id = $1 LIMIT 1`,
      [personId],
    );
    return rows.length > 0;
  }
}
