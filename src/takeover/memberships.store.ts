import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { MemberFacts, StrayReason } from '../policy/takeover/classify-member.js';

/** A governed group. */
export interface GovernedGroup {
  entitlementId: string;
  name: string;
}

/** A member of a governed group as the directory has it. */
export interface Membership {
  entitlementId: string;
  username: string;
  enabled: boolean;
  identity: string | null;
}

export type KnownMembership = Membership & MemberFacts;

const chunk = 10_000;

/** Memberships of governed groups: whose they are, and what becomes of them. */
@Injectable()
export class MembershipsStore {
  async governed(reader: Reader): Promise<GovernedGroup[]> {
    return reader.query<GovernedGroup>(
      `SELECT id AS "entitlementId", external_name AS name FROM entitlement WHERE target = 'directory' ORDER BY id`,
    );
  }

  /** Accounts of protected persons: their names are shown to nobody (H11.6.1). */
  async protectedAccounts(
    reader: Reader,
    members: readonly { username: string; identity: string | null }[],
  ): Promise<Set<string>> {
    const rows = await reader.query<{ username: string }>(
      `SELECT m.username FROM unnest($1::text[], $2::text[]) AS m(username, identity)
       WHERE EXISTS (SELECT FROM account a JOIN person p ON p.id = a.person_id AND p.protection <> 'none'
                     WHERE a.target = 'directory' AND lower(a.username) = lower(m.username))
          OR EXISTS (SELECT FROM person_hsa_id h JOIN person p ON p.id = h.person_id AND p.protection <> 'none'
                     WHERE upper(h.hsa_id) = upper(m.identity))`,
      [members.map((m) => m.username), members.map((m) => m.identity)],
    );
    return new Set(rows.map((row) => row.username));
  }

  /** What policy wants to know of each, in the order given; a statement for ten thousand. */
  async known(tx: Tx, members: readonly Membership[], today: Day): Promise<KnownMembership[]> {
    const found: KnownMembership[] = [];
    for (let from = 0; from < members.length; from += chunk) {
      const some = members.slice(from, from + chunk);
      found.push(
        ...(await tx.query<KnownMembership>(
          `WITH member AS (
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[])
               WITH ORDINALITY AS m(entitlement_id, username, enabled, identity, number)),
           whose AS (
             SELECT m.*, coalesce(a.person_id, h.person_id) AS person_id,
                    CASE WHEN a.person_id IS NOT NULL THEN 'known'
                         WHEN other.id IS NULL OR (other.state = 'none' AND other.delivered_version = 0) THEN 'new'
                         ELSE 'second' END AS account
             FROM member m
             LEFT JOIN account a ON a.target = 'directory' AND a.state <> 'deleted' AND lower(a.username) = lower(m.username)
             LEFT JOIN person_hsa_id h ON a.id IS NULL AND upper(h.hsa_id) = upper(m.identity)
             LEFT JOIN account other ON a.id IS NULL AND other.person_id = h.person_id AND other.target = 'directory')
           SELECT w.entitlement_id AS "entitlementId", w.username, w.enabled, w.identity, w.person_id AS "personId", w.account,
                  (SELECT e.id FROM employment e WHERE e.person_id = w.person_id
                     AND in_force(e.start_date, e.end_date, e.terminated_at, $5)
                   ORDER BY e.main DESC, e.start_date, e.id LIMIT 1) AS "employmentId",
                  EXISTS (SELECT FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
                          WHERE g.person_id = w.person_id AND g.ended_at IS NULL
                            AND re.entitlement_id = w.entitlement_id) AS granted,
                  EXISTS (SELECT FROM unassessed_access x WHERE x.person_id = w.person_id
                            AND x.entitlement_id = w.entitlement_id AND x.state IN ('open', 'requested')) AS kept,
                  EXISTS (SELECT FROM group_takeover t WHERE t.entitlement_id = w.entitlement_id) AS "takenBefore"
           FROM whose w ORDER BY w.number`,
          [
            some.map((m) => m.entitlementId),
            some.map((m) => m.username),
            some.map((m) => m.enabled),
            some.map((m) => m.identity),
            today,
          ],
        )),
      );
    }
    return found;
  }

  /** @returns what is new, with the person of each */
  async keep(
    tx: Tx,
    rows: readonly { entitlementId: string; personId: string; employmentId: string; username: string }[],
    until: Day,
    now: Date,
  ): Promise<{ id: string; personId: string; entitlementId: string }[]> {
    return tx.query(
      `INSERT INTO unassessed_access (entitlement_id, person_id, employment_id, username, found_at, keep_until, campaign_id)
       SELECT u.entitlement_id, u.person_id, u.employment_id, u.username, $5, coalesce(c.closes_on, $6), c.id
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS u(entitlement_id, person_id, employment_id, username)
       JOIN entitlement e ON e.id = u.entitlement_id
       LEFT JOIN takeover_campaign c ON c.system_id = e.system_id AND c.closed_at IS NULL
       ON CONFLICT (person_id, entitlement_id) WHERE state IN ('open', 'requested') DO NOTHING
       RETURNING id, person_id AS "personId", entitlement_id AS "entitlementId"`,
      [
        rows.map((r) => r.entitlementId),
        rows.map((r) => r.personId),
        rows.map((r) => r.employmentId),
        rows.map((r) => r.username),
        now,
        until,
      ],
    );
  }

  async markTaken(tx: Tx, entitlementIds: readonly string[], by: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO group_takeover (entitlement_id, taken_at, taken_by) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS e(id)
       ON CONFLICT (entitlement_id) DO NOTHING`,
      [entitlementIds, now, by],
    );
  }

  /** Those that are there now; how long they have been stays. */
  async replaceStrays(
    tx: Tx,
    strays: readonly { entitlementId: string; username: string; why: StrayReason }[],
    now: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO stray_membership (entitlement_id, username, why, first_seen, last_seen)
       SELECT DISTINCT ON (s.entitlement_id, s.username) s.entitlement_id, s.username, s.why, $4::timestamptz, $4::timestamptz
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS s(entitlement_id, username, why)
       ON CONFLICT (entitlement_id, username) DO UPDATE SET why = excluded.why, last_seen = excluded.last_seen`,
      [strays.map((s) => s.entitlementId), strays.map((s) => s.username), strays.map((s) => s.why), now],
    );
    await tx.query(`DELETE FROM stray_membership WHERE last_seen < $1`, [now]);
  }
}
