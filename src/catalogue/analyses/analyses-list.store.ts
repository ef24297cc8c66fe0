import { Injectable } from '@nestjs/common';
import type { AnalysisState } from '../../policy/model/access.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader } from '../../platform/database.js';

export interface AnalysisLineRow {
  id: string;
  nameSv: string;
  nameEn: string;
  sentenceSv: string;
  sentenceEn: string;
  privileged: boolean;
  systemName: string;
  owned: boolean;
  currentId: string | null;
  currentVersion: number | null;
  currentState: AnalysisState | null;
  currentValidTo: Day | null;
  openId: string | null;
  openVersion: number | null;
  openState: AnalysisState | null;
  openActions: number;
  overdueActions: number;
}

export interface AnalysesFilter {
  viewerId: string;
  /** Security and auditors see those of every system. */
  all: boolean;
  show: 'all' | 'open' | 'ending' | 'lapsed' | 'actions';
  /** A LIKE pattern of the role's or the system's name. */
  pattern: string | null;
  today: Day;
  /** "Ending" is within so many days. */
  soonDays: number;
}

const shown: Record<AnalysesFilter['show'], string> = {
  all: 'true',
  open: 'o.id IS NOT NULL',
  ending: `c.state = 'approved' AND c.valid_to BETWEEN $3::date AND $3::date + $5::int`,
  lapsed: `c.id IS NULL OR c.state = 'lapsed' OR c.valid_to < $3::date`,
  actions: 'p.open > 0',
};

/** SQL of "Analyser": a line for each role, with what is in force, what is being written and what is planned. */
@Injectable()
export class AnalysesListStore {
  /** By Swedish name. */
  async lines(
    reader: Reader,
    filter: AnalysesFilter,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<AnalysisLineRow[]> {
    return reader.query<AnalysisLineRow>(
      `SELECT r.id, r.name_sv AS "nameSv", r.name_en AS "nameEn", r.sentence_sv AS "sentenceSv", r.sentence_en AS "sentenceEn",
              r.privileged, s.name AS "systemName", $1 IN (s.information_owner_id, s.system_owner_id) AS owned,
              c.id AS "currentId", c.version AS "currentVersion", c.state AS "currentState", c.valid_to AS "currentValidTo",
              o.id AS "openId", o.version AS "openVersion", o.state AS "openState",
              p.open AS "openActions", p.overdue AS "overdueActions"
       FROM role r JOIN information_system s ON s.id = r.system_id
       LEFT JOIN LATERAL (SELECT a.id, a.version, a.state, a.valid_to FROM analysis a
         WHERE a.role_id = r.id AND a.state IN ('approved', 'lapsed') ORDER BY a.state, a.version DESC LIMIT 1) c ON true
       LEFT JOIN LATERAL (SELECT a.id, a.version, a.state FROM analysis a
         WHERE a.role_id = r.id AND a.state IN ('draft', 'consulting')) o ON true
       CROSS JOIN LATERAL (SELECT count(*)::int AS open, (count(*) FILTER (WHERE x.due_on < $3::date))::int AS overdue
         FROM analysis_action x JOIN analysis v ON v.id = x.analysis_id WHERE v.role_id = r.id AND x.state = 'open') p
       WHERE ($2 OR $1 IN (s.information_owner_id, s.system_owner_id)) AND r.state <> 'retired'
         AND ($4::text IS NULL OR r.name_sv ILIKE $4 OR r.name_en ILIKE $4 OR s.name ILIKE $4)
         AND ($5::int IS NOT NULL) AND (${shown[filter.show]})
         AND ($6::text IS NULL OR (r.name_sv, r.id) > ($6, $7::uuid))
       ORDER BY r.name_sv, r.id LIMIT $8`,
      [
        filter.viewerId,
        filter.all,
        filter.today,
        filter.pattern,
        filter.soonDays,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit,
      ],
    );
  }
}
