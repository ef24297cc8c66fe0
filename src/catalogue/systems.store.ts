import { Injectable } from '@nestjs/common';
import type { SystemState } from '../policy/catalogue/states.js';
import type { SystemContent } from '../policy/catalogue/system-content.js';
import type { Day } from '../policy/model/day.js';
import type { Reader, Tx } from '../platform/database.js';

export interface RegisteredSystem {
  id: string;
  key: string;
  state: SystemState;
  version: number;
  informationOwnerId: string;
  systemOwnerId: string;
  reviewOn: Day | null;
  /** Who wrote last what has not been approved. */
  writtenBy: string | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  content: SystemContent;
  /** Of the version that waits for the information owner; null when none does. */
  proposed: number | null;
}

export interface SystemsFilter {
  q: string;
  state: SystemState | null;
  /** Only those that this person owns. */
  ownerId: string | null;
  /** Whoever sees only what is in use sees of the rest what this person owns; null: all of it. */
  draftsOf: string | null;
  after: readonly (string | number)[] | null;
  limit: number;
}

const columns = `
  s.id, s.key, s.state, s.version, s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId",
  s.review_on AS "reviewOn", s.written_by AS "writtenBy", s.approved_by AS "approvedBy", s.approved_at AS "approvedAt",
  json_build_object('name', s.name, 'purpose', s.purpose, 'informationTypes', s.information_types, 'mayHold', s.may_hold,
    'mayNotHold', s.may_not_hold, 'personalData', s.personal_data, 'patientData', s.patient_data,
    'logPolicy', s.log_policy, 'logEvents', s.log_events, 'minimumLevel', s.minimum_level, 'connectors', s.connectors,
    'classes', json_build_object('confidentiality', s.confidentiality, 'integrity', s.integrity,
      'availability', s.availability)) AS content,
  (SELECT v.version FROM system_version v WHERE v.system_id = s.id AND v.state = 'proposed') AS proposed`;

/** The register of systems. */
@Injectable()
export class SystemsStore {
  async one(reader: Reader, id: string): Promise<RegisteredSystem | null> {
    const rows = await reader.query<RegisteredSystem>(
      `SELECT ${columns} FROM information_system s WHERE s.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** The same, for changing: nobody else changes it meanwhile. */
  async lock(tx: Tx, id: string): Promise<RegisteredSystem | null> {
    await tx.query(`SELECT FROM information_system WHERE id = $1 FOR UPDATE`, [id]);
    return this.one(tx, id);
  }

  async ownsAny(reader: Reader, personId: string): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM information_system WHERE information_owner_id = $1 OR system_owner_id = $1 LIMIT 1`,
      [personId],
    );
    return rows.length > 0;
  }

  async list(reader: Reader, filter: SystemsFilter): Promise<(RegisteredSystem & { roles: number })[]> {
    return reader.query(
      `SELECT ${columns}, (SELECT count(*)::integer FROM role r WHERE r.system_id = s.id AND r.state = 'in-use') AS roles
       FROM information_system s
       WHERE (s.name ILIKE '%' || $1 || '%' OR s.purpose ILIKE '%' || $1 || '%')
         AND CASE WHEN $2::text IS NULL THEN s.state <> 'retired' ELSE s.state = $2 END
         AND ($3::uuid IS NULL OR $3 IN (s.information_owner_id, s.system_owner_id))
         AND ($4::uuid IS NULL OR s.state IN ('in-use', 'retiring') OR $4 IN (s.information_owner_id, s.system_owner_id))
         AND ($5::text IS NULL OR (lower(s.name), s.id) > ($5, $6::uuid))
       ORDER BY lower(s.name), s.id LIMIT $7`,
      [
        filter.q.replaceAll(/[\\%_]/g, '\\$&'),
        filter.state,
        filter.ownerId,
        filter.draftsOf,
        filter.after?.[0] ?? null,
        filter.after?.[1] ?? null,
        filter.limit,
      ],
    );
  }

  /** Live grants by which somebody reaches something in the system, and what somebody has yet to take away by hand. */
  async liveGrants(reader: Reader, systemId: string): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (
         SELECT g.id FROM access_grant g WHERE g.ended_at IS NULL AND g.role_id IN (
           SELECT re.role_id FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id WHERE e.system_id = $1)
         UNION ALL
         SELECT h.id FROM handled_access h JOIN entitlement e ON e.id = h.entitlement_id
         WHERE e.system_id = $1 AND h.held AND NOT h.wanted) AS held`,
      [systemId],
    );
    return rows[0]?.count ?? 0;
  }

  /** Of these persons, those with an employment in force. */
  async employed(reader: Reader, personIds: readonly string[], today: Day): Promise<Set<string>> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT e.person_id AS id FROM employment e
       WHERE e.person_id = ANY($1) AND in_force(e.start_date, e.end_date, e.terminated_at, $2)`,
      [personIds, today],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** A key beginning like `key` that no system has. */
  async freeKey(tx: Tx, key: string): Promise<string> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:catalogue', 0))`);
    const rows = await tx.query<{ key: string }>(
      `SELECT k.key FROM (SELECT $1 AS key, 1 AS n UNION ALL SELECT $1 || '-' || n, n FROM generate_series(2, 1000) AS n) AS k
       WHERE NOT EXISTS (SELECT FROM information_system s WHERE s.key = k.key) ORDER BY k.n LIMIT 1`,
      [key],
    );
    return rows[0]?.key ?? key;
  }

  async add(
    tx: Tx,
    system: {
      key: string;
      name: string;
      purpose: string;
      informationOwnerId: string;
      systemOwnerId: string;
      by: string;
    },
  ): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO information_system (key, name, purpose, information_owner_id, system_owner_id, confidentiality, integrity,
         availability, log_policy, state, version, written_by)
       VALUES ($1, $2, $3, $4, $5, 0, 0, 0, '', 'draft', 0, $6) RETURNING id`,
      [system.key, system.name, system.purpose, system.informationOwnerId, system.systemOwnerId, system.by],
    );
    return rows[0]?.id ?? '';
  }

  async write(tx: Tx, id: string, content: SystemContent, version: number, by: string | null): Promise<void> {
    await tx.query(
      `UPDATE information_system SET name = c.name, purpose = c.purpose, information_types = c."informationTypes",
         may_hold = c."mayHold", may_not_hold = c."mayNotHold", personal_data = c."personalData",
         patient_data = c."patientData", log_policy = c."logPolicy", log_events = c."logEvents",
         minimum_level = c."minimumLevel", connectors = c.connectors,
         confidentiality = (c.classes ->> 'confidentiality')::smallint, integrity = (c.classes ->> 'integrity')::smallint,
         availability = (c.classes ->> 'availability')::smallint, version = $3, written_by = $4
       FROM jsonb_to_record($2) AS c(name text, purpose text, "informationTypes" text[], "mayHold" text, "mayNotHold" text,
         "personalData" boolean, "patientData" boolean, "logPolicy" text, "logEvents" text[], "minimumLevel" smallint,
         connectors text[], classes jsonb)
       WHERE id = $1`,
      [id, JSON.stringify(content), version, by],
    );
  }

  async setState(tx: Tx, id: string, state: SystemState): Promise<void> {
    await tx.query(`UPDATE information_system SET state = $2 WHERE id = $1`, [id, state]);
  }

  async approve(tx: Tx, id: string, by: string, at: Date, reviewOn: Day): Promise<void> {
    await tx.query(
      `UPDATE information_system SET approved_by = $2, approved_at = $3, review_on = $4, written_by = NULL WHERE id = $1`,
      [id, by, at, reviewOn],
    );
  }

  async nameOwners(tx: Tx, id: string, informationOwnerId: string, systemOwnerId: string): Promise<void> {
    await tx.query(
      `UPDATE information_system SET information_owner_id = $2, system_owner_id = $3 WHERE id = $1`,
      [id, informationOwnerId, systemOwnerId],
    );
  }

  async setReview(tx: Tx, id: string, reviewOn: Day): Promise<void> {
    await tx.query(`UPDATE information_system SET review_on = $2 WHERE id = $1`, [id, reviewOn]);
  }

  /** In use, and to be looked at on this day or earlier. */
  async dueReviews(
    reader: Reader,
    by: Day,
  ): Promise<{ id: string; reviewOn: Day; informationOwnerId: string; systemOwnerId: string }[]> {
    return reader.query(
      `SELECT id, review_on AS "reviewOn", information_owner_id AS "informationOwnerId", system_owner_id AS "systemOwnerId"
       FROM information_system WHERE state IN ('approved', 'in-use', 'retiring') AND review_on <= $1 ORDER BY id`,
      [by],
    );
  }
}
