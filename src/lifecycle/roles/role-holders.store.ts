import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';

/** What one person loses in one unit. */
export interface RoleLoss {
  personId: string;
  unitId: string;
  roleIds: string[];
}

/** Who holds roles whose content changes. */
@Injectable()
export class RoleHoldersStore {
  async mark(tx: Tx): Promise<void> {
    await tx.query('SAVEPOINT before_role');
  }

  async takeBack(tx: Tx): Promise<void> {
    await tx.query('ROLLBACK TO SAVEPOINT before_role');
  }

  /** After the roles have changed: who no longer has what these gave, by no other grant either. */
  async losing(
    reader: Reader,
    lost: readonly { roleId: string; entitlementId: string }[],
    now: Date,
  ): Promise<RoleLoss[]> {
    return reader.query<RoleLoss>(
      `SELECT g.person_id AS "personId", g.unit_id AS "unitId", array_agg(DISTINCT g.role_id) AS "roleIds"
       FROM jsonb_to_recordset($1) AS l("roleId" uuid, "entitlementId" uuid)
       JOIN access_grant g ON g.role_id = l."roleId" AND grant_works(g.ended_at, g.valid_to, g.suspended_for, $2)
       WHERE NOT EXISTS (
         SELECT FROM access_grant o JOIN role_entitlement re ON re.role_id = o.role_id AND re.entitlement_id = l."entitlementId"
         WHERE o.person_id = g.person_id AND grant_works(o.ended_at, o.valid_to, o.suspended_for, $2))
       GROUP BY g.person_id, g.unit_id ORDER BY g.person_id, g.unit_id`,
      [JSON.stringify(lost), now],
    );
  }

  /** Who holds one of the roles, in id order, a part at a time. */
  async holdersAfter(
    reader: Reader,
    roleIds: readonly string[],
    after: string | null,
    limit: number,
  ): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT person_id AS id FROM access_grant
       WHERE role_id = ANY($1) AND ended_at IS NULL AND ($2::uuid IS NULL OR person_id > $2) ORDER BY 1 LIMIT $3`,
      [roleIds, after, limit],
    );
    return rows.map((row) => row.id);
  }
}
