import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import type { SeparationMode, SeparationRule } from '../policy/privilege/separation-of-duties.js';

/** What a rule says; the same for the row, its versions and the answer. */
export interface RuleContent extends Omit<SeparationRule, 'id'> {
  readonly why: string;
}

export interface StoredRule extends RuleContent {
  readonly id: string;
  readonly state: 'active' | 'retired';
  readonly version: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}

export interface RuleVersion {
  readonly version: number;
  readonly content: RuleContent & { readonly state: StoredRule['state'] };
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAt: Date;
}

interface Row {
  id: string;
  name: string;
  why: string;
  mode: SeparationMode;
  state: 'active' | 'retired';
  version: number;
  leftRoles: string[];
  leftEntitlements: string[];
  leftPeople: PeopleSelector | null;
  rightRoles: string[];
  rightEntitlements: string[];
  rightPeople: PeopleSelector | null;
  changedBy: string;
  changedAt: Date;
}

const columns = `
  id, name, why, mode, state, version, left_roles AS "leftRoles", left_entitlements AS "leftEntitlements",
  left_people AS "leftPeople", right_roles AS "rightRoles", right_entitlements AS "rightEntitlements",
  right_people AS "rightPeople", changed_by AS "changedBy", changed_at AS "changedAt"`;

/** The rules on which duties nobody may have together, with every version they have had. */
@Injectable()
export class RulesStore {
  async rules(reader: Reader, only: { active?: true; id?: string } = {}): Promise<StoredRule[]> {
    const rows = await reader.query<Row>(
      `SELECT ${columns} FROM separation_rule
       WHERE (NOT $1::boolean OR state = 'active') AND ($2::uuid IS NULL OR id = $2) ORDER BY name, id`,
      [only.active ?? false, only.id ?? null],
    );
    return rows.map(ruleOf);
  }

  async anyActive(reader: Reader): Promise<boolean> {
    const rows = await reader.query(`SELECT FROM separation_rule WHERE state = 'active' LIMIT 1`);
    return rows.length > 0;
  }

  async lock(tx: Tx, id: string): Promise<StoredRule | null> {
    const [row] = await tx.query<Row>(`SELECT ${columns} FROM separation_rule WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    return row ? ruleOf(row) : null;
  }

  async versions(reader: Reader, ruleId: string): Promise<RuleVersion[]> {
    return reader.query<RuleVersion>(
      `SELECT version, content, reason, changed_by AS "changedBy", changed_at AS "changedAt"
       FROM separation_rule_version WHERE rule_id = $1 ORDER BY version DESC`,
      [ruleId],
    );
  }

  /** Writes the rule as it is from now on, and its version beside it. @returns its id */
  async write(
    tx: Tx,
    rule: RuleContent & { id: string | null; state: StoredRule['state']; version: number },
    by: { personId: string; at: Date; reason: string },
  ): Promise<string> {
    const { id, version, ...content } = rule;
    const values = [
      rule.name,
      rule.why,
      rule.mode,
      rule.state,
      version,
      rule.left.roleIds,
      rule.left.entitlementIds,
      json(rule.left.people),
      rule.right.roleIds,
      rule.right.entitlementIds,
      json(rule.right.people),
      by.personId,
      by.at,
    ];
    const [row] =
      id === null
        ? await tx.query<{ id: string }>(
            `INSERT INTO separation_rule (name, why, mode, state, version, left_roles, left_entitlements, left_people,
               right_roles, right_entitlements, right_people, changed_by, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
            values,
          )
        : await tx.query<{ id: string }>(
            `UPDATE separation_rule SET name = $1, why = $2, mode = $3, state = $4, version = $5, left_roles = $6,
               left_entitlements = $7, left_people = $8, right_roles = $9, right_entitlements = $10, right_people = $11,
               changed_by = $12, changed_at = $13
             WHERE id = $14 RETURNING id`,
            [...values, id],
          );
    if (!row) throw new Error('the rule was not written');
    await tx.query(
      `INSERT INTO separation_rule_version (rule_id, version, content, reason, changed_by, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [row.id, version, JSON.stringify(content), by.reason, by.personId, by.at],
    );
    return row.id;
  }

  /** Of the given ids those that no role, or no entitlement, has; and unit codes that no unit has. */
  async unknown(
    reader: Reader,
    asked: { roleIds: readonly string[]; entitlementIds: readonly string[]; unitCodes: readonly string[] },
  ): Promise<{ roles: string[]; entitlements: string[]; units: string[] }> {
    const rows = await reader.query<{ kind: 'roles' | 'entitlements' | 'units'; id: string }>(
      `SELECT 'roles' AS kind, x::text AS id FROM unnest($1::uuid[]) AS x WHERE NOT EXISTS (SELECT FROM role WHERE id = x)
       UNION ALL SELECT 'entitlements', x::text FROM unnest($2::uuid[]) AS x WHERE NOT EXISTS (SELECT FROM entitlement WHERE id = x)
       UNION ALL SELECT 'units', x FROM unnest($3::text[]) AS x WHERE NOT EXISTS (SELECT FROM unit WHERE code = x)`,
      [asked.roleIds, asked.entitlementIds, asked.unitCodes],
    );
    const of = (kind: string): string[] => rows.filter((row) => row.kind === kind).map((row) => row.id);
    return { roles: of('roles'), entitlements: of('entitlements'), units: of('units') };
  }

  /** Units by code, and the commonest title of each title code, for showing a selector in words. */
  async selectorWords(
    reader: Reader,
    unitCodes: readonly string[],
    titleCodes: readonly string[],
  ): Promise<{ units: Map<string, string>; titles: Map<string, string> }> {
    const rows = await reader.query<{ kind: 'unit' | 'title'; code: string; name: string }>(
      `SELECT 'unit' AS kind, code, min(name) AS name FROM unit WHERE code = ANY($1) GROUP BY code
       UNION ALL SELECT 'title', title_code, mode() WITHIN GROUP (ORDER BY title) FROM employment
       WHERE title_code = ANY($2) GROUP BY title_code`,
      [unitCodes, titleCodes],
    );
    const of = (kind: string): Map<string, string> =>
      new Map(rows.filter((row) => row.kind === kind).map(({ code, name }) => [code, name]));
    return { units: of('unit'), titles: of('title') };
  }

  /** What a rule can be made of: every role and entitlement by name. */
  async choices(
    reader: Reader,
    language: 'sv' | 'en',
  ): Promise<{ kind: 'role' | 'entitlement'; id: string; name: string; system: string }[]> {
    return reader.query(
      `SELECT 'role' AS kind, r.id, CASE $1 WHEN 'en' THEN r.name_en ELSE r.name_sv END AS name, s.name AS system
       FROM role r JOIN information_system s ON s.id = r.system_id
       UNION ALL SELECT 'entitlement', e.id, e.name, s.name FROM entitlement e JOIN information_system s ON s.id = e.system_id
       ORDER BY name, id`,
      [language],
    );
  }
}

function ruleOf(row: Row): StoredRule {
  const { leftRoles, leftEntitlements, leftPeople, rightRoles, rightEntitlements, rightPeople, ...rule } =
    row;
  return {
    ...rule,
    left: { roleIds: leftRoles, entitlementIds: leftEntitlements, people: leftPeople },
    right: { roleIds: rightRoles, entitlementIds: rightEntitlements, people: rightPeople },
  };
}

function json(people: PeopleSelector | null): string | null {
  return people === null ? null : JSON.stringify(people);
}
