import { Injectable } from '@nestjs/common';
import type { PersonalNames, Sign } from '../../policy/lifecycle/correlate.js';
import type { CorrelationKey } from '../../policy/model/correlation.js';
import type { Tx } from '../../platform/database.js';
import { StagedTablesStore } from '../following/staged-tables.store.js';
import type { ConflictingLine } from '../intake/hr-staging.store.js';

/** One record that nobody knows, beside one person whom something in it points to. */
export interface StoredMatch {
  personKey: string;
  record: PersonalNames;
  personId: string;
  person: PersonalNames;
  signs: Sign[];
  sameBirthDate: boolean | null;
  toldApart: boolean;
}

/** A known record whose personal number is another than before. */
export interface RenumberedRecord {
  personKey: string;
  personId: string;
  record: PersonalNames;
  known: PersonalNames[];
}

export interface WaitingRecord {
  personKey: string;
  reason: string;
  candidates: { personId: string; signs: readonly string[] }[];
}

/** A record that waits: its lines as they were staged. */
export interface HeldRecord {
  personKey: string;
  personId: string | null;
  reason: string;
  facts: string;
  candidates: { personId: string; signs: string[] }[];
}

const names = (alias: string): string =>
  `jsonb_build_object('givenName', ${alias}.given_name, 'callName', ${alias}.call_name, 'familyName', ${alias}.family_name)`;

/**
 * Whom the unknown records of a delivery may be about, found as sets: what the rules then answer to is only records
 * that something known points to. In a first import that is none.
 */
@Injectable()
export class CorrelationStore {
  constructor(private readonly tables: StagedTablesStore) {}

  /** Imports share this; what moves records between persons takes it alone, so that neither reads what the other moves. */
  async shareRecords(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock_shared(hashtext('hr_records'))`);
  }

  /** Waits a few seconds for imports under way. @returns false when one still runs */
  async ownRecords(tx: Tx): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      const [row] = await tx.query<{ mine: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('hr_records')) AS mine`,
      );
      if (row?.mine === true) return true;
      if (attempt === 20) return false;
      await tx.query(`SELECT pg_sleep(0.2)`);
    }
  }

  /**
   * Known records that state another personal number than the person is known by, in any source, without saying which
   * one it has replaced: with the names stated now, and those known of the record and of the person.
   */
  async renumbered(tx: Tx, source: string): Promise<RenumberedRecord[]> {
    return tx.query<RenumberedRecord>(
      `SELECT DISTINCT ON (r.person_key) r.person_key AS "personKey", s.person_id AS "personId", ${names('r')} AS record,
              CASE WHEN s.family_name IS NULL THEN jsonb_build_array(${names('p')})
                   ELSE jsonb_build_array(${names('p')}, ${names('s')}) END AS known
       FROM hr_row r JOIN person_source s ON s.source = $1 AND s.source_key = r.person_key JOIN person p ON p.id = s.person_id
       WHERE p.person_number_index <> r.number_index AND s.number_index IS DISTINCT FROM r.number_index
         AND (r.previous_index IS NULL OR r.previous_index NOT IN (p.person_number_index, coalesce(s.number_index, p.person_number_index)))
       ORDER BY r.person_key, r.main DESC, r.start_date DESC, r.number DESC`,
      [source],
    );
  }

  /** Finds candidates for the staged records that nobody knows. @returns how many records have any */
  async match(
    tx: Tx,
    source: string,
    others: readonly string[],
    keys: readonly CorrelationKey[],
  ): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `WITH new AS (
       INSERT INTO hr_new
       SELECT DISTINCT ON (r.person_key) r.person_key, r.number_index, r.previous_index, r.birth_index, r.coordination_number,
              r.given_name, r.call_name, r.family_name
       FROM hr_row r WHERE NOT EXISTS (SELECT FROM person_source s WHERE s.source = $1 AND s.source_key = r.person_key)
       ORDER BY r.person_key, r.main DESC, r.start_date DESC, r.number DESC
       RETURNING 1)
       SELECT count(*) AS count FROM new`,
      [source],
    );
    if (row?.count === 0) return 0;
    await this.tables.analyse(tx, 'delivery', 'hr_new');
    // A merged person's number and HSA-ids are the survivor's; a stub is nobody's likeness.
    const by: Record<CorrelationKey, string> = {
      personalNumber: `
        SELECT n.person_key, p.id, 'personalNumber' FROM hr_new n JOIN person p ON p.person_number_index = n.number_index
        UNION SELECT n.person_key, s.person_id, 'personalNumber' FROM hr_new n JOIN person_source s ON s.number_index = n.number_index
        UNION SELECT n.person_key, coalesce(p.merged_into, p.id), 'formerNumber'
          FROM hr_new n JOIN person_former_number f ON f.number_index = n.number_index JOIN person p ON p.id = f.person_id
        UNION SELECT n.person_key, p.id, 'replacedNumber' FROM hr_new n JOIN person p ON p.person_number_index = n.previous_index
        UNION SELECT n.person_key, coalesce(p.merged_into, p.id), 'formerNumber'
          FROM hr_new n JOIN person_former_number f ON f.number_index = n.previous_index JOIN person p ON p.id = f.person_id
        UNION SELECT n.person_key, p.id, 'rekeyed' FROM hr_new n
          JOIN person p ON p.birth_index = n.birth_index AND p.coordination_number <> n.coordination_number AND p.merged_into IS NULL`,
      hsaId: `
        SELECT r.person_key, h.person_id, 'hsaId' FROM hr_row r JOIN hr_new n USING (person_key)
        JOIN person_hsa_id h ON h.hsa_id = r.hsa_id`,
      employeeNumber: `
        SELECT r.person_key, e.person_id, 'employeeNumber' FROM hr_row r JOIN hr_new n USING (person_key)
        JOIN employment e ON e.number = r.number AND e.source = ANY($1)`,
    };
    for (const key of keys)
      await tx.query(
        `INSERT INTO hr_match SELECT DISTINCT * FROM (${by[key]}) m`,
        key === 'employeeNumber' ? [others] : [],
      );
    await this.tables.analyse(tx, 'delivery', 'hr_match');
    const [found] = await tx.query<{ count: number }>(
      `SELECT count(DISTINCT person_key) AS count FROM hr_match`,
    );
    return found?.count ?? 0;
  }

  /** Matches of the next records by key, every record whole. */
  async matches(tx: Tx, after: string, records: number): Promise<StoredMatch[]> {
    return tx.query<StoredMatch>(
      `WITH page AS (SELECT DISTINCT person_key FROM hr_match WHERE person_key > $1 ORDER BY person_key LIMIT $2),
       pairs AS (
         SELECT m.person_key, m.person_id, array_agg(DISTINCT m.sign ORDER BY m.sign) AS signs
         FROM hr_match m JOIN page USING (person_key) GROUP BY m.person_key, m.person_id)
       SELECT a.person_key AS "personKey", a.person_id AS "personId", a.signs, ${names('n')} AS record, ${names('p')} AS person,
              n.birth_index = p.birth_index AS "sameBirthDate",
              EXISTS (SELECT FROM pairs o JOIN person_apart x
                ON x.person_a = least(o.person_id, a.person_id) AND x.person_b = greatest(o.person_id, a.person_id)
                WHERE o.person_key = a.person_key AND 'personalNumber' = ANY (o.signs) AND NOT 'personalNumber' = ANY (a.signs)) AS "toldApart"
       FROM pairs a JOIN hr_new n USING (person_key) JOIN person p ON p.id = a.person_id
       ORDER BY a.person_key, a.person_id`,
      [after, records],
    );
  }

  async link(tx: Tx, links: readonly { personKey: string; personId: string }[]): Promise<void> {
    await tx.query(
      `INSERT INTO hr_link SELECT * FROM jsonb_to_recordset($1) AS l("personKey" text, "personId" uuid)`,
      [JSON.stringify(links)],
    );
  }

  /**
   * A missing line ends nothing of somebody whom a waiting record may be about: the source may have given them another
   * key.
   */
  async spareCandidates(tx: Tx): Promise<void> {
    await tx.query(
      `DELETE FROM hr_changed c USING employment e, hr_waiting w CROSS JOIN LATERAL jsonb_array_elements(w.candidates) AS x(value)
       WHERE c.line IS NULL AND c.employment_id = e.id AND e.person_id = (x.value ->> 'personId')::uuid`,
    );
  }

  /** Takes records out of the delivery to let them wait. @returns their lines */
  async wait(tx: Tx, records: readonly WaitingRecord[]): Promise<ConflictingLine[]> {
    await tx.query(
      `INSERT INTO hr_waiting (person_key, reason, candidates, facts)
       SELECT w."personKey", w.reason, w.candidates, (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.line) FROM hr_row r WHERE r.person_key = w."personKey")
       FROM jsonb_to_recordset($1) AS w("personKey" text, reason text, candidates jsonb)`,
      [JSON.stringify(records)],
    );
    return tx.query<ConflictingLine>(
      `DELETE FROM hr_row r USING hr_waiting w WHERE w.person_key = r.person_key
       RETURNING r.line, r.number, r.person_key AS "personKey"`,
    );
  }

  /** The waiting records, some at a time, to be sealed and kept. */
  async held(tx: Tx, after: string, limit: number): Promise<HeldRecord[]> {
    return tx.query<HeldRecord>(
      `SELECT person_key AS "personKey", person_id AS "personId", reason, facts::text AS facts, candidates FROM (
         SELECT person_key, NULL::uuid AS person_id, reason, facts, candidates FROM hr_waiting
         UNION ALL SELECT person_key, person_id, reason, facts,
           jsonb_build_array(jsonb_build_object('personId', other, 'signs', jsonb_build_array(sign))) FROM hr_suspect) h
       WHERE person_key > $1 ORDER BY person_key LIMIT $2`,
      [after, limit],
    );
  }

  /** Opens a case for each, or brings the open one up to date. @returns those opened */
  async keep(
    tx: Tx,
    source: string,
    kept: { importId: string | null; asOf: string; at: Date },
    records: readonly (Omit<HeldRecord, 'facts'> & { sealed: string })[],
  ): Promise<{ id: string; reason: string }[]> {
    const json = JSON.stringify(records);
    const written = await tx.query<{ id: string; reason: string; opened: boolean }>(
      `INSERT INTO correlation_case (source, source_key, person_id, reason, facts_sealed, as_of, import_id, opened_at)
       SELECT $2, k."personKey", k."personId", k.reason, decode(k.sealed, 'base64'), $3, $4, $5
       FROM jsonb_to_recordset($1) AS k("personKey" text, "personId" uuid, reason text, sealed text)
       ON CONFLICT (source, source_key) WHERE state = 'open' DO UPDATE SET reason = excluded.reason,
         facts_sealed = excluded.facts_sealed, as_of = excluded.as_of, import_id = excluded.import_id
       RETURNING id, reason, xmax = 0 AS opened`,
      [json, source, kept.asOf, kept.importId, kept.at],
    );
    await tx.query(
      `WITH k AS (SELECT k.* FROM jsonb_to_recordset($1) AS k("personKey" text, candidates jsonb)),
       c AS (SELECT c.id, k.candidates FROM correlation_case c JOIN k ON k."personKey" = c.source_key WHERE c.source = $2 AND c.state = 'open'),
       wanted AS (SELECT c.id, (x.value ->> 'personId')::uuid AS person_id, x.nth::integer AS rank,
                    ARRAY(SELECT jsonb_array_elements_text(x.value -> 'signs')) AS signs
                  FROM c CROSS JOIN LATERAL jsonb_array_elements(c.candidates) WITH ORDINALITY AS x(value, nth)),
       gone AS (DELETE FROM correlation_candidate o USING c WHERE o.case_id = c.id
                AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = o.case_id AND w.person_id = o.person_id))
       INSERT INTO correlation_candidate (case_id, person_id, rank, signs) SELECT * FROM wanted
       ON CONFLICT (case_id, person_id) DO UPDATE SET rank = excluded.rank, signs = excluded.signs`,
      [json, source],
    );
    return written.filter((row) => row.opened);
  }

  /** Whether records of the source wait for somebody's decision. */
  async waits(tx: Tx, source: string): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM correlation_case WHERE source = $1 AND state = 'open' LIMIT 1`, [
      source,
    ]);
    return rows.length > 0;
  }

  /**
   * Closes the open cases whose record the source settled itself: it is known now, or states what is nobody else's.
   * @param whole the delivery states every record, so that one it does not hold is gone
   * @returns their ids
   */
  async settle(tx: Tx, source: string, at: Date, whole: boolean): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE correlation_case c SET state = 'settled', decided_at = $2
       WHERE c.source = $1 AND c.state = 'open'
         AND NOT EXISTS (SELECT FROM hr_waiting w WHERE w.person_key = c.source_key)
         AND NOT EXISTS (SELECT FROM hr_suspect u WHERE u.person_key = c.source_key)
         AND (EXISTS (SELECT FROM hr_row r WHERE r.person_key = c.source_key)
              -- A known record that says again what it said before.
              OR (c.person_id IS NULL AND EXISTS (SELECT FROM hr_line l WHERE l.person_key = c.source_key)
                AND EXISTS (SELECT FROM person_source s WHERE s.source = c.source AND s.source_key = c.source_key))
              OR ($3 AND c.person_id IS NULL AND NOT EXISTS (SELECT FROM hr_line l WHERE l.person_key = c.source_key)))
       RETURNING c.id`,
      [source, at, whole],
    );
    return rows.map((row) => row.id);
  }
}
