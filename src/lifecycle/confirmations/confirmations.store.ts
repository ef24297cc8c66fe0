import { Injectable } from '@nestjs/common';
import type { StaffFacts } from '../../policy/lifecycle/confirm-staff.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

export type StaffRow = StaffFacts & {
  id: string;
  personId: string;
  title: string;
  unitId: string;
  unitName: string;
  grants: number;
  roles: string[];
  due: Day;
  /** Changes with the unit, the title, the end and the access: what is confirmed is what was seen. */
  version: string;
};

export interface CorrectionRow {
  id: string;
  employmentId: string;
  personId: string;
  title: string;
  unitId: string;
  unitName: string;
  kind: string;
  note: string;
  reportedBy: string;
  reportedAt: Date;
}

export interface Unanswered {
  managerId: string;
  /** Who leads the manager. */
  aboveId: string | null;
  count: number;
  oldest: Day;
}

// $1 manager, $2 today, $3 everyDays, $4 language
const led = `
  FROM employment m JOIN employment e ON e.manager_employment_id = m.id AND e.person_id <> $1
  JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.unit_id
  CROSS JOIN LATERAL (
    SELECT greatest(e.start_date, (p.created_at AT TIME ZONE 'Europe/Stockholm')::date) AS since,
      (SELECT max(c.confirmed_on) FROM staff_confirmation c WHERE c.employment_id = e.id) AS confirmed) AS known
  WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $2)
    AND in_force(e.start_date, e.end_date, e.terminated_at, $2)`;
const due = `(coalesce(known.confirmed, known.since) + $3::integer)`;
const columns = `
  e.id, e.person_id AS "personId", e.title, u.id AS "unitId", u.name AS "unitName", e.end_date AS "endDate",
  known.since, known.confirmed AS "confirmedOn", ${due} AS due,
  (SELECT max(l.day) FROM lifecycle_event l WHERE l.employment_id = e.id AND l.kind = 'moved') AS "movedOn",
  held.latest AS "latestGrantOn", held.privileged, held.outgrown, held.count AS grants, held.roles,
  coalesce(e.leave_percent >= 100 AND e.leave_from <= $2 AND (e.leave_to IS NULL OR e.leave_to >= $2), false) AS "onLeave",
  EXISTS (SELECT FROM staff_correction k WHERE k.employment_id = e.id AND k.state = 'open') AS reported,
  md5(concat_ws('|', e.unit_id, e.title, e.end_date, held.ids)) AS version`;
const held = `
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS count, coalesce(bool_or(r.privileged), false) AS privileged,
           coalesce(bool_or(g.outgrown_at IS NOT NULL), false) AS outgrown,
           max((g.valid_from AT TIME ZONE 'Europe/Stockholm')::date) FILTER (WHERE g.source <> 'birthright') AS latest,
           string_agg(g.id::text, ',' ORDER BY g.id) AS ids,
           coalesce(array_agg(CASE $4 WHEN 'en' THEN r.name_en ELSE r.name_sv END ORDER BY r.name_sv), '{}') AS roles
    FROM access_grant g JOIN role r ON r.id = g.role_id WHERE g.employment_id = e.id AND g.ended_at IS NULL) AS held`;
const withHeld = led.replace('\n  WHERE m.person_id', `${held}\n  WHERE m.person_id`);

/** "Bekräfta eller rätta": what managers say about their staff. */
@Injectable()
export class ConfirmationsStore {
  /** The longest unconfirmed first. */
  async list(
    reader: Reader,
    by: { managerId: string; today: Day; everyDays: number; language: string },
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<StaffRow[]> {
    return reader.query<StaffRow>(
      `SELECT ${columns} ${withHeld} AND ($5::date IS NULL OR (${due}, e.id) > ($5, $6::uuid)) ORDER BY ${due}, e.id LIMIT $7`,
      [by.managerId, by.today, by.everyDays, by.language, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Those of the given employments that the manager leads, locked. */
  async lock(
    tx: Tx,
    by: { managerId: string; today: Day; everyDays: number },
    employmentIds: readonly string[],
  ): Promise<StaffRow[]> {
    await tx.query(`SELECT FROM employment WHERE id = ANY($1) ORDER BY id FOR SHARE`, [employmentIds]);
    return tx.query<StaffRow>(`SELECT ${columns} ${withHeld} AND e.id = ANY($5)`, [
      by.managerId,
      by.today,
      by.everyDays,
      'sv',
      employmentIds,
    ]);
  }

  async confirm(
    tx: Tx,
    managerId: string,
    employmentIds: readonly string[],
    at: { now: Date; today: Day },
    inBulk: boolean,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO staff_confirmation (employment_id, manager_id, confirmed_at, confirmed_on, in_bulk)
       SELECT unnest($1::uuid[]), $2, $3, $4, $5`,
      [employmentIds, managerId, at.now, at.today, inBulk],
    );
  }

  /** @returns the report's id; null when the same is reported already and open */
  async report(
    tx: Tx,
    correction: { employmentId: string; kind: string; note: string; by: string; at: Date },
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO staff_correction (employment_id, kind, note, reported_by, reported_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (employment_id, kind) WHERE state = 'open' DO NOTHING RETURNING id`,
      [correction.employmentId, correction.kind, correction.note, correction.by, correction.at],
    );
    return row?.id ?? null;
  }

  /** Open reports, the oldest first. */
  async corrections(
    reader: Reader,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<CorrectionRow[]> {
    return reader.query<CorrectionRow>(
      `SELECT k.id, k.employment_id AS "employmentId", e.person_id AS "personId", e.title, u.id AS "unitId", u.name AS "unitName",
              k.kind, k.note, k.reported_by AS "reportedBy", date_trunc('milliseconds', k.reported_at) AS "reportedAt"
       FROM staff_correction k JOIN employment e ON e.id = k.employment_id JOIN unit u ON u.id = e.unit_id
       WHERE k.state = 'open' AND ($1::timestamptz IS NULL OR (date_trunc('milliseconds', k.reported_at), k.id) > ($1, $2::uuid))
       ORDER BY date_trunc('milliseconds', k.reported_at), k.id LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async lockCorrection(
    tx: Tx,
    id: string,
  ): Promise<{ state: string; personId: string; reportedBy: string; kind: string } | null> {
    const [row] = await tx.query<{ state: string; personId: string; reportedBy: string; kind: string }>(
      `SELECT k.state, e.person_id AS "personId", k.reported_by AS "reportedBy", k.kind
       FROM staff_correction k JOIN employment e ON e.id = k.employment_id WHERE k.id = $1 FOR UPDATE OF k`,
      [id],
    );
    return row ?? null;
  }

  async answer(
    tx: Tx,
    id: string,
    answer: { outcome: 'corrected' | 'declined'; text: string; by: string; at: Date },
  ): Promise<void> {
    await tx.query(
      `UPDATE staff_correction SET state = $2, answer = $3, answered_by = $4, answered_at = $5 WHERE id = $1`,
      [id, answer.outcome, answer.text, answer.by, answer.at],
    );
  }

  /** Managers with staff whose day has passed by more than `patience` days. */
  async unanswered(tx: Tx, today: Day, everyDays: number, patience: number): Promise<Unanswered[]> {
    return tx.query<Unanswered>(
      `WITH late AS (
         SELECT m.person_id AS manager_id, coalesce(c.confirmed, greatest(e.start_date, (p.created_at AT TIME ZONE 'Europe/Stockholm')::date)) + $2::integer AS due
         FROM employment e JOIN employment m ON m.id = e.manager_employment_id AND m.person_id <> e.person_id
         JOIN person p ON p.id = e.person_id
         LEFT JOIN (SELECT employment_id, max(confirmed_on) AS confirmed FROM staff_confirmation GROUP BY employment_id) c ON c.employment_id = e.id
         WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1) AND in_force(m.start_date, m.end_date, m.terminated_at, $1)),
       per AS (SELECT manager_id, count(*)::integer AS count, min(due) AS oldest FROM late WHERE due + $3::integer < $1 GROUP BY manager_id)
       SELECT per.manager_id AS "managerId", per.count, per.oldest, above.person_id AS "aboveId"
       FROM per LEFT JOIN LATERAL (
         SELECT a.person_id FROM employment o JOIN employment a ON a.id = o.manager_employment_id
         WHERE o.person_id = per.manager_id AND in_force(o.start_date, o.end_date, o.terminated_at, $1)
           AND in_force(a.start_date, a.end_date, a.terminated_at, $1)
         ORDER BY o.leads_unit DESC, o.main DESC, o.id LIMIT 1) AS above ON true`,
      [today, everyDays, patience],
    );
  }
}
