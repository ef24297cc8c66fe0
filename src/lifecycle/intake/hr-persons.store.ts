import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';

/** For each field of a person the ids of the sources, the one that is believed first at the head. */
export interface Precedence {
  readonly name: readonly string[];
  readonly email: readonly string[];
  readonly personalNumber: readonly string[];
}

/** SQL that is true where a row's names, protection, mail and number are those of h. */
const sameRow = (number: string, row: string): string =>
  `(${number}, ${row}.given_name, ${row}.call_name, ${row}.family_name, ${row}.protection, ${row}.email)
              IS NOT DISTINCT FROM (h.number_index, h.given_name, h.call_name, h.family_name, h.protection, h.email)`;

/** Keys of records that a line is missing of. */
const lessKeys = `SELECT e.source_key FROM hr_changed c JOIN employment e ON e.id = c.employment_id WHERE c.line IS NULL`;

const restatedPersons = `SELECT t.person_id FROM hr_touched t
         WHERE t.person_key IN (SELECT person_key FROM hr_person UNION ALL ${lessKeys})`;

/**
 * Persons as their records state them. Each record keeps what it states; what holds for the person is taken field by
 * field from the first source in order, and the strictest protection of all. Set-based, and a person of one record
 * costs no more than that record.
 */
@Injectable()
export class HrPersonsStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** Makes room for what is worked out about persons. */
  async begin(tx: Tx, few: boolean): Promise<void> {
    await this.tables.make(tx, 'persons', few);
  }

  /**
   * Lays down in hr_person what the touched records state about their persons: one row a record, from the main employment
   * in force, with the strictest protection that any of the lines states. Left out is whoever has this record alone and
   * is in every respect what it says: most changes are about an employment, and then nothing about the person is written.
   * Looked up one by one: planned as a join it reads everybody, of whom a delivery touches few.
   * @param incomplete records whose HSA-ids are only added to
   * @returns whether anything about persons is left to be written
   */
  async restate(tx: Tx, source: string, asOf: Day, incomplete: readonly string[]): Promise<boolean> {
    const [row] = await tx.query<{ restated: boolean }>(
      `WITH stated AS (
      SELECT DISTINCT ON (r.person_key) r.person_key, r.number_sealed, r.number_index, r.birth_index, r.coordination_number,
        r.given_name, r.call_name, r.family_name,
        (array['none', 'confidential', 'protected-registration'])[max(CASE r.protection WHEN 'none' THEN 1 WHEN 'confidential' THEN 2 ELSE 3 END)
          OVER (PARTITION BY r.person_key)] AS protection,
        coalesce(r.email, max(r.email) OVER (PARTITION BY r.person_key)) AS email,
        coalesce(array_agg(r.hsa_id) FILTER (WHERE r.hsa_id IS NOT NULL) OVER (PARTITION BY r.person_key), '{}') AS hsa_ids
      FROM hr_row r WHERE r.person_key IN (SELECT person_key FROM hr_touched)
      ORDER BY r.person_key, in_force(r.start_date, r.end_date, NULL, $1) DESC, r.main DESC, r.start_date DESC, r.number DESC),
      restated AS (
        INSERT INTO hr_person SELECT h.* FROM stated h
        WHERE (
          SELECT true FROM person_source s JOIN person p ON p.id = s.person_id
          WHERE s.source = $2 AND s.source_key = h.person_key AND s.lost_at IS NULL
            AND ${sameRow('s.number_index', 's')} AND s.birth_index IS NOT DISTINCT FROM h.birth_index
            AND CASE WHEN s.source_key = ANY($3) THEN s.hsa_ids @> h.hsa_ids ELSE s.hsa_ids = h.hsa_ids END
            AND ${sameRow('p.person_number_index', 'p')} AND p.coordination_number = coalesce(h.coordination_number, p.coordination_number)
            AND (h.birth_index IS NULL OR p.birth_index = h.birth_index)
            AND NOT EXISTS (SELECT FROM person_source o WHERE o.person_id = p.id AND (o.source, o.source_key) <> (s.source, s.source_key))
            AND NOT EXISTS (SELECT FROM unnest(s.hsa_ids) AS i(id)
                            WHERE NOT EXISTS (SELECT FROM person_hsa_id n WHERE n.hsa_id = i.id AND n.person_id = p.id))
            AND NOT EXISTS (SELECT FROM person_hsa_id n WHERE n.person_id = p.id AND n.hsa_id <> ALL (s.hsa_ids)) LIMIT 1) IS NULL
        RETURNING 1)
      SELECT EXISTS (SELECT FROM restated) OR EXISTS (SELECT FROM hr_changed c WHERE c.line IS NULL) AS restated`,
      [asOf, source, incomplete],
    );
    return row?.restated ?? true;
  }

  /** What restate() laid down. */
  async writePersons(
    tx: Tx,
    source: string,
    at: Date,
    precedence: Precedence,
    incomplete: readonly string[],
  ): Promise<void> {
    await tx.together(
      () => this.tables.analyse(tx, 'delivery', 'hr_person'),
      () => this.#writeRecords(tx, source, at, incomplete),
      () => this.#settle(tx, 'hr_touched', at, precedence),
      () =>
        tx.query(
          `WITH created AS (
       INSERT INTO person (source, source_key, person_number_sealed, person_number_index, birth_index, coordination_number,
         given_name, call_name, family_name, protection, email)
       SELECT $1, h.person_key, h.number_sealed, h.number_index, h.birth_index, h.coordination_number, h.given_name,
         h.call_name, h.family_name, h.protection, h.email
       FROM hr_person h JOIN hr_touched t USING (person_key) WHERE t.person_id IS NULL
       RETURNING id)
       INSERT INTO hr_written (action, person_id) SELECT 'person.created', id FROM created`,
          [source],
        ),
      () =>
        tx.query(
          `INSERT INTO person_source (source, source_key, person_id, number_sealed, number_index, birth_index,
         coordination_number, given_name, call_name, family_name, protection, email, hsa_ids, linked_at)
       SELECT $1, h.person_key, p.id, h.number_sealed, h.number_index, h.birth_index, h.coordination_number, h.given_name,
         h.call_name, h.family_name, h.protection, h.email, h.hsa_ids, $2
       FROM hr_person h JOIN hr_touched t USING (person_key)
       JOIN person p ON p.source = $1 AND p.source_key = h.person_key WHERE t.person_id IS NULL`,
          [source, at],
        ),
      () =>
        tx.query(
          `UPDATE hr_touched t SET person_id = s.person_id FROM person_source s
       WHERE t.person_id IS NULL AND s.source = $1 AND s.source_key = t.person_key`,
          [source],
        ),
      () =>
        tx.query(
          `INSERT INTO hr_written (action, person_id) SELECT 'person.changed', person_id FROM hr_settled`,
        ),
    );
  }

  /**
   * What the records of known persons state now, those just recognised included. The HSA-ids of a record with a line
   * set aside are only added to. A touched record without any line is not stated any more.
   */
  async #writeRecords(tx: Tx, source: string, at: Date, incomplete: readonly string[]): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO person_source (source, source_key, person_id, linked_at)
       SELECT $1, k.person_key, k.person_id, $2 FROM hr_link k`,
          [source, at],
        ),
      () =>
        tx.query(
          `UPDATE person_source s SET
         number_sealed = CASE WHEN s.number_index = h.number_index THEN s.number_sealed ELSE h.number_sealed END,
         number_index = h.number_index, birth_index = h.birth_index, coordination_number = h.coordination_number,
         given_name = h.given_name, call_name = h.call_name, family_name = h.family_name, protection = h.protection,
         email = h.email, lost_at = NULL,
         hsa_ids = CASE WHEN s.source_key = ANY($2) THEN coalesce(s.hsa_ids, '{}') || h.hsa_ids ELSE h.hsa_ids END
       FROM hr_person h WHERE s.source = $1 AND s.source_key = h.person_key
         AND ((s.number_index, s.birth_index, s.given_name, s.call_name, s.family_name, s.protection, s.email, s.hsa_ids)
           IS DISTINCT FROM (h.number_index, h.birth_index, h.given_name, h.call_name, h.family_name, h.protection, h.email, h.hsa_ids)
           OR s.lost_at IS NOT NULL)`,
          [source, incomplete],
        ),
      () =>
        tx.query(
          `UPDATE person_source s SET lost_at = $2 FROM hr_touched t
       WHERE s.source = $1 AND s.source_key = t.person_key AND s.lost_at IS NULL AND t.person_key IN (${lessKeys})
         AND NOT EXISTS (SELECT FROM hr_line l WHERE l.person_key = t.person_key)`,
          [source, at],
        ),
    );
  }

  /** Recomputes persons from their records, when records were moved between them. @returns those that changed */
  async recompute(tx: Tx, personIds: readonly string[], at: Date, precedence: Precedence): Promise<string[]> {
    await this.begin(tx, true);
    await this.#settle(tx, personIds, at, precedence);
    const changed = await tx.query<{ id: string }>(`SELECT person_id AS id FROM hr_settled`);
    return changed.map((person) => person.id);
  }

  /** Those whose row changed stand in hr_settled. */
  async #settle(
    tx: Tx,
    persons: readonly string[] | 'hr_touched',
    at: Date,
    precedence: Precedence,
  ): Promise<void> {
    const touched = persons === 'hr_touched';
    const first = (column: string, ranking: string): string =>
      `(array_agg(s.${column} ORDER BY ${ranking}) FILTER (WHERE s.${column} IS NOT NULL))[1]`;
    // A record not stated any more counts last; of one source's records the one linked last.
    const by = (parameter: number): string =>
      `s.lost_at IS NOT NULL, array_position($${String(parameter)}::text[], s.source) NULLS LAST, s.linked_at DESC, s.source_key`;
    const strictest = `max(CASE s.protection WHEN 'none' THEN 1 WHEN 'confidential' THEN 2 WHEN 'protected-registration' THEN 3 END)`;
    await tx.together(
      () =>
        tx.query(
          `INSERT INTO hr_effective
       SELECT s.person_id, ${first('number_sealed', by(2))}, ${first('number_index', by(2))}, ${first('birth_index', by(2))},
         ${first('coordination_number', by(2))}, ${first('given_name', by(1))}, ${first('call_name', by(1))},
         ${first('family_name', by(1))},
         (array['none', 'confidential', 'protected-registration'])[coalesce(${strictest} FILTER (WHERE s.lost_at IS NULL), ${strictest})],
         ${first('email', by(3))}, bool_or(s.given_name IS NOT NULL)
       FROM person_source s
       WHERE s.person_id IN (${touched ? restatedPersons : `SELECT unnest($4::uuid[])`}) GROUP BY s.person_id`,
          [precedence.name, precedence.personalNumber, precedence.email, ...(touched ? [] : [persons])],
        ),
      () => this.tables.analyse(tx, 'persons', 'hr_effective'),
      // Another person's number is never taken over, whoever states it: the person keeps the number they had.
      () =>
        tx.query(
          `UPDATE hr_effective e SET number_sealed = p.person_number_sealed, number_index = p.person_number_index,
         birth_index = p.birth_index, coordination_number = p.coordination_number
       FROM person p WHERE p.id = e.person_id AND e.number_index IS DISTINCT FROM p.person_number_index
         AND (EXISTS (SELECT FROM person o WHERE o.person_number_index = e.number_index AND o.id <> e.person_id
                AND NOT EXISTS (SELECT FROM hr_effective x WHERE x.person_id = o.id AND x.number_index <> o.person_number_index))
           OR EXISTS (SELECT FROM hr_effective x WHERE x.number_index = e.number_index AND x.person_id < e.person_id))`,
        ),
      () =>
        tx.query(
          `INSERT INTO person_former_number (number_index, person_id, replaced_at)
       SELECT p.person_number_index, p.id, $1 FROM hr_effective e JOIN person p ON p.id = e.person_id
       WHERE p.person_number_index <> e.number_index ON CONFLICT DO NOTHING`,
          [at],
        ),
      // Numbers that change are let go of first: two persons may exchange theirs.
      () =>
        tx.query(
          `UPDATE person p SET person_number_sealed = NULL, person_number_index = NULL FROM hr_effective e
       WHERE p.id = e.person_id AND p.person_number_index <> e.number_index`,
        ),
      () =>
        tx.query(
          `WITH settled AS (
       UPDATE person p SET
         person_number_sealed = CASE WHEN e.number_index IS NULL OR p.person_number_index = e.number_index THEN p.person_number_sealed ELSE e.number_sealed END,
         person_number_index = coalesce(e.number_index, p.person_number_index), birth_index = coalesce(e.birth_index, p.birth_index),
         coordination_number = coalesce(e.coordination_number, p.coordination_number),
         given_name = coalesce(e.given_name, p.given_name), call_name = coalesce(e.call_name, p.call_name),
         family_name = coalesce(e.family_name, p.family_name), protection = coalesce(e.protection, p.protection),
         email = e.email
       FROM hr_effective e WHERE p.id = e.person_id AND e.stated
         AND ((p.given_name, p.call_name, p.family_name, p.protection, p.email, p.person_number_index, p.coordination_number)
           IS DISTINCT FROM (e.given_name, e.call_name, e.family_name, e.protection, e.email, e.number_index, coalesce(e.coordination_number, p.coordination_number))
           OR (e.birth_index IS NOT NULL AND p.birth_index IS DISTINCT FROM e.birth_index))
       RETURNING p.id)
       INSERT INTO hr_settled SELECT id FROM settled`,
        ),
    );
  }

  /** HSA-ids as the touched persons' records state them. One that is another person's stays theirs. */
  async writeHsaIds(tx: Tx): Promise<void> {
    await this.#settleHsaIds(
      tx,
      `SELECT t.person_id FROM hr_touched t JOIN hr_person h USING (person_key)`,
      [],
    );
  }

  /** The same for given persons. */
  async recomputeHsaIds(tx: Tx, personIds: readonly string[]): Promise<void> {
    await this.#settleHsaIds(tx, `SELECT unnest($1::uuid[])`, [personIds]);
  }

  async #settleHsaIds(tx: Tx, persons: string, values: unknown[]): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `DELETE FROM person_hsa_id h WHERE h.person_id IN (${persons})
         AND NOT EXISTS (SELECT FROM person_source s WHERE s.person_id = h.person_id
           AND (s.hsa_ids IS NULL OR h.hsa_id = ANY(s.hsa_ids)))
         AND EXISTS (SELECT FROM person_source s WHERE s.person_id = h.person_id)`,
          values,
        ),
      () =>
        tx.query(
          `INSERT INTO person_hsa_id (hsa_id, person_id)
       SELECT DISTINCT ON (u.hsa_id) u.hsa_id, s.person_id FROM person_source s CROSS JOIN LATERAL unnest(s.hsa_ids) AS u(hsa_id)
       WHERE s.person_id IN (${persons}) ORDER BY u.hsa_id, s.person_id ON CONFLICT (hsa_id) DO NOTHING`,
          values,
        ),
    );
  }
}
