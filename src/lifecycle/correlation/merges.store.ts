import { Injectable } from '@nestjs/common';
import type { OwnedSystems } from '../../catalogue/hand-over-systems.js';
import type { MergingPerson } from '../../policy/lifecycle/merge-persons.js';
import type { Reader, Tx } from '../../platform/database.js';
import type { FollowedHere } from './merge-follows.store.js';

export interface StoredMerge {
  id: string;
  survivorId: string;
  mergedId: string;
  mergedBy: string;
  mergedAt: Date;
  reason: string;
  undoneBy: string | null;
  undoneAt: Date | null;
  undoReason: string | null;
  survivorMergedInto: string | null;
}

/** What went along beside what HR states; the ids are of this room's and of the notices' tables. */
export type Followed = FollowedHere & {
  readonly notices: readonly string[];
  /** Requests that were asked anew for or by the survivor; merges of before have none. */
  readonly requests?: readonly string[];
};

const nothingFollowed: Followed = {
  sponsored: [],
  acting: [],
  ownSponsor: [],
  duties: [],
  successions: [],
  notices: [],
};

export interface MovedParts {
  recordSources: string[];
  recordKeys: string[];
  employmentIds: string[];
  hsaIds: string[];
  informationOwned: string[];
  systemOwned: string[];
  followed: Followed;
}

const columns = `m.id, m.survivor_id AS "survivorId", m.merged_id AS "mergedId", m.merged_by AS "mergedBy", m.merged_at AS "mergedAt",
  m.reason, m.undone_by AS "undoneBy", m.undone_at AS "undoneAt", m.undo_reason AS "undoReason",
  s.merged_into AS "survivorMergedInto"`;

/** Moves what belongs to a person between two persons that were found to be one, and back. */
@Injectable()
export class MergesStore {
  /** In id order, as everyone who changes persons does. */
  async lockPersons(tx: Tx, ids: readonly string[]): Promise<MergingPerson[]> {
    return tx.query<MergingPerson>(
      `SELECT id, merged_into AS "mergedInto" FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    );
  }

  async notMerged(tx: Tx, ids: readonly string[]): Promise<string[]> {
    return idsOf(
      await tx.query<{ id: string }>(`SELECT id FROM person WHERE id = ANY($1) AND merged_into IS NULL`, [
        ids,
      ]),
    );
  }

  async employmentsOf(tx: Tx, personId: string): Promise<string[]> {
    return idsOf(
      await tx.query<{ id: string }>(`SELECT id FROM employment WHERE person_id = $1`, [personId]),
    );
  }

  /** Those that go back: by the moved records, later ones too, and those that came by no record. */
  async employmentsOfMerge(tx: Tx, mergeId: string): Promise<string[]> {
    return idsOf(
      await tx.query<{ id: string }>(
        `SELECT e.id FROM person_merge m JOIN employment e ON e.person_id = m.survivor_id
         WHERE m.id = $1 AND (e.id = ANY(m.employment_ids) OR EXISTS (
           SELECT FROM unnest(m.record_sources, m.record_keys) AS r(source, key) WHERE r.source = e.source AND r.key = e.source_key))`,
        [mergeId],
      ),
    );
  }

  /** All that `from` has; nothing but history is left. */
  async moveAll(
    tx: Tx,
    from: string,
    to: string,
  ): Promise<Omit<MovedParts, 'informationOwned' | 'systemOwned' | 'followed'>> {
    const records = await tx.query<{ source: string; key: string }>(
      `UPDATE person_source SET person_id = $2 WHERE person_id = $1 RETURNING source, source_key AS key`,
      [from, to],
    );
    const employments = await tx.query<{ id: string; key: string | null }>(
      `UPDATE employment SET person_id = $2 WHERE person_id = $1 RETURNING id, source_key AS key`,
      [from, to],
    );
    const hsaIds = await tx.query<{ id: string }>(
      `UPDATE person_hsa_id SET person_id = $2 WHERE person_id = $1 RETURNING hsa_id AS id`,
      [from, to],
    );
    return {
      recordSources: records.map(({ source }) => source),
      recordKeys: records.map(({ key }) => key),
      employmentIds: idsOf(employments.filter(({ key }) => key === null)),
      hsaIds: idsOf(hsaIds),
    };
  }

  /** The merged person becomes a stub; the number becomes one that the survivor had. */
  async close(
    tx: Tx,
    merge: { survivorId: string; mergedId: string; by: string; at: Date; reason: string },
    moved: MovedParts,
  ): Promise<string> {
    const { survivorId, mergedId, by, at, reason } = merge;
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO person_merge (survivor_id, merged_id, merged_by, merged_at, reason, record_sources, record_keys,
         employment_ids, hsa_ids, information_owned, system_owned, followed, number_sealed, number_index)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, person_number_sealed, person_number_index FROM person WHERE id = $2
       RETURNING id`,
      [
        survivorId,
        mergedId,
        by,
        at,
        reason,
        moved.recordSources,
        moved.recordKeys,
        moved.employmentIds,
        moved.hsaIds,
        moved.informationOwned,
        moved.systemOwned,
        JSON.stringify(moved.followed),
      ],
    );
    await tx.query(
      `INSERT INTO person_former_number (number_index, person_id, replaced_at)
       SELECT person_number_index, $1, $3 FROM person WHERE id = $2 AND person_number_index IS NOT NULL ON CONFLICT DO NOTHING`,
      [survivorId, mergedId, at],
    );
    await tx.query(
      `UPDATE person SET merged_into = $1, person_number_sealed = NULL, person_number_index = NULL, birth_index = NULL WHERE id = $2`,
      [survivorId, mergedId],
    );
    await tx.query(`UPDATE person SET merged_into = $1 WHERE merged_into = $2`, [survivorId, mergedId]);
    if (!row) throw new Error('the merge was not written');
    return row.id;
  }

  /** Waits for whoever decides on the same merge. */
  async lock(tx: Tx, mergeId: string): Promise<(StoredMerge & OwnedSystems & { followed: Followed }) | null> {
    const [row] = await tx.query<StoredMerge & OwnedSystems & { followed: Partial<Followed> }>(
      `SELECT ${columns}, m.information_owned AS information, m.system_owned AS system, m.followed
       FROM person_merge m JOIN person s ON s.id = m.survivor_id WHERE m.id = $1 FOR NO KEY UPDATE OF m`,
      [mergeId],
    );
    return row ? { ...row, followed: { ...nothingFollowed, ...row.followed } } : null;
  }

  /** Gives back what was moved and is still with the survivor. */
  async moveBack(tx: Tx, mergeId: string, employmentIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE person p SET merged_into = NULL FROM person_merge m WHERE m.id = $1 AND p.id = m.merged_id`,
      [mergeId],
    );
    // Whoever had been merged into this one before is found here again.
    await tx.query(
      `UPDATE person p SET merged_into = m.merged_id FROM person_merge m, person_merge earlier
       WHERE m.id = $1 AND earlier.survivor_id = m.merged_id AND earlier.undone_at IS NULL AND p.id = earlier.merged_id`,
      [mergeId],
    );
    await tx.query(
      `UPDATE person_source s SET person_id = m.merged_id FROM person_merge m
       CROSS JOIN LATERAL unnest(m.record_sources, m.record_keys) AS r(source, key)
       WHERE m.id = $1 AND s.source = r.source AND s.source_key = r.key AND s.person_id = m.survivor_id`,
      [mergeId],
    );
    await tx.query(
      `UPDATE employment e SET person_id = m.merged_id FROM person_merge m WHERE m.id = $1 AND e.id = ANY($2)`,
      [mergeId, employmentIds],
    );
    await tx.query(
      `UPDATE person_hsa_id h SET person_id = m.merged_id FROM person_merge m
       WHERE m.id = $1 AND h.hsa_id = ANY(m.hsa_ids) AND h.person_id = m.survivor_id`,
      [mergeId],
    );
  }

  /** After the persons have been recomputed: a number that no record states any more, and the trace it left. */
  async giveNumberBack(tx: Tx, mergeId: string): Promise<void> {
    await tx.query(
      `UPDATE person p SET person_number_sealed = m.number_sealed, person_number_index = m.number_index FROM person_merge m
       WHERE m.id = $1 AND p.id = m.merged_id AND p.person_number_index IS NULL AND m.number_index IS NOT NULL
         AND NOT EXISTS (SELECT FROM person o WHERE o.person_number_index = m.number_index)`,
      [mergeId],
    );
    await tx.query(
      `DELETE FROM person_former_number f USING person_merge m
       WHERE m.id = $1 AND f.person_id = m.survivor_id AND f.number_index = m.number_index`,
      [mergeId],
    );
  }

  async markUndone(tx: Tx, mergeId: string, by: string, at: Date, reason: string): Promise<void> {
    await tx.query(`UPDATE person_merge SET undone_by = $2, undone_at = $3, undo_reason = $4 WHERE id = $1`, [
      mergeId,
      by,
      at,
      reason,
    ]);
  }

  /** Who leads these employments: they are told of access that could not go along. */
  async managersOf(tx: Tx, employmentIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; manager: string }>(
      `SELECT e.id, m.person_id AS manager FROM employment e JOIN employment m ON m.id = e.manager_employment_id
       WHERE e.id = ANY($1)`,
      [employmentIds],
    );
    return new Map(rows.map(({ id, manager }) => [id, manager]));
  }

  /** The latest first. */
  async page(reader: Reader, after: { at: Date; id: string } | null, limit: number): Promise<StoredMerge[]> {
    return reader.query<StoredMerge>(
      `SELECT ${columns} FROM person_merge m JOIN person s ON s.id = m.survivor_id
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', m.merged_at), m.id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', m.merged_at) DESC, m.id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map((row) => row.id);
}
