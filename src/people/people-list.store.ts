import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';

export interface PersonRow {
  id: string;
  title: string;
  unitId: string;
  unitName: string;
  state: 'coming' | 'active' | 'leaving' | 'ended';
  /** The first day of somebody who is to begin. */
  from: Day | null;
  to: Day | null;
  /** Leave of all the work in the employment that is shown: running, or coming within a month. */
  leave: { from: Day; to: Day | null; runs: boolean } | null;
  grants: number;
  expiringSoon: number;
}

export interface PeopleFilter {
  viewerId: string;
  scope: 'staff' | 'all';
  /** False: protected persons whom the viewer does not lead are as if they were not there. */
  seesProtected: boolean;
  /** What each word of the search must be the beginning of; patterns for LIKE. */
  patterns: readonly string[];
  today: Day;
}

// Swedish order, å ä ö last. Names are compared composed, in small letters, a hyphen parting words.
const order = `p.family_name COLLATE "sv-SE-x-icu", p.call_name COLLATE "sv-SE-x-icu", p.id`;
// person_searched_idx is of this expression.
const searched = (p: string): string =>
  `replace(lower(normalize(' ' || ${p}.call_name || ' ' || ${p}.family_name || ' ' || ${p}.given_name)), '-', ' ')`;

/** Whom the viewer, $1, leads on the day $3; found from the viewer's own employments, however many people there are. */
const led = `SELECT e.person_id FROM employment m JOIN employment e ON e.manager_employment_id = m.id
  WHERE m.person_id = $1 AND e.person_id <> $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
    AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $3)`;

// Each pattern on its own: an index by trigrams answers LIKE, and not LIKE ALL.
const fits = (patterns: readonly string[], first: number, p: string): string[] =>
  patterns.map((_, i) => `${searched(p)} LIKE $${String(first + i)}`);

/** $1 the viewer, $2 sees protected persons, $3 today; the patterns from `first` on. */
const shown = (filter: PeopleFilter, first: number, p = 'p'): string =>
  [
    `($2 OR ${p}.protection = 'none' OR ${p}.id = $1 OR ${p}.id IN (${led}))`,
    ...(filter.scope === 'staff' ? [`${p}.id IN (${led})`] : []),
    ...fits(filter.patterns, first, p),
  ].join(' AND ');

/**
 * Lists of persons: staff of a manager, or everybody. `after` is the id of the last one shown; of one whom the list does
 * not show to this viewer nothing comes after, so that nobody's place in the order is to be found out by their id.
 */
@Injectable()
export class PeopleListStore {
  async list(
    reader: Reader,
    filter: PeopleFilter,
    after: string | null,
    limit: number,
    now: Date,
  ): Promise<PersonRow[]> {
    return reader.query<PersonRow>(
      `WITH page AS (
         SELECT p.id, p.family_name, p.call_name FROM person p
         WHERE ${shown(filter, 8)} AND ($4::uuid IS NULL
           OR (${order}) > (SELECT a.family_name, a.call_name, a.id FROM person a WHERE a.id = $4 AND ${shown(filter, 8, 'a')}))
         ORDER BY ${order} LIMIT $5)
       SELECT p.id, e.title, e.unit_id AS "unitId", u.name AS "unitName", live.count AS grants, live.soon AS "expiringSoon",
              CASE WHEN last.open THEN NULL ELSE last.day END AS "to", CASE WHEN NOT last.begun THEN last.first END AS "from",
              CASE WHEN e.away THEN json_build_object('from', e.leave_from, 'to', e.leave_to, 'runs', e.leave_from <= $3::date) END AS leave,
              CASE WHEN NOT last.begun AND last.day IS NULL AND NOT last.open THEN 'ended'
                   WHEN NOT last.begun THEN 'coming'
                   WHEN NOT last.open AND last.day <= $3::date + 30 THEN 'leaving' ELSE 'active' END AS state
       FROM page p
       JOIN LATERAL (
         SELECT e.title, e.unit_id, e.leave_from, e.leave_to,
                in_force(e.start_date, e.end_date, e.terminated_at, $3) AND e.leave_percent >= 100
                  AND e.leave_from <= $3::date + 30 AND (e.leave_to IS NULL OR e.leave_to >= $3) AS away
         FROM employment e LEFT JOIN employment m ON m.id = e.manager_employment_id
         WHERE e.person_id = p.id
         ORDER BY ($7 = 'staff' AND m.person_id = $1) DESC NULLS LAST,
                  in_force(e.start_date, e.end_date, e.terminated_at, $3) DESC, e.main DESC, e.start_date DESC, e.id LIMIT 1
       ) AS e ON true
       JOIN unit u ON u.id = e.unit_id
       CROSS JOIN LATERAL (
         SELECT max(l.end_date) AS day, min(l.start_date) AS first, coalesce(bool_or(l.end_date IS NULL), false) AS open,
                coalesce(bool_or(l.start_date <= $3), false) AS begun
         FROM employment l WHERE l.person_id = p.id AND l.terminated_at IS NULL AND (l.end_date IS NULL OR l.end_date >= $3)
       ) AS last
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS count, (count(*) FILTER (WHERE g.valid_to < $6::timestamptz + interval '30 days'))::int AS soon
         FROM access_grant g WHERE g.person_id = p.id AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $6)
       ) AS live
       ORDER BY ${order}`,
      [
        filter.viewerId,
        filter.seesProtected,
        filter.today,
        after,
        limit,
        now,
        filter.scope,
        ...filter.patterns,
      ],
    );
  }

  async count(reader: Reader, filter: PeopleFilter): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM person p
       WHERE ${shown(filter, 4)} AND EXISTS (SELECT FROM employment e WHERE e.person_id = p.id)`,
      [filter.viewerId, filter.seesProtected, filter.today, ...filter.patterns],
    );
    return rows[0]?.count ?? 0;
  }

  /** Whose name fits, among those whom the viewer may find by it; `limit` of them, in no order. */
  async named(reader: Reader, filter: Omit<PeopleFilter, 'scope'>, limit: number): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT p.id FROM person p
       WHERE ${shown({ ...filter, scope: 'all' }, 5)} LIMIT $4`,
      [filter.viewerId, filter.seesProtected, filter.today, limit, ...filter.patterns],
    );
    return rows.map((row) => row.id);
  }
}
