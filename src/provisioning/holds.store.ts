import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';
import { ahead, type AccountState } from './provisioning.store.js';

export interface HoldRow {
  id: string;
  reason: string;
  until: Day;
  heldBy: string;
  heldAt: Date;
}

export interface KeptAccount {
  target: string;
  username: string;
  state: AccountState;
  disabledAt: Date | null;
  ahead: boolean;
}

/** Who is to keep a disabled account, why and until when. */
@Injectable()
export class HoldsStore {
  async lockPerson(tx: Tx, personId: string): Promise<boolean> {
    return (await tx.query(`SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE`, [personId])).length > 0;
  }

  async account(reader: Reader, personId: string, today: Day): Promise<KeptAccount | null> {
    const [row] = await reader.query<KeptAccount>(
      `SELECT a.target, a.username, a.state, a.disabled_at AS "disabledAt", ${ahead('$2')} AS ahead
       FROM account a WHERE a.person_id = $1 AND a.target = 'directory'`,
      [personId, today],
    );
    return row ?? null;
  }

  /** The one in force on `today`. */
  async hold(reader: Reader, personId: string, target: string, today: Day): Promise<HoldRow | null> {
    const [row] = await reader.query<HoldRow>(
      `SELECT id, reason, until, held_by AS "heldBy", held_at AS "heldAt" FROM account_hold
       WHERE person_id = $1 AND target = $2 AND released_at IS NULL AND until >= $3`,
      [personId, target, today],
    );
    return row ?? null;
  }

  /** One that is over makes way for the new one. @returns its id */
  async add(
    tx: Tx,
    hold: { personId: string; target: string; reason: string; until: Day; by: string; at: Date },
  ): Promise<string> {
    await tx.query(
      `UPDATE account_hold SET released_by = $3, released_at = $4
       WHERE person_id = $1 AND target = $2 AND released_at IS NULL`,
      [hold.personId, hold.target, hold.by, hold.at],
    );
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO account_hold (person_id, target, reason, until, held_by, held_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [hold.personId, hold.target, hold.reason, hold.until, hold.by, hold.at],
    );
    return row?.id ?? '';
  }

  async release(tx: Tx, id: string, by: string, at: Date): Promise<void> {
    await tx.query(`UPDATE account_hold SET released_by = $2, released_at = $3 WHERE id = $1`, [id, by, at]);
  }
}
