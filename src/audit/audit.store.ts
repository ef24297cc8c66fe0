import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import type { Tx } from '../platform/database.js';
import type { AuditRecord } from './audit-record.js';

@Injectable()
export class AuditStore {
  /** One statement whatever the number; fails the caller's transaction if it cannot be written. */
  async append(tx: Tx, actor: Actor, records: readonly AuditRecord[]): Promise<void> {
    const person = actor.kind === 'person' ? actor : null;
    await tx.query(
      `INSERT INTO audit_entry (actor_kind, actor_id, actor_name, channel, address, level,
                                action, person_id, object_kind, object_id, reason, detail)
       SELECT $1, $2, $3, $4, $5, $6, r.action, r."personId", r."objectKind", r."objectId", r.reason, coalesce(r.detail, '{}')
       FROM jsonb_to_recordset($7) AS r(action text, "personId" uuid, "objectKind" text, "objectId" uuid, reason text, detail jsonb)`,
      [
        actor.kind,
        person?.personId ?? null,
        actor.kind === 'person' ? null : actor.name,
        actor.channel,
        person?.address ?? null,
        person?.level ?? null,
        JSON.stringify(records),
      ],
    );
  }

  /**
   * Seals every entry whose transaction is over and that no seal covers yet: transactions below the oldest one
   * still running can gain no more entries. Nobody who writes waits. Returns the number of entries sealed.
   */
  async seal(tx: Tx): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('audit_seal'))`);
    const [row] = await tx.query<{ entries: number }>(
      `WITH last AS (SELECT coalesce(max(number), 0) AS number, coalesce(max(below_transaction), 0) AS below FROM audit_seal),
            previous AS (SELECT coalesce((SELECT digest FROM audit_seal s, last WHERE s.number = last.number), ''::bytea) AS digest),
            horizon AS (SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS below),
            fresh AS (
              SELECT count(*) AS entries, string_agg(audit_digest(e), ''::bytea ORDER BY e.transaction_id, e.id) AS digests
              FROM audit_entry e, last, horizon
              WHERE e.transaction_id >= last.below AND e.transaction_id < horizon.below)
       INSERT INTO audit_seal (number, below_transaction, entries, digest)
       SELECT last.number + 1, horizon.below, fresh.entries, sha256(previous.digest || fresh.digests)
       FROM last, previous, horizon, fresh WHERE fresh.entries > 0
       RETURNING entries`,
    );
    return row?.entries ?? 0;
  }

  /** Recomputes every seal. The first that does not match tells where the log was touched. */
  async verify(tx: Tx): Promise<{
    seals: number;
    entries: number;
    unsealed: number;
    firstBroken: number | null;
    head: string | null;
  }> {
    const [row] = await tx.query<{
      seals: number;
      entries: number;
      unsealed: number;
      firstBroken: number | null;
      head: string | null;
    }>(
      `WITH numbered AS (
         SELECT s.*, lag(s.below_transaction, 1, 0::bigint) OVER w AS from_transaction,
                lag(s.digest, 1, ''::bytea) OVER w AS previous, lag(s.number, 1, 0::bigint) OVER w AS previous_number
         FROM audit_seal s WINDOW w AS (ORDER BY s.number)),
       recomputed AS (
         SELECT n.number, n.entries, n.digest, n.previous, n.previous_number, count(e.id) AS found,
                sha256(n.previous || coalesce(string_agg(audit_digest(e), ''::bytea ORDER BY e.transaction_id, e.id), ''::bytea)) AS again
         FROM numbered n LEFT JOIN audit_entry e
           ON e.transaction_id >= n.from_transaction AND e.transaction_id < n.below_transaction
         GROUP BY n.number, n.entries, n.digest, n.previous, n.previous_number)
       SELECT (SELECT count(*) FROM audit_seal) AS seals,
              (SELECT coalesce(sum(entries), 0)::bigint FROM audit_seal) AS entries,
              (SELECT count(*) FROM audit_entry WHERE transaction_id >= coalesce((SELECT max(below_transaction) FROM audit_seal), 0)) AS unsealed,
              (SELECT min(number) FROM recomputed
               WHERE found <> entries OR again <> digest OR number <> previous_number + 1) AS "firstBroken",
              (SELECT encode(digest, 'hex') FROM audit_seal ORDER BY number DESC LIMIT 1) AS head`,
    );
    if (!row) throw new Error('verification returned nothing');
    return row;
  }

  /** True when a seal with this digest exists: a head written down elsewhere proves that no tail was cut. */
  async hasHead(tx: Tx, head: string): Promise<boolean> {
    const found = await tx.query(`SELECT FROM audit_seal WHERE digest = decode($1, 'hex')`, [head]);
    return found.length > 0;
  }
}
