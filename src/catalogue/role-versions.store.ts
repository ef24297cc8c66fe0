import { Injectable } from '@nestjs/common';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { EffectInTime } from '../policy/catalogue/role-version.js';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';

export interface StoredRoleVersion {
  id: string;
  roleId: string;
  version: number;
  content: RoleDefinition;
  state: 'in-force' | 'proposed' | 'held' | 'superseded' | 'rejected' | 'withdrawn';
  orderedBy: string | null;
  orderedAt: Date;
  reason: string;
  /** The earlier version that it brings back. */
  restores: number | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
}

export interface RoleApprovalRow {
  personId: string;
  systemId: string;
  approvedAt: Date;
}

const columns = `
  id, role_id AS "roleId", version, content, state, ordered_by AS "orderedBy", ordered_at AS "orderedAt", reason, restores,
  decided_by AS "decidedBy", decided_at AS "decidedAt", decision_reason AS "decisionReason"`;

/** What roles have been, are, and are proposed to be. */
@Injectable()
export class RoleVersionsStore {
  /** The newest first. */
  async of(reader: Reader, roleId: string): Promise<StoredRoleVersion[]> {
    return reader.query<StoredRoleVersion>(
      `SELECT ${columns} FROM role_version WHERE role_id = $1 ORDER BY version DESC LIMIT 200`,
      [roleId],
    );
  }

  async one(reader: Reader, roleId: string, version: number): Promise<StoredRoleVersion | null> {
    const rows = await reader.query<StoredRoleVersion>(
      `SELECT ${columns} FROM role_version WHERE role_id = $1 AND version = $2`,
      [roleId, version],
    );
    return rows[0] ?? null;
  }

  async byId(reader: Reader, id: string): Promise<StoredRoleVersion | null> {
    const rows = await reader.query<StoredRoleVersion>(`SELECT ${columns} FROM role_version WHERE id = $1`, [
      id,
    ]);
    return rows[0] ?? null;
  }

  async approvals(reader: Reader, versionId: string): Promise<RoleApprovalRow[]> {
    return reader.query<RoleApprovalRow>(
      `SELECT person_id AS "personId", system_id AS "systemId", approved_at AS "approvedAt"
       FROM role_version_approval WHERE version_id = $1 ORDER BY approved_at, system_id`,
      [versionId],
    );
  }

  async approve(
    tx: Tx,
    versionId: string,
    by: string,
    systemIds: readonly string[],
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO role_version_approval (version_id, person_id, system_id, approved_at)
       SELECT $1, $2, id, $4 FROM unnest($3::uuid[]) AS s(id) ON CONFLICT DO NOTHING`,
      [versionId, by, systemIds, at],
    );
  }

  async add(
    tx: Tx,
    version: Pick<
      StoredRoleVersion,
      'roleId' | 'content' | 'orderedBy' | 'orderedAt' | 'reason' | 'restores'
    >,
  ): Promise<{ id: string; version: number }> {
    const rows = await tx.query<{ id: string; version: number }>(
      `INSERT INTO role_version (role_id, version, content, state, ordered_by, ordered_at, reason, restores)
       SELECT r.id, 1 + greatest((SELECT max(v.version) FROM role_version v WHERE v.role_id = r.id),
                                 CASE WHEN r.state = 'draft' THEN 0 ELSE r.version END),
              $2, 'proposed', $3, $4, $5, $6 FROM role r WHERE r.id = $1 RETURNING id, version`,
      [
        version.roleId,
        JSON.stringify(version.content),
        version.orderedBy,
        version.orderedAt,
        version.reason,
        version.restores,
      ],
    );
    return rows[0] ?? { id: '', version: 0 };
  }

  /** What waits comes into force, and supersedes what was. */
  async putInForce(tx: Tx, version: Pick<StoredRoleVersion, 'id' | 'roleId'>, at: Date): Promise<void> {
    await tx.query(`UPDATE role_version SET state = 'superseded' WHERE role_id = $1 AND state = 'in-force'`, [
      version.roleId,
    ]);
    await tx.query(`UPDATE role_version SET state = 'in-force', decided_at = $2 WHERE id = $1`, [
      version.id,
      at,
    ]);
  }

  async hold(tx: Tx, versionId: string): Promise<void> {
    await tx.query(`UPDATE role_version SET state = 'held' WHERE id = $1`, [versionId]);
  }

  /** Settles what waits without its coming into force. */
  async refuse(
    tx: Tx,
    versionId: string,
    refusal: { state: 'rejected' | 'withdrawn'; by: string; at: Date; reason: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE role_version SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 WHERE id = $1`,
      [versionId, refusal.state, refusal.by, refusal.at, refusal.reason],
    );
    await tx.query(`UPDATE role_effect SET until = $2 WHERE version_id = $1 AND until IS NULL`, [
      versionId,
      refusal.at,
    ]);
  }

  /** What each role would give by a proposed version. */
  async propose(
    tx: Tx,
    versionId: string,
    effects: ReadonlyMap<string, readonly string[]>,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO role_effect (role_id, version_id, entitlements, since)
       SELECT e."roleId", $1, e.entitlements, $3 FROM jsonb_to_recordset($2) AS e("roleId" uuid, entitlements uuid[])`,
      [versionId, effectsOf(effects), at],
    );
  }

  /**
   * What each role gives from now on: closes what it gave before, and what this version was foreseen to give, which
   * stands from when it was proposed if it came out so.
   */
  async settle(
    tx: Tx,
    versionId: string | null,
    effects: ReadonlyMap<string, readonly string[]>,
    at: Date,
    since: Date = at,
  ): Promise<void> {
    const given = `jsonb_to_recordset($2) AS e("roleId" uuid, entitlements uuid[])`;
    const changed = [versionId, effectsOf(effects), at];
    await tx.query(
      `UPDATE role_effect o SET until = $3 FROM ${given}
       WHERE o.role_id = e."roleId" AND o.until IS NULL
         AND (o.version_id IS NULL OR o.version_id = $1 OR EXISTS (
           SELECT FROM role_version v WHERE v.id = o.version_id AND v.state NOT IN ('proposed', 'held')))`,
      changed,
    );
    await tx.query(
      `INSERT INTO role_effect (role_id, version_id, entitlements, since)
       SELECT e."roleId", $1, e.entitlements, coalesce((
         SELECT min(f.since) FROM role_effect f WHERE f.version_id = $1 AND f.role_id = e."roleId"
           AND f.entitlements @> e.entitlements), $3)
       FROM ${given}`,
      [versionId, effectsOf(effects), since],
    );
  }

  async effects(reader: Reader, roleIds: readonly string[]): Promise<Map<string, EffectInTime[]>> {
    const rows = await reader.query<EffectInTime & { roleId: string }>(
      `SELECT role_id AS "roleId", entitlements,
              CASE since WHEN '-infinity' THEN to_timestamp(0) ELSE since END AS since, until
       FROM role_effect WHERE role_id = ANY($1) ORDER BY since`,
      [roleIds],
    );
    const byRole = new Map<string, EffectInTime[]>();
    for (const { roleId, ...effect } of rows) byRole.set(roleId, [...(byRole.get(roleId) ?? []), effect]);
    return byRole;
  }

  /** Of these roles, those that somebody holds or has asked for. */
  async held(reader: Reader, roleIds: readonly string[]): Promise<Set<string>> {
    const rows = await reader.query<{ id: string }>(
      `SELECT r.id FROM unnest($1::uuid[]) AS r(id)
       WHERE EXISTS (SELECT FROM access_grant g WHERE g.role_id = r.id AND g.ended_at IS NULL)
          OR EXISTS (SELECT FROM access_request q WHERE q.role_id = r.id AND q.state = 'pending')`,
      [roleIds],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Persons who hold one of the roles now. */
  async holders(reader: Reader, roleIds: readonly string[]): Promise<Set<string>> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT person_id AS id FROM access_grant WHERE role_id = ANY($1) AND ended_at IS NULL`,
      [roleIds],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** The systems that these roles and entitlements belong to. */
  async systems(
    reader: Reader,
    of: { roleIds: readonly string[]; entitlementIds: readonly string[] },
    today: Day,
  ): Promise<
    {
      id: string;
      name: string;
      state: string;
      informationOwnerId: string;
      systemOwnerId: string;
      ownerEmployed: boolean;
    }[]
  > {
    return reader.query(
      `SELECT s.id, s.name, s.state, s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId",
              EXISTS (SELECT FROM employment e WHERE e.person_id = s.information_owner_id
                      AND in_force(e.start_date, e.end_date, e.terminated_at, $3)) AS "ownerEmployed"
       FROM information_system s
       WHERE s.id IN (SELECT system_id FROM role WHERE id = ANY($1) UNION SELECT system_id FROM entitlement WHERE id = ANY($2))
       ORDER BY s.name, s.id`,
      [of.roleIds, of.entitlementIds, today],
    );
  }

  /** The approved analyses of the roles. */
  async analyses(
    reader: Reader,
    roleIds: readonly string[],
  ): Promise<Map<string, { id: string; approvedAt: Date }>> {
    const rows = await reader.query<{ id: string; roleId: string; approvedAt: Date }>(
      `SELECT id, role_id AS "roleId", approved_at AS "approvedAt" FROM analysis WHERE role_id = ANY($1) AND state = 'approved'`,
      [roleIds],
    );
    return new Map(rows.map((row) => [row.roleId, row]));
  }

  /** The role gives more than they weighed: they hold no longer, and no newer version stands in their place. */
  async lapse(tx: Tx, analysisIds: readonly string[], at: Date): Promise<void> {
    await tx.query(
      `UPDATE analysis SET state = 'lapsed', ended_at = $2, ended_reason = 'role-widened' WHERE id = ANY($1)`,
      [analysisIds, at],
    );
  }

  /** A role that is nothing yet; its first version says what it is to be. */
  async addRole(tx: Tx, key: string, systemId: string, content: RoleDefinition): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO role (key, system_id, name_sv, name_en, sentence_sv, sentence_en, risk, max_days, review_days, requestable,
         state, version)
       SELECT k.key, $2, $3, $4, $5, $6, 1, 1, 1, false, 'draft', 0
       FROM (SELECT $1 AS key, 1 AS n UNION ALL SELECT $1 || '-' || n, n FROM generate_series(2, 1000) AS n) AS k
       WHERE NOT EXISTS (SELECT FROM role r WHERE r.key = k.key) ORDER BY k.n LIMIT 1 RETURNING id`,
      [key, systemId, content.nameSv, content.nameEn, content.sentenceSv, content.sentenceEn],
    );
    return rows[0]?.id ?? '';
  }

  /** A version of the role waits that reaches a system which this person owns. */
  async reaches(reader: Reader, roleId: string, personId: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM role_effect f JOIN role_version v ON v.id = f.version_id AND v.state = 'proposed'
       JOIN entitlement e ON e.id = ANY(f.entitlements) JOIN information_system s ON s.id = e.system_id
       WHERE f.role_id = $1 AND $2 IN (s.information_owner_id, s.system_owner_id) LIMIT 1`,
      [roleId, personId],
    );
    return rows.length > 0;
  }

  async retire(tx: Tx, roleId: string): Promise<void> {
    await tx.query(`UPDATE role SET state = 'retired' WHERE id = $1`, [roleId]);
  }
}

function effectsOf(effects: ReadonlyMap<string, readonly string[]>): string {
  return JSON.stringify([...effects].map(([roleId, entitlements]) => ({ roleId, entitlements })));
}
