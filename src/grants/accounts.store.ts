import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** An account that a target must follow. */
export interface WantedAccount {
  target: string;
  personId: string;
}

/** What is wanted of accounts in targets; how far a target has come is written by the room provisioning. */
@Injectable()
export class AccountsStore {
  /**
   * Marks the accounts that must follow: persons whose changed roles hold an entitlement in a directory. The first
   * mark makes the account's name: a running number, so that it tells nothing about a protected person (H11.6.1).
   * Whose account was deleted gets another one, with another number: nothing is revived (invariant 5).
   * @param losing persons who lose something, whose account must be confirmed by `confirmBy`
   */
  async byGrants(
    tx: Tx,
    grants: readonly { personId: string; roleId: string }[],
    losing: readonly string[],
    at: Date,
    confirmBy: Date,
  ): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `INSERT INTO account (person_id, target, username, wanted_since, confirm_by)
       SELECT touched.person_id, touched.target, 'a' || nextval('account_name_seq'), $3,
              CASE WHEN touched.person_id = ANY($4) THEN $5::timestamptz END
       FROM (SELECT DISTINCT c.person_id, e.target
             FROM unnest($1::uuid[], $2::uuid[]) AS c(person_id, role_id)
             JOIN role_entitlement re ON re.role_id = c.role_id
             JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'directory'
             ORDER BY c.person_id) AS touched
       ON CONFLICT (person_id, target) DO UPDATE SET ${wantMore}, wanted_kind = 'by-grants',
         confirm_by = least(account.confirm_by, excluded.confirm_by)
       RETURNING target, person_id AS "personId"`,
      [grants.map((g) => g.personId), grants.map((g) => g.roleId), at, losing, confirmBy],
    );
  }

  /** Marks the accounts of those who hold these roles, when what has changed in them is known to a directory. */
  async byRoles(
    tx: Tx,
    change: { roleIds: readonly string[]; entitlementIds: readonly string[]; losing: readonly string[] },
    at: Date,
    confirmBy: Date,
  ): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `INSERT INTO account (person_id, target, username, wanted_since, confirm_by)
       SELECT touched.person_id, 'directory', 'a' || nextval('account_name_seq'), $4,
              CASE WHEN touched.person_id = ANY($3) THEN $5::timestamptz END
       FROM (SELECT DISTINCT g.person_id FROM access_grant g
             WHERE g.role_id = ANY($1) AND g.ended_at IS NULL
               AND EXISTS (SELECT FROM entitlement e WHERE e.id = ANY($2) AND e.target = 'directory')
             ORDER BY g.person_id) AS touched
       ON CONFLICT (person_id, target) DO UPDATE SET ${wantMore}, wanted_kind = 'by-grants',
         confirm_by = least(account.confirm_by, excluded.confirm_by)
       RETURNING target, person_id AS "personId"`,
      [change.roleIds, change.entitlementIds, change.losing, at, confirmBy],
    );
  }

  /** An account made ahead of the first day: shut, in no group. */
  async prepared(tx: Tx, personIds: readonly string[], at: Date): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `INSERT INTO account (person_id, target, username, wanted_since, wanted_kind)
       SELECT p.id, 'directory', 'a' || nextval('account_name_seq'), $2, 'prepared'
       FROM unnest($1::uuid[]) AS p(id) ORDER BY p.id
       ON CONFLICT (person_id, target) DO UPDATE SET ${wantMore}, wanted_kind = 'prepared'
       RETURNING target, person_id AS "personId"`,
      [personIds, at],
    );
  }

  /**
   * Accounts that are in the directory already, under their own names. Whoever has an account keeps it; one that was only
   * wanted, and never made, gives way.
   */
  async adopted(
    tx: Tx,
    accounts: readonly { personId: string; username: string }[],
    at: Date,
  ): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `INSERT INTO account (person_id, target, username, wanted_since)
       SELECT a.person_id, 'directory', a.username, $3 FROM unnest($1::uuid[], $2::text[]) AS a(person_id, username)
       ORDER BY a.person_id
       ON CONFLICT (person_id, target) DO UPDATE SET username = excluded.username, wanted_kind = 'by-grants',
         wanted_version = account.wanted_version + 1
         WHERE account.state = 'none' AND account.delivered_version = 0
       RETURNING target, person_id AS "personId"`,
      [accounts.map((a) => a.personId), accounts.map((a) => a.username), at],
    );
  }

  /** Accounts that must look again at what they shall be. @param losing as in `byGrants` */
  async followed(
    tx: Tx,
    accounts: readonly { personId: string }[],
    losing: readonly string[],
    at: Date,
    confirmBy: Date,
  ): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `UPDATE account SET wanted_version = wanted_version + 1,
         wanted_since = CASE WHEN delivered_version = wanted_version THEN $3 ELSE wanted_since END,
         confirm_by = CASE WHEN person_id = ANY($2) THEN least(confirm_by, $4) ELSE confirm_by END
       WHERE person_id = ANY($1) AND target = 'directory' AND state <> 'deleted'
       RETURNING target, person_id AS "personId"`,
      [accounts.map((a) => a.personId), losing, at, confirmBy],
    );
  }

  async deleted(tx: Tx, personIds: readonly string[], at: Date, confirmBy: Date): Promise<WantedAccount[]> {
    return tx.query<WantedAccount>(
      `UPDATE account SET wanted_kind = 'deleted', wanted_version = wanted_version + 1,
         wanted_since = CASE WHEN delivered_version = wanted_version THEN $2 ELSE wanted_since END,
         confirm_by = least(confirm_by, $3)
       WHERE person_id = ANY($1) AND target = 'directory'
       RETURNING target, person_id AS "personId"`,
      [personIds, at, confirmBy],
    );
  }
}

/** The next version; where the account was deleted and the target has confirmed it, of another account. */
const wantMore = `
  wanted_version = account.wanted_version + 1,
  wanted_since = CASE WHEN account.delivered_version = account.wanted_version THEN excluded.wanted_since ELSE account.wanted_since END,
  username = CASE WHEN account.state = 'deleted' AND account.delivered_version = account.wanted_version
                  THEN excluded.username ELSE account.username END,
  state = CASE WHEN account.state = 'deleted' THEN 'none' ELSE account.state END`;
