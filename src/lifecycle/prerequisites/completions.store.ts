import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { from } from 'pg-copy-streams';
import type { Reader, Tx } from '../../platform/database.js';
import type { CompletionsSource } from '../../platform/config-prerequisites.js';
import type { CompletionAside, CompletionResult } from './completion-result.js';

export interface StoredCompletionImport {
  id: string;
  source: string;
  channel: 'page' | 'api' | 'command';
  state: 'running' | 'applied' | 'dry-run' | 'rejected';
  startedBy: string | null;
  startedAt: Date;
  endedAt: Date | null;
  result: CompletionResult | null;
}

/** How a source names persons, as a join of `completion_row c` (parameter 1 is the HR source) that gives `person_id`. */
const personBy: Record<CompletionsSource['personBy'], string> = {
  key: `person_source k ON k.source = $1 AND k.source_key = c.person`,
  'employment-number': `employment k ON k.source = $1 AND k.number = c.person`,
  'hsa-id': `person_hsa_id k ON $1 <> '' AND k.hsa_id = c.person`,
};

/** A column may hold what it should not: long numbers are not repeated. */
const blotted = (column: string): string =>
  `regexp_replace(left(c.${column}, 100), '\\d{6,8}[-+ ]?\\d{4}', '[number]', 'g')`;

const columns = `id, source, channel, state, started_by AS "startedBy", started_at AS "startedAt", ended_at AS "endedAt", result`;

/** Deliveries of completions: a number of statements that does not depend on the number of lines. */
@Injectable()
export class CompletionsStore {
  /** One delivery at a time, so that a later one never overtakes an earlier one's standing. */
  async claim(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ claimed: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('grindvakt:completions', 0)) AS claimed`,
    );
    return row?.claimed ?? false;
  }

  async start(
    reader: Reader,
    of: { source: string; channel: string; dryRun: boolean; startedBy: string | null; at: Date },
  ): Promise<string> {
    const [row] = await reader.query<{ id: string }>(
      `INSERT INTO completion_import (source, channel, state, dry_run, started_by, started_at)
       VALUES ($1, $2, 'running', $3, $4, $5) RETURNING id`,
      [of.source, of.channel, of.dryRun, of.startedBy, of.at],
    );
    if (!row) throw new Error('no import was made');
    return row.id;
  }

  async forget(reader: Reader, id: string): Promise<void> {
    await reader.query(`DELETE FROM completion_import WHERE id = $1`, [id]);
  }

  /** Whoever holds the claim sees that no other can be running: those that say so were killed. */
  async endInterrupted(tx: Tx, except: string, at: Date, result: object): Promise<void> {
    await tx.query(
      `UPDATE completion_import SET state = 'rejected', ended_at = $2, result = $3 WHERE state = 'running' AND id <> $1`,
      [except, at, JSON.stringify(result)],
    );
  }

  async finish(
    tx: Tx,
    id: string,
    end: {
      state: 'applied' | 'dry-run' | 'rejected';
      at: Date;
      digest: Buffer | null;
      result: CompletionResult;
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE completion_import SET state = $2, ended_at = $3, digest = $4, result = $5 WHERE id = $1`,
      [id, end.state, end.at, end.digest, JSON.stringify(end.result)],
    );
  }

  /** Lines as COPY takes them: line, person, course, day, reason, column, value. */
  async copyRows(tx: Tx, chunks: AsyncIterable<string>): Promise<void> {
    await tx.query(`
      CREATE TEMP TABLE completion_row (line integer, person text, course text, day date, reason text, column_name text,
        value text) ON COMMIT DROP;
      CREATE TEMP TABLE completion_known (line integer, person_id uuid, prerequisite_id uuid, day date) ON COMMIT DROP;
      CREATE TEMP TABLE completion_touched (person_id uuid) ON COMMIT DROP`);
    const connection = await tx.connection();
    await pipeline(
      Readable.from(chunks, { objectMode: true, highWaterMark: 2 }),
      connection.query(from('COPY completion_row FROM STDIN')),
    );
    await tx.query('ANALYZE completion_row');
  }

  /** Who and what the lines mean; those that mean nobody or nothing are set aside. */
  async resolve(
    tx: Tx,
    of: { hrSource: string; personBy: CompletionsSource['personBy'] },
    columnNames: { person: string; course: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE completion_row c SET reason = 'unknown-course', column_name = $1, value = ${blotted('course')}
       WHERE c.reason IS NULL AND NOT EXISTS (SELECT FROM prerequisite p WHERE p.code = c.course)`,
      [columnNames.course],
    );
    await tx.query(
      `INSERT INTO completion_known (line, person_id, prerequisite_id, day)
       SELECT c.line, k.person_id, p.id, c.day FROM completion_row c JOIN prerequisite p ON p.code = c.course
       JOIN ${personBy[of.personBy]} WHERE c.reason IS NULL`,
      [of.hrSource],
    );
    await tx.query('ANALYZE completion_known');
    await tx.query(
      `UPDATE completion_row c SET reason = 'unknown-person', column_name = $1, value = ${blotted('person')}
       WHERE c.reason IS NULL AND NOT EXISTS (SELECT FROM completion_known k WHERE k.line = c.line)`,
      [columnNames.person],
    );
  }

  async figures(tx: Tx): Promise<{ read: number; asides: number; repeated: number; first: number | null }> {
    const [row] = await tx.query<{ read: number; asides: number; repeated: number; first: number | null }>(
      `SELECT (SELECT count(*) FROM completion_row) AS read, count(*) FILTER (WHERE reason IS NOT NULL) AS asides,
              min(line) FILTER (WHERE reason IS NOT NULL) AS first,
              (SELECT count(*) - count(DISTINCT (person_id, prerequisite_id, day)) FROM completion_known) AS repeated
       FROM completion_row`,
    );
    return row ?? { read: 0, asides: 0, repeated: 0, first: null };
  }

  /** Keeps what is new. The order of persons is that in which every room locks them. @returns how many */
  async keep(tx: Tx, importId: string, by: string | null, at: Date): Promise<number> {
    const [row] = await tx.query<{ kept: number }>(
      `WITH kept AS (
         INSERT INTO prerequisite_record (person_id, prerequisite_id, origin, met, day, import_id, recorded_by, recorded_at)
         SELECT DISTINCT person_id, prerequisite_id, 'import', true, day, $1::uuid, $2::uuid, $3::timestamptz
         FROM completion_known ORDER BY person_id, prerequisite_id, day
         ON CONFLICT (person_id, prerequisite_id, day) WHERE origin = 'import' DO NOTHING RETURNING person_id)
       SELECT count(*)::int AS kept FROM kept`,
      [importId, by, at],
    );
    return row?.kept ?? 0;
  }

  /** THE NEWEST WINS, in whatever order deliveries come. @returns how many persons now stand better */
  async stand(tx: Tx): Promise<number> {
    await tx.query(
      `WITH newest AS (
         SELECT person_id, prerequisite_id, max(day) AS day FROM completion_known GROUP BY 1, 2 ORDER BY 1, 2),
       raised AS (
         INSERT INTO prerequisite_standing AS s (person_id, prerequisite_id, met, day)
         SELECT person_id, prerequisite_id, true, day FROM newest
         ON CONFLICT (person_id, prerequisite_id) DO UPDATE SET day = excluded.day, met = true, warned = NULL
         WHERE excluded.day > s.day RETURNING person_id)
       INSERT INTO completion_touched SELECT DISTINCT person_id FROM raised`,
    );
    await tx.query('ANALYZE completion_touched');
    const [row] = await tx.query<{ touched: number }>(
      `SELECT count(*)::int AS touched FROM completion_touched`,
    );
    return row?.touched ?? 0;
  }

  /** In the order in which every room locks persons, before their standing is written. */
  async lockKnown(tx: Tx): Promise<void> {
    await tx.query(
      `SELECT FROM person WHERE id IN (SELECT person_id FROM completion_known) ORDER BY id FOR NO KEY UPDATE`,
    );
  }

  async trial(tx: Tx, step: 'begin' | 'undo'): Promise<void> {
    await tx.query(step === 'begin' ? 'SAVEPOINT trial' : 'ROLLBACK TO SAVEPOINT trial');
  }

  async writeAsides(tx: Tx, importId: string, most: number): Promise<void> {
    await tx.query(
      `INSERT INTO completion_aside (import_id, line, reason, column_name, value)
       SELECT $1, line, reason, column_name, value FROM completion_row WHERE reason IS NOT NULL ORDER BY line LIMIT $2`,
      [importId, most],
    );
  }

  async read(reader: Reader, id: string): Promise<StoredCompletionImport | null> {
    const [row] = await reader.query<StoredCompletionImport>(
      `SELECT ${columns} FROM completion_import WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Newest first. */
  async page(
    reader: Reader,
    after: { at: Date; id: string } | null,
    limit: number,
  ): Promise<StoredCompletionImport[]> {
    return reader.query<StoredCompletionImport>(
      `SELECT ${columns} FROM completion_import
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', started_at), id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', started_at) DESC, id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async asides(reader: Reader, id: string, after: number, limit: number): Promise<CompletionAside[]> {
    return reader.query<CompletionAside>(
      `SELECT line, reason, column_name AS "column", value FROM completion_aside
       WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
      [id, after, limit],
    );
  }

  async hasAny(reader: Reader): Promise<boolean> {
    return (await reader.query(`SELECT FROM completion_import WHERE state = 'applied' LIMIT 1`)).length > 0;
  }
}
