import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import type { Verdict } from '../../policy/credentials/break-glass.js';

export interface StoredAccount {
  id: string;
  name: string;
  secretHash: string;
  keeperOne: string;
  keeperTwo: string;
  sealedAt: Date;
  sealedBy: string;
  secretUsedAt: Date | null;
}

export interface StoredOpening {
  id: string;
  accountId: string;
  account: string;
  personId: string;
  rights: string[];
  reason: string;
  openedBy: string;
  openedAt: Date;
  expiresAt: Date;
  firstUsedAt: Date | null;
  closedAt: Date | null;
  closedBy: string | null;
  reviewDueOn: string;
  verdict: Verdict | null;
  reviewReason: string | null;
  reviewedBy: string | null;
  reviewedAt: Date | null;
}

const account = `id, name, secret_hash AS "secretHash", keeper_one AS "keeperOne", keeper_two AS "keeperTwo",
  sealed_at AS "sealedAt", sealed_by AS "sealedBy", secret_used_at AS "secretUsedAt"`;
const opening = `o.id, o.account_id AS "accountId", a.name AS account, o.person_id AS "personId", o.rights, o.reason,
  o.opened_by AS "openedBy", o.opened_at AS "openedAt", o.expires_at AS "expiresAt", o.first_used_at AS "firstUsedAt",
  o.closed_at AS "closedAt", o.closed_by AS "closedBy", o.review_due_on AS "reviewDueOn", o.verdict,
  o.review_reason AS "reviewReason", o.reviewed_by AS "reviewedBy", o.reviewed_at AS "reviewedAt"`;
const openings = `break_glass_opening o JOIN break_glass_account a ON a.id = o.account_id`;

/** One audited act of the time in which an emergency account was in use. */
export interface EmergencyAct {
  id: number;
  at: Date;
  action: string;
  personId: string | null;
  objectKind: string | null;
  reason: string | null;
}

@Injectable()
export class BreakGlassStore {
  async lockAccount(tx: Tx, name: string): Promise<StoredAccount | null> {
    const [row] = await tx.query<StoredAccount>(
      `SELECT ${account} FROM break_glass_account WHERE lower(name) = lower($1) FOR UPDATE`,
      [name],
    );
    return row ?? null;
  }

  async account(reader: Reader, name: string): Promise<StoredAccount | null> {
    const [row] = await reader.query<StoredAccount>(
      `SELECT ${account} FROM break_glass_account WHERE lower(name) = lower($1)`,
      [name],
    );
    return row ?? null;
  }

  async accounts(reader: Reader): Promise<StoredAccount[]> {
    return reader.query<StoredAccount>(`SELECT ${account} FROM break_glass_account ORDER BY name`);
  }

  async keepersOf(reader: Reader, accountId: string): Promise<string[]> {
    const [row] = await reader.query<{ one: string; two: string }>(
      `SELECT keeper_one AS one, keeper_two AS two FROM break_glass_account WHERE id = $1`,
      [accountId],
    );
    return row ? [row.one, row.two] : [];
  }

  async addAccount(tx: Tx, made: Omit<StoredAccount, 'id' | 'secretUsedAt'>): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO break_glass_account (name, secret_hash, keeper_one, keeper_two, sealed_at, sealed_by)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING RETURNING id`,
      [made.name, made.secretHash, made.keeperOne, made.keeperTwo, made.sealedAt, made.sealedBy],
    );
    return row?.id ?? null;
  }

  async reseal(tx: Tx, id: string, secretHash: string, at: Date, by: string): Promise<void> {
    await tx.query(
      `UPDATE break_glass_account SET secret_hash = $2, sealed_at = $3, sealed_by = $4, secret_used_at = NULL WHERE id = $1`,
      [id, secretHash, at, by],
    );
  }

  /** The opening that is not closed, of this account; locked. */
  async lockOpen(tx: Tx, accountId: string): Promise<StoredOpening | null> {
    const [row] = await tx.query<StoredOpening>(
      `SELECT ${opening} FROM ${openings} WHERE o.account_id = $1 AND o.closed_at IS NULL FOR UPDATE OF o`,
      [accountId],
    );
    return row ?? null;
  }

  async addOpening(
    tx: Tx,
    made: Pick<
      StoredOpening,
      'accountId' | 'personId' | 'rights' | 'reason' | 'openedBy' | 'openedAt' | 'expiresAt' | 'reviewDueOn'
    >,
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO break_glass_opening (account_id, person_id, rights, reason, opened_by, opened_at, expires_at, review_due_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        made.accountId,
        made.personId,
        made.rights,
        made.reason,
        made.openedBy,
        made.openedAt,
        made.expiresAt,
        made.reviewDueOn,
      ],
    );
    if (!row) throw new Error('nothing was opened');
    return row.id;
  }

  async used(tx: Tx, { id, accountId }: Pick<StoredOpening, 'id' | 'accountId'>, at: Date): Promise<void> {
    await tx.query(
      `UPDATE break_glass_opening SET first_used_at = coalesce(first_used_at, $2) WHERE id = $1`,
      [id, at],
    );
    await tx.query(
      `UPDATE break_glass_account SET secret_used_at = coalesce(secret_used_at, $2) WHERE id = $1`,
      [accountId, at],
    );
  }

  /** The session lives no longer than the opening. */
  async limitSession(tx: Tx, sessionId: Buffer, until: Date): Promise<void> {
    await tx.query(`UPDATE session SET expires_at = least(expires_at, $2) WHERE id = $1`, [sessionId, until]);
  }

  async close(tx: Tx, id: string, at: Date, by: string): Promise<number> {
    await tx.query(`UPDATE break_glass_opening SET closed_at = $2, closed_by = $3 WHERE id = $1`, [
      id,
      at,
      by,
    ]);
    const ended = await tx.query(
      `DELETE FROM session WHERE kind = 'break-glass' AND credential_id = $1 RETURNING 1`,
      [id],
    );
    return ended.length;
  }

  /** Openings whose time is over; locked, and those that another instance closes now left out. */
  async lockDue(tx: Tx, now: Date): Promise<StoredOpening[]> {
    return tx.query<StoredOpening>(
      `SELECT ${opening} FROM ${openings} WHERE o.closed_at IS NULL AND o.expires_at <= $1
       ORDER BY o.id FOR UPDATE OF o SKIP LOCKED`,
      [now],
    );
  }

  /** Openings that should have been judged by now and were not told about yet; marked as told. */
  async escalate(tx: Tx, today: string, now: Date): Promise<{ id: string; personId: string }[]> {
    return tx.query(
      `UPDATE break_glass_opening SET escalated_at = $2
       WHERE reviewed_at IS NULL AND closed_at IS NOT NULL AND escalated_at IS NULL AND review_due_on < $1
       RETURNING id, person_id AS "personId"`,
      [today, now],
    );
  }

  async list(
    reader: Reader,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<StoredOpening[]> {
    return reader.query<StoredOpening>(
      `SELECT ${opening} FROM ${openings}
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', o.opened_at), o.id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', o.opened_at) DESC, o.id DESC LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async opening(reader: Reader, id: string): Promise<StoredOpening | null> {
    const [row] = await reader.query<StoredOpening>(`SELECT ${opening} FROM ${openings} WHERE o.id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  async lockOpening(tx: Tx, id: string): Promise<StoredOpening | null> {
    const [row] = await tx.query<StoredOpening>(
      `SELECT ${opening} FROM ${openings} WHERE o.id = $1 FOR UPDATE OF o`,
      [id],
    );
    return row ?? null;
  }

  async review(
    tx: Tx,
    id: string,
    review: { verdict: Verdict; reason: string; by: string; at: Date },
  ): Promise<void> {
    await tx.query(
      `UPDATE break_glass_opening SET verdict = $2, review_reason = $3, reviewed_by = $4, reviewed_at = $5 WHERE id = $1`,
      [id, review.verdict, review.reason, review.by, review.at],
    );
  }

  /** Until when some account is open and in use or ready for it; null: none is. */
  async openUntil(reader: Reader, now: Date): Promise<Date | null> {
    const [row] = await reader.query<{ until: Date | null }>(
      `SELECT max(expires_at) AS until FROM break_glass_opening WHERE closed_at IS NULL AND expires_at > $1`,
      [now],
    );
    return row?.until ?? null;
  }

  /**
   * What the person did from the first use until the closing, by the log's own order. Their other sessions ended when
   * the account was first used, so all of it was done by the emergency account.
   */
  async acts(
    reader: Reader,
    { id, personId }: Pick<StoredOpening, 'id' | 'personId'>,
    limit: number,
  ): Promise<EmergencyAct[]> {
    const edge = (action: string): string =>
      `(SELECT min(id) FROM audit_entry WHERE object_id = $2 AND action = '${action}')`;
    return reader.query<EmergencyAct>(
      `SELECT id, at, action, person_id AS "personId", object_kind AS "objectKind", reason FROM audit_entry
       WHERE actor_kind = 'person' AND actor_id = $1 AND id >= ${edge('emergency.used')}
         AND id <= coalesce(${edge('emergency.closed')}, 9223372036854775807)
       ORDER BY id LIMIT $3`,
      [personId, id, limit],
    );
  }
}
