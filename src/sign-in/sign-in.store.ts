import { Injectable } from '@nestjs/common';
import type { LeavePolicy } from '../policy/lifecycle/rest-for-leave.js';
import type { Level } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';
import { deviceStands, identityStands } from './session-conditions.store.js';
import type { SessionKind } from './session-kind.js';

/** A sign-in that was begun: what the callback must match. */
export interface StoredFlow {
  /** SHA-256 of the cookie's value; the value itself is nowhere but in the browser. */
  id: Buffer;
  provider: string;
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  /** The level that the sign-in must reach; null: what any sign-in must. */
  demandedLevel: Level | null;
  /** Seconds since the person proved who they are at most; null: any. */
  maxAge: number | null;
  /** Whoever tries the provider out by it: it signs nobody in; null: a real one. */
  testerId: string | null;
  expiresAt: Date;
}

export interface StoredSession {
  /** SHA-256 of the cookie's value. */
  id: Buffer;
  /** What lists and addresses call it. */
  publicId: string;
  personId: string;
  level: Level;
  kind: SessionKind;
  provider: string;
  acr: string;
  method: string;
  credentialId: string | null;
  providerSid: string | null;
  providerSubject: string | null;
  /** In words, as "Firefox · Windows". */
  device: string | null;
  address: string | null;
  idTokenSealed: Buffer | null;
  signedInAt: Date;
  authenticatedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** What the guard learns of a live session. */
export interface SessionInUse {
  personId: string;
  level: Level;
  authenticatedAt: Date;
  /** Nothing was lacking to sign when last asked, today. */
  acknowledged: boolean;
}

/** When a session still counts: used within `idleSince`, within its absolute limit, its person at work on `today`. */
export interface Liveness {
  now: Date;
  idleSince: Date;
  /** The same for sessions below level 3, and for administrators, whose sessions also began after the last. */
  weakerIdleSince: Date;
  administratorIdleSince: Date;
  administratorSince: Date;
  today: Day;
  leave: LeavePolicy;
  /** The highest class of a system that may have an exception from two factors. */
  exceptionClass: number;
}

const employed = (person: string, day: string): string =>
  `EXISTS (SELECT FROM employment e WHERE e.person_id = ${person}
           AND in_force(e.start_date, e.end_date, e.terminated_at, ${day}))`;

// Employed, and not kept away from all of it by leave that suspends (H13.1.2).
const atWork = (person: string, day: string, leave: string): string =>
  `EXISTS (SELECT FROM employment e WHERE e.person_id = ${person} AND in_force(e.start_date, e.end_date, e.terminated_at, ${day})
           AND NOT leave_suspends(e.leave_kind, e.leave_percent, e.leave_from, e.leave_to, ${day}, ${leave}::jsonb))`;

/** Holds one of Grindvakt's own rights, or an administrator right that is active. */
export const isAdministrator = (person: string, now: string): string =>
  `(EXISTS (SELECT FROM grindvakt_rights(${person}, ${now}))
    OR EXISTS (SELECT FROM access_grant g JOIN role r ON r.id = g.role_id AND r.privileged
               WHERE g.person_id = ${person} AND g.ended_at IS NULL AND g.valid_from <= ${now}
                 AND (g.valid_to IS NULL OR g.valid_to > ${now})))`;

/**
 * That a session counts: within its limits, its person at work, its credential still theirs. The dear question who is an
 * administrator is asked only when the answer matters. `at` is the parameter that holds a Liveness as JSON.
 */
const counts = (s: string, at: string): string => {
  const time = (name: keyof Liveness): string => `(${at}::jsonb->>'${name}')::timestamptz`;
  return `(${s}.expires_at > ${time('now')}
    AND ${s}.last_seen_at > CASE WHEN ${s}.level < 3 THEN ${time('weakerIdleSince')} ELSE ${time('idleSince')} END
    AND ((${s}.last_seen_at > ${time('administratorIdleSince')} AND ${s}.signed_in_at > ${time('administratorSince')})
         OR NOT ${isAdministrator(`${s}.person_id`, time('now'))})
    AND CASE ${s}.kind
      WHEN 'oidc' THEN ${identityStands(`${s}.person_id`, `${s}.credential_id`)}
      WHEN 'known-device' THEN ${deviceStands(s, time('now'), `(${at}::jsonb->>'today')::date`, `(${at}::jsonb->>'exceptionClass')::int`)}
      ELSE true END
    AND ${atWork(`${s}.person_id`, `(${at}::jsonb->>'today')::date`, `(${at}::jsonb->'leave')`)})`;
};

@Injectable()
export class SignInStore {
  async addFlow(reader: Reader, flow: StoredFlow): Promise<void> {
    await reader.query(
      `INSERT INTO login_flow (id, provider, state, nonce, verifier, return_to, demanded_level, max_age, tester_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        flow.id,
        flow.provider,
        flow.state,
        flow.nonce,
        flow.verifier,
        flow.returnTo,
        flow.demandedLevel,
        flow.maxAge,
        flow.testerId,
        flow.expiresAt,
      ],
    );
  }

  /** Takes a begun sign-in out of the table: whoever comes second, or too late, finds nothing. */
  async takeFlow(reader: Reader, id: Buffer, now: Date): Promise<StoredFlow | null> {
    const [row] = await reader.query<StoredFlow>(
      `WITH taken AS (DELETE FROM login_flow WHERE id = $1 RETURNING *)
       SELECT id, provider, state, nonce, verifier, return_to AS "returnTo", demanded_level AS "demandedLevel",
              max_age AS "maxAge", tester_id AS "testerId", expires_at AS "expiresAt"
       FROM taken WHERE expires_at > $2`,
      [id, now],
    );
    return row ?? null;
  }

  /**
   * The persons whom an HSA-id or one of the blind indexes of a personal number points to, each with that by which it
   * does, as a session keeps it: HSA-ids first.
   */
  async personsBy(
    reader: Reader,
    hsaIds: readonly string[],
    numberIndexes: readonly Buffer[],
  ): Promise<{ personId: string; credential: string }[]> {
    return reader.query(
      `SELECT person_id AS "personId", 'hsa:' || hsa_id AS credential, 1 AS place FROM person_hsa_id WHERE hsa_id = ANY($1)
       UNION ALL
       SELECT id, 'number:' || encode(person_number_index, 'hex'), 2 FROM person
       WHERE person_number_index = ANY($2::bytea[])
       ORDER BY place, credential`,
      [hsaIds, numberIndexes],
    );
  }

  /** Waits for whoever changes the person right now (an urgent leaver), so that the next look sees the outcome. */
  async lockPerson(tx: Tx, personId: string): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = $1 FOR SHARE`, [personId]);
  }

  /** What decides whether a session may begin, in one look: each round trip counts when a whole hospital signs in. */
  async standing(
    tx: Tx,
    { personId, provider, method }: { personId: string; provider: string; method: string },
    today: Day,
    leave: LeavePolicy,
  ): Promise<{ isEmployed: boolean; isAtWork: boolean; isBarred: boolean }> {
    const [row] = await tx.query<{ isEmployed: boolean; isAtWork: boolean; isBarred: boolean }>(
      // Barred: this way of signing in was reported lost, and no new one has been handed out (H12.2.2).
      `SELECT ${employed('$1', '$2')} AS "isEmployed", ${atWork('$1', '$2', '$3')} AS "isAtWork",
              EXISTS (SELECT FROM barred_method WHERE person_id = $1 AND lifted_at IS NULL AND provider = $4
                      AND (method IS NULL OR method = $5)) AS "isBarred"`,
      [personId, today, JSON.stringify(leave), provider, method],
    );
    return row ?? { isEmployed: false, isAtWork: false, isBarred: true };
  }

  /**
   * A new session, and the end of the one that the browser had before.
   * @returns whose that was; null: there was none
   */
  async addSession(tx: Tx, session: StoredSession, replaced: Buffer | null): Promise<string | null> {
    const [row] = await tx.query<{ replaced: string | null }>(
      `WITH gone AS (DELETE FROM session WHERE id = $19 RETURNING person_id)
       INSERT INTO session (id, public_id, person_id, level, kind, provider, acr, method, credential_id, provider_sid,
         provider_subject, device, address, id_token_sealed, signed_in_at, authenticated_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       RETURNING (SELECT person_id FROM gone) AS replaced`,
      [
        session.id,
        session.publicId,
        session.personId,
        session.level,
        session.kind,
        session.provider,
        session.acr,
        session.method,
        session.credentialId,
        session.providerSid,
        session.providerSubject,
        session.device,
        session.address,
        session.idTokenSealed,
        session.signedInAt,
        session.authenticatedAt,
        session.lastSeenAt,
        session.expiresAt,
        replaced,
      ],
    );
    return row?.replaced ?? null;
  }

  /**
   * Checks a session and notes that it was used, in one statement. The row is written at most every 30 s, so that
   * most requests write nothing. A deleted session stays deleted: an UPDATE makes no row.
   */
  async use(reader: Reader, id: Buffer, limits: Liveness): Promise<SessionInUse | null> {
    const [row] = await reader.query<SessionInUse>(
      `WITH live AS (
         SELECT s.id, s.person_id, s.level, s.authenticated_at, s.last_seen_at, s.acknowledged_at FROM session s
         WHERE s.id = $1 AND ${counts('s', '$4')}),
       touched AS (
         UPDATE session SET last_seen_at = $2 FROM live
         WHERE session.id = live.id AND live.last_seen_at < $2::timestamptz - interval '30 seconds')
       SELECT person_id AS "personId", level, authenticated_at AS "authenticatedAt",
              coalesce((acknowledged_at AT TIME ZONE 'Europe/Stockholm')::date = $3
                AND NOT EXISTS (SELECT FROM acknowledgement_text t WHERE t.declared_at >= acknowledged_at), false) AS acknowledged
       FROM live`,
      [id, limits.now, limits.today, JSON.stringify(limits)],
    );
    return row ?? null;
  }

  /** The person lacked no signature at `now`. */
  async noteAcknowledged(reader: Reader, id: Buffer, now: Date): Promise<void> {
    await reader.query(`UPDATE session SET acknowledged_at = $2 WHERE id = $1`, [id, now]);
  }

  async session(reader: Reader, id: Buffer): Promise<StoredSession | null> {
    const [row] = await reader.query<StoredSession>(
      `SELECT id, public_id AS "publicId", person_id AS "personId", level, kind, provider, acr, method, credential_id AS "credentialId",
              provider_sid AS "providerSid", provider_subject AS "providerSubject", device, address,
              id_token_sealed AS "idTokenSealed", signed_in_at AS "signedInAt",
              authenticated_at AS "authenticatedAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
       FROM session WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Returns whose session it was. */
  async deleteSession(tx: Tx, id: Buffer): Promise<string | null> {
    const [row] = await tx.query<{ personId: string }>(
      `DELETE FROM session WHERE id = $1 RETURNING person_id AS "personId"`,
      [id],
    );
    return row?.personId ?? null;
  }

  async deleteSessionsOf(
    tx: Tx,
    personIds: readonly string[],
  ): Promise<{ personId: string; sessions: number }[]> {
    return tx.query(
      `WITH gone AS (DELETE FROM session WHERE person_id = ANY($1) RETURNING person_id)
       SELECT person_id AS "personId", count(*)::int AS sessions FROM gone GROUP BY person_id ORDER BY person_id`,
      [personIds],
    );
  }

  /** Sessions past a limit, or of somebody without employment; with `id`, that one only. */
  async deleteDeadSessions(
    tx: Tx,
    limits: Liveness,
    id: Buffer | null,
  ): Promise<{ personId: string; sessions: number }[]> {
    return tx.query(
      `WITH gone AS (
         DELETE FROM session s
         WHERE ($1::bytea IS NULL OR s.id = $1) AND NOT ${counts('s', '$2')}
         RETURNING person_id)
       SELECT person_id AS "personId", count(*)::int AS sessions FROM gone GROUP BY person_id ORDER BY person_id`,
      [id, JSON.stringify(limits)],
    );
  }

  async deleteOldFlows(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM login_flow WHERE expires_at <= $1`, [now]);
  }

  async countSessions(reader: Reader, now: Date, idleSince: Date): Promise<number> {
    const [row] = await reader.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM session WHERE expires_at > $1 AND last_seen_at > $2`,
      [now, idleSince],
    );
    return row?.n ?? 0;
  }
}
