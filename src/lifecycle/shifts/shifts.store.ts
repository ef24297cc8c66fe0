import { Injectable } from '@nestjs/common';
import type { Shift } from '../../policy/lifecycle/plan-shift.js';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';

export interface PlannedShift extends Shift {
  employmentId: string;
}

/** The margins around shifts, in minutes. */
export interface Margins {
  beforeMinutes: number;
  afterMinutes: number;
}

/** Planned shifts, which employments are outside them, and how far the clock has been followed. */
@Injectable()
export class ShiftsStore {
  /** Shifts of these employments that `at` may lie in, margins included. */
  async around(
    reader: Reader,
    employmentIds: readonly string[],
    at: Date,
    margins: Margins,
  ): Promise<PlannedShift[]> {
    return reader.query<PlannedShift>(
      `SELECT employment_id AS "employmentId", starts_at AS "startsAt", ends_at AS "endsAt" FROM work_shift
       WHERE employment_id = ANY($1) AND starts_at <= $2::timestamptz + $3 * interval '1 minute'
         AND ends_at > $2::timestamptz - $4 * interval '1 minute'`,
      [employmentIds, at, margins.beforeMinutes, margins.afterMinutes],
    );
  }

  /** Of `all`, exactly those in `off` are marked. @returns those that were not marked before */
  async mark(tx: Tx, all: readonly string[], off: readonly string[], at: Date): Promise<string[]> {
    await tx.query(`DELETE FROM off_shift WHERE employment_id = ANY($1) AND NOT (employment_id = ANY($2))`, [
      all,
      off,
    ]);
    if (off.length === 0) return [];
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO off_shift (employment_id, since) SELECT id, $2 FROM unnest($1::uuid[]) AS o(id) ORDER BY id
       ON CONFLICT DO NOTHING RETURNING employment_id AS id`,
      [off, at],
    );
    return rows.map((row) => row.id);
  }

  /** No employment of these persons is marked any more. */
  async forget(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM off_shift o USING employment e WHERE e.id = o.employment_id AND e.person_id = ANY($1)`,
      [personIds],
    );
  }

  /** How far shifts have been followed and by which policy, locked; null on the very first look. */
  async lockClock(tx: Tx): Promise<{ doneAt: Date; policy: string } | null> {
    const [row] = await tx.query<{ doneAt: Date; policy: string }>(
      `SELECT done_at AS "doneAt", policy FROM shift_clock FOR UPDATE`,
    );
    return row ?? null;
  }

  async setClock(tx: Tx, at: Date, policy: string): Promise<void> {
    await tx.query(
      `INSERT INTO shift_clock (done_at, policy) VALUES ($1, $2)
       ON CONFLICT (singleton) DO UPDATE SET done_at = excluded.done_at, policy = excluded.policy`,
      [at, policy],
    );
  }

  /**
   * Persons with a boundary of a shift (with its margin) after `from` and by `to` where an employment's state flips:
   * it is within a shift and marked as outside, or the other way round.
   */
  async flippingBetween(tx: Tx, from: Date, to: Date, margins: Margins): Promise<string[]> {
    const { beforeMinutes, afterMinutes } = margins;
    return this.#ids(
      tx,
      `WITH turning AS (
         SELECT employment_id FROM work_shift WHERE starts_at > $1::timestamptz + $3 * interval '1 minute'
           AND starts_at <= $2::timestamptz + $3 * interval '1 minute'
         UNION
         SELECT employment_id FROM work_shift WHERE ends_at > $1::timestamptz - $4 * interval '1 minute'
           AND ends_at <= $2::timestamptz - $4 * interval '1 minute')
       SELECT DISTINCT e.person_id AS id FROM turning t JOIN employment e ON e.id = t.employment_id
       WHERE ${flips('$2', '$3', '$4')} ORDER BY 1`,
      [from, to, beforeMinutes, afterMinutes],
    );
  }

  /** Of these employments' persons, those where a state flips at `at`. */
  async flipping(tx: Tx, employmentIds: readonly string[], at: Date, margins: Margins): Promise<string[]> {
    return this.#ids(
      tx,
      `SELECT DISTINCT e.person_id AS id FROM employment e
       WHERE e.id = ANY($1) AND ${flips('$2', '$3', '$4')} ORDER BY 1`,
      [employmentIds, at, margins.beforeMinutes, margins.afterMinutes],
    );
  }

  /** Everyone whom another policy may concern: those marked now, and those in force of these kinds (null: of any). */
  async concerned(tx: Tx, kinds: readonly string[] | null, today: Day): Promise<string[]> {
    return this.#ids(
      tx,
      `SELECT e.person_id AS id FROM off_shift o JOIN employment e ON e.id = o.employment_id
       UNION SELECT e.person_id FROM employment e
       WHERE in_force(e.start_date, e.end_date, e.terminated_at, $2) AND ($1::text[] IS NULL OR e.kind = ANY($1))
       ORDER BY 1`,
      [kinds, today],
    );
  }

  /** The boundaries after `from` and by `to`, margins included. */
  async boundaries(reader: Reader, from: Date, to: Date, margins: Margins): Promise<Date[]> {
    const rows = await reader.query<{ at: Date }>(
      `SELECT starts_at - $3 * interval '1 minute' AS at FROM work_shift
       WHERE starts_at > $1::timestamptz + $3 * interval '1 minute' AND starts_at <= $2::timestamptz + $3 * interval '1 minute'
       UNION SELECT ends_at + $4 * interval '1 minute' FROM work_shift
       WHERE ends_at > $1::timestamptz - $4 * interval '1 minute' AND ends_at <= $2::timestamptz - $4 * interval '1 minute'
       ORDER BY 1 LIMIT 120`,
      [from, to, margins.beforeMinutes, margins.afterMinutes],
    );
    return rows.map((row) => row.at);
  }

  /** A person's shifts that are not over, soonest first. */
  async coming(reader: Reader, personId: string, now: Date, limit: number): Promise<PlannedShift[]> {
    return reader.query<PlannedShift>(
      `SELECT w.employment_id AS "employmentId", w.starts_at AS "startsAt", w.ends_at AS "endsAt"
       FROM employment e JOIN work_shift w ON w.employment_id = e.id
       WHERE e.person_id = $1 AND w.ends_at > $2 ORDER BY w.starts_at, w.employment_id LIMIT $3`,
      [personId, now, limit],
    );
  }

  async #ids(tx: Tx, sql: string, values: unknown[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(sql, values);
    return rows.map((row) => row.id);
  }
}

/** True of employment e when it is within a shift and marked as outside, or outside and not marked. */
function flips(at: string, before: string, after: string): string {
  return `EXISTS (SELECT FROM work_shift w WHERE w.employment_id = e.id
                    AND w.starts_at <= ${at}::timestamptz + ${before} * interval '1 minute'
                    AND w.ends_at > ${at}::timestamptz - ${after} * interval '1 minute')
          = EXISTS (SELECT FROM off_shift o WHERE o.employment_id = e.id)`;
}
