import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { RequestState } from '../policy/request/request-states.js';

export interface HistoryRow {
  id: string;
  number: number;
  kind: 'new' | 'extension' | 'removal';
  state: RequestState;
  personId: string;
  roleId: string;
  systemId: string;
  systemName: string;
  unitId: string;
  unitName: string;
  requestedBy: string;
  submittedAt: Date;
  decidedAt: Date | null;
  reason: string;
  days: number | null;
  questionWaits: boolean;
  acrossProviders: boolean;
}

/** Whose requests the caller may find. */
export interface HistoryScope {
  callerId: string;
  /** A right to read all of them. */
  all: boolean;
  /** Nothing but what the caller asked for. */
  mine: boolean;
  today: Day;
}

export interface HistoryFilter {
  number?: number | undefined;
  /** For to_tsquery; every word as the beginning of one. */
  words?: string | undefined;
  /** Roles whose name or system's name holds the words: they are found by that too. */
  namedRoleIds: readonly string[];
  /** Who it is about, or who asked. */
  personIds?: readonly string[] | undefined;
  roleIds?: readonly string[] | undefined;
  state?: RequestState | undefined;
  kind?: HistoryRow['kind'] | undefined;
  from?: Date | undefined;
  before?: Date | undefined;
}

/**
 * Every request there was. Each ground on which the caller may see requests is a statement of its own that walks an index
 * from the newest and stops at a page; what they find is put together. So a manager with twenty people does not pay for a
 * million requests, and an auditor's page costs the same however many there are.
 */
@Injectable()
export class HistoryStore {
  async search(
    reader: Reader,
    scope: HistoryScope,
    filter: HistoryFilter,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<HistoryRow[]> {
    const owned = scope.all || scope.mine ? [] : await this.#rolesOwned(reader, scope.callerId);
    const values: unknown[] = [];
    const $ = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = conditionsOf(filter, $);
    if (after)
      conditions.push(`(q.submitted_at, q.number) < (${$(after[0])}::timestamptz, ${$(after[1])}::bigint)`);
    const most = $(limit);
    const branches = groundsOf(scope, owned, $).map(
      (ground) => `(SELECT q.id, q.submitted_at, q.number FROM access_request q
         WHERE ${[ground, ...conditions].join(' AND ')} ORDER BY q.submitted_at DESC, q.number DESC LIMIT ${most})`,
    );
    return reader.query<HistoryRow>(
      `WITH page AS (SELECT * FROM (${branches.join(' UNION ')}) AS found ORDER BY submitted_at DESC, number DESC LIMIT ${most})
       SELECT q.id, q.number, q.kind, q.state, q.person_id AS "personId", q.role_id AS "roleId", i.id AS "systemId",
              i.name AS "systemName", u.id AS "unitId", u.name AS "unitName", q.requested_by AS "requestedBy",
              q.submitted_at AS "submittedAt", q.decided_at AS "decidedAt", coalesce(s.need, q.asked_reason, '') AS reason,
              s.duration_hours / 24 AS days,
              coalesce((SELECT a.kind = 'shared-records' FROM analysis a WHERE a.id = s.analysis_id), false) AS "acrossProviders",
              EXISTS (SELECT FROM request_question w WHERE w.request_id = q.id AND w.answered_at IS NULL
                      AND q.state = 'pending') AS "questionWaits"
       FROM page JOIN access_request q ON q.id = page.id JOIN role r ON r.id = q.role_id
       JOIN information_system i ON i.id = r.system_id JOIN unit u ON u.id = q.unit_id
       LEFT JOIN assessment s ON s.id = q.assessment_id
       ORDER BY page.submitted_at DESC, page.number DESC`,
      values,
    );
  }

  async #rolesOwned(reader: Reader, personId: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT r.id FROM role r JOIN information_system i ON i.id = r.system_id
       WHERE $1 IN (i.information_owner_id, i.system_owner_id)`,
      [personId],
    );
    return rows.map((row) => row.id);
  }

  /** Roles by a part of their name or of their system's. */
  async rolesNamed(reader: Reader, patterns: readonly string[]): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT r.id FROM role r JOIN information_system i ON i.id = r.system_id
       WHERE lower(r.name_sv || ' ' || r.name_en || ' ' || i.name) LIKE ALL ($1::text[])`,
      [patterns],
    );
    return rows.map((row) => row.id);
  }

  async rolesOfSystem(reader: Reader, systemId: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(`SELECT id FROM role WHERE system_id = $1`, [systemId]);
    return rows.map((row) => row.id);
  }
}

/**
 * @param owned roles of the systems that the caller answers for: told one by one, since PostgreSQL would take everybody
 *   for an owner of something, and look through the whole history for those who own nothing
 */
function groundsOf(scope: HistoryScope, owned: readonly string[], $: (value: unknown) => string): string[] {
  // Without a condition of its own there is no parameter either: an unused one is an error of PostgreSQL's.
  if (scope.all && !scope.mine) return ['true'];
  const caller = $(scope.callerId);
  if (scope.mine) return [`q.requested_by = ${caller}`];
  const today = $(scope.today);
  return [
    `q.requested_by = ${caller}`,
    `q.person_id = ${caller}`,
    // Those whom the caller leads, now or when they begin.
    `q.person_id IN (SELECT e.person_id FROM employment m JOIN employment e ON e.manager_employment_id = m.id
       WHERE m.person_id = ${caller} AND e.person_id <> ${caller} AND in_force(m.start_date, m.end_date, m.terminated_at, ${today}::date)
         AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= ${today}::date))
     AND q.employment_id IN (SELECT e.id FROM employment m JOIN employment e ON e.manager_employment_id = m.id
       WHERE m.person_id = ${caller} AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= ${today}::date))`,
    ...(owned.length > 0 ? [`q.role_id = ANY(${$(owned)})`] : []),
    `q.id IN (SELECT o.request_id FROM request_approver o WHERE o.person_id = ${caller}
       UNION ALL SELECT o.request_id FROM request_approver o WHERE o.on_behalf_of = ${caller})`,
    // What waits for those who let the caller decide for them today.
    `q.state = 'pending' AND q.id IN (SELECT o.request_id FROM approval_delegation d
       JOIN request_approver o ON o.person_id = d.delegator_id
       WHERE d.delegate_id = ${caller} AND d.ended_at IS NULL AND ${today}::date BETWEEN d.valid_from AND d.valid_to
         AND (d.role_id IS NULL OR d.role_id = q.role_id)
         AND (d.system_id IS NULL OR d.system_id = (SELECT r.system_id FROM role r WHERE r.id = q.role_id)))`,
  ];
}

function conditionsOf(filter: HistoryFilter, $: (value: unknown) => string): string[] {
  const { number, words, namedRoleIds, personIds, roleIds, state, kind, from, before } = filter;
  const found: string[] = [];
  if (number !== undefined) found.push(`q.number = ${$(number)}`);
  if (words !== undefined) {
    const text = `q.search @@ to_tsquery('swedish', ${$(words)})`;
    found.push(namedRoleIds.length > 0 ? `(${text} OR q.role_id = ANY(${$(namedRoleIds)}))` : text);
  }
  if (personIds) {
    const ids = $(personIds);
    found.push(`(q.person_id = ANY(${ids}) OR q.requested_by = ANY(${ids}))`);
  }
  if (roleIds) found.push(`q.role_id = ANY(${$(roleIds)})`);
  if (state !== undefined) found.push(`q.state = ${$(state)}`);
  if (kind !== undefined) found.push(`q.kind = ${$(kind)}`);
  if (from) found.push(`q.submitted_at >= ${$(from)}`);
  if (before) found.push(`q.submitted_at < ${$(before)}`);
  return found;
}
