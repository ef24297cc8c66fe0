import { Injectable } from '@nestjs/common';
import type { HandledAccess } from '../../policy/lifecycle/handling.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';

export interface HandlingRow extends HandledAccess {
  id: string;
  entitlementName: string;
  sentence: string;
  externalName: string;
  systemId: string;
  system: string;
  hsaId: string | null;
  username: string | null;
  title: string | null;
  unit: string | null;
  roles: string[];
  since: Date;
  dueOn: Day;
  urgent: boolean;
  escalated: boolean;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  note: string | null;
  /** It waits for the viewer. */
  isMine: boolean;
}

/** For whom tasks are looked up. */
export interface HandlerScope {
  readonly personId: string;
  /** Keys of the systems that the viewer's group looks after. */
  readonly systems: readonly string[];
  /** Holds the right IT. */
  readonly isIt: boolean;
}

/** Late tasks of one system, and who owns it. */
export interface LateHandling {
  id: string;
  personId: string;
  systemId: string;
  system: string;
  owners: string[];
  informationOwnerId: string;
  dueOn: Day;
}

export interface ToConfirm extends HandledAccess {
  id: string;
  entitlementId: string;
  urgent: boolean;
  system: string;
  /** It waits for the viewer. */
  isMine: boolean;
  /** The viewer looks after it, whether anything is to be done or not. */
  looksAfter: boolean;
}

@Injectable()
export class ByHandStore {
  /** What waits by urgency and due day, or what was confirmed, the latest first. `all`: everybody's. */
  async list(
    reader: Reader,
    scope: HandlerScope,
    query: { show: 'open' | 'done'; all: boolean; system: string | null; language: Language; limit: number },
    after: readonly (string | number)[] | null,
  ): Promise<HandlingRow[]> {
    const isOpen = query.show === 'open';
    const next = isOpen
      ? `($7::bigint IS NULL OR ((NOT h.urgent)::integer, h.due_on, h.id) > ($7, $8::date, $9::uuid))`
      : `($7::timestamptz IS NULL OR (date_trunc('milliseconds', h.confirmed_at), h.id) < ($7, $8::uuid))`;
    return reader.query<HandlingRow>(
      `SELECT h.id, h.person_id AS "personId", e.name AS entitlement, h.wanted, h.held, e.name AS "entitlementName",
              CASE $6 WHEN 'en' THEN e.sentence_en ELSE e.sentence_sv END AS sentence, e.external_name AS "externalName",
              s.id AS "systemId", s.name AS system, a.username, at.title, at.unit, h.wanted_since AS since,
              (SELECT i.hsa_id FROM person_hsa_id i WHERE i.person_id = h.person_id ORDER BY i.hsa_id LIMIT 1) AS "hsaId",
              ARRAY(SELECT DISTINCT CASE $6 WHEN 'en' THEN r.name_en ELSE r.name_sv END
                    FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id AND re.entitlement_id = e.id
                    JOIN role r ON r.id = g.role_id
                    WHERE g.person_id = h.person_id AND (g.ended_at IS NULL OR NOT h.wanted) ORDER BY 1 LIMIT 5) AS roles,
              h.due_on AS "dueOn", h.urgent, h.escalated_at IS NOT NULL AS escalated, h.confirmed_by AS "confirmedBy",
              h.confirmed_at AS "confirmedAt", h.confirmed_note AS note,
              EXISTS (SELECT FROM handling_of($1, $2, $3) m WHERE m.id = h.id) AS "isMine"
       FROM handled_access h JOIN entitlement e ON e.id = h.entitlement_id JOIN information_system s ON s.id = e.system_id
       LEFT JOIN account a ON a.person_id = h.person_id AND a.target = 'directory' AND a.state <> 'deleted'
       LEFT JOIN LATERAL (
         SELECT x.title, u.name AS unit FROM access_grant g
         JOIN role_entitlement re ON re.role_id = g.role_id AND re.entitlement_id = e.id
         JOIN employment x ON x.id = g.employment_id JOIN unit u ON u.id = x.unit_id
         WHERE g.person_id = h.person_id ORDER BY g.ended_at DESC NULLS FIRST, g.valid_from DESC, g.id LIMIT 1) AS at ON true
       WHERE ${isOpen ? 'h.wanted <> h.held' : 'h.confirmed_at IS NOT NULL'} AND ($5::uuid IS NULL OR s.id = $5)
         AND ($4 OR ${isOpen ? 'EXISTS (SELECT FROM handling_of($1, $2, $3) m WHERE m.id = h.id)' : looksAfter}) AND ${next}
       ORDER BY ${isOpen ? '(NOT h.urgent)::integer, h.due_on, h.id' : `date_trunc('milliseconds', h.confirmed_at) DESC, h.id DESC`}
       LIMIT ${isOpen ? '$10' : '$9'}`,
      [
        ...values(scope),
        query.all,
        query.system,
        query.language,
        ...(isOpen ? [0, 1, 2] : [0, 1]).map((i) => after?.[i] ?? null),
        query.limit,
      ],
    );
  }

  /** Something is set up by hand that the viewer looks after or oversees, or something of it waits for them. */
  async concerns(reader: Reader, scope: HandlerScope, oversees: boolean): Promise<boolean> {
    const rows = await reader.query<{ yes: boolean }>(
      `SELECT EXISTS (SELECT FROM entitlement e JOIN information_system s ON s.id = e.system_id
                      WHERE e.target = 'manual' AND ($4 OR e.owner_id = $1 OR s.system_owner_id = $1 OR s.key = ANY($2)))
           OR EXISTS (SELECT FROM handling_of($1, $2, $3)) AS yes`,
      [...values(scope), oversees],
    );
    return rows[0]?.yes ?? false;
  }

  async locked(tx: Tx, scope: HandlerScope, id: string): Promise<ToConfirm | null> {
    const rows = await tx.query<ToConfirm>(
      `SELECT h.id, h.person_id AS "personId", h.entitlement_id AS "entitlementId", h.wanted, h.held, h.urgent,
              e.name AS entitlement, s.name AS system,
              EXISTS (SELECT FROM handling_of($1, $2, $3) m WHERE m.id = h.id) AS "isMine", ${looksAfter} AS "looksAfter"
       FROM handled_access h JOIN entitlement e ON e.id = h.entitlement_id JOIN information_system s ON s.id = e.system_id
       WHERE h.id = $4 FOR UPDATE OF h`,
      [...values(scope), id],
    );
    return rows[0] ?? null;
  }

  /** @param dueOn of what is to be undone now; null: nothing is */
  async confirm(
    tx: Tx,
    id: string,
    done: { held: boolean; by: string; at: Date; note: string | null; dueOn: Day | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE handled_access SET held = $2, confirmed_by = $3, confirmed_at = $4, confirmed_note = $5,
         due_on = coalesce($6, due_on), urgent = urgent AND wanted <> $2, reminded_on = NULL, escalated_at = NULL
       WHERE id = $1`,
      [id, done.held, done.by, done.at, done.note, done.dueOn],
    );
  }

  /** Urgent ones that nobody has been told about yet; they are now. */
  async takeUrgent(tx: Tx, today: Day): Promise<LateHandling[]> {
    return tx.query<LateHandling>(
      `WITH late AS (
         UPDATE handled_access SET reminded_on = $1 WHERE urgent AND held AND NOT wanted AND reminded_on IS NULL RETURNING *)
       ${lateColumns}`,
      [today],
    );
  }

  /** Those that are late and of which nobody has been reminded today; they are now. */
  async takeLate(tx: Tx, today: Day): Promise<LateHandling[]> {
    return tx.query<LateHandling>(
      `WITH late AS (
         UPDATE handled_access SET reminded_on = $1
         WHERE wanted <> held AND due_on < $1 AND reminded_on IS DISTINCT FROM $1 RETURNING *)
       ${lateColumns}`,
      [today],
    );
  }

  /** Those due on the day or before that only the system owner has been asked about; others are too now. */
  async escalate(tx: Tx, due: Day, at: Date): Promise<LateHandling[]> {
    return tx.query<LateHandling>(
      `WITH late AS (
         UPDATE handled_access SET escalated_at = $2
         WHERE wanted <> held AND due_on <= $1 AND escalated_at IS NULL RETURNING *)
       ${lateColumns}`,
      [due, at],
    );
  }

  async waiting(reader: Reader): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM handled_access WHERE wanted <> held`,
    );
    return rows[0]?.count ?? 0;
  }
}

const lateColumns = `
  SELECT h.id, h.person_id AS "personId", s.id AS "systemId", s.name AS system,
         array_remove(ARRAY[e.owner_id, nullif(s.system_owner_id, e.owner_id)], NULL) AS owners,
         s.information_owner_id AS "informationOwnerId", h.due_on AS "dueOn"
  FROM late h JOIN entitlement e ON e.id = h.entitlement_id JOIN information_system s ON s.id = e.system_id
  ORDER BY s.id, h.due_on, h.id`;

const looksAfter = `(h.person_id <> $1 AND (e.owner_id = $1 OR s.system_owner_id = $1 OR s.key = ANY($2)))`;

function values({ personId, systems, isIt }: HandlerScope): unknown[] {
  return [personId, systems, isIt];
}
