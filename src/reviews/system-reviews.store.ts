import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** What a review of all access to one system takes in. */
@Injectable()
export class SystemReviewsStore {
  async system(tx: Tx, id: string): Promise<{ name: string } | null> {
    const rows = await tx.query<{ name: string }>(`SELECT name FROM information_system WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Roles that give something in the system. */
  async roles(tx: Tx, systemId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT re.role_id AS id FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id WHERE e.system_id = $1`,
      [systemId],
    );
    return rows.map((row) => row.id);
  }

  /** The tops of the trees of units, where one of these roles is held below. */
  async tops(tx: Tx, roleIds: readonly string[]): Promise<{ id: string; name: string; path: string }[]> {
    return tx.query(
      `SELECT DISTINCT t.id, t.name, t.path FROM access_grant g JOIN unit u ON u.id = g.unit_id
       JOIN unit t ON t.path = '/' || split_part(u.path, '/', 2) || '/' AND t.source = u.source
       WHERE g.role_id = ANY($1) AND g.ended_at IS NULL ORDER BY t.path`,
      [roleIds],
    );
  }

  /** One at a time; true when it has been opened already. */
  async opened(tx: Tx, name: string, unitId: string): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:system-review', 0))`);
    const rows = await tx.query(`SELECT FROM campaign WHERE name = $1 AND unit_id = $2`, [name, unitId]);
    return rows.length > 0;
  }
}
