import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { lastDay } from './prerequisite-last-day.js';
import type { Day } from '../policy/model/day.js';
import type { Prerequisite, PrerequisiteStanding, PrerequisiteState } from '../policy/model/prerequisite.js';

/** A prerequisite with its words. */
export interface StoredPrerequisite extends Prerequisite {
  code: string | null;
  nameSv: string;
  nameEn: string;
  howSv: string;
  howEn: string;
}

export interface StoredText {
  id: string;
  prerequisiteId: string;
  version: number;
  askedFrom: Day;
  textSv: string;
  textEn: string;
  /** Hex. */
  digest: string;
}

export interface StoredRecord {
  prerequisiteId: string;
  origin: 'import' | 'register' | 'signature' | 'takeover';
  met: boolean;
  day: Day;
  until: Day | null;
  textVersion: number | null;
  recordedBy: string | null;
  recordedAt: Date;
}

export interface NeededBy {
  id: string;
  key: string;
  state: PrerequisiteState;
  count: number;
}

export interface PersonInState {
  personId: string;
  state: PrerequisiteState;
  lastDay: Day | null;
  day: Day | null;
  title: string;
  unitId: string;
  unitName: string;
}

/**
 * Whom a prerequisite concerns: holders of a live grant that requires it, and for an acknowledgement everybody whose
 * employment it applies to. One row a person, with the state; `$1` is today, `$2` the prerequisite or null for all.
 */
const concerned = `
  SELECT c.prerequisite_id, c.person_id, s.day,
         CASE WHEN s.person_id IS NULL THEN 'missing' WHEN NOT s.met THEN 'withdrawn'
              WHEN l.day IS NULL THEN 'valid' WHEN l.day < $1::date THEN 'lapsed'
              WHEN l.day <= $1::date + 30 THEN 'lapsing' ELSE 'valid' END AS state,
         CASE WHEN s.met THEN l.day END AS last_day
  FROM (SELECT rp.prerequisite_id, g.person_id
        FROM access_grant g JOIN role_prerequisite rp ON rp.role_id = g.role_id
        JOIN prerequisite p ON p.id = rp.prerequisite_id
        JOIN employment e ON e.id = g.employment_id JOIN unit u ON u.id = e.unit_id
        WHERE g.ended_at IS NULL AND ($2::uuid IS NULL OR p.id = $2)
          AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)
        UNION
        SELECT p.id, e.person_id
        FROM prerequisite p CROSS JOIN employment e JOIN unit u ON u.id = e.unit_id
        WHERE p.kind = 'acknowledgement' AND ($2::uuid IS NULL OR p.id = $2)
          AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
          AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)) AS c
  JOIN prerequisite p ON p.id = c.prerequisite_id
  LEFT JOIN prerequisite_standing s ON s.prerequisite_id = c.prerequisite_id AND s.person_id = c.person_id
  LEFT JOIN LATERAL (SELECT ${lastDay('p', 's')} AS day) AS l ON s.person_id IS NOT NULL`;

/** What is demanded, and how persons stand; what is written lies in the room lifecycle. */
@Injectable()
export class PrerequisitesStore {
  async all(reader: Reader): Promise<StoredPrerequisite[]> {
    return reader.query<StoredPrerequisite>(
      `SELECT p.id, p.key, p.kind, p.code, p.name_sv AS name, p.name_sv AS "nameSv", p.name_en AS "nameEn",
              p.how_sv AS "howSv", p.how_en AS "howEn", p.validity_months AS "validityMonths",
              p.grace_days AS "graceDays", p.applies_to AS "appliesTo",
              coalesce((SELECT json_agg(json_build_object('version', t.version, 'askedFrom', t.asked_from) ORDER BY t.version)
                        FROM acknowledgement_text t WHERE t.prerequisite_id = p.id), '[]') AS texts
       FROM prerequisite p ORDER BY array_position(ARRAY['acknowledgement', 'identity-check', 'course', 'licence', 'screening'],
                                                   p.kind), p.name_sv, p.id`,
    );
  }

  async requirements(
    reader: Reader,
    roleIds: readonly string[] | null,
  ): Promise<{ roleId: string; prerequisiteId: string }[]> {
    return reader.query(
      `SELECT role_id AS "roleId", prerequisite_id AS "prerequisiteId" FROM role_prerequisite
       WHERE $1::uuid[] IS NULL OR role_id = ANY($1)`,
      [roleIds],
    );
  }

  async standings(reader: Reader, personIds: readonly string[]): Promise<PrerequisiteStanding[]> {
    return reader.query<PrerequisiteStanding>(
      `SELECT person_id AS "personId", prerequisite_id AS "prerequisiteId", met, day, until, text_version AS "textVersion"
       FROM prerequisite_standing WHERE person_id = ANY($1)`,
      [personIds],
    );
  }

  /** Every record of a person and of those merged into them, newest first; the latest 200. */
  async records(reader: Reader, personId: string): Promise<StoredRecord[]> {
    return reader.query<StoredRecord>(
      `SELECT r.prerequisite_id AS "prerequisiteId", r.origin, r.met, r.day, r.until, t.version AS "textVersion",
              r.recorded_by AS "recordedBy", r.recorded_at AS "recordedAt"
       FROM prerequisite_record r LEFT JOIN acknowledgement_text t ON t.id = r.text_id
       WHERE r.person_id = $1 OR r.person_id IN (SELECT id FROM person WHERE merged_into = $1)
       ORDER BY r.day DESC, r.id DESC LIMIT 200`,
      [personId],
    );
  }

  async texts(reader: Reader, prerequisiteIds: readonly string[]): Promise<StoredText[]> {
    return reader.query<StoredText>(
      `SELECT id, prerequisite_id AS "prerequisiteId", version, asked_from AS "askedFrom", text_sv AS "textSv",
              text_en AS "textEn", encode(digest, 'hex') AS digest
       FROM acknowledgement_text WHERE prerequisite_id = ANY($1) ORDER BY prerequisite_id, version`,
      [prerequisiteIds],
    );
  }

  /** How many stand how, by prerequisite. @param seesProtected as in `people` */
  async counts(
    reader: Reader,
    today: Day,
    viewer: { personId: string; seesProtected: boolean },
  ): Promise<NeededBy[]> {
    return reader.query<NeededBy>(
      `SELECT x.prerequisite_id AS id, x.state, count(*)::int AS count
       FROM (${concerned}) x JOIN person h ON h.id = x.person_id
       WHERE $3 OR h.protection = 'none' OR h.id = $4 GROUP BY 1, 2`,
      [today, null, viewer.seesProtected, viewer.personId],
    );
  }

  /**
   * Whom one prerequisite concerns, what lapsed first on top. Who may not see a protected name does not find the person
   * here either (H11.6.1).
   */
  async people(
    reader: Reader,
    prerequisiteId: string,
    today: Day,
    filter: { states: readonly PrerequisiteState[]; personId: string; seesProtected: boolean },
    after: { sort: Day; personId: string } | null,
    limit: number,
  ): Promise<(PersonInState & { sort: Day })[]> {
    return reader.query(
      `SELECT x.person_id AS "personId", x.state, x.last_day AS "lastDay", x.day, coalesce(x.last_day, '9999-12-31') AS sort,
              e.title, e.unit_id AS "unitId", u.name AS "unitName"
       FROM (SELECT x.* FROM (${concerned}) x JOIN person h ON h.id = x.person_id
             WHERE x.state = ANY($3) AND ($4 OR h.protection = 'none' OR h.id = $5)
               AND ($6::date IS NULL OR (coalesce(x.last_day, '9999-12-31'), x.person_id) > ($6, $7::uuid))
             ORDER BY coalesce(x.last_day, '9999-12-31'), x.person_id LIMIT $8) x
       JOIN LATERAL (
         SELECT e.title, e.unit_id FROM employment e WHERE e.person_id = x.person_id
         ORDER BY in_force(e.start_date, e.end_date, e.terminated_at, $1) DESC, e.main DESC, e.start_date DESC, e.id LIMIT 1) e ON true
       JOIN unit u ON u.id = e.unit_id ORDER BY sort, x.person_id`,
      [
        today,
        prerequisiteId,
        filter.states,
        filter.seesProtected,
        filter.personId,
        after?.sort ?? null,
        after?.personId ?? null,
        limit,
      ],
    );
  }

  /** Roles that the person's live grants give and that require something, by what they require. */
  async requiredByGrants(
    reader: Reader,
    personId: string,
  ): Promise<{ prerequisiteId: string; roleSv: string; roleEn: string }[]> {
    return reader.query(
      `SELECT DISTINCT rp.prerequisite_id AS "prerequisiteId", r.name_sv AS "roleSv", r.name_en AS "roleEn"
       FROM access_grant g JOIN role r ON r.id = g.role_id JOIN role_prerequisite rp ON rp.role_id = g.role_id
       JOIN prerequisite p ON p.id = rp.prerequisite_id
       JOIN employment e ON e.id = g.employment_id JOIN unit u ON u.id = e.unit_id
       WHERE g.person_id = $1 AND g.ended_at IS NULL
         AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)
       ORDER BY r.name_sv`,
      [personId],
    );
  }
}
