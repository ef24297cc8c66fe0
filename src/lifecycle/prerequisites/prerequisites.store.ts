import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import { lastDay } from '../../people/prerequisite-last-day.js';
import type { Day } from '../../policy/model/day.js';

export interface NewRecord {
  personId: string;
  prerequisiteId: string;
  origin: 'register' | 'signature';
  met: boolean;
  day: Day;
  until: Day | null;
  text: { id: string; version: number; digest: string } | null;
  /** Of the session that signed. */
  level: number | null;
  recordedBy: string;
}

/** What is written about persons and prerequisites; what is read of it lies in the room people. */
@Injectable()
export class PrerequisiteWritesStore {
  async lockPerson(tx: Tx, personId: string): Promise<boolean> {
    const rows = await tx.query(`SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE`, [personId]);
    return rows.length > 0;
  }

  /** Keeps the record and makes it the one that counts: what somebody states or signs last is how it stands. */
  async record(tx: Tx, r: NewRecord, at: Date): Promise<void> {
    await tx.query(
      `WITH kept AS (
         INSERT INTO prerequisite_record (person_id, prerequisite_id, origin, met, day, until, text_id, text_digest, level,
                                          recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10, $11))
       INSERT INTO prerequisite_standing AS s (person_id, prerequisite_id, met, day, until, text_version)
       VALUES ($1, $2, $4, $5, $6, $12)
       ON CONFLICT (person_id, prerequisite_id) DO UPDATE SET met = excluded.met, day = excluded.day,
         until = excluded.until, text_version = excluded.text_version, warned = NULL`,
      [
        r.personId,
        r.prerequisiteId,
        r.origin,
        r.met,
        r.day,
        r.until,
        r.text?.id ?? null,
        r.text?.digest ?? null,
        r.level,
        r.recordedBy,
        at,
        r.text?.version ?? null,
      ],
    );
  }

  /**
   * Signatures from before Grindvakt, on the current text of each acknowledgement, for those employed on `today` whose
   * employment it applies to and of whom none is known. @returns how many
   */
  async takeOver(tx: Tx, today: Day, exceptHsaIds: readonly string[], at: Date): Promise<number> {
    const rows = await tx.query<{ id: string }>(
      `WITH current AS (
         SELECT DISTINCT ON (t.prerequisite_id) t.* FROM acknowledgement_text t WHERE t.asked_from <= $1
         ORDER BY t.prerequisite_id, t.version DESC),
       missing AS (
         SELECT DISTINCT e.person_id, t.prerequisite_id, t.id AS text_id, t.digest, t.version, t.asked_from
         FROM current t JOIN prerequisite p ON p.id = t.prerequisite_id
         CROSS JOIN employment e JOIN unit u ON u.id = e.unit_id
         WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1)
           AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)
           AND NOT EXISTS (SELECT FROM prerequisite_standing s
                           WHERE s.person_id = e.person_id AND s.prerequisite_id = t.prerequisite_id)
           AND NOT EXISTS (SELECT FROM person_hsa_id h WHERE h.person_id = e.person_id AND h.hsa_id = ANY($2))),
       kept AS (
         INSERT INTO prerequisite_record (person_id, prerequisite_id, origin, met, day, text_id, text_digest, recorded_at)
         SELECT person_id, prerequisite_id, 'takeover', true, asked_from, text_id, digest, $3 FROM missing)
       INSERT INTO prerequisite_standing (person_id, prerequisite_id, met, day, text_version)
       SELECT person_id, prerequisite_id, true, asked_from, version FROM missing RETURNING person_id AS id`,
      [today, exceptHsaIds, at],
    );
    return rows.length;
  }

  /**
   * Persons with a live grant that rests for want of a prerequisite though none is wanting, or works though one is: the
   * difference between how it is and how `lacking` in the law book says it should be, in one statement.
   * @param scope everybody, or those of the temporary table completion_touched
   */
  async restingWrongly(
    reader: Reader,
    today: Day,
    scope: 'everybody' | 'completion_touched',
  ): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT g.person_id AS id
       FROM access_grant g JOIN employment e ON e.id = g.employment_id JOIN unit u ON u.id = e.unit_id
       ${scope === 'everybody' ? '' : 'JOIN completion_touched c ON c.person_id = g.person_id'}
       WHERE g.ended_at IS NULL
         AND (g.role_id IN (SELECT role_id FROM role_prerequisite) OR 'prerequisite' = ANY(g.suspended_for))
         AND in_force(e.start_date, e.end_date, e.terminated_at, $1)
         AND ('prerequisite' = ANY(g.suspended_for)) <> EXISTS (
           SELECT FROM role_prerequisite rp JOIN prerequisite p ON p.id = rp.prerequisite_id
           LEFT JOIN prerequisite_standing s ON s.person_id = g.person_id AND s.prerequisite_id = p.id
           WHERE rp.role_id = g.role_id AND people_selected(p.applies_to, u.path, u.kind, e.title_code, e.kind)
             AND (s.person_id IS NULL OR NOT s.met OR coalesce(${lastDay('p', 's')}, 'infinity') < $1))
       ORDER BY 1`,
      [today],
    );
    return rows.map((row) => row.id);
  }
}
