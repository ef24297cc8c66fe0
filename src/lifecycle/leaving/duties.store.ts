import { Injectable } from '@nestjs/common';
import type { DutyFacts, DutyKind } from '../../policy/lifecycle/hand-over-duties.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';
import { presentManager } from '../organisation/present-manager.store.js';

export interface DutyRow {
  id: string;
  kind: DutyKind;
  objectId: string;
  /** Of the system or the program. */
  systemName: string;
  holderId: string;
  state: 'coming' | 'vacant';
  lastDay: Day;
  successorId: string | null;
  /** Requestable roles of the system, requests that wait, and whether the system's other owner works here. */
  roles: number;
  waiting: number;
  otherOwnerEmployed: boolean;
}

export interface WrittenDuty {
  kind: DutyKind;
  objectId: string;
  holderId: string;
  state: 'coming' | 'vacant' | 'handed-over' | 'kept';
  lastDay: Day;
  successorId: string | null;
}

interface FactRow {
  kind: DutyKind;
  objectId: string;
  holderId: string;
  holderEmployed: boolean;
  lastDay: Day | null;
  managerId: string | null;
  openId: string | null;
  openState: 'coming' | 'vacant' | null;
  openLastDay: Day | null;
  successorId: string | null;
  successorEmployed: boolean;
}

const employed = (id: string): string =>
  `EXISTS (SELECT FROM employment w WHERE w.person_id = ${id} AND in_force(w.start_date, w.end_date, w.terminated_at, $1))`;

const owned = `
  SELECT 'information-owner' AS kind, id AS object_id, information_owner_id AS holder_id FROM information_system
  UNION ALL SELECT 'system-owner', id, system_owner_id FROM information_system
  UNION ALL SELECT 'client-owner', id, owner_id FROM api_client WHERE disabled_at IS NULL`;

/** Ownerships whose holder leaves, and what became of them. */
@Injectable()
export class DutiesStore {
  /** What these persons own, and what waits for one of them as the named successor; null: all that anybody owns. */
  async facts(tx: Tx, personIds: readonly string[] | null, today: Day): Promise<DutyFacts[]> {
    const rows = await tx.query<FactRow>(
      `SELECT o.kind, o.object_id AS "objectId", o.holder_id AS "holderId", ${employed('o.holder_id')} AS "holderEmployed",
              l.day AS "lastDay", d.id AS "openId", d.state AS "openState", d.last_day AS "openLastDay",
              d.successor_id AS "successorId", ${employed('d.successor_id')} AS "successorEmployed",
              (SELECT ${presentManager('e')} FROM employment e WHERE e.person_id = o.holder_id
               ORDER BY e.end_date DESC NULLS FIRST, e.leads_unit DESC, e.id LIMIT 1) AS "managerId"
       FROM (${owned}) o
       LEFT JOIN duty d ON d.kind = o.kind AND d.object_id = o.object_id AND d.state IN ('coming', 'vacant')
       CROSS JOIN LATERAL (
         SELECT CASE WHEN bool_or(e.end_date IS NULL AND e.terminated_at IS NULL) THEN NULL
                     ELSE max(least(e.end_date, (e.terminated_at AT TIME ZONE 'Europe/Stockholm')::date)) END AS day
         FROM employment e WHERE e.person_id = o.holder_id) l
       WHERE $2::uuid[] IS NULL OR o.holder_id = ANY($2) OR d.successor_id = ANY($2)
       ORDER BY o.object_id, o.kind`,
      [today, personIds],
    );
    return rows.map(({ openId, openState, openLastDay, successorId, successorEmployed, ...facts }) => ({
      ...facts,
      open:
        openId === null || openState === null || openLastDay === null
          ? null
          : { id: openId, state: openState, lastDay: openLastDay, successorId, successorEmployed },
    }));
  }

  /** Another holder's open row, from before a change of owner in the declared catalogue, is closed first. */
  async write(tx: Tx, duties: readonly WrittenDuty[], at: Date): Promise<void> {
    if (duties.length === 0) return;
    await tx.query(
      `WITH n AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(kind text, "objectId" uuid, "holderId" uuid, state text,
                    "lastDay" date, "successorId" uuid)),
       kept AS (
         UPDATE duty d SET state = n.state, last_day = n."lastDay", successor_id = coalesce(n."successorId", d.successor_id),
           closed_at = CASE WHEN n.state IN ('coming', 'vacant') THEN NULL ELSE $2::timestamptz END
         FROM n WHERE d.kind = n.kind AND d.object_id = n."objectId" AND d.holder_id = n."holderId" AND d.state IN ('coming', 'vacant')
         RETURNING d.kind, d.object_id)
       INSERT INTO duty (kind, object_id, holder_id, state, last_day, successor_id, closed_at)
       SELECT n.kind, n."objectId", n."holderId", n.state, n."lastDay", n."successorId",
              CASE WHEN n.state IN ('coming', 'vacant') THEN NULL ELSE $2::timestamptz END
       FROM n WHERE n.state <> 'kept' AND NOT EXISTS (SELECT FROM kept k WHERE k.kind = n.kind AND k.object_id = n."objectId")`,
      [JSON.stringify(duties), at],
    );
  }

  /** Rows about somebody who is not the owner any more: the declared catalogue names another. */
  async closeOutdated(tx: Tx, at: Date): Promise<void> {
    await tx.query(
      `UPDATE duty d SET state = 'kept', closed_at = $1 WHERE d.state IN ('coming', 'vacant')
         AND NOT EXISTS (SELECT FROM (${owned}) o WHERE o.kind = d.kind AND o.object_id = d.object_id AND o.holder_id = d.holder_id)`,
      [at],
    );
  }

  /** Vacant ones first, then by the day. */
  async open(reader: Reader, today: Day): Promise<DutyRow[]> {
    return reader.query<DutyRow>(
      `SELECT d.id, d.kind, d.object_id AS "objectId", coalesce(s.name, c.name) AS "systemName", d.holder_id AS "holderId", d.state,
              d.last_day AS "lastDay", d.successor_id AS "successorId",
              (SELECT count(*)::integer FROM role r WHERE r.system_id = s.id AND r.requestable) AS roles,
              (SELECT count(*)::integer FROM access_request q JOIN role r ON r.id = q.role_id
               WHERE r.system_id = s.id AND q.state = 'pending') AS waiting,
              s.id IS NOT NULL AND ${employed(`CASE d.kind WHEN 'information-owner' THEN s.system_owner_id ELSE s.information_owner_id END`)} AS "otherOwnerEmployed"
       FROM duty d LEFT JOIN information_system s ON s.id = d.object_id LEFT JOIN api_client c ON c.id = d.object_id
       WHERE d.state IN ('coming', 'vacant')
         AND EXISTS (SELECT FROM (${owned}) o WHERE o.kind = d.kind AND o.object_id = d.object_id AND o.holder_id = d.holder_id)
       ORDER BY d.state DESC, d.last_day, coalesce(s.name, c.name), d.kind LIMIT 500`,
      [today],
    );
  }

  async lock(
    tx: Tx,
    id: string,
  ): Promise<{
    kind: DutyKind;
    objectId: string;
    holderId: string;
    state: string;
    systemName: string;
  } | null> {
    const [row] = await tx.query<{
      kind: DutyKind;
      objectId: string;
      holderId: string;
      state: string;
      systemName: string;
    }>(
      `SELECT d.kind, d.object_id AS "objectId", d.holder_id AS "holderId", d.state,
              coalesce(s.name, c.name) AS "systemName"
       FROM duty d LEFT JOIN information_system s ON s.id = d.object_id LEFT JOIN api_client c ON c.id = d.object_id
       WHERE d.id = $1 FOR UPDATE OF d`,
      [id],
    );
    return row ?? null;
  }

  async name(
    tx: Tx,
    id: string,
    named: { successorId: string; by: string; at: Date; reason: string; handedOver: boolean },
  ): Promise<void> {
    await tx.query(
      `UPDATE duty SET successor_id = $2, named_by = $3, named_at = $4, reason = $5,
         state = CASE WHEN $6 THEN 'handed-over' ELSE state END, closed_at = CASE WHEN $6 THEN $4::timestamptz END
       WHERE id = $1`,
      [id, named.successorId, named.by, named.at, named.reason, named.handedOver],
    );
  }
}
