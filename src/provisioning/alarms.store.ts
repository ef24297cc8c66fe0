import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';

/** A target that has not confirmed in time that somebody's access was taken away. */
export interface AlarmRow {
  id: string;
  accountId: string;
  personId: string;
  target: string;
  since: Date;
}

const columns = `id, account_id AS "accountId", person_id AS "personId", target, since`;

@Injectable()
export class AlarmsStore {
  /** One alarm for each account that is overdue and has none; those of another run at the same moment are not among them. */
  async raise(tx: Tx, now: Date, limit: number): Promise<AlarmRow[]> {
    return tx.query<AlarmRow>(
      `INSERT INTO delivery_alarm (account_id, person_id, target, since, raised_at)
       SELECT a.id, a.person_id, a.target, a.wanted_since, $1 FROM account a
       WHERE a.confirm_by <= $1 AND a.delivered_version < a.wanted_version
         AND NOT EXISTS (SELECT FROM delivery_alarm d WHERE d.account_id = a.id AND d.cleared_at IS NULL)
       ORDER BY a.confirm_by, a.id LIMIT $2 FOR NO KEY UPDATE OF a SKIP LOCKED
       ON CONFLICT (account_id) WHERE cleared_at IS NULL DO NOTHING
       RETURNING ${columns}`,
      [now, limit],
    );
  }

  /** Of these accounts, the alarms that are over: the target has confirmed all that is wanted of it. */
  async clear(tx: Tx, accountIds: readonly string[], at: Date): Promise<AlarmRow[]> {
    return tx.query<AlarmRow>(
      `UPDATE delivery_alarm d SET cleared_at = $2 FROM account a
       WHERE d.account_id = ANY($1) AND d.cleared_at IS NULL AND a.id = d.account_id
         AND a.delivered_version = a.wanted_version
       RETURNING d.id, d.account_id AS "accountId", d.person_id AS "personId", d.target, d.since`,
      [accountIds, at],
    );
  }

  async open(reader: Reader): Promise<number> {
    const [row] = await reader.query<{ count: number }>(
      `SELECT count(*) AS count FROM delivery_alarm WHERE cleared_at IS NULL`,
    );
    return row?.count ?? 0;
  }
}
