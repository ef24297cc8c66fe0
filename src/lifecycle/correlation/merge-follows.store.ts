import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';

/** What went along with a merged person in this room. */
export interface FollowedHere {
  /** Employments of external people whom the merged person answered for, and stood in for. */
  readonly sponsored: readonly string[];
  readonly acting: readonly string[];
  /** External employments whose sponsor turned out to be the external person. */
  readonly ownSponsor: readonly string[];
  /** Open duties that the merged person left, and was named to take over. */
  readonly duties: readonly string[];
  readonly successions: readonly string[];
}

/** What persons answer for and leave behind, between two persons that were found to be one, and back. */
@Injectable()
export class MergeFollowsStore {
  /** After the employments have been moved. */
  async carry(tx: Tx, from: string, to: string): Promise<FollowedHere> {
    const ids = async (sql: string, values: unknown[] = [from, to]): Promise<string[]> =>
      (await tx.query<{ id: string }>(sql, values)).map(({ id }) => id);
    const sponsored = await ids(
      `UPDATE external_engagement SET sponsor_id = $2 WHERE sponsor_id = $1 AND state <> 'over' RETURNING employment_id AS id`,
    );
    const acting = await ids(
      `UPDATE external_engagement SET acting_id = $2 WHERE acting_id = $1 RETURNING employment_id AS id`,
    );
    // Nobody answers for themselves: it is listed as missing, and HR names somebody.
    const ownSponsor = await ids(
      `UPDATE external_engagement x SET sponsor_id = NULL, acting_id = NULL, name_by = NULL, state = 'unsponsored'
       FROM employment e WHERE e.id = x.employment_id AND e.person_id = $1 AND x.sponsor_id = $1 AND x.state <> 'over'
       RETURNING x.employment_id AS id`,
      [to],
    );
    await tx.query(
      `UPDATE external_engagement x SET acting_id = NULL FROM employment e
       WHERE e.id = x.employment_id AND e.person_id = $1 AND x.acting_id = $1`,
      [to],
    );
    const duties = await ids(
      `UPDATE duty SET holder_id = $2, successor_id = nullif(successor_id, $2)
       WHERE holder_id = $1 AND state IN ('coming', 'vacant') RETURNING id`,
    );
    const successions = await ids(
      `UPDATE duty SET successor_id = nullif($2::uuid, holder_id)
       WHERE successor_id = $1 AND state IN ('coming', 'vacant') RETURNING id`,
    );
    await this.#checklists(tx, from, to);
    return { sponsored, acting, ownSponsor, duties, successions };
  }

  /** After the employments have gone back; only what is still as the merge left it. */
  async giveBack(tx: Tx, from: string, to: string, followed: FollowedHere): Promise<void> {
    await tx.query(
      `UPDATE external_engagement SET sponsor_id = $2 WHERE employment_id = ANY($3) AND sponsor_id = $1 AND state <> 'over'`,
      [from, to, followed.sponsored],
    );
    await tx.query(
      `UPDATE external_engagement SET acting_id = $2 WHERE employment_id = ANY($3) AND acting_id = $1`,
      [from, to, followed.acting],
    );
    await tx.query(
      `UPDATE external_engagement x SET sponsor_id = CASE e.person_id WHEN $1 THEN $2::uuid ELSE $1 END, state = 'sponsored'
       FROM employment e WHERE e.id = x.employment_id AND x.employment_id = ANY($3) AND e.person_id IN ($1, $2)
         AND x.state = 'unsponsored' AND x.sponsor_id IS NULL`,
      [from, to, followed.ownSponsor],
    );
    await tx.query(
      `UPDATE duty SET holder_id = $2, successor_id = nullif(successor_id, $2)
       WHERE id = ANY($3) AND holder_id = $1 AND state IN ('coming', 'vacant')`,
      [from, to, followed.duties],
    );
    await tx.query(
      `UPDATE duty SET successor_id = $2
       WHERE id = ANY($3) AND successor_id = $1 AND holder_id <> $2 AND state IN ('coming', 'vacant')`,
      [from, to, followed.successions],
    );
    await this.#checklists(tx, from, to);
  }

  /** A checklist is about whoever has its employment. */
  async #checklists(tx: Tx, a: string, b: string): Promise<void> {
    await tx.query(
      `UPDATE leaver_checklist c SET person_id = e.person_id FROM employment e
       WHERE e.id = c.employment_id AND c.person_id IN ($1, $2) AND e.person_id IN ($1, $2) AND c.person_id <> e.person_id`,
      [a, b],
    );
  }
}
