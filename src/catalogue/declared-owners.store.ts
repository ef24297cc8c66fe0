import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';

/** Who owns a system that a file declares, as far as they work here. */
@Injectable()
export class DeclaredOwnersStore {
  /** The present owners of these systems that work here, as `key field` → person. */
  async atWork(tx: Tx, keys: readonly string[], today: Day): Promise<Map<string, string>> {
    const rows = await tx.query<{ place: string; id: string }>(
      `SELECT s.key || ' ' || o.field AS place, o.id FROM information_system s
       CROSS JOIN LATERAL (VALUES ('informationOwner', s.information_owner_id), ('systemOwner', s.system_owner_id)) AS o(field, id)
       WHERE s.key = ANY($1) AND EXISTS (
         SELECT FROM employment e WHERE e.person_id = o.id AND in_force(e.start_date, e.end_date, e.terminated_at, $2))`,
      [keys, today],
    );
    return new Map(rows.map(({ place, id }) => [place, id]));
  }

  /** Of these persons and days, those on which the person worked here; as `person day`. */
  async workedOn(tx: Tx, asked: readonly { personId: string; day: Day }[]): Promise<Set<string>> {
    const rows = await tx.query<{ worked: string }>(
      `SELECT DISTINCT a."personId" || ' ' || a.day AS worked FROM jsonb_to_recordset($1) AS a("personId" uuid, day date)
       JOIN employment e ON e.person_id = a."personId" AND in_force(e.start_date, e.end_date, NULL, a.day)`,
      [JSON.stringify(asked)],
    );
    return new Set(rows.map(({ worked }) => worked));
  }
}
