import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';

export interface StoredDelegation {
  id: string;
  delegatorId: string;
  delegateId: string;
  systemId: string | null;
  systemName: string | null;
  roleId: string | null;
  roleSv: string | null;
  roleEn: string | null;
  ofRequests: boolean;
  ofReviews: boolean;
  from: Day;
  to: Day;
  reason: string;
  createdAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
  endedReason: string | null;
}

export interface NewDelegation {
  delegatorId: string;
  delegateId: string;
  systemId: string | null;
  roleId: string | null;
  ofRequests: boolean;
  ofReviews: boolean;
  from: Day;
  to: Day;
  reason: string;
}

const columns = `
  d.id, d.delegator_id AS "delegatorId", d.delegate_id AS "delegateId", d.system_id AS "systemId", s.name AS "systemName",
  d.role_id AS "roleId", r.name_sv AS "roleSv", r.name_en AS "roleEn", d.of_requests AS "ofRequests",
  d.of_reviews AS "ofReviews", d.valid_from AS "from", d.valid_to AS "to", d.reason,
  d.created_at AS "createdAt", d.ended_at AS "endedAt", d.ended_by AS "endedBy", d.ended_reason AS "endedReason"`;
const joined = `approval_delegation d LEFT JOIN information_system s ON s.id = d.system_id LEFT JOIN role r ON r.id = d.role_id`;

/** SQL of who decides for whom. */
@Injectable()
export class DelegationsStore {
  async add(tx: Tx, wanted: NewDelegation, at: Date): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO approval_delegation (delegator_id, delegate_id, system_id, role_id, valid_from, valid_to, reason, created_at, created_by,
                                        of_requests, of_reviews)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1, $9, $10) RETURNING id`,
      [
        wanted.delegatorId,
        wanted.delegateId,
        wanted.systemId,
        wanted.roleId,
        wanted.from,
        wanted.to,
        wanted.reason,
        at,
        wanted.ofRequests,
        wanted.ofReviews,
      ],
    );
    if (!row) throw new Error('The delegation was not stored.');
    return row.id;
  }

  async overlaps(reader: Reader, wanted: NewDelegation): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM approval_delegation WHERE delegator_id = $1 AND delegate_id = $2 AND ended_at IS NULL
         AND system_id IS NOT DISTINCT FROM $3 AND role_id IS NOT DISTINCT FROM $4 AND valid_from <= $6 AND valid_to >= $5
         AND (of_requests AND $7 OR of_reviews AND $8) LIMIT 1`,
      [
        wanted.delegatorId,
        wanted.delegateId,
        wanted.systemId,
        wanted.roleId,
        wanted.from,
        wanted.to,
        wanted.ofRequests,
        wanted.ofReviews,
      ],
    );
    return rows.length > 0;
  }

  async lock(tx: Tx, id: string): Promise<StoredDelegation | null> {
    const rows = await tx.query<StoredDelegation>(
      `SELECT ${columns} FROM ${joined} WHERE d.id = $1 FOR NO KEY UPDATE OF d`,
      [id],
    );
    return rows[0] ?? null;
  }

  async end(tx: Tx, id: string, by: string, at: Date, reason: string): Promise<void> {
    await tx.query(
      `UPDATE approval_delegation SET ended_at = $3, ended_by = $2, ended_reason = $4 WHERE id = $1`,
      [id, by, at, reason],
    );
  }

  /** Given by or to somebody who has left. */
  async endOf(
    tx: Tx,
    personIds: readonly string[],
    at: Date,
    reason: string,
  ): Promise<{ id: string; delegatorId: string; delegateId: string }[]> {
    return tx.query<{ id: string; delegatorId: string; delegateId: string }>(
      `UPDATE approval_delegation SET ended_at = $2, ended_reason = $3
       WHERE ended_at IS NULL AND (delegator_id = ANY($1) OR delegate_id = ANY($1))
       RETURNING id, delegator_id AS "delegatorId", delegate_id AS "delegateId"`,
      [personIds, at, reason],
    );
  }

  /** Given by and to the person, those that last the longest first; ended ones for a while. */
  async of(reader: Reader, personId: string, since: Date): Promise<StoredDelegation[]> {
    return reader.query<StoredDelegation>(
      `SELECT ${columns} FROM ${joined}
       WHERE (d.delegator_id = $1 OR d.delegate_id = $1) AND (d.ended_at IS NULL OR d.ended_at > $2) AND d.valid_to >= $2::date
       ORDER BY d.ended_at NULLS FIRST, d.valid_to DESC, d.id LIMIT 200`,
      [personId, since],
    );
  }

  /** Systems and their roles, for which decisions can be handed over. */
  async scopes(
    reader: Reader,
  ): Promise<{ id: string; name: string; roles: { id: string; sv: string; en: string }[] }[]> {
    return reader.query(
      `SELECT s.id, s.name, json_agg(json_build_object('id', r.id, 'sv', r.name_sv, 'en', r.name_en) ORDER BY r.name_sv) AS roles
       FROM information_system s JOIN role r ON r.system_id = s.id AND r.requestable GROUP BY s.id ORDER BY s.name, s.id`,
    );
  }

  /** Employed colleagues of the same care provider by name, with a title; nobody who is protected. */
  async colleagues(
    reader: Reader,
    personId: string,
    patterns: readonly string[],
    today: Day,
    limit: number,
  ): Promise<{ id: string; title: string; unitName: string }[]> {
    return reader.query(
      `SELECT DISTINCT ON (p.family_name, p.call_name, p.id) p.id, e.title, u.name AS "unitName"
       FROM person p JOIN employment e ON e.person_id = p.id AND in_force(e.start_date, e.end_date, e.terminated_at, $3)
       JOIN unit u ON u.id = e.unit_id
       WHERE p.id <> $1 AND p.protection = 'none' AND p.merged_into IS NULL
         AND ' ' || lower(replace(p.call_name || ' ' || p.family_name, '-', ' ')) LIKE ALL ($2)
         AND u.care_provider_id IN (SELECT mu.care_provider_id FROM employment m JOIN unit mu ON mu.id = m.unit_id
           WHERE m.person_id = $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $3))
       ORDER BY p.family_name, p.call_name, p.id, e.main DESC LIMIT $4`,
      [personId, patterns, today, limit],
    );
  }

  async knowsScope(reader: Reader, systemId: string | null, roleId: string | null): Promise<boolean> {
    const rows = await reader.query<{ yes: boolean }>(
      `SELECT ($1::uuid IS NULL OR EXISTS (SELECT FROM information_system WHERE id = $1))
          AND ($2::uuid IS NULL OR EXISTS (SELECT FROM role WHERE id = $2)) AS yes`,
      [systemId, roleId],
    );
    return rows[0]?.yes ?? false;
  }
}
