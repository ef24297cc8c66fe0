import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader } from '../../platform/database.js';

export const leaverFilters = ['open', 'late', 'mine', 'closed', 'every'] as const;
export type LeaverFilter = (typeof leaverFilters)[number];

/** Who looks, and what they may see: everything, or the lists that they answer for or have an item on. */
export interface LeaverScope {
  viewerId: string;
  seesAll: boolean;
  /** `hr`, `security` and the configured groups that the viewer belongs to. */
  owners: readonly string[];
  today: Day;
}

export interface LeaverRow {
  id: string;
  personId: string;
  employmentId: string;
  title: string;
  unitId: string;
  unitName: string;
  lastDay: Day;
  state: 'open' | 'done' | 'not-needed';
  managerId: string | null;
  total: number;
  answered: number;
  late: number;
  nextDue: Day | null;
}

export interface LeaverItemRow {
  id: string;
  key: string;
  labelSv: string;
  labelEn: string;
  owner: string;
  dueOn: Day;
  state: 'open' | 'done' | 'not-applicable';
  note: string | null;
  answeredBy: string | null;
  answeredAt: Date | null;
}

// $1 viewer, $2 sees all, $3 owners, $4 today
const mine = `(i.owner = ANY($3) OR (i.owner = 'manager' AND (c.manager_id = $1 OR (c.manager_id IS NULL AND 'hr' = ANY($3)))))`;
const visible = `($2 OR c.manager_id = $1 OR EXISTS (SELECT FROM leaver_item i WHERE i.checklist_id = c.id AND ${mine}))
  AND c.person_id <> $1`;
const shownBy: Record<LeaverFilter, string> = {
  open: `c.state = 'open'`,
  late: `c.state = 'open' AND EXISTS (SELECT FROM leaver_item i WHERE i.checklist_id = c.id AND i.state = 'open' AND i.due_on < $4)`,
  mine: `c.state = 'open' AND EXISTS (SELECT FROM leaver_item i WHERE i.checklist_id = c.id AND i.state = 'open' AND ${mine})`,
  closed: `c.state <> 'open'`,
  every: 'true',
};
const columns = `
  c.id, c.person_id AS "personId", c.employment_id AS "employmentId", e.title, u.id AS "unitId", u.name AS "unitName",
  c.last_day AS "lastDay", c.state, c.manager_id AS "managerId", n.total, n.answered, n.late, n.next AS "nextDue"
  FROM leaver_checklist c JOIN employment e ON e.id = c.employment_id JOIN unit u ON u.id = e.unit_id
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS total, (count(*) FILTER (WHERE i.state <> 'open'))::integer AS answered,
           (count(*) FILTER (WHERE i.state = 'open' AND i.due_on < $4))::integer AS late,
           min(i.due_on) FILTER (WHERE i.state = 'open') AS next
    FROM leaver_item i WHERE i.checklist_id = c.id) AS n`;

/** Leavers' checklists as pages show them. */
@Injectable()
export class LeaversStore {
  /** Open ones by their last day, closed ones and all together latest first. */
  async list(
    reader: Reader,
    scope: LeaverScope,
    filter: { show: LeaverFilter; personId: string | null },
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<LeaverRow[]> {
    const latestFirst = filter.show === 'closed' || filter.show === 'every';
    return reader.query<LeaverRow>(
      `SELECT ${columns}
       WHERE ${visible} AND ${shownBy[filter.show]} AND ($5::uuid IS NULL OR c.person_id = $5)
         AND ($6::date IS NULL OR (c.last_day, c.id) ${latestFirst ? '<' : '>'} ($6, $7::uuid))
       ORDER BY c.last_day ${latestFirst ? 'DESC' : ''}, c.id ${latestFirst ? 'DESC' : ''} LIMIT $8`,
      [...values(scope), filter.personId, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async one(reader: Reader, scope: LeaverScope, id: string): Promise<LeaverRow | null> {
    const [row] = await reader.query<LeaverRow>(`SELECT ${columns} WHERE ${visible} AND c.id = $5`, [
      ...values(scope),
      id,
    ]);
    return row ?? null;
  }

  async items(reader: Reader, checklistId: string): Promise<LeaverItemRow[]> {
    return reader.query<LeaverItemRow>(
      `SELECT id, key, label_sv AS "labelSv", label_en AS "labelEn", owner, due_on AS "dueOn", state, note,
              answered_by AS "answeredBy", answered_at AS "answeredAt"
       FROM leaver_item WHERE checklist_id = $1 ORDER BY due_on, key`,
      [checklistId],
    );
  }

  /** Whether there is any list that this person may see. */
  async concerns(reader: Reader, scope: LeaverScope): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM leaver_checklist c WHERE ${visible} AND $4::date IS NOT NULL LIMIT 1`,
      values(scope),
    );
    return rows.length > 0;
  }
}

function values(scope: LeaverScope): unknown[] {
  return [scope.viewerId, scope.seesAll, scope.owners, scope.today];
}
