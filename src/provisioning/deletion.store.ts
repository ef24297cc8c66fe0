import { Injectable } from '@nestjs/common';
import type { Account } from '../policy/model/account.js';
import type { Day } from '../policy/model/day.js';
import type { Tx } from '../platform/database.js';
import { ahead, held } from './provisioning.store.js';

export interface DisabledAccount extends Account {
  liveGrants: number;
}

@Injectable()
export class DeletionStore {
  /** Persons, in id order, whose account may have been disabled for long enough; nobody is locked yet. */
  async candidates(
    tx: Tx,
    target: string,
    now: Date,
    today: Day,
    days: number,
    after: string | null,
    limit: number,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT a.person_id AS id FROM account a
       WHERE a.target = $1 AND a.state = 'disabled' AND a.disabled_at <= $2::timestamptz - $4 * interval '24 hours'
         AND a.delivered_version = a.wanted_version AND NOT ${ahead('$3')} AND NOT ${held('$3')}
         AND ($5::uuid IS NULL OR a.person_id > $5)
       ORDER BY a.person_id LIMIT $6`,
      [target, now, today, days, after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** In id order, as everything that changes a person's access locks. */
  async lock(tx: Tx, personIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
      [personIds],
    );
    return rows.map((row) => row.id);
  }

  /** As they stand once their persons are locked. */
  async disabled(
    tx: Tx,
    target: string,
    personIds: readonly string[],
    today: Day,
  ): Promise<DisabledAccount[]> {
    return tx.query<DisabledAccount>(
      `SELECT a.person_id AS "personId", a.wanted_kind AS "wantedKind", a.state, a.disabled_at AS "disabledAt",
              ${held('$3')} AS held,
              (SELECT count(*)::integer FROM access_grant g WHERE g.person_id = a.person_id AND g.ended_at IS NULL) AS "liveGrants"
       FROM account a WHERE a.target = $1 AND a.person_id = ANY($2) AND a.delivered_version = a.wanted_version`,
      [target, personIds, today],
    );
  }
}
