import { Injectable } from '@nestjs/common';
import type { Shortcoming, SponsorState } from '../../policy/lifecycle/external-terms.js';
import type { Day } from '../../policy/model/day.js';
import type { ExternalKind } from '../../policy/model/people.js';
import type { Reader } from '../../platform/database.js';

export const externalFilters = ['current', 'mine', 'ending', 'short', 'past'] as const;
export type ExternalFilter = (typeof externalFilters)[number];

export interface ExternalScope {
  viewerId: string;
  seesAll: boolean;
  today: Day;
}

export interface ExternalRow {
  id: string;
  personId: string;
  kind: ExternalKind;
  title: string;
  unitId: string;
  unitName: string;
  employer: string | null;
  contract: string | null;
  from: Day;
  to: Day | null;
  sortTo: Day;
  state: SponsorState;
  sponsorId: string | null;
  actingId: string | null;
  nameBy: Day | null;
  missing: Shortcoming[];
  registeredHere: boolean;
  terminated: boolean;
  managerId: string | null;
}

export interface OpenUnit {
  id: string;
  name: string;
  path: string;
}

// $1 viewer, $2 sees all, $3 today
const over = `(e.terminated_at IS NOT NULL OR coalesce(e.end_date < $3, false))`;
const answers = `(x.sponsor_id = $1 OR x.acting_id = $1)`;
const visible = `($2 OR ${answers} OR m.person_id = $1)`;
const shownBy: Record<ExternalFilter, string> = {
  current: `NOT ${over}`,
  mine: `NOT ${over} AND ${answers}`,
  ending: `NOT ${over} AND e.end_date <= $3::date + 30`,
  short: `NOT ${over} AND (x.missing <> '{}' OR x.state IN ('taken-over', 'unsponsored'))`,
  past: over,
};
const columns = `
  e.id, e.person_id AS "personId", e.kind, e.title, u.id AS "unitId", u.name AS "unitName", e.external_employer AS employer,
  e.contract_reference AS contract, e.start_date AS "from", e.end_date AS "to", coalesce(e.end_date, '9999-12-31') AS "sortTo",
  CASE WHEN ${over} THEN 'over' ELSE x.state END AS state, x.sponsor_id AS "sponsorId", x.acting_id AS "actingId",
  x.name_by AS "nameBy", x.missing, e.source = 'grindvakt' AS "registeredHere", e.terminated_at IS NOT NULL AS terminated,
  m.person_id AS "managerId"
  FROM external_engagement x JOIN employment e ON e.id = x.employment_id JOIN unit u ON u.id = e.unit_id
  LEFT JOIN employment m ON m.id = e.manager_employment_id AND in_force(m.start_date, m.end_date, m.terminated_at, $3)`;

/** External people as pages show them. */
@Injectable()
export class ExternalPagesStore {
  /** The first to end first. */
  async list(
    reader: Reader,
    scope: ExternalScope,
    show: ExternalFilter,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ExternalRow[]> {
    return reader.query<ExternalRow>(
      `SELECT ${columns} WHERE ${visible} AND ${shownBy[show]}
         AND ($4::date IS NULL OR (coalesce(e.end_date, '9999-12-31'), e.id) > ($4, $5::uuid))
       ORDER BY coalesce(e.end_date, '9999-12-31'), e.id LIMIT $6`,
      [scope.viewerId, scope.seesAll, scope.today, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async one(reader: Reader, scope: ExternalScope, id: string): Promise<ExternalRow | null> {
    const [row] = await reader.query<ExternalRow>(`SELECT ${columns} WHERE ${visible} AND e.id = $4`, [
      scope.viewerId,
      scope.seesAll,
      scope.today,
      id,
    ]);
    return row ?? null;
  }

  /** Whether somebody external is theirs: asked at every page, so each way is looked up by its index. */
  async concerns(reader: Reader, viewerId: string, today: Day): Promise<boolean> {
    const [row] = await reader.query<{ yes: boolean }>(
      `SELECT EXISTS (
         SELECT FROM (SELECT employment_id FROM external_engagement WHERE sponsor_id = $1 AND state <> 'over'
                      UNION ALL SELECT employment_id FROM external_engagement WHERE acting_id = $1
                      UNION ALL SELECT x.employment_id FROM employment m JOIN employment led ON led.manager_employment_id = m.id
                      JOIN external_engagement x ON x.employment_id = led.id WHERE m.person_id = $1) x
         JOIN employment e ON e.id = x.employment_id
         WHERE e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $2)) AS yes`,
      [viewerId, today],
    );
    return row?.yes ?? false;
  }

  /** Open units where somebody may register: those they lead and what lies below; null: all of them. */
  async units(
    reader: Reader,
    leaderId: string | null,
    pattern: string,
    today: Day,
    limit: number,
  ): Promise<OpenUnit[]> {
    return reader.query<OpenUnit>(
      `SELECT u.id, u.name, u.path FROM unit u
       WHERE (u.valid_to IS NULL OR u.valid_to >= $2) AND lower(u.name) LIKE $3 AND ($1::uuid IS NULL OR u.id IN (
         SELECT b.id FROM employment m JOIN unit a ON a.source = m.source AND a.manager_number = m.number
         JOIN unit b ON b.source = a.source AND starts_with(b.path, a.path)
         WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $2)
         UNION
         SELECT l.unit_id FROM employment m JOIN employment l ON l.manager_employment_id = m.id AND l.person_id <> $1
         WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $2)
           AND in_force(l.start_date, l.end_date, l.terminated_at, $2)))
       ORDER BY u.name COLLATE "sv-SE-x-icu", u.id LIMIT $4`,
      [leaderId, today, pattern, limit],
    );
  }
}
