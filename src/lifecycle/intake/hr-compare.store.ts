import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';

export const differenceKinds = [
  'joiner',
  'mover',
  'leaver',
  'rehire',
  'changed',
  'employment-added',
  'employment-ended',
  'leave',
  'leave-ended',
  'access',
] as const;
/** What somebody who looks through a difference must not miss comes first. */
export const byWeight: readonly DifferenceKind[] = [
  'leaver',
  'employment-ended',
  'leave',
  'mover',
  'joiner',
  'rehire',
  'employment-added',
  'leave-ended',
  'changed',
  'access',
];

export type DifferenceKind = (typeof differenceKinds)[number];

/** What a delivery says of somebody's leave of absence from one employment; without an end it is open. */
export interface LeaveChange {
  readonly change: 'begins' | 'changes' | 'ends';
  /** HR's word for the kind of leave. */
  readonly kind: string | null;
  /** 0–100; null is the whole. */
  readonly percent: number | null;
  readonly from: Day;
  readonly to: Day | null;
}

/** Persons by what happens to them. Whoever goes on leave counts there also when something weightier happens too. */
export interface ClassCounts {
  readonly kinds: Partial<Record<DifferenceKind, number>>;
  readonly leaves: number;
  readonly returns: number;
}

// Leave that is over when the delivery speaks is history, whatever it says of it.
const onLeave = (of: 'a' | 'b'): string =>
  `(${of}.leave_from IS NOT NULL AND coalesce(${of}.leave_to, 'infinity') >= $1::date)`;
const leaveChange = `CASE
  WHEN a.how <> 'stated' OR coalesce(a.end_date, 'infinity') < $1::date
    OR (a.leave_kind, a.leave_percent, a.leave_from, a.leave_to) IS NOT DISTINCT FROM (b.leave_kind, b.leave_percent, b.leave_from, b.leave_to) THEN NULL
  WHEN ${onLeave('a')} THEN CASE WHEN ${onLeave('b')} THEN 'changes' ELSE 'begins' END
  WHEN ${onLeave('b')} THEN 'ends' END`;

// By weight, and always the same for the same delivery.
export const numbered = (weights: string): string =>
  `row_number() OVER (ORDER BY array_position(${weights}::text[], c.kind), c.person_key)`;

/** What the facts will be against what they are, before anything is written: the breaker counts on this. */
@Injectable()
export class HrCompareStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** Locks the touched persons, in id order as everyone does, and lays before and after side by side. */
  async project(tx: Tx, source: string, asOf: Day): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO hr_touched
       SELECT r.person_key, coalesce(s.person_id, k.person_id) AS person_id
       FROM (SELECT DISTINCT r.person_key FROM hr_row r JOIN hr_changed c USING (line)) r
       LEFT JOIN person_source s ON s.source = $1 AND s.source_key = r.person_key
       LEFT JOIN hr_link k ON k.person_key = r.person_key
       UNION
       SELECT e.source_key, e.person_id FROM hr_changed c JOIN employment e ON e.id = c.employment_id WHERE c.line IS NULL`,
          [source],
        ),
      () => this.tables.analyse(tx, 'delivery', 'hr_touched'),
      () =>
        tx.query(
          `SELECT FROM person WHERE id IN (SELECT person_id FROM hr_touched) ORDER BY id FOR NO KEY UPDATE`,
        ),
      () =>
        tx.query(
          `INSERT INTO hr_before
       SELECT t.person_key, e.id AS employment_id, e.number, u.code AS unit_code, e.kind, e.title, e.title_code,
              e.start_date, e.end_date, e.terminated_at, e.main, e.leave_kind, e.leave_percent, e.leave_from, e.leave_to
       FROM hr_touched t JOIN employment e ON e.person_id = t.person_id AND e.source = $1
       LEFT JOIN hr_row r ON r.number = e.number
       JOIN unit u ON u.id = e.unit_id
       WHERE coalesce(r.person_key, e.source_key) = t.person_key`,
          [source],
        ),
      () => this.tables.analyse(tx, 'delivery', 'hr_before'),
      // A missing employment that has not begun must never begin: its first day is drawn back with its last.
      () =>
        tx.query(
          `WITH found AS (
         SELECT r.person_key, r.number, r.unit_code, r.kind, r.title, r.title_code, r.start_date, r.end_date,
                b.terminated_at, r.main, r.leave_kind, r.leave_percent, r.leave_from, r.leave_to, 'stated' AS how
         FROM hr_row r JOIN hr_changed c USING (line) LEFT JOIN hr_before b ON b.number = r.number
         UNION ALL
         SELECT b.person_key, b.number, b.unit_code, b.kind, b.title, b.title_code,
                least(b.start_date, $1::date - 1), $1::date - 1, b.terminated_at, b.main, NULL, NULL, NULL, NULL, 'missing'
         FROM hr_before b JOIN hr_changed c ON c.line IS NULL AND c.employment_id = b.employment_id)
       INSERT INTO hr_after
       SELECT * FROM found
       UNION ALL
       SELECT b.person_key, b.number, b.unit_code, b.kind, b.title, b.title_code, b.start_date, b.end_date,
              b.terminated_at, b.main, b.leave_kind, b.leave_percent, b.leave_from, b.leave_to, 'kept'
       FROM hr_before b WHERE NOT EXISTS (SELECT FROM found a WHERE a.number = b.number)`,
          [asOf],
        ),
      () => this.tables.analyse(tx, 'delivery', 'hr_after'),
    );
  }

  async counts(tx: Tx): Promise<{ applied: number; missing: number }> {
    const [row] = await tx.query<{ applied: number; missing: number }>(
      `SELECT count(*) FILTER (WHERE how = 'stated') AS applied, count(*) FILTER (WHERE how = 'missing') AS missing FROM hr_after`,
    );
    return row ?? { applied: 0, missing: 0 };
  }

  /**
   * One kind a person, the weightiest: new; back after everything was over; the last day came nearer, not just one
   * employment's of several; another unit or
   * title, in place or by a new employment that relieves an old one; one employment more; one less; away from work, or
   * back; anything else.
   */
  async classify(tx: Tx, asOf: Day): Promise<void> {
    await tx.query(
      `INSERT INTO hr_class
      WITH before AS (
        SELECT person_key, max(coalesce(end_date, 'infinity')) AS last_day,
               bool_or(terminated_at IS NULL AND coalesce(end_date, 'infinity') >= $1::date) AS live
        FROM hr_before GROUP BY person_key),
      after AS (
        SELECT person_key, max(coalesce(end_date, 'infinity')) AS last_day,
               bool_or(terminated_at IS NULL AND coalesce(end_date, 'infinity') >= $1::date) AS live
        FROM hr_after GROUP BY person_key),
      pairs AS (
        SELECT coalesce(a.person_key, b.person_key) AS person_key, a.number, b.number AS old_number,
               b.unit_code AS old_unit, a.unit_code, b.title AS old_title, a.title, b.title_code AS old_code, a.title_code,
               a.start_date, a.end_date, b.number IS NULL AND coalesce(a.end_date, 'infinity') >= $1::date AS added,
               b.number IS NOT NULL AND coalesce(a.end_date, 'infinity') < coalesce(b.end_date, 'infinity') AS shortened,
               b.number IS NOT NULL AND coalesce(a.end_date, 'infinity') >= $1::date
                 AND (a.unit_code, a.title, coalesce(a.title_code, '')) <> (b.unit_code, b.title, coalesce(b.title_code, '')) AS moved,
               a.how, ${leaveChange} AS leave_change,
               jsonb_build_object('change', ${leaveChange}, 'kind', coalesce(a.leave_kind, b.leave_kind),
                 'percent', coalesce(a.leave_percent, b.leave_percent), 'from', coalesce(a.leave_from, b.leave_from),
                 'to', a.leave_to) AS leave
        FROM hr_after a LEFT JOIN hr_before b ON b.number = a.number),
      relieved AS (
        SELECT n.person_key, n.number, o.unit_code AS old_unit, o.title AS old_title
        FROM pairs n JOIN pairs o ON o.person_key = n.person_key AND n.added AND o.shortened
         AND (n.unit_code, n.title, coalesce(n.title_code, '')) <> (o.unit_code, o.title, coalesce(o.title_code, ''))),
      away AS (
        SELECT person_key, jsonb_agg(leave ORDER BY leave_change, number) AS leaves, bool_or(leave_change <> 'ends') AS leaves_now
        FROM pairs WHERE leave_change IS NOT NULL GROUP BY person_key),
      kinds AS (
        SELECT t.person_key, t.person_id, w.leaves,
          CASE WHEN b.person_key IS NULL AND t.person_id IS NULL THEN 'joiner'
               WHEN b.person_key IS NULL THEN CASE WHEN EXISTS (SELECT FROM employment e WHERE e.person_id = t.person_id
                 AND e.terminated_at IS NULL AND coalesce(e.end_date, 'infinity') >= $1::date) THEN 'employment-added' ELSE 'rehire' END
               WHEN NOT b.live AND a.live THEN 'rehire'
               WHEN b.live AND a.last_day < b.last_day AND EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key
                 AND p.shortened AND p.end_date = a.last_day) THEN 'leaver'
               WHEN EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key AND p.moved)
                 OR EXISTS (SELECT FROM relieved r WHERE r.person_key = t.person_key) THEN 'mover'
               WHEN EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key AND p.added)
                AND NOT EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key AND p.shortened) THEN 'employment-added'
               WHEN EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key AND p.shortened)
                AND NOT EXISTS (SELECT FROM pairs p WHERE p.person_key = t.person_key AND p.added) THEN 'employment-ended'
               WHEN w.leaves_now THEN 'leave' WHEN w.leaves IS NOT NULL THEN 'leave-ended'
               ELSE 'changed' END AS kind
        FROM hr_touched t LEFT JOIN before b USING (person_key) LEFT JOIN after a USING (person_key)
        LEFT JOIN away w USING (person_key))
      SELECT DISTINCT ON (k.person_key) k.person_key, k.person_id, k.kind, p.number, p.unit_code, p.title,
             coalesce(r.old_unit, p.old_unit) AS old_unit, coalesce(r.old_title, p.old_title) AS old_title,
             CASE WHEN k.kind IN ('leaver', 'employment-ended') THEN p.end_date
                  WHEN k.kind IN ('joiner', 'rehire', 'employment-added') OR r.number IS NOT NULL THEN p.start_date
                  WHEN k.kind = 'leave' THEN (k.leaves -> 0 ->> 'from')::date
                  ELSE $1::date END AS day, k.leaves
      FROM kinds k LEFT JOIN pairs p ON p.person_key = k.person_key
      LEFT JOIN relieved r ON r.number = p.number
      ORDER BY k.person_key,
        CASE WHEN k.kind = 'mover' THEN (p.moved OR r.number IS NOT NULL)
             WHEN k.kind IN ('leaver', 'employment-ended') THEN p.shortened
             WHEN k.kind IN ('joiner', 'rehire', 'employment-added') THEN p.added
             WHEN k.kind IN ('leave', 'leave-ended') THEN p.leave_change IS NOT NULL
             ELSE p.how = 'stated' END DESC, p.start_date DESC, p.number`,
      [asOf],
    );
  }

  async classCounts(tx: Tx): Promise<ClassCounts> {
    const rows = await tx.query<{ kind: DifferenceKind; count: number; leaves: number; returns: number }>(
      `SELECT kind, count(*) AS count, count(*) FILTER (WHERE leaves @> '[{"change": "begins"}]') AS leaves,
              count(*) FILTER (WHERE leaves @> '[{"change": "ends"}]') AS returns FROM hr_class GROUP BY kind`,
    );
    const sum = (of: 'leaves' | 'returns'): number => rows.reduce((all, row) => all + row[of], 0);
    return {
      kinds: Object.fromEntries(rows.map((row) => [row.kind, row.count])),
      leaves: sum('leaves'),
      returns: sum('returns'),
    };
  }

  /**
   * The difference as people read it, one line a person. Names of persons not (yet) in the register are kept with it,
   * but never a protected one's (H11.6.1); all other names are looked up when it is shown.
   */
  async writeDifferences(
    tx: Tx,
    importId: string,
    { id: source, unitsFrom }: { id: string; unitsFrom?: string | undefined },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO hr_difference (import_id, number, person_id, person_name, kind, text, day, fields, leaves, hidden)
       SELECT $1, ${numbered('$4')}, coalesce(p.person_id, c.person_id),
              CASE WHEN coalesce(p.person_id, c.person_id) IS NOT NULL THEN '' WHEN n.hidden THEN 'Skyddad person' ELSE coalesce(n.name, '') END,
              c.kind,
              CASE WHEN c.kind = 'mover' THEN concat_ws('; ',
                     CASE WHEN c.old_unit <> c.unit_code THEN coalesce(ou.name, c.old_unit) || ' → ' || coalesce(u.name, bu.name, c.unit_code) END,
                     CASE WHEN c.old_title <> c.title THEN c.old_title || ' → ' || c.title END)
                   ELSE c.title || ', ' || coalesce(u.name, bu.name, c.unit_code) END,
              CASE WHEN isfinite(c.day) THEN c.day END, coalesce(f.fields, '[]'), coalesce(c.leaves, '[]'),
              coalesce(f.hidden, n.hidden, false)
       FROM hr_class c LEFT JOIN hr_field f ON f.person_key = c.person_key LEFT JOIN person_source p ON p.source = $2 AND p.source_key = c.person_key
       LEFT JOIN (SELECT person_key, bool_or(protection <> 'none') AS hidden, max(call_name || ' ' || family_name) AS name
                  FROM hr_row GROUP BY person_key) n ON n.person_key = c.person_key
       LEFT JOIN (SELECT code, name FROM hr_unit) u ON u.code = c.unit_code
       LEFT JOIN (SELECT code, name FROM unit WHERE source = $3) bu ON bu.code = c.unit_code
       LEFT JOIN (SELECT code, name FROM unit WHERE source = $3) ou ON ou.code = c.old_unit`,
      [importId, source, unitsFrom ?? source, byWeight],
    );
  }
}
