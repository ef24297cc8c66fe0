import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Reader } from '../platform/database.js';
import { credentialTasks } from './credential-tasks.store.js';
import { analysisTasks, type AnalysisTaskKind } from './analysis-tasks.store.js';
import { handlingTasks } from './handling-tasks.store.js';
import { leavingTasks, type LeavingScope } from './leaving-tasks.store.js';
import { registerTasks } from './register-tasks.store.js';
import { takeoverTasks } from './takeover-tasks.store.js';

export interface TaskRow {
  kind:
    | 'approval'
    | 'question'
    | 'review'
    | 'microcertification'
    | 'import-held'
    | 'change-held'
    | 'directory-waiting'
    | 'delivery-unconfirmed'
    | 'leaver-items'
    | 'external-ending'
    | 'external-sponsor'
    | 'externals-short'
    | 'duties-vacant'
    | 'confirm-staff'
    | 'corrections'
    | 'credential-unconfirmed'
    | 'credential-report'
    | 'system-approval'
    | 'role-approval'
    | 'system-review'
    | 'correlation'
    | 'emergency-review'
    | 'unassessed'
    | 'handling'
    | AnalysisTaskKind;
  id: string;
  aboutSv: string;
  aboutEn: string;
  personId: string | null;
  due: Day | null;
  minutes: number;
  count: number;
  /** `due`, or the end of time: the first sort value. */
  sortDue: Day;
  since: Date;
}

/** For whom tasks are looked up, and which kinds come into question. */
export interface TaskScope {
  personId: string;
  resolvesImports: boolean;
  resolvesCorrelation: boolean;
  reviewsEmergencies: boolean;
  watchesDirectory: boolean;
  /** Systems that they look after by hand beside their own, and whether they are asked about what is late. */
  handles: { systems: readonly string[]; isIt: boolean };
  /** Accounts that have waited for the directory since before this are worth telling about. */
  waitingSince: Date;
  leaving: LeavingScope;
}

/** With more of them the target is down: one task for that is enough beside these. */
const shownAlarms = 20;

// Own uploads are not listed: somebody else must release them.
const tasks = `
  SELECT 'approval' AS kind, q.id::text, r.name_sv AS "aboutSv", r.name_en AS "aboutEn", q.person_id AS "personId",
         s.due_on AS due, 2 AS minutes, 1 AS count, q.submitted_at AS since
  FROM open_seats($1, ($5::jsonb ->> 'today')::date) o JOIN access_request q ON q.id = o.request_id JOIN role r ON r.id = q.role_id
  JOIN request_stage s ON s.request_id = o.request_id AND s.position = o.position
  UNION ALL
  SELECT 'question', q.id::text, r.name_sv, r.name_en, q.person_id, NULL, 2, 1, w.asked_at
  FROM request_question w JOIN access_request q ON q.id = w.request_id JOIN role r ON r.id = q.role_id
  WHERE w.answered_at IS NULL AND q.state = 'pending' AND q.requested_by = $1
  UNION ALL
  SELECT CASE c.kind WHEN 'campaign' THEN 'review' ELSE 'microcertification' END, c.id::text, coalesce(c.cause, c.name),
         coalesce(c.cause, c.name), c.person_id, c.closes_on, ceil(count(*) / 2.0)::integer, count(*)::integer, c.opened_at
  FROM reviews_of($1, ($5::jsonb ->> 'today')::date) i JOIN campaign c ON c.id = i.campaign_id AND c.state = 'open'
  JOIN access_grant g ON g.id = i.grant_id AND g.ended_at IS NULL
  WHERE i.state IN ('open', 'decided') GROUP BY c.id
  UNION ALL
  SELECT 'import-held', h.id::text, h.source, h.source, NULL, NULL, 5, 1, h.started_at
  FROM hr_import h WHERE $2 AND h.state = 'held' AND h.started_by IS DISTINCT FROM $1
  UNION ALL
  SELECT 'change-held', h.id::text, coalesce(nullif(h.title, ''), 'Ny behörighetskatalog'), coalesce(nullif(h.title, ''), 'New catalogue'),
         NULL, NULL, 5, 1, h.held_at
  FROM held_change h WHERE $2 AND h.state = 'held' AND $1 <> ALL (h.caused_by)
  UNION ALL
  SELECT 'directory-waiting', 'directory', 'Katalogen', 'The directory', NULL, NULL, 5, count(*)::integer, min(a.wanted_since)
  FROM account a WHERE $3 AND a.delivered_version < a.wanted_version AND a.wanted_since < $4 HAVING count(*) > 0
  UNION ALL
  SELECT 'delivery-unconfirmed', d.id, d.about_sv, d.about_en, d.person_id, NULL, 5, 1, d.since
  FROM (SELECT o.id::text, o.person_id, o.since,
               CASE o.target WHEN 'directory' THEN 'Katalogen' ELSE o.target END || ', sedan ' || o.clock || o.why AS about_sv,
               CASE o.target WHEN 'directory' THEN 'The directory' ELSE o.target END || ', since ' || o.clock || o.why AS about_en
        FROM (SELECT alarm.*, to_char(alarm.since AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI') AS clock,
                     coalesce(': ' || a.last_error, '') AS why
              FROM delivery_alarm alarm JOIN account a ON a.id = alarm.account_id
              WHERE $3 AND alarm.cleared_at IS NULL ORDER BY alarm.since, alarm.id LIMIT ${String(shownAlarms)}) o) d
  UNION ALL
  SELECT 'correlation', 'correlation', 'Datakvalitet', 'Data quality', NULL, NULL, 3 * count(*)::integer, count(*)::integer, min(c.opened_at)
  FROM correlation_case c WHERE $6 AND c.state = 'open' HAVING count(*) > 0
  UNION ALL ${leavingTasks('$5')}
  UNION ALL ${credentialTasks('$5')}
  UNION ALL
  SELECT 'emergency-review', o.id::text, a.name, a.name, o.person_id, o.review_due_on, 10, 1, o.closed_at
  FROM break_glass_opening o JOIN break_glass_account a ON a.id = o.account_id
  WHERE ($5::jsonb ->> 'reviewsEmergencies')::boolean AND o.closed_at IS NOT NULL AND o.reviewed_at IS NULL AND o.person_id <> $1
  UNION ALL ${takeoverTasks('$5')}
  UNION ALL ${handlingTasks('$5')}
  UNION ALL ${registerTasks('$5')}
  UNION ALL ${analysisTasks('$5')}`;

/** What waits for somebody, joined over the rooms that it waits in; reads only. */
@Injectable()
export class DeskStore {
  /** Due first, then the oldest; by the millisecond, which is what a cursor can hold. */
  async tasks(
    reader: Reader,
    scope: TaskScope,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<TaskRow[]> {
    return reader.query<TaskRow>(
      `SELECT * FROM (
         SELECT t.kind, t.id, t."aboutSv", t."aboutEn", t."personId", t.due, t.minutes, t.count,
                coalesce(t.due, '9999-12-31') AS "sortDue", date_trunc('milliseconds', t.since) AS since
         FROM (${tasks}) t) s
       WHERE $7::date IS NULL OR (s."sortDue", s.since, s.id) > ($7, $8::timestamptz, $9::text)
       ORDER BY s."sortDue", s.since, s.id LIMIT $10`,
      [...values(scope), after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit],
    );
  }

  async total(reader: Reader, scope: TaskScope): Promise<{ waiting: number; minutes: number }> {
    const rows = await reader.query<{ waiting: number; minutes: number }>(
      `SELECT count(*)::integer AS waiting, coalesce(sum(t.minutes), 0)::integer AS minutes FROM (${tasks}) t`,
      values(scope),
    );
    return rows[0] ?? { waiting: 0, minutes: 0 };
  }

  /** The title of the main employment in force, else of the one begun first. */
  async title(reader: Reader, personId: string, today: Day): Promise<string | null> {
    const rows = await reader.query<{ title: string }>(
      `SELECT title FROM employment WHERE person_id = $1 AND in_force(start_date, end_date, terminated_at, $2)
       ORDER BY main DESC, start_date, id LIMIT 1`,
      [personId, today],
    );
    return rows[0]?.title ?? null;
  }

  /** Some request waits for this person or has, or somebody lets them decide instead. */
  async isApprover(reader: Reader, personId: string, today: Day): Promise<boolean> {
    const rows = await reader.query<{ yes: boolean }>(
      `SELECT EXISTS (SELECT FROM request_approver WHERE person_id = $1)
           OR EXISTS (SELECT FROM approval_delegation WHERE delegate_id = $1 AND of_requests AND ended_at IS NULL AND valid_to >= $2) AS yes`,
      [personId, today],
    );
    return rows[0]?.yes ?? false;
  }
}

function values(scope: TaskScope): unknown[] {
  return [
    scope.personId,
    scope.resolvesImports,
    scope.watchesDirectory,
    scope.waitingSince,
    JSON.stringify({
      ...scope.leaving,
      reviewsEmergencies: scope.reviewsEmergencies,
      handles: scope.handles,
    }),
    scope.resolvesCorrelation,
  ];
}
