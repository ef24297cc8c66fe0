import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';

export interface FoundConflict {
  readonly id: string;
  readonly ruleId: string;
  readonly personId: string;
}

export interface ConflictRow extends FoundConflict {
  readonly kind: 'held' | 'withheld';
  readonly leftRoles: string[];
  readonly rightRoles: string[];
  readonly foundAt: Date;
  readonly closedAt: Date | null;
  /** The exemption that runs now, if there is one. */
  readonly exemptionId: string | null;
  readonly validTo: Day | null;
}

export interface ConflictFilter {
  readonly ruleId?: string | undefined;
  readonly state: 'open' | 'exempt' | 'closed';
}

// The SQL twin of conflictsOf() in the law book; test/medium/separation.spec.ts holds them together.
// $1 persons (null: everybody), $2 now, $3 today, $4 one rule (null: all)
const found = `
  WITH rule AS (SELECT * FROM separation_rule WHERE state = 'active' AND ($4::uuid IS NULL OR id = $4)),
  touch AS (
    SELECT r.id AS rule_id, s.side, t.role_id
    FROM rule r CROSS JOIN LATERAL (VALUES ('left', r.left_roles, r.left_entitlements),
                                           ('right', r.right_roles, r.right_entitlements)) AS s (side, roles, entitlements)
    CROSS JOIN LATERAL (
      SELECT unnest(s.roles) AS role_id
      UNION SELECT e.role_id FROM role_entitlement e WHERE e.entitlement_id = ANY(s.entitlements)) AS t),
  met AS (
    SELECT t.rule_id, g.person_id,
           coalesce(array_agg(DISTINCT g.role_id ORDER BY g.role_id) FILTER (WHERE t.side = 'left'), '{}') AS left_roles,
           coalesce(array_agg(DISTINCT g.role_id ORDER BY g.role_id) FILTER (WHERE t.side = 'right'), '{}') AS right_roles
    FROM touch t JOIN access_grant g ON g.role_id = t.role_id
    WHERE g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2) AND ($1::uuid[] IS NULL OR g.person_id = ANY($1))
    GROUP BY t.rule_id, g.person_id),
  found AS (
    SELECT m.* FROM met m JOIN rule r ON r.id = m.rule_id
    WHERE (cardinality(m.left_roles) > 0 OR (r.left_people IS NOT NULL AND EXISTS (
            SELECT FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.person_id = m.person_id
              AND in_force(e.start_date, e.end_date, e.terminated_at, $3)
              AND people_selected(r.left_people, u.path, u.kind, e.title_code, e.kind))))
      AND (cardinality(m.right_roles) > 0 OR (r.right_people IS NOT NULL AND EXISTS (
            SELECT FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.person_id = m.person_id
              AND in_force(e.start_date, e.end_date, e.terminated_at, $3)
              AND people_selected(r.right_people, u.path, u.kind, e.title_code, e.kind)))))`;

/** Who has duties that a rule keeps apart, kept as it is found and as it goes away again; and who is exempt. */
@Injectable()
export class ConflictsStore {
  /** Brings what is on record to what is; of some persons, one rule, or all. @returns what was not on record before */
  async refresh(
    tx: Tx,
    of: { personIds: readonly string[] | null; ruleId: string | null; now: Date; today: Day },
  ): Promise<FoundConflict[]> {
    const values = [of.personIds, of.now, of.today, of.ruleId];
    await tx.query(
      `${found}
       UPDATE separation_conflict c SET closed_at = $2
       WHERE c.closed_at IS NULL AND ($1::uuid[] IS NULL OR c.person_id = ANY($1))
         AND (c.kind = 'held' OR NOT EXISTS (SELECT FROM rule r WHERE r.id = c.rule_id AND r.mode = 'enforce'))
         AND ($4::uuid IS NULL OR c.rule_id = $4)
         AND (c.kind = 'withheld' OR NOT EXISTS (SELECT FROM found f WHERE f.rule_id = c.rule_id AND f.person_id = c.person_id))`,
      values,
    );
    return tx.query<FoundConflict>(
      `${found},
       kept AS (
         UPDATE separation_conflict c SET left_roles = f.left_roles, right_roles = f.right_roles FROM found f
         WHERE c.kind = 'held' AND c.closed_at IS NULL AND c.rule_id = f.rule_id AND c.person_id = f.person_id
           AND (c.left_roles, c.right_roles) IS DISTINCT FROM (f.left_roles, f.right_roles))
       INSERT INTO separation_conflict (rule_id, person_id, kind, left_roles, right_roles, found_at)
       SELECT f.rule_id, f.person_id, 'held', f.left_roles, f.right_roles, $2 FROM found f
       WHERE NOT EXISTS (SELECT FROM separation_conflict c WHERE c.rule_id = f.rule_id AND c.person_id = f.person_id
                           AND c.kind = 'held' AND c.closed_at IS NULL)
       ON CONFLICT (rule_id, person_id, kind) WHERE closed_at IS NULL DO NOTHING
       RETURNING id, rule_id AS "ruleId", person_id AS "personId"`,
      values,
    );
  }

  /** Notes whom the rules kept from getting access, and closes what no longer is so, of the persons looked at. */
  async noteWithheld(
    tx: Tx,
    lookedAt: readonly string[],
    withheld: readonly {
      ruleId: string;
      personId: string;
      left: readonly string[];
      right: readonly string[];
    }[],
    now: Date,
  ): Promise<FoundConflict[]> {
    const rows = JSON.stringify(withheld);
    await tx.query(
      `UPDATE separation_conflict c SET closed_at = $2
       WHERE c.kind = 'withheld' AND c.closed_at IS NULL AND c.person_id = ANY($1)
         AND NOT EXISTS (SELECT FROM jsonb_to_recordset($3::jsonb) AS w ("ruleId" uuid, "personId" uuid)
                         WHERE w."ruleId" = c.rule_id AND w."personId" = c.person_id)`,
      [lookedAt, now, rows],
    );
    return tx.query<FoundConflict>(
      `INSERT INTO separation_conflict (rule_id, person_id, kind, left_roles, right_roles, found_at)
       SELECT w."ruleId", w."personId", 'withheld', w."left", w."right", $1
       FROM jsonb_to_recordset($2::jsonb) AS w ("ruleId" uuid, "personId" uuid, "left" uuid[], "right" uuid[])
       ON CONFLICT (rule_id, person_id, kind) WHERE closed_at IS NULL DO NOTHING
       RETURNING id, rule_id AS "ruleId", person_id AS "personId"`,
      [now, rows],
    );
  }

  /** The newest first. */
  async list(
    reader: Reader,
    filter: ConflictFilter,
    today: Day,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<ConflictRow[]> {
    return reader.query<ConflictRow>(
      `SELECT c.id, c.rule_id AS "ruleId", c.person_id AS "personId", c.kind, c.left_roles AS "leftRoles",
              c.right_roles AS "rightRoles", date_trunc('milliseconds', c.found_at) AS "foundAt",
              c.closed_at AS "closedAt", x.id AS "exemptionId", x.valid_to AS "validTo"
       FROM separation_conflict c LEFT JOIN separation_exemption x
         ON x.rule_id = c.rule_id AND x.person_id = c.person_id AND x.ended_at IS NULL AND x.valid_to >= $2
       WHERE ($1::uuid IS NULL OR c.rule_id = $1)
         AND CASE $3 WHEN 'closed' THEN c.closed_at IS NOT NULL
                     WHEN 'exempt' THEN c.closed_at IS NULL AND x.id IS NOT NULL
                     ELSE c.closed_at IS NULL AND x.id IS NULL END
         AND ($4::timestamptz IS NULL OR (date_trunc('milliseconds', c.found_at), c.id) < ($4, $5::uuid))
       ORDER BY date_trunc('milliseconds', c.found_at) DESC, c.id DESC LIMIT $6`,
      [filter.ruleId ?? null, today, filter.state, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** How many stand open by rule, those with an exemption apart. */
  async counts(
    reader: Reader,
    today: Day,
  ): Promise<{ ruleId: string; open: number; exempt: number; withheld: number }[]> {
    return reader.query(
      `SELECT c.rule_id AS "ruleId", count(*) FILTER (WHERE x.id IS NULL AND c.kind = 'held')::integer AS open,
              count(*) FILTER (WHERE x.id IS NOT NULL)::integer AS exempt,
              count(*) FILTER (WHERE x.id IS NULL AND c.kind = 'withheld')::integer AS withheld
       FROM separation_conflict c LEFT JOIN separation_exemption x
         ON x.rule_id = c.rule_id AND x.person_id = c.person_id AND x.ended_at IS NULL AND x.valid_to >= $1
       WHERE c.closed_at IS NULL GROUP BY c.rule_id`,
      [today],
    );
  }

  /** What persons hold, resting access too: what the rules look at. */
  async held(
    reader: Reader,
    personIds: readonly string[],
    now: Date,
  ): Promise<{ personId: string; roleId: string; entitlementIds: string[] }[]> {
    return reader.query(
      `SELECT g.person_id AS "personId", g.role_id AS "roleId",
              coalesce(array_agg(DISTINCT e.entitlement_id) FILTER (WHERE e.entitlement_id IS NOT NULL), '{}') AS "entitlementIds"
       FROM access_grant g LEFT JOIN role_entitlement e ON e.role_id = g.role_id
       WHERE g.person_id = ANY($1) AND g.ended_at IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2)
       GROUP BY g.person_id, g.role_id`,
      [personIds, now],
    );
  }
}
