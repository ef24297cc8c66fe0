import { Injectable } from '@nestjs/common';
import type { SponsorCandidate } from '../../policy/lifecycle/external-terms.js';
import type { Day } from '../../policy/model/day.js';
import { externalKinds } from '../../policy/model/people.js';
import type { Reader, Tx } from '../../platform/database.js';

/** Who could answer for somebody or something: works here, and is staff or not. */
@Injectable()
export class SponsorCandidates {
  /** In one order, so that two who name each other cannot deadlock. */
  async lock(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [personIds]);
  }

  async candidate(reader: Reader, personId: string, today: Day): Promise<SponsorCandidate | null> {
    const [row] = await reader.query<SponsorCandidate>(
      `SELECT p.id AS "personId", count(e.id) > 0 AS employed, coalesce(bool_and(e.kind = ANY($3)), false) AS external
       FROM person p LEFT JOIN employment e ON e.person_id = p.id AND in_force(e.start_date, e.end_date, e.terminated_at, $2)
       WHERE p.id = $1 GROUP BY p.id`,
      [personId, today, externalKinds],
    );
    return row ?? null;
  }
}
