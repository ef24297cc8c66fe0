import { Injectable } from '@nestjs/common';
import type { OrganisationChangeKind } from '../../policy/lifecycle/organisation.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader } from '../../platform/database.js';

export interface UnitRow {
  id: string;
  name: string;
  kind: string;
  /** Names from the top, without its own. */
  above: string[];
  /** The unit's own manager in force. */
  managerId: string | null;
  /** The nearest manager in force upwards, itself included. */
  answersId: string | null;
  /** Persons at work in it and below. */
  persons: number;
  children: number;
  code: string;
}

export interface ChangeRow {
  id: string;
  kind: OrganisationChangeKind;
  day: Day;
  at: Date;
  unit: { id: string; name: string };
  others: { id: string; name: string }[];
  was: string | null;
  became: string | null;
  wasManagerId: string | null;
  becameManagerId: string | null;
  persons: number;
  importId: string | null;
  campaign: { id: string; name: string } | null;
}

const row = `
  u.id, u.name, u.kind, u.code,
  (SELECT m.person_id FROM employment m WHERE m.source = u.source AND m.number = u.manager_number
     AND in_force(m.start_date, m.end_date, m.terminated_at, $1)) AS "managerId",
  (SELECT m.person_id FROM unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
     JOIN unit a ON a.source = u.source AND a.code = s.code
     JOIN employment m ON m.source = a.source AND m.number = a.manager_number
     WHERE in_force(m.start_date, m.end_date, m.terminated_at, $1) ORDER BY s.depth DESC LIMIT 1) AS "answersId",
  ARRAY(SELECT a.name FROM unnest(string_to_array(trim(BOTH '/' FROM u.path), '/')) WITH ORDINALITY AS s(code, depth)
     JOIN unit a ON a.source = u.source AND a.code = s.code WHERE a.id <> u.id ORDER BY s.depth) AS above,
  (SELECT count(DISTINCT e.person_id)::integer FROM unit b JOIN employment e ON e.unit_id = b.id
     AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
     WHERE b.source = u.source AND b.path LIKE u.path || '%') AS persons,
  (SELECT count(*)::integer FROM unit c WHERE c.parent_id = u.id AND (c.valid_to IS NULL OR c.valid_to >= $1)
     AND (c.valid_from IS NULL OR c.valid_from <= $1)) AS children`;

const open = `(u.valid_to IS NULL OR u.valid_to >= $1) AND (u.valid_from IS NULL OR u.valid_from <= $1)`;

/** The organisation as pages show it. */
@Injectable()
export class OrganisationPagesStore {
  /** The units just below one, or those at the top. */
  async below(reader: Reader, parentId: string | null, day: Day): Promise<UnitRow[]> {
    return reader.query<UnitRow>(
      `SELECT ${row} FROM unit u WHERE ${open} AND u.parent_id IS NOT DISTINCT FROM $2::uuid ORDER BY u.name, u.id`,
      [day, parentId],
    );
  }

  /** Units where people work and that have no manager of their own in force. */
  async withoutManager(
    reader: Reader,
    day: Day,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<UnitRow[]> {
    return reader.query<UnitRow>(
      `SELECT ${row} FROM unit u
       WHERE ${open} AND NOT EXISTS (SELECT FROM employment m WHERE m.source = u.source AND m.number = u.manager_number
           AND in_force(m.start_date, m.end_date, m.terminated_at, $1))
         AND EXISTS (SELECT FROM employment e WHERE e.unit_id = u.id AND in_force(e.start_date, e.end_date, e.terminated_at, $1))
         AND ($2::text IS NULL OR (u.name, u.id) > ($2, $3::uuid))
       ORDER BY u.name, u.id LIMIT $4`,
      [day, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Newest first. */
  async changes(
    reader: Reader,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ChangeRow[]> {
    return reader.query<ChangeRow>(
      `SELECT c.id, c.kind, c.day, date_trunc('milliseconds', c.at) AS at, jsonb_build_object('id', u.id, 'name', u.name) AS unit,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) ORDER BY o.name), '[]')
               FROM unit o WHERE o.id = ANY (c.other_unit_ids)) AS others,
              c.was, c.became, c.was_manager_id AS "wasManagerId", c.became_manager_id AS "becameManagerId", c.persons,
              c.import_id AS "importId",
              CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'name', r.name) END AS campaign
       FROM organisation_change c JOIN unit u ON u.id = c.unit_id LEFT JOIN campaign r ON r.id = c.campaign_id
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', c.at), c.id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', c.at) DESC, c.id DESC LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }
}
