import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import type { Day } from '../../policy/model/day.js';
import { KnownDigests } from './known-digests.js';

const partsAtATime = 64;
const digestsAtATime = 10_000;
const linesAtATime = 5000;

/** Of employments (parameter 1: the source), those that a staged line names or that no line brought. */
export const concerned = `AND id IN (SELECT k.id FROM employment k JOIN hr_line o ON o.number = k.number WHERE k.source = $1
  UNION ALL SELECT employment_id FROM hr_unseen)`;

/** What is known of a source's employments by the digests of their lines (see KnownDigests). */
@Injectable()
export class KnownDigestsStore {
  /** @returns null when nothing is known that a line could say again */
  async read(tx: Tx, source: string, asOf: Day): Promise<KnownDigests | null> {
    // A part for each first byte, some of them at a time: all at once would be held as text, as bytes and as numbers.
    await tx.query(
      `DECLARE hr_known NO SCROLL CURSOR FOR
       SELECT coalesce(end_date, 'infinity') >= $2::date AS live, string_agg(substring(row_digest, 1, 8), ''::bytea) AS digests,
              sum(count(row_digest)) OVER ()::integer AS total,
              bool_or(coalesce(end_date, 'infinity') >= $2::date AND get_byte(row_digest, 0) IS NULL) OVER () AS blanks
       FROM employment WHERE source = $1 GROUP BY get_byte(row_digest, 0), 1`,
      [source, asOf],
    );
    let known: KnownDigests | null = null;
    for (;;) {
      const rows = await tx.query<{ live: boolean; digests: Buffer | null; total: number; blanks: boolean }>(
        `FETCH ${String(partsAtATime)} FROM hr_known`,
      );
      for (const { live, digests, total, blanks } of rows) {
        if (total > 0) known ??= new KnownDigests(total, blanks);
        if (digests) known?.add(digests, live);
      }
      if (rows.length < partsAtATime) break;
    }
    await tx.query('CLOSE hr_known');
    return known;
  }

  /**
   * Lays out, after the lines that say something new, what the comparison needs beside them: employments that no line
   * brought, and the lines left out whose person is concerned or whose employment number a new line has as well.
   */
  async addLines(tx: Tx, source: string, asOf: Day, known: KnownDigests): Promise<void> {
    if (known.blanks)
      await tx.query(
        `INSERT INTO hr_unseen SELECT id, source_key FROM employment
         WHERE source = $1 AND row_digest IS NULL AND (end_date IS NULL OR end_date >= $2::date)`,
        [source, asOf],
      );
    for (const digests of known.missing(digestsAtATime))
      await tx.query(
        // A list, not a join: what is joined by part of a column is sorted first, all of it.
        `INSERT INTO hr_unseen SELECT id, source_key FROM employment
         WHERE source = $1 AND (end_date IS NULL OR end_date >= $2::date)
           AND substring(row_digest, 1, 8) = ANY($3::bytea[])`,
        [source, asOf, digests],
      );
    await tx.query(
      `DECLARE hr_said CURSOR FOR SELECT e.number, e.source_key AS key, e.row_digest AS digest FROM employment e
       WHERE e.row_digest IS NOT NULL AND e.id IN (
         SELECT o.id FROM employment o JOIN hr_line l ON l.number = o.number WHERE o.source = $1
         UNION ALL SELECT o.id FROM employment o JOIN hr_line l ON l.person_key = o.source_key WHERE o.source = $1
         UNION ALL SELECT o.id FROM employment o JOIN hr_unseen u ON u.person_key = o.source_key WHERE o.source = $1)`,
      [source],
    );
    for (;;) {
      const rows = await tx.query<{ number: string; key: string; digest: Buffer }>(
        `FETCH ${String(linesAtATime)} FROM hr_said`,
      );
      const said = rows.flatMap((row) => {
        const line = known.lineOf(row.digest);
        return line === null ? [] : { ...row, line, digest: row.digest.toString('hex') };
      });
      if (said.length > 0)
        await tx.query(
          `INSERT INTO hr_line (line, number, person_key, digest)
           SELECT s.line, s.number, s.key, decode(s.digest, 'hex')
           FROM jsonb_to_recordset($1) AS s(line integer, number text, key text, digest text)`,
          [JSON.stringify(said)],
        );
      if (rows.length < linesAtATime) break;
    }
    await tx.query('CLOSE hr_said');
  }
}
