import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { SuspensionCause } from '../policy/model/access.js';
import type { Day } from '../policy/model/day.js';
import type { EmploymentKind } from '../policy/model/people.js';

export interface EmploymentDetail {
  id: string;
  personId: string;
  /** The HR system's employment number. */
  number: string;
  unitId: string;
  unitName: string;
  unitKind: string;
  title: string;
  titleCode: string | null;
  kind: EmploymentKind;
  from: Day;
  to: Day | null;
  state: 'coming' | 'in-force' | 'ended' | 'terminated';
  main: boolean;
  managerId: string | null;
  onLeave: boolean;
  leave: { from: Day; to: Day | null } | null;
}

export interface GrantDetail {
  id: string;
  roleId: string;
  roleName: string;
  roleSentence: string;
  privileged: boolean;
  system: string;
  unitId: string;
  unitName: string;
  employmentId: string;
  source: 'request' | 'birthright' | 'activation';
  from: Date;
  to: Date | null;
  nextReview: Day | null;
  endedAt: Date | null;
  endedReason: string | null;
  restsFor: SuspensionCause[];
  outgrown: boolean;
  acrossProviders: boolean;
  why: string;
  grantedBy: string | null;
  delivery: 'by-hand' | 'handled' | 'pending' | 'delivered' | 'confirmed' | 'not-applicable';
}

export interface HappeningRow {
  at: Day;
  kind: string;
  title: string | null;
  roleName: string | null;
  unit: string | null;
}

export interface AccountDetail {
  username: string;
  state: 'none' | 'pending' | 'preparing' | 'prepared' | 'enabled' | 'disabled' | 'deleted';
  waitingSince: Date | null;
  confirmedAt: Date | null;
}

/** The person of parameter 1, and those who were found to be the same and are stubs now: an array, to be looked up by index. */
const both = `ARRAY(SELECT $1::uuid UNION ALL SELECT id FROM person WHERE merged_into = $1)`;

/** What a person's card shows, read across the rooms. */
@Injectable()
export class PersonCardStore {
  async contact(
    reader: Reader,
    personId: string,
  ): Promise<{ email: string | null; hsaId: string | null; mergedInto: string | null } | null> {
    const rows = await reader.query<{
      email: string | null;
      hsaId: string | null;
      mergedInto: string | null;
    }>(
      `SELECT p.email, p.merged_into AS "mergedInto", (SELECT min(h.hsa_id) FROM person_hsa_id h WHERE h.person_id = p.id) AS "hsaId"
       FROM person p WHERE p.id = $1`,
      [personId],
    );
    return rows[0] ?? null;
  }

  /** Of a person (all of them) or by id; the one in force and main first. */
  async employments(
    reader: Reader,
    by: { personId: string } | { ids: readonly string[] },
    today: Day,
  ): Promise<EmploymentDetail[]> {
    const ofPerson = 'personId' in by;
    return reader.query<EmploymentDetail>(
      `SELECT e.id, e.person_id AS "personId", e.number, e.unit_id AS "unitId", u.name AS "unitName",
              u.kind AS "unitKind", e.title, e.title_code AS "titleCode", e.kind,
              e.start_date AS "from", e.end_date AS "to", e.main, m.person_id AS "managerId",
              CASE WHEN e.terminated_at IS NOT NULL THEN 'terminated' WHEN e.start_date > $2 THEN 'coming'
                   WHEN e.end_date < $2 THEN 'ended' ELSE 'in-force' END AS state,
              coalesce(e.leave_percent >= 100 AND e.leave_from <= $2 AND (e.leave_to IS NULL OR e.leave_to >= $2), false)
                AS "onLeave",
              CASE WHEN e.leave_from IS NOT NULL THEN json_build_object('from', e.leave_from, 'to', e.leave_to) END AS leave
       FROM employment e JOIN unit u ON u.id = e.unit_id LEFT JOIN employment m ON m.id = e.manager_employment_id
       WHERE ${ofPerson ? 'e.person_id = $1' : 'e.id = ANY($1)'}
       ORDER BY in_force(e.start_date, e.end_date, e.terminated_at, $2) DESC, e.main DESC, e.start_date DESC, e.id`,
      [ofPerson ? by.personId : by.ids, today],
    );
  }

  /** Live ones first, then the latest that have ended, also those of whoever was merged into the person. */
  async grants(reader: Reader, personId: string, language: Language): Promise<GrantDetail[]> {
    return reader.query<GrantDetail>(
      `SELECT g.id, r.id AS "roleId", CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END AS "roleName",
              CASE $2 WHEN 'en' THEN r.sentence_en ELSE r.sentence_sv END AS "roleSentence", r.privileged,
              s.name AS system, u.id AS "unitId", u.name AS "unitName", g.employment_id AS "employmentId", g.source,
              g.valid_from AS "from", g.valid_to AS "to", g.next_review AS "nextReview", g.ended_at AS "endedAt",
              g.ended_reason AS "endedReason",
              CASE WHEN g.ended_at IS NULL THEN g.suspended_for ELSE '{}' END AS "restsFor", g.outgrown_at IS NOT NULL AS outgrown,
              g.across_providers AS "acrossProviders", coalesce(w.need, b.name, '') AS why, g.granted_by AS "grantedBy",
              CASE WHEN h.waits THEN 'by-hand'
                   WHEN NOT EXISTS (SELECT FROM role_entitlement re JOIN entitlement e ON e.id = re.entitlement_id
                                    WHERE re.role_id = r.id AND e.target = 'directory')
                     THEN CASE WHEN h.waits IS NULL THEN 'not-applicable' ELSE 'handled' END
                   WHEN a.delivered_version IS DISTINCT FROM a.wanted_version
                        AND coalesce(g.ended_at, g.valid_from) >= coalesce(a.wanted_since, '-infinity') THEN 'pending'
                   WHEN a.confirmed_at >= coalesce(g.ended_at, g.valid_from) THEN 'confirmed'
                   ELSE 'delivered' END AS delivery
       FROM access_grant g JOIN role r ON r.id = g.role_id JOIN information_system s ON s.id = r.system_id
       JOIN unit u ON u.id = g.unit_id LEFT JOIN assessment w ON w.id = g.assessment_id
       LEFT JOIN birthright_rule b ON b.id = g.rule_id
       LEFT JOIN account a ON a.person_id = g.person_id AND a.target = 'directory'
       LEFT JOIN LATERAL (
         SELECT bool_or(x.wanted <> x.held AND (g.ended_at IS NULL OR x.held)) AS waits
         FROM role_entitlement re JOIN handled_access x ON x.entitlement_id = re.entitlement_id
         WHERE re.role_id = g.role_id AND x.person_id = g.person_id) AS h ON true
       WHERE g.person_id = ANY(${both}) ORDER BY g.ended_at DESC NULLS FIRST, g.valid_from DESC, g.id LIMIT 300`,
      [personId, language],
    );
  }

  /** What has happened to the person and to their access, newest first. */
  async timeline(reader: Reader, personId: string, language: Language): Promise<HappeningRow[]> {
    return reader.query<HappeningRow>(
      `SELECT to_char(at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD') AS "at", kind, title, "roleName", unit FROM (
         SELECT l.day::timestamp AT TIME ZONE 'Europe/Stockholm' AS at, l.id AS tie, l.kind, e.title, NULL AS "roleName", u.name AS unit
         FROM lifecycle_event l LEFT JOIN employment e ON e.id = l.employment_id LEFT JOIN unit u ON u.id = l.unit_id
         WHERE l.person_id = ANY(${both})
         UNION ALL
         SELECT g.valid_from, 0, 'granted', NULL, CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END, u.name
         FROM access_grant g JOIN role r ON r.id = g.role_id JOIN unit u ON u.id = g.unit_id WHERE g.person_id = ANY(${both})
         UNION ALL
         SELECT g.ended_at, 0, 'removed', NULL, CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END, u.name
         FROM access_grant g JOIN role r ON r.id = g.role_id JOIN unit u ON u.id = g.unit_id
         WHERE g.person_id = ANY(${both}) AND g.ended_at IS NOT NULL
         UNION ALL
         SELECT i.decided_at, 0, 'reviewed', NULL, CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END, u.name
         FROM review_item i JOIN access_grant g ON g.id = i.grant_id JOIN role r ON r.id = g.role_id JOIN unit u ON u.id = g.unit_id
         WHERE i.person_id = $1 AND i.state = 'signed' AND i.decision = 'keep'
       ) AS happening ORDER BY happening.at DESC, tie DESC, "roleName" LIMIT 300`,
      [personId, language],
    );
  }

  /** Access that stayed behind in units which the person had left, per unit and until when. */
  async handovers(reader: Reader, personId: string): Promise<{ unit: string; from: Day; to: Day | null }[]> {
    return reader.query(
      `SELECT u.name AS unit, to_char(min(g.outgrown_at) AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD') AS "from",
              to_char(max(coalesce(g.ended_at, g.valid_to, asked.until)) AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD') AS "to"
       FROM access_grant g JOIN unit u ON u.id = g.unit_id
       LEFT JOIN LATERAL (
         SELECT max(c.closes_on)::timestamp AT TIME ZONE 'Europe/Stockholm' AS until
         FROM review_item i JOIN campaign c ON c.id = i.campaign_id AND c.state = 'open' WHERE i.grant_id = g.id) asked ON true
       WHERE g.person_id = $1 AND g.outgrown_at IS NOT NULL
         AND (g.ended_at IS NULL OR g.ended_at > g.outgrown_at + interval '1 hour')
       GROUP BY u.id ORDER BY 2, u.id`,
      [personId],
    );
  }

  async account(reader: Reader, personId: string): Promise<AccountDetail | null> {
    const rows = await reader.query<AccountDetail>(
      `SELECT username, CASE WHEN delivered_version = wanted_version THEN state WHEN wanted_kind = 'prepared' THEN 'preparing'
                   ELSE 'pending' END AS state,
              CASE WHEN delivered_version < wanted_version THEN wanted_since END AS "waitingSince",
              confirmed_at AS "confirmedAt"
       FROM account WHERE person_id = $1 AND target = 'directory'`,
      [personId],
    );
    return rows[0] ?? null;
  }

  async waitingRequests(
    reader: Reader,
    personId: string,
    language: Language,
  ): Promise<
    {
      id: string;
      number: number;
      role: { id: string; name: string; sentence: string; privileged: boolean };
    }[]
  > {
    return reader.query(
      `SELECT q.id, q.number, json_build_object('id', r.id, 'privileged', r.privileged,
                'name', CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END,
                'sentence', CASE $2 WHEN 'en' THEN r.sentence_en ELSE r.sentence_sv END) AS role
       FROM access_request q JOIN role r ON r.id = q.role_id
       WHERE q.person_id = $1 AND q.state = 'pending' ORDER BY q.number`,
      [personId, language],
    );
  }
}
