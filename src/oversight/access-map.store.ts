import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Day } from '../policy/model/day.js';

/** What a viewer sees of who has access: everything, the systems they answer for, the units they lead. */
export interface MapScope {
  viewerId: string;
  all: boolean;
  systemIds: readonly string[];
  /** Paths of the units that the viewer leads. */
  unitPaths: readonly string[];
  /** False: protected persons whom the viewer does not lead are as if they were not there (H11.6.1). */
  seesProtected: boolean;
  today: Day;
}

export interface MapFilter {
  systemId: string | null;
  roleId: string | null;
  minimumRisk: number;
  privileged: boolean | null;
  /** The moment that is asked about; null: now. */
  at: Date | null;
  now: Date;
}

export interface MapUnit {
  id: string;
  name: string;
  path: string;
  hasBelow: boolean;
}

export interface MapRole {
  id: string;
  name: string;
  privileged: boolean;
  risk: number;
  system: string;
  /** Its analysis lets it reach into other care providers' records. */
  across: boolean;
}

export interface MapCount {
  roleId: string;
  columnId: string;
  grants: number;
  unassessed: number;
}

export interface HolderRow {
  id: string;
  kind: 'grant' | 'unassessed';
  personId: string;
  unitId: string;
  unitName: string;
  title: string;
  roleId: string;
  role: string;
  system: string;
  source: 'request' | 'birthright' | 'activation' | 'takeover';
  why: string;
  from: Date;
  to: Date | null;
  nextReview: Day | null;
  resting: boolean;
  across: boolean;
  path: string;
}

/** $1 viewer, $2 all, $3 systems, $4 paths, $5 sees protected, $6 today. */
function scopeValues(scope: MapScope): unknown[] {
  const { viewerId, all, systemIds, unitPaths, seesProtected, today } = scope;
  return [viewerId, all, systemIds, unitPaths, seesProtected, today];
}

/** Those who are as if they were not there; hashed once, however many grants are looked at. */
const shownTo = (person: string): string => `($5 OR ${person} NOT IN (
  SELECT p.id FROM person p WHERE p.protection <> 'none' AND p.id <> $1 AND p.id NOT IN (
    SELECT e.person_id FROM employment m JOIN employment e ON e.manager_employment_id = m.id
    WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $6) AND e.terminated_at IS NULL
      AND (e.end_date IS NULL OR e.end_date >= $6))))`;

/** $7 system, $8 role, $9 least risk, $10 privileged, $11 now. */
function filterValues(filter: MapFilter): unknown[] {
  return [filter.systemId, filter.roleId, filter.minimumRisk, filter.privileged, filter.at ?? filter.now];
}

const roleShown = `($7::uuid IS NULL OR r.system_id = $7) AND ($8::uuid IS NULL OR r.id = $8) AND r.risk >= $9
  AND ($10::boolean IS NULL OR r.privileged = $10)`;
const inScope = `($2 OR r.system_id = ANY($3::uuid[]) OR EXISTS (SELECT FROM unnest($4::text[]) AS own(path)
  WHERE starts_with(u.path, own.path)))`;
/** Now by the index of live grants alone; then, by the whole history. */
const heldAt = (filter: MapFilter): string =>
  filter.at === null
    ? `g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $11)`
    : `g.valid_from <= $11 AND (g.ended_at IS NULL OR g.ended_at > $11) AND (g.valid_to IS NULL OR g.valid_to > $11)`;

/** Role × unit, counted where the grants are and rolled up the tree of units; a handful of statements for any size. */
@Injectable()
export class AccessMapStore {
  async ownSystems(reader: Reader, personId: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT id FROM information_system WHERE information_owner_id = $1 OR system_owner_id = $1`,
      [personId],
    );
    return rows.map((row) => row.id);
  }

  /** Units that somebody leads today; one below another of them is left out. */
  async ledUnits(reader: Reader, personId: string, today: Day): Promise<MapUnit[]> {
    return reader.query<MapUnit>(
      `WITH led AS (
         SELECT DISTINCT u.id, u.name, u.path FROM employment m JOIN unit u ON u.id = m.unit_id
         WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $2)
           AND (m.leads_unit OR EXISTS (SELECT FROM employment e WHERE e.manager_employment_id = m.id AND e.unit_id = m.unit_id
                  AND e.person_id <> $1 AND in_force(e.start_date, e.end_date, e.terminated_at, $2))))
       SELECT l.id, l.name, l.path, ${hasBelow('l')} AS "hasBelow" FROM led l
       WHERE NOT EXISTS (SELECT FROM led o WHERE o.id <> l.id AND starts_with(l.path, o.path))
       ORDER BY l.name COLLATE "sv-SE-x-icu", l.id`,
      [personId, today],
    );
  }

  async unit(reader: Reader, id: string): Promise<MapUnit | null> {
    const rows = await reader.query<MapUnit>(
      `SELECT u.id, u.name, u.path, ${hasBelow('u')} AS "hasBelow" FROM unit u WHERE u.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** From the top down to the unit itself. */
  async above(reader: Reader, path: string): Promise<MapUnit[]> {
    return reader.query<MapUnit>(
      `SELECT u.id, u.name, u.path, true AS "hasBelow" FROM unit u WHERE starts_with($1, u.path) ORDER BY length(u.path), u.id`,
      [path],
    );
  }

  /** The units below one, or at the top. */
  async below(reader: Reader, parentId: string | null): Promise<MapUnit[]> {
    return reader.query<MapUnit>(
      `SELECT u.id, u.name, u.path, ${hasBelow('u')} AS "hasBelow" FROM unit u WHERE u.parent_id IS NOT DISTINCT FROM $1
       ORDER BY u.name COLLATE "sv-SE-x-icu", u.id`,
      [parentId],
    );
  }

  /** @param columns units with all that is below them; `selfId`: that unit without */
  async counts(
    reader: Reader,
    scope: MapScope,
    filter: MapFilter,
    columns: readonly string[],
    selfId: string | null,
  ): Promise<MapCount[]> {
    return reader.query<MapCount>(
      `WITH place AS MATERIALIZED (
         SELECT u.id AS unit_id, u.path, c.id AS column_id FROM unit c JOIN unit u ON ${within('u.path', 'c.path')}
         WHERE c.id = ANY($12::uuid[])
         UNION ALL SELECT u.id, u.path, u.id FROM unit u WHERE u.id = $13),
       counted AS (
         SELECT g.role_id, g.unit_id, count(*) AS n FROM access_grant g
         WHERE ${heldAt(filter)} AND g.unit_id = ANY((SELECT array_agg(unit_id) FROM place)::uuid[]) AND ${shownTo('g.person_id')}
         GROUP BY g.role_id, g.unit_id),
       unassessed AS (
         SELECT re.role_id, w.unit_id, count(*) AS n FROM unassessed_access x JOIN employment w ON w.id = x.employment_id
         JOIN role_entitlement re ON re.entitlement_id = x.entitlement_id
         WHERE ${filter.at === null ? `x.state IN ('open', 'requested')` : 'false'} AND ${shownTo('x.person_id')}
         GROUP BY re.role_id, w.unit_id),
       both_counted AS (
         SELECT coalesce(c.role_id, x.role_id) AS role_id, coalesce(c.unit_id, x.unit_id) AS unit_id,
                coalesce(c.n, 0) AS grants, coalesce(x.n, 0) AS unassessed
         FROM counted c FULL JOIN unassessed x ON x.role_id = c.role_id AND x.unit_id = c.unit_id)
       SELECT b.role_id AS "roleId", u.column_id AS "columnId", sum(b.grants)::integer AS grants,
              sum(b.unassessed)::integer AS unassessed
       FROM both_counted b JOIN place u ON u.unit_id = b.unit_id JOIN role r ON r.id = b.role_id
       WHERE ${roleShown} AND ${inScope}
       GROUP BY b.role_id, u.column_id`,
      [...scopeValues(scope), ...filterValues(filter), columns, selfId],
    );
  }

  async roles(reader: Reader, ids: readonly string[], language: Language): Promise<MapRole[]> {
    return reader.query<MapRole>(
      `SELECT r.id, ${named('r', '$2')} AS name, r.privileged, r.risk, s.name AS system,
              EXISTS (SELECT FROM analysis a WHERE a.role_id = r.id AND a.state = 'approved' AND a.kind = 'shared-records') AS across
       FROM role r JOIN information_system s ON s.id = r.system_id WHERE r.id = ANY($1)`,
      [ids, language],
    );
  }

  /** What one may choose between when narrowing. */
  async choices(
    reader: Reader,
    scope: MapScope,
    language: Language,
  ): Promise<{
    systems: { id: string; name: string }[];
    roles: { id: string; name: string; systemId: string }[];
  }> {
    const seen = scope.all || scope.unitPaths.length > 0;
    const systems = await reader.query<{ id: string; name: string }>(
      `SELECT id, name FROM information_system WHERE $1 OR id = ANY($2::uuid[]) ORDER BY name COLLATE "sv-SE-x-icu", id`,
      [seen, scope.systemIds],
    );
    const roles = await reader.query<{ id: string; name: string; systemId: string }>(
      `SELECT r.id, ${named('r', '$3')} AS name, r.system_id AS "systemId" FROM role r
       WHERE $1 OR r.system_id = ANY($2::uuid[]) ORDER BY r.name_sv COLLATE "sv-SE-x-icu", r.id LIMIT 2000`,
      [seen, scope.systemIds, language],
    );
    return { systems, roles };
  }

  /** One by one, by unit; what somebody holds from before Grindvakt among them. @param below with the units below */
  async holders(
    reader: Reader,
    scope: MapScope,
    filter: MapFilter,
    unit: { path: string | null; below: boolean },
    language: Language,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<HolderRow[]> {
    const inUnit = `($13::text IS NULL OR CASE WHEN $14 THEN starts_with(u.path, $13) ELSE u.path = $13 END)
      AND ($15::text IS NULL OR (u.path, %id%) > ($15, $16::uuid))`;
    return reader.query<HolderRow>(
      `SELECT * FROM (
         (SELECT g.id, 'grant' AS kind, g.person_id AS "personId", u.id AS "unitId", u.name AS "unitName", w.title,
                r.id AS "roleId", ${named('r', '$12')} AS role, s.name AS system, g.source,
                coalesce(t.need, b.name, '') AS why, g.valid_from AS "from", g.valid_to AS "to", g.next_review AS "nextReview",
                g.suspended_for <> '{}' AS resting, a.kind = 'shared-records' AS across, u.path
         FROM access_grant g JOIN unit u ON u.id = g.unit_id JOIN role r ON r.id = g.role_id
         JOIN information_system s ON s.id = r.system_id JOIN employment w ON w.id = g.employment_id
         JOIN analysis a ON a.id = g.analysis_id
         LEFT JOIN assessment t ON t.id = g.assessment_id LEFT JOIN birthright_rule b ON b.id = g.rule_id
         WHERE ${heldAt(filter)} AND ${shownTo('g.person_id')} AND ${roleShown} AND ${inScope}
           AND ${inUnit.replace('%id%', 'g.id')} ORDER BY u.path, g.id LIMIT $17)
         UNION ALL
         (SELECT x.id, 'unassessed', x.person_id, u.id, u.name, w.title, r.id, ${named('r', '$12')}, s.name, 'takeover',
                e.name, x.found_at, NULL, x.keep_until, false, false, u.path
         FROM unassessed_access x JOIN employment w ON w.id = x.employment_id JOIN unit u ON u.id = w.unit_id
         JOIN entitlement e ON e.id = x.entitlement_id JOIN role_entitlement re ON re.entitlement_id = e.id
         JOIN role r ON r.id = re.role_id JOIN information_system s ON s.id = r.system_id
         WHERE x.state IN ('open', 'requested') AND ${filter.at === null ? 'true' : 'false'} AND ${shownTo('x.person_id')}
           AND ${roleShown} AND ${inScope} AND ${inUnit.replace('%id%', 'x.id')} ORDER BY u.path, x.id LIMIT $17)) AS h
       ORDER BY h.path, h.id LIMIT $17`,
      [
        ...scopeValues(scope),
        ...filterValues(filter),
        language,
        unit.path,
        unit.below,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit,
      ],
    );
  }
}

/** As `starts_with`, which no index answers when the beginning comes from a row: a path ends in `/`, and `0` comes after it. */
function within(path: string, above: string): string {
  return `(${path} ~>=~ ${above} AND ${path} ~<~ (left(${above}, -1) || '0'))`;
}

function hasBelow(unit: string): string {
  return `EXISTS (SELECT FROM unit b WHERE b.parent_id = ${unit}.id)`;
}

function named(role: string, language: string): string {
  return `CASE ${language} WHEN 'en' THEN ${role}.name_en ELSE ${role}.name_sv END`;
}
