import { Injectable } from '@nestjs/common';
import type { RoleState } from '../policy/catalogue/states.js';
import type { Day } from '../policy/model/day.js';
import type { Reader } from '../platform/database.js';

export interface Named {
  id: string;
  name: string;
}

export interface RoleLineRow {
  id: string;
  nameSv: string;
  nameEn: string;
  sentenceSv: string;
  sentenceEn: string;
  systemId: string;
  systemName: string;
  state: RoleState;
  version: number;
  risk: number;
  privileged: boolean;
  requestable: boolean;
  entitlements: number;
  holders: number;
  waiting: boolean;
  analysisTo: Day | null;
}

export interface HeldEntitlementRow {
  id: string;
  name: string;
  sentenceSv: string;
  sentenceEn: string;
  systemId: string;
  systemName: string;
  privileged: boolean;
  direct: boolean;
}

export interface HistoryRow {
  id: string;
  at: Date;
  actorId: string | null;
  actorName: string | null;
  action: string;
  reason: string | null;
}

/** What the pages of the register show. */
@Injectable()
export class RegisterPagesStore {
  /** Whoever may not see all sees of the drafts those of systems that `ownerId` owns. */
  async roles(
    reader: Reader,
    filter: {
      q: string;
      systemId: string | null;
      state: RoleState | null;
      draftsOf: string | null;
      after: readonly (string | number)[] | null;
      limit: number;
    },
  ): Promise<RoleLineRow[]> {
    return reader.query<RoleLineRow>(
      `SELECT r.id, r.name_sv AS "nameSv", r.name_en AS "nameEn", r.sentence_sv AS "sentenceSv", r.sentence_en AS "sentenceEn",
              s.id AS "systemId", s.name AS "systemName", r.state, r.version, r.risk, r.privileged,
              r.requestable AND r.state = 'in-use' AND s.state = 'in-use' AS requestable,
              (SELECT count(*)::integer FROM role_entitlement re WHERE re.role_id = r.id) AS entitlements,
              (SELECT count(*)::integer FROM access_grant g WHERE g.role_id = r.id AND g.ended_at IS NULL) AS holders,
              EXISTS (SELECT FROM role_version v WHERE v.role_id = r.id AND v.state IN ('proposed', 'held')) AS waiting,
              (SELECT a.valid_to FROM analysis a WHERE a.role_id = r.id AND a.state = 'approved') AS "analysisTo"
       FROM role r JOIN information_system s ON s.id = r.system_id
       WHERE (r.name_sv ILIKE '%' || $1 || '%' OR r.name_en ILIKE '%' || $1 || '%' OR r.sentence_sv ILIKE '%' || $1 || '%')
         AND ($2::uuid IS NULL OR r.system_id = $2 OR EXISTS (SELECT FROM role_entitlement re
               JOIN entitlement e ON e.id = re.entitlement_id WHERE re.role_id = r.id AND e.system_id = $2))
         AND CASE WHEN $3::text IS NULL THEN r.state <> 'retired' ELSE r.state = $3 END
         AND ($4::uuid IS NULL OR (r.state <> 'draft' AND s.state IN ('in-use', 'retiring'))
              OR $4 IN (s.information_owner_id, s.system_owner_id)
              OR EXISTS (SELECT FROM role_effect f JOIN role_version v ON v.id = f.version_id AND v.state = 'proposed'
                         JOIN entitlement e ON e.id = ANY(f.entitlements) JOIN information_system o ON o.id = e.system_id
                         WHERE f.role_id = r.id AND $4 IN (o.information_owner_id, o.system_owner_id)))
         AND ($5::text IS NULL OR (lower(r.name_sv), r.id) > ($5, $6::uuid))
       ORDER BY lower(r.name_sv), r.id LIMIT $7`,
      [
        filter.q.replaceAll(/[\\%_]/g, '\\$&'),
        filter.systemId,
        filter.state,
        filter.draftsOf,
        filter.after?.[0] ?? null,
        filter.after?.[1] ?? null,
        filter.limit,
      ],
    );
  }

  /** What can be in a role, by name: the first thirty. Of drafts of systems those alone that `draftsOf` owns. */
  async choices(
    reader: Reader,
    filter: { kind: 'entitlement' | 'role'; q: string; draftsOf: string | null; language: 'sv' | 'en' },
  ): Promise<(Named & { sentence: string; system: string; privileged: boolean })[]> {
    const found =
      filter.kind === 'entitlement'
        ? `SELECT e.id, e.name, CASE $3 WHEN 'sv' THEN e.sentence_sv ELSE e.sentence_en END AS sentence, e.privileged, e.system_id
           FROM entitlement e WHERE e.state = 'in-use'`
        : `SELECT r.id, CASE $3 WHEN 'sv' THEN r.name_sv ELSE r.name_en END AS name,
                  CASE $3 WHEN 'sv' THEN r.sentence_sv ELSE r.sentence_en END AS sentence, r.privileged, r.system_id
           FROM role r WHERE r.state = 'in-use'`;
    return reader.query(
      `SELECT f.id, f.name, f.sentence, s.name AS system, f.privileged
       FROM (${found}) AS f JOIN information_system s ON s.id = f.system_id
       WHERE s.state <> 'retired' AND (f.name ILIKE '%' || $1 || '%' OR f.sentence ILIKE '%' || $1 || '%' OR s.name ILIKE '%' || $1 || '%')
         AND ($2::uuid IS NULL OR s.state IN ('in-use', 'retiring') OR $2 IN (s.information_owner_id, s.system_owner_id))
       ORDER BY lower(f.name), f.id LIMIT 30`,
      [filter.q.replaceAll(/[\\%_]/g, '\\$&'), filter.draftsOf, filter.language],
    );
  }

  async rolesOf(reader: Reader, systemId: string): Promise<(RoleNames & { state: RoleState })[]> {
    return reader.query(
      `SELECT id, name_sv AS "nameSv", name_en AS "nameEn", state FROM role WHERE system_id = $1 ORDER BY state, lower(name_sv), id`,
      [systemId],
    );
  }

  async held(reader: Reader, roleId: string): Promise<HeldEntitlementRow[]> {
    return reader.query<HeldEntitlementRow>(
      `SELECT e.id, e.name, e.sentence_sv AS "sentenceSv", e.sentence_en AS "sentenceEn", s.id AS "systemId",
              s.name AS "systemName", e.privileged, re.direct
       FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id JOIN information_system s ON s.id = e.system_id
       WHERE re.role_id = $1 ORDER BY s.name, e.name, e.id`,
      [roleId],
    );
  }

  /** Entitlements, roles and prerequisites by id, as pages name them. */
  async words(reader: Reader, ids: readonly string[], language: 'sv' | 'en'): Promise<Named[]> {
    return reader.query<Named>(
      `SELECT e.id, e.name || ' (' || s.name || ')' AS name FROM entitlement e JOIN information_system s ON s.id = e.system_id
       WHERE e.id = ANY($1)
       UNION ALL SELECT id, CASE $2 WHEN 'sv' THEN name_sv ELSE name_en END FROM role WHERE id = ANY($1)
       UNION ALL SELECT id, CASE $2 WHEN 'sv' THEN name_sv ELSE name_en END FROM prerequisite WHERE id = ANY($1)`,
      [ids, language],
    );
  }

  /** The version of the role's analysis that is being written or asked about. */
  async openAnalysis(reader: Reader, roleId: string): Promise<{ id: string; version: number } | null> {
    const rows = await reader.query<{ id: string; version: number }>(
      `SELECT id, version FROM analysis WHERE role_id = $1 AND state IN ('draft', 'consulting') ORDER BY version DESC LIMIT 1`,
      [roleId],
    );
    return rows[0] ?? null;
  }

  async prerequisites(reader: Reader, language: 'sv' | 'en'): Promise<Named[]> {
    return reader.query<Named>(
      `SELECT id, CASE $1 WHEN 'sv' THEN name_sv ELSE name_en END AS name FROM prerequisite ORDER BY 2`,
      [language],
    );
  }

  async grants(reader: Reader, roleId: string): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(DISTINCT person_id)::integer AS count FROM access_grant WHERE role_id = $1 AND ended_at IS NULL`,
      [roleId],
    );
    return rows[0]?.count ?? 0;
  }

  /** How many persons hold one of the roles, unit by unit; the units with the most first. */
  async affectedUnits(reader: Reader, roleIds: readonly string[]): Promise<(Named & { persons: number })[]> {
    return reader.query(
      `SELECT u.id, u.name, count(DISTINCT g.person_id)::integer AS persons
       FROM access_grant g JOIN unit u ON u.id = g.unit_id WHERE g.role_id = ANY($1) AND g.ended_at IS NULL
       GROUP BY u.id ORDER BY 3 DESC, u.name, u.id`,
      [roleIds],
    );
  }

  async affectedPersons(reader: Reader, roleIds: readonly string[]): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(DISTINCT person_id)::integer AS count FROM access_grant WHERE role_id = ANY($1) AND ended_at IS NULL`,
      [roleIds],
    );
    return rows[0]?.count ?? 0;
  }

  async affected(
    reader: Reader,
    roleIds: readonly string[],
    language: 'sv' | 'en',
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<{ grantId: string; personId: string; unit: string; role: string }[]> {
    return reader.query(
      `SELECT g.id AS "grantId", g.person_id AS "personId", u.name AS unit,
              CASE $2 WHEN 'sv' THEN r.name_sv ELSE r.name_en END AS role
       FROM access_grant g JOIN unit u ON u.id = g.unit_id JOIN role r ON r.id = g.role_id
       WHERE g.role_id = ANY($1) AND g.ended_at IS NULL AND ($3::text IS NULL OR (u.name, g.id) > ($3, $4::uuid))
       ORDER BY u.name, g.id LIMIT $5`,
      [roleIds, language, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** What the log says was done to these objects, the newest first. */
  async history(
    reader: Reader,
    objectIds: readonly string[],
    after: number | null,
    limit: number,
  ): Promise<HistoryRow[]> {
    return reader.query<HistoryRow>(
      `SELECT id::text, at, actor_id AS "actorId", actor_name AS "actorName", action, reason FROM audit_entry
       WHERE object_id = ANY($1) AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [objectIds, after, limit],
    );
  }

  async entitlementIds(reader: Reader, systemId: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(`SELECT id FROM entitlement WHERE system_id = $1`, [
      systemId,
    ]);
    return rows.map((row) => row.id);
  }
}

export interface RoleNames {
  id: string;
  nameSv: string;
  nameEn: string;
}
