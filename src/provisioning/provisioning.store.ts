import { Injectable } from '@nestjs/common';
import type { Account, WantedKind } from '../policy/model/account.js';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';

/** What a person's account shall be, by what is committed, and which version of that it is. */
export interface WantedRow {
  personId: string;
  username: string;
  version: number;
  callName: string;
  familyName: string;
  protected: boolean;
  email: string | null;
  /** Groups of the grants that work, and of memberships kept until they are assessed; with any it shall be open. */
  groups: string[];
  wantedKind: WantedKind;
  /** Whether an employment is in force or coming. */
  ahead: boolean;
  held: boolean;
}

/** How a target has an account. */
export type AccountState = Account['state'];

export interface ConfirmedRow {
  personId: string;
  version: number;
  state: AccountState;
}

export interface RecordedRow {
  accountId: string;
  personId: string;
  username: string;
  before: AccountState;
  after: AccountState;
  /** Whether this version was not recorded before. */
  fresh: boolean;
}

export interface AccountRow {
  personId: string;
  username: string;
  state: AccountState;
  waiting: boolean;
  waitingSince: Date;
  confirmedAt: Date | null;
}

/** In force or coming: such an employment keeps the account. The twin of isAhead in policy. */
export function ahead(today: string): string {
  return `EXISTS (SELECT FROM employment em WHERE em.person_id = a.person_id AND em.terminated_at IS NULL
                   AND (em.end_date IS NULL OR em.end_date >= ${today}))`;
}

export function held(today: string): string {
  return `EXISTS (SELECT FROM account_hold h WHERE h.person_id = a.person_id AND h.target = a.target
                   AND h.released_at IS NULL AND h.until >= ${today})`;
}

@Injectable()
export class ProvisioningStore {
  /** One statement, so that version and grants are of one moment: both are written in one transaction. */
  async wanted(
    reader: Reader,
    target: string,
    personIds: readonly string[],
    now: Date,
    today: Day,
  ): Promise<WantedRow[]> {
    return reader.query<WantedRow>(
      `SELECT a.person_id AS "personId", a.username, a.wanted_version AS version, p.call_name AS "callName",
              p.family_name AS "familyName", p.protection <> 'none' AS protected, p.email,
              a.wanted_kind AS "wantedKind", ${ahead('$4')} AS ahead, ${held('$4')} AS held,
              ARRAY(SELECT DISTINCT e.external_name
                    FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
                    JOIN entitlement e ON e.id = re.entitlement_id AND e.target = a.target
                    WHERE g.person_id = a.person_id AND grant_works(g.ended_at, g.valid_to, g.suspended_for, $3)
                    UNION SELECT e.external_name
                    FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id AND e.target = a.target
                    JOIN employment m ON m.id = x.employment_id AND m.person_id = a.person_id
                      AND in_force(m.start_date, m.end_date, m.terminated_at, $4)
                    WHERE x.person_id = a.person_id AND x.state IN ('open', 'requested') AND NOT x.rests
                    ORDER BY 1) AS groups
       FROM account a JOIN person p ON p.id = a.person_id
       WHERE a.target = $1 AND a.person_id = ANY($2) ORDER BY a.person_id`,
      [target, personIds, now, today],
    );
  }

  /** The groups that Grindvakt decides over in a target. */
  async governedGroups(reader: Reader, target: string): Promise<string[]> {
    const rows = await reader.query<{ name: string }>(
      `SELECT external_name AS name FROM entitlement WHERE target = $1 ORDER BY 1`,
      [target],
    );
    return rows.map((row) => row.name);
  }

  /** Notes what was read back from the target. An older version never overwrites a newer one. */
  async recordConfirmed(
    tx: Tx,
    target: string,
    confirmed: readonly ConfirmedRow[],
    at: Date,
  ): Promise<RecordedRow[]> {
    return tx.query<RecordedRow>(
      `WITH old AS (
         SELECT a.id, a.state, a.delivered_version, c.version,
                CASE WHEN c.state = 'deleted' AND a.state = 'none' THEN 'none' ELSE c.state END AS new_state
         FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS c(person_id, version, state)
         JOIN account a ON a.target = $1 AND a.person_id = c.person_id
         ORDER BY a.person_id FOR NO KEY UPDATE OF a)
       UPDATE account a SET delivered_version = old.version, state = old.new_state, delivered_at = $5, confirmed_at = $5,
              attempts = 0, last_error = NULL,
              disabled_at = CASE WHEN old.new_state = 'disabled' THEN coalesce(a.disabled_at, $5) END,
              confirm_by = CASE WHEN old.version < a.wanted_version THEN a.confirm_by END
       FROM old WHERE a.id = old.id AND old.delivered_version <= old.version
       RETURNING a.id AS "accountId", a.person_id AS "personId", a.username, old.state AS before, a.state AS after,
                 old.delivered_version < old.version AS fresh`,
      [
        target,
        confirmed.map((c) => c.personId),
        confirmed.map((c) => c.version),
        confirmed.map((c) => c.state),
        at,
      ],
    );
  }

  /** The target refused these accounts: each waits with its reason. */
  async recordRejected(
    tx: Tx,
    target: string,
    rejected: readonly { personId: string; reason: string }[],
  ): Promise<void> {
    await tx.query(
      `UPDATE account a SET attempts = a.attempts + 1, last_error = r.reason
       FROM unnest($2::uuid[], $3::text[]) AS r(person_id, reason) WHERE a.target = $1 AND a.person_id = r.person_id`,
      [target, rejected.map((r) => r.personId), rejected.map((r) => r.reason)],
    );
  }

  /** The target cannot be worked with: what waits says so. Writes nothing when it says so already. */
  async recordUnavailable(
    reader: Reader,
    target: string,
    personIds: readonly string[],
    reason: string,
  ): Promise<void> {
    await reader.query(
      `UPDATE account SET last_error = $3 WHERE target = $1 AND person_id = ANY($2)
         AND delivered_version < wanted_version AND last_error IS DISTINCT FROM $3`,
      [target, personIds, reason],
    );
  }

  /** Of these, the persons for whom something else is wanted by now. */
  async moved(
    reader: Reader,
    target: string,
    read: readonly { personId: string; version: number }[],
  ): Promise<string[]> {
    const rows = await reader.query<{ personId: string }>(
      `SELECT a.person_id AS "personId" FROM unnest($2::uuid[], $3::bigint[]) AS r(person_id, version)
       JOIN account a ON a.target = $1 AND a.person_id = r.person_id AND a.wanted_version > r.version`,
      [target, read.map((r) => r.personId), read.map((r) => r.version)],
    );
    return rows.map((row) => row.personId);
  }

  /**
   * Persons whose account has waited a minute with no task for it: the task was lost, or the target refused the
   * account; those wait twice as long each time, up to an hour.
   */
  async waitingWithoutTask(
    reader: Reader,
    queues: readonly string[],
    now: Date,
    limit: number,
  ): Promise<{ target: string; personId: string }[]> {
    return reader.query<{ target: string; personId: string }>(
      `WITH tasked AS (
         SELECT DISTINCT j.data ->> 'target' AS target, person.id::uuid AS person_id
         FROM pgboss.job j CROSS JOIN LATERAL jsonb_array_elements_text(j.data -> 'personIds') AS person(id)
         WHERE j.name = ANY($1) AND j.state IN ('created', 'retry', 'active'))
       SELECT a.target, a.person_id AS "personId" FROM account a
       WHERE a.delivered_version < a.wanted_version
         AND a.wanted_since < $2::timestamptz - interval '1 minute' * 2 ^ least(a.attempts, 6)
         AND NOT EXISTS (SELECT FROM tasked t WHERE t.target = a.target AND t.person_id = a.person_id)
       ORDER BY a.wanted_since, a.person_id LIMIT $3`,
      [queues, now, limit],
    );
  }

  async waiting(
    reader: Reader,
  ): Promise<{ count: number; oldest: Date | null; refused: number; lastError: string | null }> {
    const [row] = await reader.query<{
      count: number;
      oldest: Date | null;
      refused: number;
      lastError: string | null;
    }>(
      `SELECT count(*) AS count, min(wanted_since) AS oldest, count(*) FILTER (WHERE attempts > 0) AS refused,
              (array_agg(last_error ORDER BY wanted_since) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError"
       FROM account WHERE delivered_version < wanted_version`,
    );
    return row ?? { count: 0, oldest: null, refused: 0, lastError: null };
  }

  async accountsOf(reader: Reader, personIds: readonly string[]): Promise<AccountRow[]> {
    return reader.query<AccountRow>(
      `SELECT person_id AS "personId", username, state, delivered_version < wanted_version AS waiting,
              wanted_since AS "waitingSince", confirmed_at AS "confirmedAt"
       FROM account WHERE target = 'directory' AND person_id = ANY($1)`,
      [personIds],
    );
  }

  async grantDeliveries(
    reader: Reader,
    grantIds: readonly string[],
  ): Promise<{ grantId: string; delivery: GrantDelivery }[]> {
    return reader.query<{ grantId: string; delivery: GrantDelivery }>(
      `SELECT g.id AS "grantId",
              CASE WHEN a.id IS NULL OR NOT EXISTS (
                     SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                     WHERE re.role_id = g.role_id AND e.target = a.target) THEN 'not-applicable'
                   WHEN a.delivered_version = a.wanted_version
                        AND a.confirmed_at >= coalesce(g.ended_at, g.valid_from) THEN 'confirmed'
                   ELSE 'waiting' END AS delivery
       FROM access_grant g LEFT JOIN account a ON a.person_id = g.person_id AND a.target = 'directory'
       WHERE g.id = ANY($1)`,
      [grantIds],
    );
  }
}

/** How far the last change of a grant (its beginning or its end) has come in the directory. */
export type GrantDelivery = 'waiting' | 'confirmed' | 'not-applicable';
