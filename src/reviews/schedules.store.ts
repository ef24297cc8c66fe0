import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import { reviewedSources } from '../policy/review/scope-campaign.js';
import type { NoAnswer } from '../policy/review/campaign-states.js';
import type { Reader, Tx } from '../platform/database.js';

export interface DueSchedule {
  name: string;
  unit: { id: string; name: string; path: string };
  everyDays: number;
  openDays: number;
  noAnswer: NoAnswer;
  nextOpenOn: Day;
}

export interface DeclaredSchedule {
  key: string;
  name: string;
  unitId: string;
  everyDays: number;
  openDays: number;
  noAnswer: NoAnswer;
  firstOn: Day;
}

export interface LapsedAnalysis {
  analysisId: string;
  roleId: string;
  /** The role's. */
  name: string;
  unit: { id: string; name: string; path: string };
}

/** SQL of the campaigns' schedules, and of what else opens one by itself. */
@Injectable()
export class SchedulesStore {
  async dueSchedules(reader: Reader, today: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT id FROM campaign_schedule WHERE active AND next_open_on <= $1 ORDER BY key`,
      [today],
    );
    return rows.map((row) => row.id);
  }

  /** The schedule if it is still due once it is locked: a second scheduler waits here and then finds it moved on. */
  async lockDueSchedule(tx: Tx, id: string, today: Day): Promise<DueSchedule | null> {
    const rows = await tx.query<DueSchedule>(
      `SELECT s.name, json_build_object('id', u.id, 'name', u.name, 'path', u.path) AS unit, s.every_days AS "everyDays",
              s.open_days AS "openDays", s.no_answer AS "noAnswer", s.next_open_on AS "nextOpenOn"
       FROM campaign_schedule s JOIN unit u ON u.id = s.unit_id
       WHERE s.id = $1 AND s.active AND s.next_open_on <= $2 FOR UPDATE OF s`,
      [id, today],
    );
    return rows[0] ?? null;
  }

  async moveSchedule(tx: Tx, id: string, nextOpenOn: Day): Promise<void> {
    await tx.query(`UPDATE campaign_schedule SET next_open_on = $2 WHERE id = $1`, [id, nextOpenOn]);
  }

  /** Ids by unit code; several when two HR sources use the same code. */
  async unitsByCode(tx: Tx, codes: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ code: string; ids: string[] }>(
      `SELECT code, array_agg(id::text) AS ids FROM unit WHERE code = ANY($1) GROUP BY code`,
      [codes],
    );
    return new Map(rows.map((row) => [row.code, row.ids]));
  }

  /** Adds and alters; those that already stand as declared are not returned. */
  async putSchedules(tx: Tx, schedules: readonly DeclaredSchedule[]): Promise<{ id: string; key: string }[]> {
    return tx.query<{ id: string; key: string }>(
      `INSERT INTO campaign_schedule AS s (key, name, unit_id, every_days, open_days, no_answer, next_open_on)
       SELECT d.key, d.name, d."unitId", d."everyDays", d."openDays", d."noAnswer", d."firstOn"
       FROM jsonb_to_recordset($1) AS d(key text, name text, "unitId" uuid, "everyDays" integer, "openDays" integer,
            "noAnswer" text, "firstOn" date)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, unit_id = excluded.unit_id, every_days = excluded.every_days,
         open_days = excluded.open_days, no_answer = excluded.no_answer, active = true
       WHERE (s.name, s.unit_id, s.every_days, s.open_days, s.no_answer, s.active) IS DISTINCT FROM
         (excluded.name, excluded.unit_id, excluded.every_days, excluded.open_days, excluded.no_answer, true)
       RETURNING s.id, s.key`,
      [JSON.stringify(schedules)],
    );
  }

  async stopSchedules(tx: Tx, declaredKeys: readonly string[]): Promise<{ id: string; key: string }[]> {
    return tx.query<{ id: string; key: string }>(
      `UPDATE campaign_schedule SET active = false WHERE active AND key <> ALL($1) RETURNING id, key`,
      [declaredKeys],
    );
  }

  /**
   * Analyses that have lapsed without a newer one, and for each the top units in which access still rests on the role
   * and no review has been opened because of it.
   */
  async lapsedAnalyses(reader: Reader): Promise<LapsedAnalysis[]> {
    return reader.query<LapsedAnalysis>(
      `SELECT a.id AS "analysisId", a.role_id AS "roleId", r.name_sv AS name,
              json_build_object('id', top.id, 'name', top.name, 'path', top.path) AS unit
       FROM analysis a JOIN role r ON r.id = a.role_id
       JOIN LATERAL (
         SELECT DISTINCT t.id, t.name, t.path FROM access_grant g JOIN unit u ON u.id = g.unit_id
         JOIN unit t ON t.source = u.source AND t.path = '/' || split_part(u.path, '/', 2) || '/'
         WHERE g.role_id = a.role_id AND g.ended_at IS NULL AND g.source = ANY($1)) top ON true
       WHERE a.state = 'lapsed'
         AND NOT EXISTS (SELECT FROM analysis n WHERE n.role_id = a.role_id AND (n.state = 'approved' OR (n.state = 'lapsed' AND n.version > a.version)))
         AND NOT EXISTS (SELECT FROM campaign c WHERE c.analysis_id = a.id AND c.unit_id = top.id)
       ORDER BY a.id, top.id`,
      [reviewedSources],
    );
  }

  /** Whoever opens the review of a lapsed analysis does so alone. @returns false when it has been opened meanwhile */
  async claimLapsed(tx: Tx, analysisId: string, unitId: string): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:lapsed:' || $1, 0))`, [
      analysisId,
    ]);
    const rows = await tx.query(`SELECT FROM campaign WHERE analysis_id = $1 AND unit_id = $2`, [
      analysisId,
      unitId,
    ]);
    return rows.length === 0;
  }
}
