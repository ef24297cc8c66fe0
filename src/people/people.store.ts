import { Injectable } from '@nestjs/common';
import { heldGrounds, type Ground } from '../policy/authority/authority.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import type { Reader } from '../platform/database.js';

/** A name as stored; who may see it is decided by read-who. */
export interface StoredName {
  id: string;
  callName: string;
  familyName: string;
  protection: 'none' | 'confidential' | 'protected-registration';
}

const employmentColumns = `
  e.id, e.person_id AS "personId", e.unit_id AS "unitId", u.path AS "unitPath", u.kind AS "unitKind",
  u.care_provider_id AS "careProviderId", e.kind, e.title, e.title_code AS "titleCode",
  e.start_date AS "startDate", e.end_date AS "endDate", e.terminated_at IS NOT NULL AS terminated,
  CASE WHEN e.leave_from IS NOT NULL THEN json_build_object('kind', e.leave_kind, 'percent', e.leave_percent,
    'from', e.leave_from, 'to', e.leave_to) END AS leave`;

@Injectable()
export class PeopleStore {
  async employmentsOf(reader: Reader, personIds: readonly string[]): Promise<Employment[]> {
    return reader.query<Employment>(
      `SELECT ${employmentColumns} FROM employment e JOIN unit u ON u.id = e.unit_id
       WHERE e.person_id = ANY($1) ORDER BY e.person_id, e.start_date, e.id`,
      [personIds],
    );
  }

  async employment(reader: Reader, id: string): Promise<Employment | null> {
    const rows = await reader.query<Employment>(
      `SELECT ${employmentColumns} FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Ids of those who have this HSA-id, employment number or key of an HR system. */
  async byKey(reader: Reader, key: string): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT person_id AS id FROM person_hsa_id WHERE hsa_id = $1
       UNION SELECT person_id FROM employment WHERE number = $1 UNION SELECT id FROM person WHERE source_key = $1`,
      [key],
    );
    return rows.map((row) => row.id);
  }

  /** Grindvakt's own rights that the person holds; the same as grants/read-standing, which lies above this room. */
  async rightsHeld(reader: Reader, personId: string, now: Date): Promise<Set<Ground>> {
    const rows = await reader.query<{ name: string }>(
      `SELECT r.name FROM grindvakt_rights($1, $2) AS r(name)`,
      [personId, now],
    );
    return new Set<Ground>(heldGrounds.filter((ground) => rows.some((row) => row.name === ground)));
  }

  /** Everybody who holds one of these rights by a grant of their own that works now, in the order of their ids. */
  async holders(reader: Reader, rights: readonly string[], now: Date): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT g.person_id AS id FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
       JOIN entitlement e ON e.id = re.entitlement_id AND e.target = 'grindvakt' AND e.external_name = ANY($1)
       WHERE grant_works(g.ended_at, g.valid_to, g.suspended_for, $2) ORDER BY 1`,
      [rights, now],
    );
    return rows.map(({ id }) => id);
  }

  async names(reader: Reader, personIds: readonly string[]): Promise<StoredName[]> {
    return reader.query<StoredName>(
      `SELECT id, call_name AS "callName", family_name AS "familyName", protection FROM person WHERE id = ANY($1)`,
      [personIds],
    );
  }

  /** Which of these persons the manager leads by an employment in force on both sides. */
  async ledBy(reader: Reader, managerId: string, personIds: readonly string[], day: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT e.person_id AS id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE m.person_id = $1 AND e.person_id = ANY($2) AND e.person_id <> $1
         AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
         AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $3)`,
      [managerId, personIds, day],
    );
    return rows.map((row) => row.id);
  }

  /** Of these employments, those the manager leads now or will lead when they begin. */
  async employmentsLedBy(
    reader: Reader,
    managerId: string,
    employmentIds: readonly string[],
    day: Day,
  ): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT e.id FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE m.person_id = $1 AND e.id = ANY($2) AND e.person_id <> $1
         AND in_force(m.start_date, m.end_date, m.terminated_at, $3)
         AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $3)`,
      [managerId, employmentIds, day],
    );
    return rows.map((row) => row.id);
  }

  async leadsAnyone(reader: Reader, managerId: string, day: Day): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM employment m JOIN employment e ON e.manager_employment_id = m.id
       WHERE m.person_id = $1 AND e.person_id <> $1 AND in_force(m.start_date, m.end_date, m.terminated_at, $2)
         AND e.terminated_at IS NULL AND (e.end_date IS NULL OR e.end_date >= $2) LIMIT 1`,
      [managerId, day],
    );
    return rows.length > 0;
  }
}
