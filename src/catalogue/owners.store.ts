import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

export type OwnerField = 'information-owner' | 'system-owner';

const columns: Record<OwnerField, string> = {
  'information-owner': 'information_owner_id',
  'system-owner': 'system_owner_id',
};

/** Owners of systems, beside what the declared catalogue says. */
@Injectable()
export class OwnersStore {
  /** @returns ids of the systems whose owner was `from` and now is `to` */
  async change(
    tx: Tx,
    field: OwnerField,
    changes: readonly { systemId: string; from: string; to: string }[],
  ): Promise<string[]> {
    const column = columns[field];
    const rows = await tx.query<{ id: string }>(
      `UPDATE information_system s SET ${column} = c."to"
       FROM jsonb_to_recordset($1::jsonb) AS c("systemId" uuid, "from" uuid, "to" uuid)
       WHERE s.id = c."systemId" AND s.${column} = c."from" RETURNING s.id`,
      [JSON.stringify(changes)],
    );
    return rows.map((row) => row.id);
  }
}
