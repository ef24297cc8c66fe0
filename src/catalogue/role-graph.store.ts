import { Injectable } from '@nestjs/common';
import type { RoleGraph } from '../policy/catalogue/role-content.js';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { EffectiveTerms, Terms } from '../policy/catalogue/role-content.js';
import type { Reader, Tx } from '../platform/database.js';

/** What bears on the terms of the roles that give an entitlement. */
export interface EntitlementFacts extends Terms {
  id: string;
  systemId: string;
  name: string;
  state: string;
  privileged: boolean;
  minimumLevel: number;
}

export interface GraphRole {
  id: string;
  nameSv: string;
  systemId: string;
  privileged: boolean;
  state: string;
  minimumLevel: number;
  /** What it states itself: as its version in force says, else as it stands. */
  stated: Terms;
  securityApproves: boolean;
}

/** Which roles hold what, written whole: what a role gives in all is derived from what each holds itself. */
@Injectable()
export class RoleGraphStore {
  /** One change of the catalogue at a time, so that two cannot make a circle together. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:catalogue', 0))`);
  }

  async graph(reader: Reader): Promise<RoleGraph> {
    const rows = await reader.query<{ id: string; entitlements: string[]; includes: string[] }>(
      `SELECT r.id, ARRAY(SELECT entitlement_id FROM role_entitlement e WHERE e.role_id = r.id AND e.direct ORDER BY 1) AS entitlements,
              ARRAY(SELECT included_role_id FROM role_inclusion i WHERE i.role_id = r.id ORDER BY 1) AS includes
       FROM role r`,
    );
    return new Map(rows.map(({ id, entitlements, includes }) => [id, { entitlements, includes }]));
  }

  /** What the roles give in all, as it is written down. */
  async given(reader: Reader, roleIds: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await reader.query<{ roleId: string; entitlements: string[] }>(
      `SELECT r.id AS "roleId",
              ARRAY(SELECT entitlement_id FROM role_entitlement e WHERE e.role_id = r.id ORDER BY 1) AS entitlements
       FROM role r WHERE r.id = ANY($1)`,
      [roleIds],
    );
    return new Map(rows.map(({ roleId, entitlements }) => [roleId, entitlements]));
  }

  /** What each role demands of its holders, to be compared. */
  async demanded(reader: Reader, roleIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await reader.query<{ roleId: string; demanded: string }>(
      `SELECT r.id AS "roleId",
              ARRAY(SELECT prerequisite_id FROM role_prerequisite p WHERE p.role_id = r.id ORDER BY 1)::text AS demanded
       FROM role r WHERE r.id = ANY($1)`,
      [roleIds],
    );
    return new Map(rows.map(({ roleId, demanded }) => [roleId, demanded]));
  }

  async roles(reader: Reader, roleIds: readonly string[] | null): Promise<GraphRole[]> {
    return reader.query<GraphRole>(
      `SELECT r.id, r.name_sv AS "nameSv", r.system_id AS "systemId", r.privileged, r.state, s.minimum_level AS "minimumLevel",
              json_build_object(
                'risk', CASE WHEN v.id IS NULL THEN r.risk ELSE (v.content ->> 'risk')::integer END,
                'requiredLevel', CASE WHEN v.id IS NULL THEN r.required_level ELSE (v.content ->> 'requiredLevel')::integer END,
                'maxDays', CASE WHEN v.id IS NULL THEN r.max_days ELSE (v.content ->> 'maxDays')::integer END,
                'reviewDays', CASE WHEN v.id IS NULL THEN r.review_days ELSE (v.content ->> 'reviewDays')::integer END,
                'dataClass', CASE WHEN v.id IS NULL THEN r.data_class ELSE v.content ->> 'dataClass' END,
                'askableBy', r.askable_by) AS stated,
              coalesce((v.content ->> 'securityApproves')::boolean, r.security_approves) AS "securityApproves"
       FROM role r JOIN information_system s ON s.id = r.system_id
       LEFT JOIN role_version v ON v.role_id = r.id AND v.state = 'in-force'
       WHERE $1::uuid[] IS NULL OR r.id = ANY($1)`,
      [roleIds],
    );
  }

  async entitlements(reader: Reader, ids: readonly string[]): Promise<EntitlementFacts[]> {
    return reader.query<EntitlementFacts>(
      `SELECT e.id, e.system_id AS "systemId", e.name, e.state, e.privileged, e.risk, e.required_level AS "requiredLevel",
              e.max_days AS "maxDays", e.review_days AS "reviewDays", e.data_class AS "dataClass",
              e.askable_by AS "askableBy", s.minimum_level AS "minimumLevel"
       FROM entitlement e JOIN information_system s ON s.id = e.system_id WHERE e.id = ANY($1)`,
      [ids],
    );
  }

  /** Roles that give something of the system, or of these entitlements. */
  async rolesReaching(reader: Reader, by: { systemId?: string; entitlementId?: string }): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT re.role_id AS id FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
       WHERE e.system_id = $1 OR e.id = $2 UNION SELECT id FROM role WHERE system_id = $1`,
      [by.systemId ?? null, by.entitlementId ?? null],
    );
    return rows.map((row) => row.id);
  }

  async rolesGiving(reader: Reader, entitlementIds: readonly string[]): Promise<string[]> {
    if (entitlementIds.length === 0) return [];
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT role_id AS id FROM role_entitlement WHERE entitlement_id = ANY($1)`,
      [entitlementIds],
    );
    return rows.map((row) => row.id);
  }

  /** The role itself, and what it holds itself, as its new version says. */
  async define(tx: Tx, roleId: string, version: number, definition: RoleDefinition): Promise<void> {
    await tx.query(
      `UPDATE role SET name_sv = d."nameSv", name_en = d."nameEn", sentence_sv = d."sentenceSv", sentence_en = d."sentenceEn",
         requestable = d.requestable AND d.privileged IS NULL, askable_by = d."askableBy", suggested_for = d."suggestedFor",
         mover = CASE jsonb_typeof(d.mover) WHEN 'object' THEN 'keep' ELSE d.mover #>> '{}' END,
         mover_days = (d.mover ->> 'keepDays')::integer,
         privileged = d.privileged IS NOT NULL, holder_cap = (d.privileged ->> 'holderCap')::integer,
         eligible = d.privileged -> 'eligible',
         activation_hours = CASE WHEN d.privileged IS NOT NULL THEN
           ARRAY(SELECT h::integer FROM jsonb_array_elements_text(d.privileged -> 'hours') AS h ORDER BY h::integer) END,
         questions = d.questions, version = $3, state = 'in-use'
       FROM (SELECT nullif(x."askableBy", 'null') AS "askableBy", nullif(x."suggestedFor", 'null') AS "suggestedFor",
               nullif(x.privileged, 'null') AS privileged, x."nameSv", x."nameEn", x."sentenceSv", x."sentenceEn",
               x.requestable, x.mover, x.questions
             FROM jsonb_to_record($2) AS x("nameSv" text, "nameEn" text, "sentenceSv" text, "sentenceEn" text,
               requestable boolean, "askableBy" jsonb, "suggestedFor" jsonb, mover jsonb, privileged jsonb, questions jsonb)) AS d
       WHERE role.id = $1`,
      [roleId, JSON.stringify(definition), version],
    );
    await tx.query(`DELETE FROM role_inclusion WHERE role_id = $1`, [roleId]);
    await tx.query(`INSERT INTO role_inclusion SELECT $1, id FROM unnest($2::uuid[]) AS i(id)`, [
      roleId,
      definition.includes,
    ]);
    await tx.query(`UPDATE role_entitlement SET direct = entitlement_id = ANY($2) WHERE role_id = $1`, [
      roleId,
      definition.entitlements,
    ]);
    await tx.query(
      `INSERT INTO role_entitlement (role_id, entitlement_id) SELECT $1, id FROM unnest($2::uuid[]) AS e(id)
       ON CONFLICT DO NOTHING`,
      [roleId, definition.entitlements],
    );
    await tx.query(`UPDATE role_prerequisite SET direct = prerequisite_id = ANY($2) WHERE role_id = $1`, [
      roleId,
      definition.requires,
    ]);
    await tx.query(
      `INSERT INTO role_prerequisite (role_id, prerequisite_id) SELECT $1, id FROM unnest($2::uuid[]) AS p(id)
       ON CONFLICT DO NOTHING`,
      [roleId, definition.requires],
    );
  }

  /** Makes what these roles give, and demand, what they and the roles in them hold. */
  async materialise(tx: Tx, roleIds: readonly string[]): Promise<void> {
    const reach = `WITH RECURSIVE reach(role_id, part) AS (
        SELECT id, id FROM unnest($1::uuid[]) AS r(id)
        UNION SELECT reach.role_id, i.included_role_id FROM reach JOIN role_inclusion i ON i.role_id = reach.part)`;
    const given = `SELECT DISTINCT reach.role_id, re.entitlement_id FROM reach
                   JOIN role_entitlement re ON re.role_id = reach.part AND re.direct`;
    await tx.query(
      `${reach}, given AS (${given})
       DELETE FROM role_entitlement re WHERE re.role_id = ANY($1) AND NOT re.direct
         AND NOT EXISTS (SELECT FROM given g WHERE g.role_id = re.role_id AND g.entitlement_id = re.entitlement_id)`,
      [roleIds],
    );
    await tx.query(
      `${reach} INSERT INTO role_entitlement (role_id, entitlement_id, direct)
       SELECT role_id, entitlement_id, false FROM (${given}) AS g ON CONFLICT DO NOTHING`,
      [roleIds],
    );
    const demanded = `SELECT DISTINCT reach.role_id, rp.prerequisite_id FROM reach
                      JOIN role_prerequisite rp ON rp.role_id = reach.part AND rp.direct
                      UNION SELECT re.role_id, ep.prerequisite_id FROM role_entitlement re
                      JOIN entitlement_prerequisite ep ON ep.entitlement_id = re.entitlement_id WHERE re.role_id = ANY($1)`;
    await tx.query(
      `${reach}, demanded AS (${demanded})
       DELETE FROM role_prerequisite rp WHERE rp.role_id = ANY($1) AND NOT rp.direct
         AND NOT EXISTS (SELECT FROM demanded d WHERE d.role_id = rp.role_id AND d.prerequisite_id = rp.prerequisite_id)`,
      [roleIds],
    );
    await tx.query(
      `${reach} INSERT INTO role_prerequisite (role_id, prerequisite_id, direct)
       SELECT role_id, prerequisite_id, false FROM (${demanded}) AS d ON CONFLICT DO NOTHING`,
      [roleIds],
    );
  }

  async writeTerms(
    tx: Tx,
    terms: readonly (EffectiveTerms & { roleId: string; securityApproves: boolean })[],
  ): Promise<void> {
    await tx.query(
      `UPDATE role SET risk = t.risk, required_level = t."requiredLevel", max_days = t."maxDays",
         review_days = t."reviewDays", data_class = t."dataClass", askable_by_all = t."askableByAll",
         security_approves = t."securityApproves"
       FROM jsonb_to_recordset($1) AS t("roleId" uuid, risk smallint, "requiredLevel" smallint, "maxDays" integer,
         "reviewDays" integer, "dataClass" text, "askableByAll" jsonb, "securityApproves" boolean)
       WHERE role.id = t."roleId"`,
      [JSON.stringify(terms)],
    );
  }
}
