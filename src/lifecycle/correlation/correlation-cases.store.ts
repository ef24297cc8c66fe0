import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

export interface StoredCase {
  id: string;
  source: string;
  sourceKey: string;
  personId: string | null;
  reason: string;
  state: string;
  factsSealed: Buffer;
  asOf: Day;
  importId: string | null;
  openedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
}

export interface StoredCandidate {
  caseId: string;
  personId: string;
  signs: string[];
}

/** One person beside the record, as far as comparing asks. */
export interface ComparedPerson {
  personId: string;
  email: string | null;
  hsaIds: string[];
  sources: string[];
  employments: { number: string; title: string; unit: string; from: Day; to: Day | null }[];
}

const columns = `c.id, c.source, c.source_key AS "sourceKey", c.person_id AS "personId", c.reason, c.state, c.facts_sealed AS "factsSealed",
  c.as_of AS "asOf", c.import_id AS "importId", c.opened_at AS "openedAt", c.decided_by AS "decidedBy",
  c.decided_at AS "decidedAt", c.decision_reason AS "decisionReason"`;

/** Correlation cases: what waits for HR, and what became of it. */
@Injectable()
export class CorrelationCasesStore {
  /** Open ones the oldest first; decided ones the latest first. */
  async page(
    reader: Reader,
    open: boolean,
    after: { at: Date; id: string } | null,
    limit: number,
  ): Promise<StoredCase[]> {
    const at = `date_trunc('milliseconds', ${open ? 'c.opened_at' : 'c.decided_at'})`;
    const [than, order] = open ? ['>', 'ASC'] : ['<', 'DESC'];
    return reader.query<StoredCase>(
      `SELECT ${columns} FROM correlation_case c WHERE (c.state = 'open') = $1
         AND ($2::timestamptz IS NULL OR (${at}, c.id) ${than} ($2, $3::uuid)) ORDER BY ${at} ${order}, c.id ${order} LIMIT $4`,
      [open, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async one(reader: Reader, id: string): Promise<StoredCase | null> {
    const rows = await reader.query<StoredCase>(`SELECT ${columns} FROM correlation_case c WHERE c.id = $1`, [
      id,
    ]);
    return rows[0] ?? null;
  }

  /** Waits for whoever decides on the same case. */
  async lock(tx: Tx, id: string): Promise<StoredCase | null> {
    const rows = await tx.query<StoredCase>(
      `SELECT ${columns} FROM correlation_case c WHERE c.id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Whom the cases may be about, the likeliest first; of a person merged since, the survivor. */
  async candidates(reader: Reader, caseIds: readonly string[]): Promise<StoredCandidate[]> {
    return reader.query<StoredCandidate>(
      `SELECT o.case_id AS "caseId", coalesce(p.merged_into, p.id) AS "personId",
              array_agg(DISTINCT s.sign ORDER BY s.sign) AS signs
       FROM correlation_candidate o JOIN person p ON p.id = o.person_id CROSS JOIN LATERAL unnest(o.signs) AS s(sign)
       WHERE o.case_id = ANY($1) GROUP BY 1, 2 ORDER BY 1, min(o.rank)`,
      [caseIds],
    );
  }

  async compared(reader: Reader, personIds: readonly string[]): Promise<ComparedPerson[]> {
    return reader.query<ComparedPerson>(
      `SELECT p.id AS "personId", p.email, ARRAY(SELECT hsa_id FROM person_hsa_id h WHERE h.person_id = p.id ORDER BY 1) AS "hsaIds",
              ARRAY(SELECT DISTINCT source FROM person_source s WHERE s.person_id = p.id ORDER BY 1) AS sources,
              coalesce((SELECT jsonb_agg(jsonb_build_object('number', e.number, 'title', e.title, 'unit', u.name,
                'from', e.start_date, 'to', e.end_date) ORDER BY e.start_date DESC, e.number)
                FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.person_id = p.id), '[]') AS employments
       FROM person p WHERE p.id = ANY($1)`,
      [personIds],
    );
  }

  async unitNames(reader: Reader, source: string, codes: readonly string[]): Promise<Map<string, string>> {
    const rows = await reader.query<{ code: string; name: string }>(
      `SELECT code, name FROM unit WHERE source = $1 AND code = ANY($2)`,
      [source, codes],
    );
    return new Map(rows.map(({ code, name }) => [code, name]));
  }

  async decide(
    tx: Tx,
    id: string,
    decision: { state: string; by: string; at: Date; reason: string; personId: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE correlation_case SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5,
         person_id = coalesce($6, person_id) WHERE id = $1`,
      [id, decision.state, decision.by, decision.at, decision.reason, decision.personId],
    );
  }

  /** Nobody asks about these two again. */
  async tellApart(
    tx: Tx,
    personId: string,
    others: readonly string[],
    decision: { by: string; at: Date; reason: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO person_apart (person_a, person_b, decided_by, decided_at, reason)
       SELECT least($1::uuid, o.id), greatest($1::uuid, o.id), $3, $4, $5 FROM unnest($2::uuid[]) AS o(id)
       WHERE o.id <> $1 ON CONFLICT DO NOTHING`,
      [personId, others, decision.by, decision.at, decision.reason],
    );
  }

  /** Stages the kept lines of one record as a delivery's are. */
  async stage(tx: Tx, facts: string): Promise<void> {
    await tx.query(`INSERT INTO hr_row SELECT * FROM jsonb_populate_recordset(NULL::hr_row, $1)`, [facts]);
    await tx.query(
      `INSERT INTO hr_line (line, number, person_key, digest) SELECT line, number, person_key, digest FROM hr_row`,
    );
  }

  /** Whether the staged record states a personal number that somebody has. */
  async numberIsTaken(tx: Tx): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM hr_row r JOIN person p ON p.person_number_index = r.number_index LIMIT 1`,
    );
    return rows.length > 0;
  }

  async personOf(reader: Reader, source: string, sourceKey: string): Promise<string | null> {
    const rows = await reader.query<{ id: string }>(
      `SELECT person_id AS id FROM person_source WHERE source = $1 AND source_key = $2`,
      [source, sourceKey],
    );
    return rows[0]?.id ?? null;
  }

  /**
   * A record gets another key, with everything that points to it by its key: whose it is does not change. Its source
   * does not state it any more.
   */
  async rename(
    tx: Tx,
    record: { readonly source: string; readonly key: string },
    to: string,
    at: Date,
  ): Promise<void> {
    const { source, key } = record;
    await tx.query(
      `UPDATE person_source SET source_key = $3, lost_at = coalesce(lost_at, $4) WHERE source = $1 AND source_key = $2`,
      [source, key, to, at],
    );
    await tx.query(`UPDATE employment SET source_key = $3 WHERE source = $1 AND source_key = $2`, [
      source,
      key,
      to,
    ]);
    await tx.query(`UPDATE person SET source_key = $3 WHERE source = $1 AND source_key = $2`, [
      source,
      key,
      to,
    ]);
    // What an undone merge gives back.
    await tx.query(
      `UPDATE person_merge SET record_keys = (
         SELECT array_agg(CASE WHEN r.source = $1 AND r.key = $2 THEN $3 ELSE r.key END ORDER BY r.nth)
         FROM unnest(record_sources, record_keys) WITH ORDINALITY AS r(source, key, nth))
       WHERE $2 = ANY(record_keys) AND $1 = ANY(record_sources)`,
      [source, key, to],
    );
  }
}
