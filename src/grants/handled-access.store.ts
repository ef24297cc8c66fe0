import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { HandlingKind } from '../policy/lifecycle/handling.js';
import type { Reader, Tx } from '../platform/database.js';

/** What from now on is wanted otherwise than before. */
export interface OrderedHandling {
  id: string;
  personId: string;
  entitlementId: string;
  wanted: boolean;
  held: boolean;
  urgent: boolean;
}

export interface HandledPair {
  personId: string;
  entitlementId: string;
}

/** When, by which days, and whether what is taken away is urgent. */
export interface HandlingTimes {
  readonly at: Date;
  readonly due: Readonly<Record<HandlingKind, Day>>;
  readonly urgent: boolean;
}

/**
 * Shall be there: some live grant that does not rest gives it. Shifts are let alone: nobody can set access up by hand
 * and take it away again around each of them.
 */
const wantedNow = (person: string, entitlement: string): string => `EXISTS (
  SELECT FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id AND re.entitlement_id = ${entitlement}
  WHERE g.person_id = ${person} AND g.ended_at IS NULL AND g.suspended_for <@ '{off-shift}')`;

/** What is wanted where no connector reaches; what is confirmed is written by the room provisioning. */
@Injectable()
export class HandledAccessStore {
  /** Follows grants of these persons and roles. The persons must be locked. */
  async byGrants(
    tx: Tx,
    grants: readonly { personId: string; roleId: string }[],
    times: HandlingTimes,
  ): Promise<OrderedHandling[]> {
    return this.#follow(
      tx,
      `SELECT DISTINCT c.person_id, e.id AS entitlement_id
       FROM unnest($1::uuid[], $2::uuid[]) AS c(person_id, role_id)
       JOIN role_entitlement re ON re.role_id = c.role_id
       JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'manual'`,
      [grants.map((g) => g.personId), grants.map((g) => g.roleId)],
      times,
    );
  }

  /** Follows these. The persons must be locked. */
  async byPairs(tx: Tx, pairs: readonly HandledPair[], times: HandlingTimes): Promise<OrderedHandling[]> {
    return this.#follow(
      tx,
      `SELECT person_id, entitlement_id FROM unnest($1::uuid[], $2::uuid[]) AS c(person_id, entitlement_id)`,
      [pairs.map((p) => p.personId), pairs.map((p) => p.entitlementId)],
      times,
    );
  }

  /** Of these entitlements what is set up by hand, for everybody who holds one of these roles. */
  async concerned(
    reader: Reader,
    roleIds: readonly string[],
    entitlementIds: readonly string[],
  ): Promise<HandledPair[]> {
    return reader.query<HandledPair>(
      `SELECT DISTINCT g.person_id AS "personId", e.id AS "entitlementId"
       FROM entitlement e JOIN access_grant g ON g.role_id = ANY($1) AND g.ended_at IS NULL
       WHERE e.id = ANY($2) AND e.target = 'manual'`,
      [roleIds, entitlementIds],
    );
  }

  /** What is wanted otherwise than written: a grant and a role's new content may pass each other. */
  async strayed(reader: Reader, limit: number): Promise<HandledPair[]> {
    return reader.query<HandledPair>(
      `SELECT h.person_id AS "personId", h.entitlement_id AS "entitlementId" FROM handled_access h
       JOIN entitlement e ON e.id = h.entitlement_id
       WHERE h.wanted <> (e.target = 'manual' AND ${wantedNow('h.person_id', 'h.entitlement_id')})
       UNION
       SELECT g.person_id, e.id FROM entitlement e JOIN role_entitlement re ON re.entitlement_id = e.id
       JOIN access_grant g ON g.role_id = re.role_id AND g.ended_at IS NULL AND g.suspended_for <@ '{off-shift}'
       WHERE e.target = 'manual' AND NOT EXISTS (
         SELECT FROM handled_access h WHERE h.person_id = g.person_id AND h.entitlement_id = e.id)
       ORDER BY 1, 2 LIMIT $1`,
      [limit],
    );
  }

  async #follow(
    tx: Tx,
    touched: string,
    pairs: readonly [string[], string[]],
    { at, due, urgent }: HandlingTimes,
  ): Promise<OrderedHandling[]> {
    return tx.query<OrderedHandling>(
      `INSERT INTO handled_access AS h (person_id, entitlement_id, wanted, wanted_since, due_on, urgent)
       SELECT n.person_id, n.entitlement_id, n.wanted, $3, CASE WHEN n.wanted THEN $4::date ELSE $5::date END,
              $6 AND NOT n.wanted
       FROM (SELECT t.person_id, t.entitlement_id,
                    e.target = 'manual' AND ${wantedNow('t.person_id', 't.entitlement_id')} AS wanted
             FROM (${touched}) AS t JOIN entitlement e ON e.id = t.entitlement_id) AS n
       WHERE n.wanted OR EXISTS (SELECT FROM handled_access o
                                 WHERE o.person_id = n.person_id AND o.entitlement_id = n.entitlement_id)
       ORDER BY n.person_id, n.entitlement_id
       ON CONFLICT (person_id, entitlement_id) DO UPDATE SET wanted = excluded.wanted, wanted_since = excluded.wanted_since,
         due_on = excluded.due_on, urgent = excluded.urgent, reminded_on = NULL, escalated_at = NULL
         WHERE h.wanted <> excluded.wanted OR (excluded.urgent AND NOT h.urgent AND h.held)
       RETURNING id, person_id AS "personId", entitlement_id AS "entitlementId", wanted, held, urgent`,
      [...pairs, at, due.give, due.take, urgent],
    );
  }
}
