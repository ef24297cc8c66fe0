import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database.js';
import { byWeight, numbered } from './hr-compare.store.js';

/** Whom a trial is about, while it is not undone yet. */
@Injectable()
export class TriedAccessStore {
  /** By the line's number in the difference; also those who are persons only until the trial is undone. */
  async persons(tx: Tx, source: string, most: number): Promise<Map<number, string>> {
    const rows = await tx.query<{ number: number; personId: string }>(
      `SELECT c.number::integer AS number, coalesce(s.person_id, c.person_id) AS "personId"
       FROM (SELECT c.person_key, c.person_id, ${numbered('$3')} AS number FROM hr_class c) c
       LEFT JOIN person_source s ON s.source = $1 AND s.source_key = c.person_key
       WHERE c.number <= $2 AND coalesce(s.person_id, c.person_id) IS NOT NULL`,
      [source, most, byWeight],
    );
    return new Map(rows.map(({ number, personId }) => [number, personId]));
  }

  /** Title and unit of persons known before the trial, as the lines of a difference have them. */
  async places(tx: Tx, personIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; text: string }>(
      `SELECT DISTINCT ON (e.person_id) e.person_id AS id, e.title || ', ' || u.name AS text
       FROM employment e JOIN unit u ON u.id = e.unit_id WHERE e.person_id = ANY($1)
       ORDER BY e.person_id, coalesce(e.end_date, 'infinity') DESC, e.main DESC, e.start_date DESC, e.id`,
      [personIds],
    );
    return new Map(rows.map(({ id, text }) => [id, text]));
  }
}
