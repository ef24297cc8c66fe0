import { Injectable } from '@nestjs/common';
import type { PrerequisiteStanding } from '../../policy/model/prerequisite.js';
import type { Tx } from '../../platform/database.js';

/** A standing, and whose it is by now: those merged into somebody count as that person's. */
export interface OwnStanding extends PrerequisiteStanding {
  readonly holderId: string;
}

/** How persons stand by their own records, and how it is written when two are found to be one, or one to be two. */
@Injectable()
export class JoinedStandingsStore {
  /**
   * What each record says by itself: the last that somebody stated or signed, and a completion that came after it and
   * is of a later day.
   */
  async own(tx: Tx, holderIds: readonly string[]): Promise<OwnStanding[]> {
    return tx.query<OwnStanding>(
      `WITH of AS (SELECT id, coalesce(merged_into, id) AS holder_id FROM person WHERE id = ANY($1) OR merged_into = ANY($1)),
       stated AS (
         SELECT DISTINCT ON (r.person_id, r.prerequisite_id) r.*, t.version FROM of
         JOIN prerequisite_record r ON r.person_id = of.id LEFT JOIN acknowledgement_text t ON t.id = r.text_id
         WHERE r.origin <> 'import' ORDER BY r.person_id, r.prerequisite_id, r.id DESC),
       completed AS (
         SELECT r.person_id, r.prerequisite_id, max(r.day) AS day FROM of
         JOIN prerequisite_record r ON r.person_id = of.id AND r.origin = 'import'
         LEFT JOIN stated s ON s.person_id = r.person_id AND s.prerequisite_id = r.prerequisite_id
         WHERE s.id IS NULL OR (r.id > s.id AND r.day > s.day) GROUP BY 1, 2)
       SELECT of.holder_id AS "holderId", of.id AS "personId", prerequisite_id AS "prerequisiteId",
              (c.day IS NOT NULL OR s.met) AS met, coalesce(c.day, s.day) AS day, s.until, s.version AS "textVersion"
       FROM stated s FULL JOIN completed c USING (person_id, prerequisite_id) JOIN of ON of.id = person_id`,
      [holderIds],
    );
  }

  async write(tx: Tx, holderIds: readonly string[], standings: readonly OwnStanding[]): Promise<void> {
    const rows = JSON.stringify(standings);
    const recordset = `jsonb_to_recordset($1::jsonb) AS n("holderId" uuid, "prerequisiteId" uuid, met boolean, day date, until date,
         "textVersion" integer)`;
    await tx.query(
      `DELETE FROM prerequisite_standing s WHERE s.person_id = ANY($2)
         AND NOT EXISTS (SELECT FROM ${recordset} WHERE n."holderId" = s.person_id AND n."prerequisiteId" = s.prerequisite_id)`,
      [rows, holderIds],
    );
    await tx.query(
      `INSERT INTO prerequisite_standing AS s (person_id, prerequisite_id, met, day, until, text_version)
       SELECT n."holderId", n."prerequisiteId", n.met, n.day, n.until, n."textVersion" FROM ${recordset}
       ON CONFLICT (person_id, prerequisite_id) DO UPDATE SET met = excluded.met, day = excluded.day,
         until = excluded.until, text_version = excluded.text_version, warned = NULL
       WHERE (s.met, s.day, s.until, s.text_version) IS DISTINCT FROM
             (excluded.met, excluded.day, excluded.until, excluded.text_version)`,
      [rows],
    );
  }
}
