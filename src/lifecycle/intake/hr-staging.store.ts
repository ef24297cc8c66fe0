import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { from } from 'pg-copy-streams';
import type { PlacedUnit } from '../../policy/lifecycle/check-units.js';
import type { Day } from '../../policy/model/day.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';
import { concerned } from './known-digests.store.js';

/** A line that a check over several lines or over what is known sets aside. */
export interface ConflictingLine {
  line: number;
  number: string;
  personKey: string;
  /** The person who already has what the line claims. */
  ownerKey?: string | null;
}

const linesAtATime = 20_000;
const unitsAtATime = 5000;

export const rowColumns = [
  'line',
  'digest',
  'person_key',
  'number_sealed',
  'number_index',
  'given_name',
  'call_name',
  'family_name',
  'protection',
  'hsa_id',
  'email',
  'number',
  'kind',
  'title_code',
  'title',
  'unit_code',
  'percent',
  'start_date',
  'end_date',
  'main',
  'leads_unit',
  'manager_number',
  'leave_kind',
  'leave_percent',
  'leave_from',
  'leave_to',
  'sponsor_number',
  'external_employer',
  'contract_reference',
  'by_hand',
  'birth_index',
  'coordination_number',
  'previous_index',
] as const;

/** The delivery in temporary tables of the import's transaction: digests of all lines, contents of the changed ones. */
@Injectable()
export class HrStagingStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** @param few that one person's lines are to be staged, not a delivery's */
  async create(tx: Tx, few: boolean): Promise<void> {
    // Small differences are looked up by index, not by reading whole tables; the default fits spinning disks.
    await tx.together(
      () => tx.query(`SET LOCAL random_page_cost = 1.1`),
      () => this.tables.make(tx, 'delivery', few),
    );
  }

  async copyLines(tx: Tx, chunks: AsyncIterable<string>): Promise<void> {
    await copy(tx, 'COPY hr_line (line, number, person_key, digest) FROM STDIN', chunks);
  }

  /** @param chunks null when there is nothing to read */
  async copyRows(tx: Tx, chunks: AsyncIterable<string> | null): Promise<void> {
    if (chunks) await copy(tx, `COPY hr_row (${rowColumns.join(', ')}) FROM STDIN`, chunks);
    await this.tables.analyse(tx, 'delivery', 'hr_row');
  }

  /**
   * Sets aside lines whose employment number stands on several: all of them when they differ, since nobody can tell
   * which is right; all but the first when they say the same. Of many lines the repeated numbers are looked for first.
   */
  async takeDuplicates(tx: Tx, few: boolean): Promise<ConflictingLine[]> {
    if (few) return this.#takeRepeated(tx, `number <> '' AND cardinality($1::text[]) = 0`, []);
    const repeated = await tx.query<{ number: string }>(
      `SELECT number FROM hr_line WHERE number <> '' GROUP BY number HAVING count(*) > 1`,
    );
    if (repeated.length === 0) return [];
    const numbers = repeated.map((row) => row.number);
    return this.#takeRepeated(tx, 'number = ANY($1)', numbers);
  }

  #takeRepeated(tx: Tx, which: string, numbers: readonly string[]): Promise<ConflictingLine[]> {
    return tx.query<ConflictingLine>(
      `WITH repeated AS (
         SELECT number, min(line) AS first, count(DISTINCT digest) = 1 AS same
         FROM hr_line WHERE ${which} GROUP BY number HAVING count(*) > 1)
       DELETE FROM hr_line l USING repeated r
       WHERE l.number = r.number AND NOT (r.same AND l.line = r.first)
       RETURNING l.line, l.number, l.person_key AS "personKey"`,
      [numbers],
    );
  }

  /**
   * Leaves out of the comparison who is not to be compared: with an event all but its record; with a full delivery the
   * records of which something newer is known, lines and missing lines alike.
   * @returns a condition on `employment`, whose parameter 3 is the record's key
   */
  async narrow(
    tx: Tx,
    source: string,
    { personKey, moment }: { personKey: string | null; moment: Date },
  ): Promise<string> {
    if (personKey !== null) return 'AND source_key = $3';
    const newer = await tx.query(
      `WITH newer AS (
       INSERT INTO hr_newer
       SELECT s.source_key, s.person_id FROM person_source s
       WHERE s.source = $1 AND s.facts_at >= $2
         AND (s.facts_at > $2 OR EXISTS (
           SELECT FROM hr_event v WHERE v.source = s.source AND v.person_key = s.source_key
             AND v.occurred_at = s.facts_at AND v.state IN ('applied', 'unchanged')))
       RETURNING 1)
       SELECT FROM newer LIMIT 1`,
      [source, moment],
    );
    if (newer.length === 0) return '';
    await tx.query(`DELETE FROM hr_line l USING hr_newer n WHERE l.person_key = n.source_key`);
    return `AND NOT EXISTS (SELECT FROM hr_newer n WHERE n.source_key = employment.source_key)`;
  }

  /**
   * THE COMPARISON: one full join of all lines with all known employments. What is left is lines that are new or say
   * something new, and employments that are not over and whose line is missing (`line` null).
   * @param narrowed lines that say what was said last time have been left out, and with them their employments
   */
  async compare(
    tx: Tx,
    source: string,
    asOf: Day,
    condition: string,
    personKey: string | null,
    narrowed: boolean,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO hr_changed
       SELECT l.line, l.number, l.person_key, e.id AS employment_id, e.person_id
       FROM hr_line l
       FULL JOIN (SELECT id, person_id, number, row_digest, end_date FROM employment WHERE source = $1 ${condition} ${narrowed ? concerned : ''}) e
         ON e.number = l.number
       WHERE (l.line IS NULL AND (e.end_date IS NULL OR e.end_date >= $2::date))
          OR (l.line IS NOT NULL AND l.digest IS DISTINCT FROM e.row_digest)`,
      [source, asOf, ...(personKey === null ? [] : [personKey])],
    );
    await this.tables.analyse(tx, 'delivery', 'hr_changed');
  }

  /**
   * The lines to read in full: the changed ones, and every other line of the same persons, so that what holds for the
   * person (name, HSA-ids) never depends on which of the lines changed. One bit a line.
   */
  async linesToRead(tx: Tx, lines: number, few: boolean): Promise<{ bits: Uint8Array; count: number }> {
    const bits = new Uint8Array((lines >> 3) + 1);
    let count = 0;
    const take = (rows: readonly { line: number }[]): boolean => {
      for (const { line } of rows) bits[line >> 3] = (bits[line >> 3] ?? 0) | (1 << (line & 7));
      count += rows.length;
      return rows.length === linesAtATime;
    };
    const wanted = `SELECT line FROM hr_changed WHERE line IS NOT NULL
       UNION SELECT l.line FROM hr_line l JOIN (SELECT DISTINCT person_key FROM hr_changed WHERE line IS NOT NULL) c USING (person_key)`;
    if (few) {
      take(await tx.query<{ line: number }>(wanted));
      return { bits, count };
    }
    await tx.query(`DECLARE hr_wanted NO SCROLL CURSOR FOR ${wanted}`);
    while (take(await tx.query<{ line: number }>(`FETCH ${String(linesAtATime)} FROM hr_wanted`)));
    await tx.query('CLOSE hr_wanted');
    return { bits, count };
  }

  /**
   * An employment number that is already another person's. A record that nobody knows may bring it when it states that
   * person's own number: the HR system has given the person another key.
   */
  async takeForeignNumbers(tx: Tx, source: string): Promise<ConflictingLine[]> {
    return this.#take(
      tx,
      `SELECT r.line FROM hr_row r JOIN employment e ON e.source = $1 AND e.number = r.number
       JOIN person p ON p.id = e.person_id LEFT JOIN person_source s ON s.source = $1 AND s.source_key = r.person_key
       WHERE s.person_id <> e.person_id OR (s.person_id IS NULL
         AND coalesce(p.person_number_index NOT IN (r.number_index, coalesce(r.previous_index, r.number_index)), true))`,
      [source],
    );
  }

  /**
   * A personal number that several persons claim, one record has several of, or a known person's record states although
   * it is another's. A record that nobody knows is not here: whom it is about is found out by its number.
   */
  async takeNumberConflicts(tx: Tx, source: string): Promise<ConflictingLine[]> {
    return this.#take(
      tx,
      `SELECT r.line FROM hr_row r WHERE r.number_index IN
         (SELECT o.number_index FROM hr_row o LEFT JOIN person_source s ON s.source = $1 AND s.source_key = o.person_key
          GROUP BY o.number_index HAVING min(s.person_id::text) <> max(s.person_id::text)
            OR min(o.person_key) FILTER (WHERE s.person_id IS NULL) <> max(o.person_key) FILTER (WHERE s.person_id IS NULL))
       UNION SELECT r.line FROM hr_row r WHERE r.person_key IN
         (SELECT person_key FROM hr_row GROUP BY person_key HAVING count(DISTINCT number_index) > 1)
       UNION SELECT r.line FROM hr_row r JOIN person p ON p.person_number_index = r.number_index
         JOIN person_source s ON s.source = $1 AND s.source_key = r.person_key AND s.person_id <> p.id
         WHERE NOT EXISTS (SELECT FROM person_source t JOIN hr_row o ON o.person_key = t.source_key
           WHERE t.source = $1 AND t.person_id = p.id AND o.number_index <> p.person_number_index)`,
      [source],
    );
  }

  /**
   * Known records that state a number or an HSA-id of somebody else who is known by another source: the two may be one.
   * Call it before those lines are set aside.
   */
  async suspectSamePerson(tx: Tx, source: string): Promise<void> {
    await tx.query(
      `INSERT INTO hr_suspect
       SELECT DISTINCT ON (s.source_key) s.source_key, s.person_id, x.other, x.reason, x.sign,
              (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.line) FROM hr_row r WHERE r.person_key = s.source_key)
       FROM (SELECT r.person_key, p.id AS other, 'number-of-another' AS reason, 'personalNumber' AS sign
             FROM hr_row r JOIN person p ON p.person_number_index = r.number_index
             UNION SELECT r.person_key, p.id, 'number-of-another', 'replacedNumber'
             FROM hr_row r JOIN person p ON p.person_number_index = r.previous_index
             UNION SELECT r.person_key, h.person_id, 'hsa-id-of-another', 'hsaId'
             FROM hr_row r JOIN person_hsa_id h ON h.hsa_id = r.hsa_id) x
       JOIN person_source s ON s.source = $1 AND s.source_key = x.person_key AND s.person_id <> x.other
       WHERE NOT EXISTS (SELECT FROM person_source o WHERE o.person_id = x.other AND o.source = $1)
         AND NOT EXISTS (SELECT FROM person_apart a WHERE a.person_a = least(s.person_id, x.other) AND a.person_b = greatest(s.person_id, x.other))
       ORDER BY s.source_key, x.reason DESC, x.other`,
      [source],
    );
  }

  async takeHsaIdConflicts(tx: Tx, source: string): Promise<ConflictingLine[]> {
    return this.#take(
      tx,
      `SELECT r.line FROM hr_row r WHERE r.hsa_id IN
         (SELECT o.hsa_id FROM hr_row o LEFT JOIN person_source s ON s.source = $1 AND s.source_key = o.person_key
          WHERE o.hsa_id IS NOT NULL
          GROUP BY o.hsa_id HAVING min(s.person_id::text) <> max(s.person_id::text)
            OR min(o.person_key) FILTER (WHERE s.person_id IS NULL) <> max(o.person_key) FILTER (WHERE s.person_id IS NULL))
       UNION SELECT r.line FROM hr_row r JOIN person_hsa_id h ON h.hsa_id = r.hsa_id
         JOIN person_source s ON s.source = $1 AND s.source_key = r.person_key AND s.person_id <> h.person_id`,
      [source],
    );
  }

  async #take(tx: Tx, lines: string, parameters: unknown[]): Promise<ConflictingLine[]> {
    return tx.query<ConflictingLine>(
      `DELETE FROM hr_row r USING (${lines}) AS taken WHERE r.line = taken.line
       RETURNING r.line, r.number, r.person_key AS "personKey", (SELECT s.source_key FROM person_source s
         WHERE s.source = $1 AND s.person_id = coalesce((SELECT p.id FROM person p WHERE p.person_number_index = r.number_index),
           (SELECT h.person_id FROM person_hsa_id h WHERE h.hsa_id = r.hsa_id)) LIMIT 1) AS "ownerKey"`,
      parameters,
    );
  }

  /**
   * A missing line ends nothing when it may be one of those set aside: neither the employments whose numbers stand in
   * them, nor any of the persons named in them.
   */
  async spare(tx: Tx, values: readonly string[]): Promise<void> {
    if (values.length === 0) return;
    await tx.query(
      `DELETE FROM hr_changed c USING employment e
       WHERE c.line IS NULL AND c.employment_id = e.id AND (e.number = ANY($1) OR e.source_key = ANY($1))`,
      [values],
    );
  }

  async putUnits(tx: Tx, units: readonly PlacedUnit[]): Promise<void> {
    for (let from = 0; from < units.length; from += unitsAtATime)
      await tx.query(
        `INSERT INTO hr_unit SELECT u.code, u.parent, u.path, u.name, u.kind, u."hsaId", u."managerNumber",
                u."costCentre", u."validFrom", u."validTo"
         FROM jsonb_to_recordset($1) AS u(code text, parent text, path text, name text, kind text, "hsaId" text,
           "managerNumber" text, "costCentre" text, "validFrom" date, "validTo" date)`,
        [JSON.stringify(units.slice(from, from + unitsAtATime))],
      );
    await this.tables.analyse(tx, 'delivery', 'hr_unit');
  }
}

async function copy(tx: Tx, sql: string, chunks: AsyncIterable<string>): Promise<void> {
  const connection = await tx.connection();
  await pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 2 }), connection.query(from(sql)));
}
